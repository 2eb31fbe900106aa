"""The queue by road: groups, one decision for many after a preview, suggestions, answers, misplaced, and who may."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance.models import Finding
from core.actor import COMMAND_LINE, Actor
from core.enums import Role, Tier
from core.models import JournalEntry
from core.permissions import Denied
from core.scope import Scope
from employers.domain import placing as archive
from employers.models import Employer, EmployerFigures, Placement, RegisterEntry, Standing, Touched
from oversight.domain import placing
from tests.kit.archive import staffed, stop_the_clock
from tests.kit.deliveries import ON

ROADS, DECIDE = reverse("oversight:roads"), reverse("oversight:decide")
UNPLACED, MISPLACED, ANSWERED = (
    reverse("employers:unplaced"),
    reverse("employers:misplaced"),
    reverse("employers:answered"),
)


@pytest.fixture
def lost(office):
    """Five who name 锦江区 and a road only: three on one road, on both of its sides, two on another."""
    doors = {1: "东大街3号", 2: "东大街8号附2号", 3: "东大街21号", 4: "走马街7号", 5: "走马街9号"}
    return [office.open(number, 住所=f"成都市锦江区{where}")[0] for number, where in doors.items()]


def road(office, name: str) -> str:
    return f"{office.areas['510104'].pk}:{name}"


def confirmed(client, **posted):
    """Preview, then carry out what the preview says."""
    shown = client.post(DECIDE, posted)
    return client.post(DECIDE, posted | {"confirmed": shown.context["mark"]}, follow=True)


def test_addresses_are_read_when_archives_open(lost):
    assert [(one.road, one.door) for one in lost[:3]] == [("东大街", 3), ("东大街", 8), ("东大街", 21)]


def test_the_queue_groups_by_road_and_numbers(lost, office, read):
    page = read(Role.DISTRICT, "510104").get(ROADS)
    told = [(row.row["road"], row.row["many"], row.row["low"], row.row["high"]) for row in page.context["table"].lines]
    assert told == [("东大街", 3, 3, 21), ("走马街", 2, 7, 9)]
    assert "No. 3–21" in page.content.decode()
    assert not read(Role.DISTRICT, "510107").get(ROADS).context["table"].lines
    assert len(read(Role.CITY, "510100").get(ROADS).context["table"].lines) == 2
    assert read(Role.COMMUNITY, "510104017001").get(ROADS).status_code == 403


def test_pages_of_roads_follow_a_key(lost, office, read):
    client = read(Role.DISTRICT, "510104")
    table = client.get(ROADS).context["table"]
    from core import paging  # the cursor that a longer list would show

    first = table.lines[0].row
    after = paging.encode(first, ["many", "road", "area_id"])
    rest = client.get(ROADS, {"after": after}).context["table"].lines
    assert [line.row["road"] for line in rest] == ["走马街"]


def test_a_road_shows_its_numbers_and_can_be_narrowed(lost, office, read):
    client = read(Role.DISTRICT, "510104")
    url = reverse("oversight:road", args=[office.areas["510104"].pk])
    asked = {"road": "东大街"}
    assert [line.row.door for line in client.get(url, asked).context["table"].lines] == [3, 8, 21]
    assert [line.row.door for line in client.get(url, asked | {"low": 5}).context["table"].lines] == [8, 21]
    assert [line.row.door for line in client.get(url, asked | {"side": "odd"}).context["table"].lines] == [3, 21]
    elsewhere = reverse("oversight:road", args=[office.areas["510107"].pk])
    assert client.get(elsewhere, asked).status_code == 404


def test_one_decision_places_a_road_after_a_preview(lost, office, read):
    stop_the_clock(ON + timedelta(days=5))
    Touched.objects.all().delete()
    client = read(Role.DISTRICT, "510104")
    shown = client.post(DECIDE, {"road": road(office, "东大街"), "area": "510104017"})
    assert shown.context["count"] == 3
    assert Employer.objects.not_placed().count() == 5
    done = confirmed(client, road=road(office, "东大街"), area="510104017", reason="the clerk knows it")
    assert "3 employers are placed in" in done.content.decode()
    street = office.areas["510104017"]
    assert set(Employer.objects.filter(road="东大街").values_list("street_id", flat=True)) == {street.pk}
    placements = Placement.objects.filter(employer__in=lost[:3], superseded_at__isnull=True)
    assert {(one.area_id, one.valid_from, one.reason) for one in placements} == {(street.pk, ON, "the clerk knows it")}
    acts = JournalEntry.objects.filter(verb="employer.placed")
    assert acts.count() == 3
    assert acts.values("act").distinct().count() == 1
    assert acts.first().change == {"area": ["510104", "510104017"]}
    assert Touched.objects.count() == 3


def test_a_decision_may_be_about_some_numbers(lost, office, read):
    client = read(Role.DISTRICT, "510104")
    confirmed(client, road=road(office, "东大街"), area="510104018", low="1", high="10", side="odd")
    assert list(Employer.objects.filter(street__isnull=False).values_list("door", flat=True)) == [3]


def test_what_changed_since_the_preview_is_shown_again(lost, office, read):
    client = read(Role.DISTRICT, "510104")
    posted = {"road": road(office, "走马街"), "area": "510104017"}
    mark = client.post(DECIDE, posted).context["mark"]
    office.open(9, 住所="成都市锦江区走马街11号")
    again = client.post(DECIDE, posted | {"confirmed": mark})
    assert "has changed since the preview" in again.content.decode()
    assert Employer.objects.filter(road="走马街", street__isnull=False).count() == 0


def test_neighbours_suggest_and_many_are_accepted_at_once(lost, office, read):
    for number, door in ((11, 3), (12, 21), (13, 8)):
        office.open(number, 住所=f"成都市锦江区锦官驿街道东大街{door}号")
    client = read(Role.DISTRICT, "510104")
    page = client.get(UNPLACED)
    firm = {line.row.pk: line.row.firm for line in page.context["table"].lines}
    assert {pk for pk, area in firm.items() if area} == {one.pk for one in lost[:3]}
    assert "placed at the same number of 东大街" in page.content.decode()
    roads = client.get(ROADS)
    assert "Preview: all in 锦官驿街道" in roads.content.decode()
    ticked = [f"{pk}:{area.local_code}" for pk, area in firm.items() if area]
    confirmed(client, employer=ticked)
    assert set(
        Employer.objects.filter(pk__in=[one.pk for one in lost[:3]]).values_list("area__local_code", flat=True)
    ) == {"510104017"}


def test_neighbours_of_another_district_say_nothing(lost, office, read):
    for number in (11, 12, 13):
        office.open(number, 住所="成都市武侯区晋阳街道走马街7号")
    lines = read(Role.DISTRICT, "510104").get(UNPLACED).context["table"].lines
    assert [line.row.firm for line in lines] == [None] * 5


def test_cannot_be_placed_is_an_answer_that_holds_until_the_address_changes(lost, office, read):
    client = read(Role.DISTRICT, "510104")
    confirmed(client, road=road(office, "走马街"), answer="1", reason="nobody knows the road")
    assert client.get(reverse("employers:unplaced_count")).content == b"3"
    page = client.get(ANSWERED)
    assert len(page.context["table"].lines) == 2
    assert Employer.objects.not_placed().count() == 5
    entry = JournalEntry.objects.about(lost[3]).first()
    assert entry.verb == "employer.unplaceable"
    assert "nobody knows the road" in entry.text
    office.open(4, 住所="成都市锦江区东大街5号")
    assert client.get(reverse("employers:unplaced_count")).content == b"4"


def test_an_address_that_names_another_street_is_listed_and_moves_by_the_verb(office, read):
    employer = office.open(1, 住所="成都市锦江区锦官驿街道某某路1号")[0]
    assert employer.area.local_code == "510104017"
    stop_the_clock(ON + timedelta(days=9))
    office.open(1, 住所="成都市锦江区东湖街道某某路9号")
    employer.refresh_from_db()
    assert employer.misplaced and employer.area.local_code == "510104017" and employer.door == 9
    client = read(Role.DISTRICT, "510104")
    page = client.get(MISPLACED)
    assert [line.row.pk for line in page.context["table"].lines] == [employer.pk]
    assert client.get(reverse("employers:misplaced_count")).content == b"1"
    assert "The address names 东湖街道" in page.content.decode()
    assert not read(Role.DISTRICT, "510107").get(MISPLACED).context["table"].lines
    client = read(Role.DISTRICT, "510104")
    confirmed(client, employer=f"{employer.pk}:510104018")
    employer.refresh_from_db()
    assert (employer.area.local_code, employer.misplaced) == ("510104018", False)
    spans = Placement.objects.filter(employer=employer).order_by("valid_from").values_list("valid_from", "valid_to")
    assert list(spans) == [(ON, ON + timedelta(days=9)), (ON + timedelta(days=9), None)]


def test_or_it_stays_where_it_is(office, read):
    employer = office.open(1, 住所="成都市锦江区锦官驿街道某某路1号")[0]
    office.open(1, 住所="成都市锦江区东湖街道某某路9号")
    client = read(Role.DISTRICT, "510104")
    confirmed(client, employer=str(employer.pk), answer="1")
    assert client.get(reverse("employers:misplaced_count")).content == b""
    assert JournalEntry.objects.about(employer).first().verb == "employer.stays"


def test_findings_figures_and_state_rows_follow_set_wise(office):
    found = staffed(office, 1, 2, 住所="成都市锦江区某路1号")
    from compliance.models import RuleVersion

    version = RuleVersion.objects.create(rule="R14", digest="", parameters={}, first_used_on=ON)
    for employer in found:
        Finding.objects.get_or_create(
            rule="R14", employer=employer, subject="x", period="", severity=1, state="open", first_seen=ON,
            last_opened=ON, evidence={}, evidence_hash=0, version=version, area=employer.area,
            district_id=employer.district_id,
        )  # fmt: skip
    street = office.areas["510104017"]
    placing.place_all(wanted={street: [one.pk for one in found]}, by=COMMAND_LINE, on=ON)
    for model in (Finding, Standing, RegisterEntry, EmployerFigures):
        assert set(model.objects.filter(employer__in=found).values_list("street_id", flat=True)) == {street.pk}
    assert (
        archive.place_all(
            ids=[found[0].pk], area=street, reason="", by=COMMAND_LINE, on=ON, as_of=ON - timedelta(days=1)
        )
        == []
    )


def test_one_employer_outside_refuses_the_whole_decision(lost, office):
    elsewhere = office.open(20, 住所="成都市武侯区某路1号")[0]
    district = office.areas["510104"]
    actor = Actor("district", Role.DISTRICT, Scope(frozenset({(Tier.DISTRICT, district.pk)})))
    street = office.areas["510104017"]
    with pytest.raises(Denied):
        placing.place_all(wanted={street: [lost[0].pk, elsewhere.pk]}, by=actor, on=ON)
    with pytest.raises(Denied):
        placing.place_all(wanted={office.areas["510107009"]: [lost[0].pk]}, by=actor, on=ON)
    with pytest.raises(Denied):
        archive.answer(ids=[elsewhere.pk], by=actor, on=ON)
    assert Employer.objects.not_placed().count() == 6


def test_a_street_office_works_its_own_roads(office, read):
    employer = office.open(1, 住所="成都市锦江区锦官驿街道某某路1号")[0]
    client = read(Role.STREET, "510104017")
    [line] = client.get(ROADS).context["table"].lines
    assert line.row["area_id"] == employer.area_id
    confirmed(client, road=f"{employer.area_id}:某某路", area="510104017001")
    employer.refresh_from_db()
    assert employer.area.local_code == "510104017001"


def test_outside_areas_and_empty_decisions_are_told(lost, office, read):
    client = read(Role.DISTRICT, "510104")
    for posted in (
        {"area": "510104017"},
        {"road": road(office, "东大街")},
        {"road": road(office, "东大街"), "area": "510107009"},
        {"road": "nonsense", "area": "510104017"},
        {"road": f"{office.areas['510107'].pk}:东大街", "area": "510104017"},
    ):
        assert client.post(DECIDE, posted).status_code == 302
    assert Employer.objects.not_placed().count() == 5


@pytest.mark.parametrize("address", [ROADS, UNPLACED, MISPLACED, ANSWERED])
def test_queries_do_not_grow_with_the_queue(address, office, read):
    def queries() -> int:
        client = read(Role.DISTRICT, "510104")
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    office.open(1, 住所="成都市锦江区东大街3号")
    few = queries()
    for number in range(2, 9):
        office.open(number, 住所=f"成都市锦江区{'东大街走马街'[3 * (number % 2) : 3 + 3 * (number % 2)]}{number}号")
    assert queries() <= few + 1  # neighbours are asked for once there is a road


def test_addresses_of_before_the_upgrade_are_read_once(lost, capsys):
    Employer.objects.update(road="", door=None)
    call_command("read_addresses")
    assert "5" in capsys.readouterr().out
    assert [(one.road, one.door) for one in Employer.objects.order_by("pk")[:2]] == [("东大街", 3), ("东大街", 8)]
