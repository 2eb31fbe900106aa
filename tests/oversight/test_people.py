"""Hand-over, workload, and who sees an employer: what crosses the apps and is about people."""

from datetime import timedelta
from decimal import Decimal

import pytest

from compliance.domain import taking
from compliance.models import TakenUp
from core.actor import COMMAND_LINE
from core.enums import Role
from core.models import JournalEntry, Parameter
from core.permissions import Denied
from grids.models import Staffing
from inspectors.domain import leaves, staffing
from inspectors.domain.scopes import actor_for
from inspectors.enums import LeaveKind
from inspectors.models import TeamMember
from oversight.domain import handover, workload
from oversight.models import HandOver
from tests.kit.city import TODAY, TokenCity

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def town(db):
    return TokenCity()


@pytest.fixture
def leaver(town):
    """The person of community A, who works on its finding."""
    place = town.planted["A"]
    taking.take_up(place.finding, by=actor_for(place.user, on=TODAY), on=TODAY)
    return place.member


def hand(town, leaver, **said):
    taker = town.planted["B"].member
    given = {"takers": {town.community.pk: taker}, "last_day": TODAY, "leaves_team": True, "by": COMMAND_LINE}
    handover.hand_over(member=leaver, on=TODAY, **given | said)
    return taker


def test_a_leaver_leaves_nothing_behind(town, leaver):
    taker = hand(town, leaver)
    assert TakenUp.objects.get().member == taker
    assert taker.appointments.filter(area=town.community, valid_from=TOMORROW).exists()
    user = town.planted["A"].user
    assert not actor_for(user, on=TODAY).scope.empty
    assert actor_for(user, on=TOMORROW).scope.empty
    assert TeamMember.objects.get(pk=leaver.pk).left_on == TODAY
    assert handover.estate(leaver, TOMORROW) == handover.Estate([], 0, [], None)
    assert JournalEntry.objects.filter(verb="finding.handed_over", subject_name__startswith="ZqAemp").exists()


@pytest.mark.parametrize("said", [{"takers": {}}, {"takers": None}])
def test_nothing_falls_to_nobody(town, leaver, said):
    takers = said["takers"] if said["takers"] is not None else {town.street.pk: town.planted["B"].member}
    with pytest.raises(Denied):
        hand(town, leaver, takers=takers)
    assert TakenUp.objects.get().member == leaver
    assert leaver.appointments.reaching(TOMORROW).exists()


def test_nobody_takes_over_from_himself_or_while_away(town, leaver):
    away = town.planted["B"].member
    leaves.go(member=away, kind=LeaveKind.SICK, first_day=TOMORROW, last_day=TOMORROW, by=COMMAND_LINE, on=TODAY)
    for taker in (leaver, away):
        with pytest.raises(Denied):
            hand(town, leaver, takers={town.community.pk: taker})


def test_who_stands_in_for_others_hands_that_over_too(town, leaver):
    other, third = town.planted["B"].member, town.planted["C"].member
    leave = leaves.go(member=other, kind=LeaveKind.SICK, first_day=TODAY, last_day=TODAY + timedelta(days=9),
                      substitute=leaver, by=COMMAND_LINE, on=TODAY)  # fmt: skip
    hand(town, leaver, takers={town.community.pk: third}, rest=third)
    leave.refresh_from_db()
    assert leave.substitute == third
    days = third.appointments.get(leave=leave)
    assert (days.area, days.valid_from, days.valid_to) == (town.planted["B"].area, TOMORROW, leave.valid_to)


def test_somebody_on_leave_needs_two_people(town, leaver):
    leaves.go(member=leaver, kind=LeaveKind.SICK, first_day=TODAY, last_day=TOMORROW, by=COMMAND_LINE, on=TODAY)
    taker = town.planted["B"].member
    with pytest.raises(Denied):
        hand(town, leaver)
    one, two = (actor_for(town.accounts[role], on=TODAY) for role in (Role.STREET, Role.DISTRICT))
    said = {"member": leaver, "takers": {town.community.pk: taker}, "last_day": TODAY, "leaves_team": True}
    proposal = handover.propose(by=one, on=TODAY, **said)
    with pytest.raises(Denied):
        handover.decide(proposal=proposal, carry=True, by=one, on=TODAY)
    handover.decide(proposal=proposal, carry=True, by=two, on=TODAY)
    assert TakenUp.objects.get().member == taker
    assert HandOver.objects.get(pk=proposal.pk).carried_out
    with pytest.raises(Denied):
        handover.decide(proposal=proposal, carry=True, by=two, on=TODAY)


def test_the_wizard_shows_before_it_acts(client, town, leaver):
    client.force_login(town.accounts[Role.STREET])
    page = f"/team/{leaver.pk}/hand-over/"
    assert "ZqBmbr" in client.get(page).text
    said = {"last_day": TODAY, "leaves_team": "on", f"area_{town.community.pk}": town.planted["B"].member.pk,
            "rest": town.planted["B"].member.pk}  # fmt: skip
    look = client.post(page, said)
    assert look.status_code == 200 and look.context["look"] == [("ZqBmbr", 1)]
    assert TakenUp.objects.get().member == leaver
    assert client.post(page, said | {"confirmed": "on"}).status_code == 302
    assert TakenUp.objects.get().member == town.planted["B"].member


def test_a_finding_is_taken_up_by_one_and_let_go_by_him_only(client, town):
    finding = town.planted["A"].finding
    client.force_login(town.accounts[Role.COMMUNITY])
    client.post(f"/findings/{finding.pk}/take-up/")
    assert TakenUp.objects.get().member.user == town.accounts[Role.COMMUNITY]
    assert f"/findings/{finding.pk}/let-go/" in client.get(f"/findings/{finding.pk}/").text
    mine = client.get("/findings/?mine=1&state=all&aside=1")
    assert [line.row.pk for line in mine.context["table"].lines] == [finding.pk]
    client.force_login(town.accounts[Role.STREET])
    client.post(f"/findings/{finding.pk}/let-go/")
    assert TakenUp.objects.exists()
    assert client.post(f"/findings/{finding.pk}/take-up/").status_code == 403
    client.force_login(town.accounts[Role.COMMUNITY])
    client.post(f"/findings/{finding.pk}/let-go/")
    assert not TakenUp.objects.exists()


def test_who_sees_an_employer_and_why(client, town):
    employer = town.planted["A"].employer
    client.force_login(town.accounts[Role.DISTRICT])
    text = client.get(f"/employers/{employer.pk}/seen-by/").text
    assert "ZqAmbr" in text and "ZqEmbr" in text and "ZqFmbr" not in text
    assert "成都市" in text  # how many people of the tier above


def test_the_workload_of_a_district_and_its_median(client, town):
    staffing.rebuild(on=TODAY)
    street = Staffing.objects.get(area=town.street)
    Staffing.objects.filter(pk=street.pk).update(inspectors=2)
    load = workload.of(town.district, TODAY)
    here = next(each for each in load.loads if each.area == town.street)
    assert (here.employers, here.heads, here.each) == (2, 2, Decimal("1.0"))
    assert load.median == Decimal("1.0")
    assert not here.above  # the norm is another city's, and nobody has verified it
    Parameter.objects.filter(code="workload.employers.street").update(verified_by="市局", verified_on=TODAY, value=1)
    assert next(each for each in workload.of(town.district, TODAY).loads if each.area == town.street).above
    client.force_login(town.accounts[Role.DISTRICT])
    assert "锦官驿街道" in client.get("/workload/").text
    client.force_login(town.accounts[Role.CITY])
    assert "锦江区" in client.get("/workload/").text
