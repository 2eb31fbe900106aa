"""Powers by tier: the one gate answers with every refusal and its article."""

from datetime import date, timedelta

import pytest

from core.models import Parameter
from inspectors.domain import appointments, certificates, leaves, powers, roster
from inspectors.enums import (
    INSPECTORS_5,
    OPINION,
    PENALTY_42,
    REGULATION_16,
    Act,
    CertificateKind,
    LeaveKind,
    Position,
)
from tests.inspectors.conftest import TODAY

GRID = "510104017"
JANUARY = date(2026, 1, 1)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def team(areas, city):
    """A full-time and two part-time inspectors with certificates, and a coordinator."""

    def make(name, code, position, kind=None, until=date(2027, 12, 31)):
        member = roster.enrol(name=name, to=areas[code], position=position, by=city, on=TODAY, since=JANUARY)
        if kind:
            certificates.record(member=member, kind=kind, number=name, valid_from=JANUARY, last_day=until, by=city,
                                on=TODAY)  # fmt: skip
        return member

    return {
        "full": make("专一", "510104", Position.FULL_TIME, CertificateKind.FULL_TIME),
        "other": make("专二", "510104", Position.FULL_TIME, CertificateKind.FULL_TIME),
        "part": make("兼一", GRID, Position.PART_TIME, CertificateKind.PART_TIME),
        "half": make("兼二", GRID, Position.PART_TIME, CertificateKind.PART_TIME, until=TODAY),
        "bare": make("兼三", GRID, Position.PART_TIME),
        "coordinator": make("协一", "510104017001", Position.COORDINATOR),
    }


CASES = (
    # act, people, allowed, an article among the refusals
    (Act.COLLECT, "coordinator", True, ""),
    (Act.PUBLICISE, "coordinator", True, ""),
    (Act.REPORT_LEAD, "bare", True, ""),
    (Act.SINGLE_ITEM, "part half", True, ""),
    (Act.SINGLE_ITEM, "part", False, REGULATION_16),
    (Act.SINGLE_ITEM, "part coordinator", False, OPINION),
    (Act.INSPECT, "full other", True, ""),
    (Act.INSPECT, "full part", False, INSPECTORS_5),
    (Act.INVESTIGATE, "full part", True, ""),
    (Act.PENALISE, "full part", True, ""),
    (Act.PENALISE, "part half", False, INSPECTORS_5),
    (Act.PENALISE, "full", False, PENALTY_42),
    (Act.PENALISE, "full bare", False, REGULATION_16),
    (Act.ORDER, "full coordinator", False, OPINION),
)


@pytest.mark.parametrize("act, people, allowed, article", CASES)
def test_who_may_do_what(team, act, people, allowed, article):
    named = [team[name] for name in people.split()]
    found = powers.refusals(act, named, TODAY)
    assert powers.may(act, named, TODAY) is allowed
    assert allowed or article in " ".join(each.article for each in found)


def test_the_day_decides(team):
    pair = [team["full"], team["half"]]
    assert powers.may(Act.PENALISE, pair, TODAY)
    assert not powers.may(Act.PENALISE, pair, TOMORROW)


def test_the_number_of_people_is_a_dated_rule(team):
    pair = [team["full"], team["part"]]
    Parameter.objects.filter(code="powers.inspection").update(value=3)
    (refusal,) = powers.refusals(Act.ORDER, pair, TODAY)
    assert "3" in refusal.text and refusal.article == REGULATION_16
    Parameter.objects.filter(code="powers.inspection").delete()
    assert not powers.may(Act.ORDER, pair, TODAY) and powers.may(Act.PENALISE, pair, TODAY)


def test_nobody_on_leave_and_nobody_without_an_appointment(team, areas, city):
    pair = [team["full"], team["part"]]
    leaves.go(member=team["part"], kind=LeaveKind.SICK, first_day=TOMORROW, last_day=TOMORROW, by=city, on=TODAY)
    assert powers.may(Act.ORDER, pair, TODAY) and not powers.may(Act.ORDER, pair, TOMORROW)
    appointments.end(appointment=team["full"].appointments.get(), last_day=TODAY, by=city, on=TODAY)
    assert not powers.may(Act.ORDER, pair, TOMORROW + timedelta(days=1))


def test_every_refusal_is_told_at_once(team):
    found = powers.refusals(Act.PENALISE, [team["bare"], team["coordinator"]], TODAY)
    assert len(found) == 4  # each of the two, too few certificates, nobody full-time
    assert all(each.article for each in found)
    assert powers.refusals(Act.COLLECT, [], TODAY)


def test_the_gate_asks_four_queries_whatever_the_number(team, django_assert_num_queries):
    with django_assert_num_queries(4):
        powers.refusals(Act.PENALISE, list(team.values()), TODAY)


def test_the_page_answers(client, user, team):
    user.must_change_password = False
    user.save()
    client.force_login(user)
    asked = "/powers/?act=penalise&on=2026-06-15&first=专一&second=协一"
    answer = client.get(asked)
    assert not answer.context["form"].errors
    text = answer.text
    assert "不得承办" in text and "第四十二条" in text
    assert "可以承办" in client.get("/powers/?act=penalise&on=2026-06-15&first=专一&second=兼一").text
    assert client.get("/powers/?act=penalise&on=2026-06-15&first=无此人").context["form"].errors
