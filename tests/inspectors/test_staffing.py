"""Staffing on a day: certificates, leave, substitutes, half-open periods; told to the territory without being asked."""

from datetime import date, timedelta

import pytest

from core.models import Parameter
from core.permissions import Denied
from grids.models import Staffing
from inspectors.domain import appointments, certificates, leaves, roster, staffing, vacancies
from inspectors.domain.scopes import actor_for
from inspectors.enums import CertificateKind, LeaveKind, Position
from inspectors.models import Appointment
from tests.inspectors.conftest import TODAY

TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
JANUARY = date(2026, 1, 1)
GRID, COMMUNITY = "510104017", "510104017001"


@pytest.fixture
def inspector(areas, city):
    """Puts a street inspector on the roster, with a certificate until ``until``."""

    def make(name, *, grid=GRID, until=date(2027, 12, 31), position=Position.PART_TIME):
        member = roster.enrol(name=name, to=areas[grid], position=position, by=city, on=TODAY, since=JANUARY)
        kind = CertificateKind.FULL_TIME if position is Position.FULL_TIME else CertificateKind.PART_TIME
        certificates.record(
            member=member, kind=kind, number=f"川劳监{name}", valid_from=JANUARY, last_day=until, by=city, on=TODAY
        )
        return member

    return make


def row(areas, code=GRID):
    return Staffing.objects.get(area=areas[code])


def test_two_inspectors_make_a_grid_and_one_does_not(areas, inspector):
    inspector("张一")
    assert (row(areas).inspectors, row(areas).grids_short) == (1, 1)
    inspector("张二")
    assert (row(areas).inspectors, row(areas).inspectors_needed, row(areas).grids_short) == (2, 2, 0)
    city = row(areas, "510100")
    assert (city.inspectors, city.grids, city.grids_short) == (2, 4, 3)
    assert row(areas, "510104").grids_short == 1


def test_an_expiry_changes_the_count_without_a_write(areas, inspector):
    inspector("张一")
    inspector("张二", until=TODAY)
    assert row(areas).grids_short == 0
    assert row(areas).changes_on == TOMORROW
    assert row(areas, "510100").changes_on == TOMORROW
    assert staffing.rebuild_due(on=TODAY) == 0
    assert staffing.rebuild_due(on=TOMORROW) > 0
    assert (row(areas).inspectors, row(areas).grids_short, row(areas).as_of) == (1, 1, TOMORROW)
    assert staffing.counts(TODAY)[areas[GRID].pk].grids_short == 0


def test_the_printed_day_is_the_last_one_that_counts(areas, inspector):
    member = inspector("张一", until=TODAY)
    assert [each.counts for each in vacancies.of_area(areas[GRID], TODAY)] == [True]
    assert [bool(each.why_not) for each in vacancies.of_area(areas[GRID], TOMORROW)] == [True]
    assert member.certificates.get().last_day == TODAY


def test_a_part_time_certificate_makes_no_full_time_inspector(areas, city):
    member = roster.enrol(name="赵六", to=areas[GRID], position=Position.FULL_TIME, by=city, on=TODAY)
    certificates.record(member=member, kind=CertificateKind.PART_TIME, number="兼1", valid_from=JANUARY,
                        last_day=date(2027, 1, 1), by=city, on=TODAY)  # fmt: skip
    assert row(areas).inspectors == 0


def test_an_inspector_counts_in_every_grid_and_too_many_are_shown_not_subtracted(areas, city, inspector):
    member = inspector("张一")
    appointments.appoint(member=member, to=areas["510104018"], position=Position.PART_TIME, by=city, on=TODAY)
    assert row(areas, "510104018").inspectors == 1
    assert row(areas, "510104").inspectors == 1  # one person
    assert vacancies.overburdened(city.scope, TODAY, 4) == []
    assert [each["grids"] for each in vacancies.overburdened(city.scope, TODAY, 1)] == [2]


def test_a_district_inspector_answers_for_a_grid_a_coordinator_does_not(areas, city, member):
    appointments.appoint(member=member, to=areas[GRID], position=Position.FULL_TIME, by=city, on=TODAY)
    assert row(areas).inspectors == 0  # no certificate
    with pytest.raises(Denied):
        appointments.appoint(member=member, to=areas[COMMUNITY], position=Position.FULL_TIME, by=city, on=TODAY)
    with pytest.raises(Denied):
        appointments.appoint(member=member, to=areas["510104018"], position=Position.COORDINATOR, by=city, on=TODAY)


def test_a_community_needs_a_supervisor_or_coordinator(areas, city):
    staffing.rebuild(on=TODAY)
    assert row(areas, COMMUNITY).communities_short == 1
    roster.enrol(name="王秀英", to=areas[COMMUNITY], position=Position.COORDINATOR, by=city, on=TODAY)
    assert row(areas, COMMUNITY).communities_short == 0
    assert row(areas).communities_short == 1


