"""Appointments make grants, grants need appointments, and accounts follow the member they belong to."""

from datetime import date, timedelta

import pytest

from core.enums import Role
from core.models import JournalEntry, User
from core.permissions import Denied
from grid_inspection.verifying import permissions as verified
from inspectors.domain import accounts, appointments, roster
from inspectors.domain.scopes import actor_for
from inspectors.enums import Position
from inspectors.models import AreaGroupPermission, AreaUserPermission, TeamMember
from tests.inspectors.conftest import PASSWORD, TODAY

TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


def seen(user, on):
    return {area for _tier, area in actor_for(User.objects.get(pk=user.pk), on=on).scope.areas}


def test_an_account_sees_the_area_of_its_appointment(user, areas):
    assert seen(user, TODAY) == {areas["510104"].pk}
    assert seen(user, date(2025, 12, 31)) == set()
    assert verified(TODAY).faults == []


def test_an_appointment_lasts_through_its_last_day(user, member, areas, city):
    appointments.end(appointment=member.appointments.get(), last_day=TODAY, by=city, on=TODAY)
    assert seen(user, TODAY) == {areas["510104"].pk}
    assert seen(user, TOMORROW) == set()
    assert AreaUserPermission.objects.filter(user=user).exists()
    assert verified(TODAY).faults == []


def test_what_ended_yesterday_takes_the_grant_at_once(user, member, city):
    appointments.end(appointment=member.appointments.get(), last_day=YESTERDAY, by=city, on=TODAY)
    assert seen(user, TODAY) == set()
    assert not AreaUserPermission.objects.filter(user=user).exists()


def test_a_second_appointment_keeps_the_grant(user, member, areas, city):
    first = member.appointments.get()
    appointments.end(appointment=first, last_day=YESTERDAY, by=city, on=TODAY)
    appointments.appoint(
        member=TeamMember.objects.get(pk=member.pk), to=areas["510104"], position=Position.PART_TIME, by=city, on=TODAY
    )
    assert seen(user, TODAY) == {areas["510104"].pk}


def test_an_appointment_to_come_is_cancelled_whole(member, areas, city):
    later = appointments.appoint(
        member=member, to=areas["510107"], position=Position.FULL_TIME, by=city, on=TODAY, since=TOMORROW
    )
    appointments.end(appointment=later, last_day=TODAY, by=city, on=TODAY)
    assert member.appointments.count() == 1
    assert JournalEntry.objects.filter(verb="member.cancelled").count() == 2


@pytest.mark.parametrize(
    "change, sentence",
    [
        ({"since": TODAY}, "already answers"),
        ({"to": "510104017001"}, "own tier"),
        ({"to": "510107", "since": TODAY, "until": TODAY}, "last day"),
    ],
)
def test_what_the_roster_cannot_hold_is_refused_in_a_sentence(member, areas, city, change, sentence, settings):
    settings.LANGUAGE_CODE = "en"
    said = {"to": "510104", "since": TODAY} | change
    said["to"] = areas[said["to"]]
    with pytest.raises(Denied, match=sentence):
        appointments.appoint(member=member, position=Position.FULL_TIME, by=city, on=TODAY, **said)


def test_the_past_is_not_rewritten(member, city):
    with pytest.raises(Denied):
        appointments.end(appointment=member.appointments.get(), last_day=date(2026, 3, 1), by=city, on=TODAY)


@pytest.mark.parametrize(
    "who, area, allowed",
    [
        ("city", "510100", False),
        ("city", "510104", True),
        ("city", "510107009001", True),
        ("district", "510104", False),
        ("district", "510104017", True),
        ("district", "510104017001", True),
        ("district", "510107009", False),
        ("administrator", "510100", True),
        ("administrator", "510104", False),
    ],
)
def test_who_appoints_whom(request, areas, who, area, allowed):
    by = request.getfixturevalue(who)
    said = {"name": "王秀英", "to": areas[area], "position": Position.COORDINATOR, "by": by, "on": TODAY}
    if allowed:
        assert roster.enrol(**said).tier == areas[area].tier
    else:
        with pytest.raises(Denied):
            roster.enrol(**said)
        assert not TeamMember.objects.exists()


def test_leaving_ends_every_appointment(user, member, areas, city):
    appointments.appoint(member=member, to=areas["510107"], position=Position.FULL_TIME, by=city, on=TODAY)
    roster.leave(member=member, last_day=YESTERDAY, by=city, on=TODAY)
    assert seen(user, TODAY) == set()
    assert not member.appointments.reaching(TODAY).exists()
    with pytest.raises(Denied):
        appointments.appoint(member=member, to=areas["510104"], position=Position.FULL_TIME, by=city, on=TODAY)


def test_an_account_follows_its_member_and_lets_go(user, member, administrator):
    accounts.link(user=user, member=None, by=administrator, on=TODAY)
    assert seen(user, TODAY) == set()
    assert not AreaUserPermission.objects.filter(user=user).exists()
    accounts.link(user=user, member=TeamMember.objects.get(pk=member.pk), by=administrator, on=TODAY)
    assert seen(user, TODAY) != set()
    assert not AreaGroupPermission.objects.exists()


def test_an_account_belongs_to_a_member_of_its_tier_only(user, areas, city, administrator):
    other = roster.enrol(name="张建国", to=areas["510104017"], position=Position.PART_TIME, by=city, on=TODAY)
    with pytest.raises(Denied):
        accounts.link(user=user, member=other, by=administrator, on=TODAY)


def test_only_the_administrator_keeps_accounts(user, city):
    for act in (
        lambda: accounts.deactivate(user=user, reason="left", by=city, on=TODAY),
        lambda: accounts.unlock(user=user, by=city, on=TODAY),
        lambda: accounts.set_password(user=user, password=PASSWORD, by=city, on=TODAY),
        lambda: accounts.link(user=user, member=None, by=city, on=TODAY),
        lambda: accounts.activate(user=user, by=city, on=TODAY),
    ):
        with pytest.raises(Denied):
            act()


def test_the_last_administrator_stays(administrator, user):
    other = accounts.open_account(
        username="second", last_name="系", first_name="统", role=Role.ADMINISTRATOR, password=PASSWORD,
        by=administrator, on=TODAY,
    )  # fmt: skip
    accounts.deactivate(user=other, reason="no longer needed", by=administrator, on=TODAY)
    with pytest.raises(Denied):
        accounts.deactivate(
            user=User.objects.get(pk=administrator.user_id), reason="mistake", by=administrator, on=TODAY
        )