def test_who_is_on_leave_does_not_count_and_who_stands_in_counts_in_these_days_only(areas, city, inspector):
    away, other = inspector("张一"), inspector("李四", grid="510104018")
    leave = leaves.go(member=away, kind=LeaveKind.ANNUAL, first_day=TOMORROW, last_day=TOMORROW + timedelta(days=4),
                      substitute=other, by=city, on=TODAY)  # fmt: skip
    grid = areas[GRID].pk
    counted = {day: staffing.counts(day)[grid].inspectors for day in (TODAY, TOMORROW, leave.last_day, leave.valid_to)}
    assert counted == {
        TODAY: {away.pk}, TOMORROW: {other.pk}, leave.last_day: {other.pk}, leave.valid_to: {away.pk}
    }  # fmt: skip
    assert row(areas).changes_on == TOMORROW
    leaves.come_back(leave=leave, last_day=TODAY, by=city, on=TODAY)
    assert staffing.counts(TOMORROW)[grid].inspectors == {away.pk}
    assert not Appointment.objects.filter(leave=leave).exists()


def test_a_substitute_sees_the_area_in_the_days_of_leave(areas, city, inspector, member, user):
    away = inspector("张一")
    leaves.go(member=away, kind=LeaveKind.SICK, first_day=TOMORROW, last_day=TOMORROW, substitute=member,
              by=city, on=TODAY)  # fmt: skip

    def sees(day):
        return areas[GRID].pk in {area for _, area in actor_for(user, on=day).scope.areas}

    assert [sees(day) for day in (TODAY, TOMORROW, TOMORROW + timedelta(days=1))] == [False, True, False]


def test_leaves_do_not_overlap_and_nobody_absent_stands_in(areas, city, inspector):
    one, two = inspector("张一"), inspector("张二")
    days = {"kind": LeaveKind.ANNUAL, "first_day": TODAY, "last_day": TOMORROW, "by": city, "on": TODAY}
    leaves.go(member=one, **days)
    for refused in ({"member": one}, {"member": two, "substitute": one}, {"member": two, "substitute": two}):
        with pytest.raises(Denied):
            leaves.go(**days | refused)


def test_who_could_be_appointed_fewest_grids_first(areas, city, inspector):
    busy, free = inspector("张一", grid="510104018"), inspector("李四", grid="510104018")
    expired = inspector("王五", grid="510104018", until=YESTERDAY)
    elsewhere = inspector("赵六", grid="510107009")
    appointments.appoint(member=busy, to=areas["510107009"], position=Position.PART_TIME, by=city, on=TODAY)
    named = vacancies.candidates(areas[GRID], TODAY)
    assert named == [free, busy]
    assert expired not in named and elsewhere not in named


def test_certificates_that_end_soon_are_told_by_their_nearest_mark(areas, city, inspector):
    for name, days in (("甲", 7), ("乙", 8), ("丙", 30), ("丁", 60), ("戊", 61), ("己", -1)):
        inspector(name, until=TODAY + timedelta(days=days))
    told = {notice.days: [each.member.name for each in notice.certificates] for notice in
            vacancies.expiring(city.scope, TODAY)}  # fmt: skip
    assert told == {7: ["甲"], 30: ["乙", "丙"], 60: ["丁"]}


def test_a_renewed_certificate_is_not_told(areas, city, inspector):
    member = inspector("甲", until=TODAY + timedelta(days=7))
    certificates.record(member=member, kind=CertificateKind.PART_TIME, number="新证", valid_from=TODAY,
                        last_day=date(2028, 1, 1), by=city, on=TODAY)  # fmt: skip
    assert vacancies.expiring(city.scope, TODAY) == []


def test_a_withdrawn_certificate_stops_counting_and_stays_on_the_roster(areas, city, inspector):
    member = inspector("甲")
    certificates.withdraw(certificate=member.certificates.get(), last_day=YESTERDAY, reason="调离岗位", by=city,
                          on=TODAY)  # fmt: skip
    assert row(areas).inspectors == 0
    assert member.certificates.count() == 1


def test_a_delegation_counts_nowhere_and_needs_a_reason(areas, city, inspector):
    other = inspector("李四", grid="510104018")
    said = {"member": other, "to": areas[GRID], "position": Position.PART_TIME, "until": TOMORROW, "by": city,
            "on": TODAY}  # fmt: skip
    with pytest.raises(Denied):
        appointments.delegate(reason=" ", **said)
    appointments.delegate(reason="联合检查", **said)
    staffing.rebuild(on=TODAY)
    assert row(areas).inspectors == 0


def test_an_unconfirmed_need_accuses_nobody(areas, inspector):
    Parameter.objects.filter(code=staffing.INSPECTORS).update(verified_by="", verified_on=None)
    assert staffing.rebuild_due(on=TODAY) > 0
    assert (row(areas).inspectors_needed, row(areas).grids_short) == (0, 0)


def test_counting_one_district_says_the_same_as_counting_all(areas, city, inspector):
    staffing.rebuild(on=TODAY)
    inspector("张一")
    inspector("李四", grid="510107064")
    roster.enrol(name="王秀英", to=areas[COMMUNITY], position=Position.COORDINATOR, by=city, on=TODAY)
    columns = [field.name for field in Staffing._meta.fields if field.name not in ("id", "revision")]
    before = list(Staffing.objects.order_by("area").values(*columns))
    staffing.rebuild(on=TODAY)
    assert list(Staffing.objects.order_by("area").values(*columns)) == before
