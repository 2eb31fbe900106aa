"""The roll-out: what each stage counts, pilots by the founding document's own numbers, milestones, and who may."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from compliance.enums import RunKind, RunState
from compliance.models import Run
from core.actor import COMMAND_LINE, Actor
from core.clock import business_date
from core.enums import Role, Tier
from core.models import JournalEntry
from core.permissions import Denied
from core.scope import Scope
from grid_inspection.demo import rollout
from grids.enums import Kind
from grids.models import Area, Staffing
from oversight.domain import programme, stages
from oversight.enums import Stage
from oversight.models import Milestone, Pilot, StageResult
from tests.factories.territory import territory
from tests.kit.archive import account, stop_the_clock
from tests.kit.deliveries import ON, Office

PAGE = reverse("oversight:programme")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def areas(db) -> dict[str, Area]:
    stop_the_clock()
    return territory()


@pytest.fixture
def read(areas, client):
    def read(role, *codes):
        client.force_login(account(role, *(areas[code] for code in codes)))
        return client

    return read


@pytest.fixture
def office(areas, tmp_path, settings):
    settings.STORED_FILES_DIR = tmp_path / "kept"
    return Office(tmp_path, areas)


def another(areas, code: str, name: str, tier=Tier.DISTRICT, parent="510100") -> Area:
    """A district more than the small territory has."""
    above = areas[parent]
    area = Area.objects.create(
        tier=tier, local_code=code, code=code, name=name, kind=Kind.DISTRICT, parent=above, path="", sort_key=code
    )
    area.path = f"{above.path}{area.pk}/"
    area.district = area if tier == Tier.DISTRICT else above
    area.street = area if tier == Tier.STREET else None
    area.save()
    return area


def district(area: Area) -> Actor:
    return Actor("district", Role.DISTRICT, Scope(frozenset({(Tier.DISTRICT, area.pk)})))


def result(area: Area, stage: Stage) -> StageResult:
    return StageResult.objects.get(area=area, stage=stage)


def test_nothing_is_met_by_saying_so(areas):
    assert stages.assess(on=ON) == 5 * 4
    assert not StageResult.objects.filter(met=True).exists()
    visits = result(areas["510104017"], Stage.COLLECTED)
    assert (visits.count, visits.of) == (0, 0)


def test_staffing_is_met_where_nobody_is_missing(areas):
    grid = areas["510104017"]
    Staffing.objects.create(area=grid, inspectors=2, inspectors_needed=2, grids=1, as_of=ON)
    Staffing.objects.create(area=areas["510104018"], inspectors=2, inspectors_needed=2, communities_short=1, as_of=ON)
    stages.assess(on=ON)
    told = result(grid, Stage.STAFF)
    assert (told.met, told.met_on, told.count, told.of) == (True, ON, 2, 2)
    assert not result(areas["510104018"], Stage.STAFF).met
    stages.assess(on=ON + timedelta(days=3))
    assert result(grid, Stage.STAFF).met_on == ON
    Staffing.objects.filter(area=grid).update(grids_short=1)
    stages.assess(on=ON + timedelta(days=4))
    assert (result(grid, Stage.STAFF).met, result(grid, Stage.STAFF).met_on) == (False, None)


def test_archives_are_counted_against_live_register_entries(office):
    for number in range(1, 4):
        office.open(number, 住所="成都市锦江区锦官驿街道某某路1号")
    stages.assess(on=ON)
    told = result(office.areas["510104017"], Stage.ARCHIVES)
    assert (told.met, told.count, told.of) == (True, 3, 3)
    office.open(3, 住所="成都市锦江区锦官驿街道某某路1号", 登记状态="注销")
    stages.assess(on=ON)
    told = result(office.areas["510104017"], Stage.ARCHIVES)
    assert told.met and told.of == 2


def test_good_nights_are_counted_in_a_row(areas):
    last = business_date(ON)
    for back in range(30):
        Run.objects.create(
            business_date=last - timedelta(days=back), number=1, kind=RunKind.NIGHT, state=RunState.FINISHED,
            good=back != 10, finished_at=timezone.now(), by="beat",
        )  # fmt: skip
    stages.assess(on=ON)
    told = result(areas["510104017"], Stage.RUNNING)
    assert (told.met, told.count, told.of) == (False, 10, 30)
    Run.objects.update(good=True)
    stages.assess(on=ON)
    assert result(areas["510104017"], Stage.RUNNING).met


def test_a_third_city_district_is_refused_with_the_clause(areas):
    third = another(areas, "510105", "青羊区")
    for code in ("510104", "510107"):
        programme.mark(area=areas[code], counts_as="core", by=COMMAND_LINE, on=ON)
    with pytest.raises(Denied, match=r"3\(5\).*锦江区、武侯区"):
        programme.mark(area=third, counts_as="core", by=COMMAND_LINE, on=ON)
    programme.end(area=areas["510107"], by=COMMAND_LINE, on=ON)
    programme.mark(area=third, counts_as="core", by=COMMAND_LINE, on=ON)
    assert Pilot.objects.filter(ended_on__isnull=True).count() == 2
    assert JournalEntry.objects.filter(verb="pilot.marked").count() == 3


def test_the_zone_is_a_choice_the_rest_are_suburban(areas):
    zone, suburb = areas["CD-GX"], another(areas, "510116", "双流区")
    assert programme.kinds(zone) == ["core", "suburb"]
    assert programme.kinds(suburb) == ["suburb"]
    with pytest.raises(Denied, match="cannot count as that"):
        programme.mark(area=suburb, counts_as="core", by=COMMAND_LINE, on=ON)
    with pytest.raises(Denied, match="cannot count as that"):
        programme.mark(area=areas["510104"], counts_as="suburb", by=COMMAND_LINE, on=ON)
    programme.mark(area=zone, counts_as="suburb", by=COMMAND_LINE, on=ON)
    with pytest.raises(Denied, match="already"):
        programme.mark(area=zone, counts_as="core", by=COMMAND_LINE, on=ON)


def test_a_fourth_suburban_district_and_a_fourth_street_are_refused(areas):
    for number in range(3):
        suburb = another(areas, f"51012{number}", f"郊{number}区")
        programme.mark(area=suburb, counts_as="suburb", by=COMMAND_LINE, on=ON)
    with pytest.raises(Denied, match="two or three suburban"):
        programme.mark(area=areas["CD-GX"], counts_as="suburb", by=COMMAND_LINE, on=ON)
    by = district(areas["510104"])
    third = another(areas, "510104019", "某街道", Tier.STREET, "510104")
    fourth = another(areas, "510104020", "又街道", Tier.STREET, "510104")
    for street in (areas["510104017"], areas["510104018"], third):
        programme.mark(area=street, counts_as="street", by=by, on=ON)
    with pytest.raises(Denied, match="two or three streets"):
        programme.mark(area=fourth, counts_as="street", by=by, on=ON)


def test_the_city_guides_districts_and_a_district_its_own_streets(areas):
    with pytest.raises(Denied):
        programme.mark(area=areas["510104017"], counts_as="street", by=COMMAND_LINE, on=ON)
    with pytest.raises(Denied):
        programme.mark(area=areas["510104"], counts_as="core", by=district(areas["510104"]), on=ON)
    with pytest.raises(Denied):
        programme.mark(area=areas["510107009"], counts_as="street", by=district(areas["510104"]), on=ON)
    with pytest.raises(Denied):
        programme.plan(area=areas["510104"], stage="staff", planned_on=ON, by=district(areas["510104"]), on=ON)


def test_the_pages_of_city_and_district(areas, read):
    Staffing.objects.create(area=areas["510104017"], inspectors=2, inspectors_needed=2, grids=1, as_of=ON)
    stages.assess(on=ON)
    city = read(Role.CITY, "510100")
    url = reverse("oversight:guide", args=[areas["510104"].pk])
    assert city.post(url, {"counts_as": "core"}).headers["Location"] == PAGE
    city.post(reverse("oversight:plan", args=[areas["510104"].pk]), {"stage": "staff", "planned_on": "2026-01-31"})
    page = city.get(PAGE)
    line = next(one for one in page.context["lines"] if one.area == areas["510104"])
    staffing = line.steps[1]
    assert (staffing.count, staffing.of, staffing.met, staffing.late) == (1, 2, False, True)
    assert "City district" in page.content.decode()
    assert "behind plan" in page.content.decode()
    below = city.get(reverse("oversight:programme_of", args=[areas["510104"].pk])).content.decode()
    assert "锦官驿街道" in below
    client = read(Role.DISTRICT, "510104")
    assert "锦官驿街道" in client.get(PAGE).content.decode()
    assert client.get(reverse("oversight:programme_of", args=[areas["510107"].pk])).status_code == 404
    assert client.post(url, {"counts_as": "core"}).status_code == 403
    assert (
        client.post(reverse("oversight:guide", args=[areas["510107009"].pk]), {"counts_as": "street"}).status_code
        == 404
    )
    street = reverse("oversight:guide", args=[areas["510104017"].pk])
    client.post(street, {"counts_as": "street"})
    assert Pilot.objects.filter(area=areas["510104017"]).exists()
    client.post(street, {"end": "1"})
    assert not Pilot.objects.filter(area=areas["510104017"], ended_on__isnull=True).exists()
    assert read(Role.STREET, "510104017").get(PAGE).status_code == 403


def test_a_milestone_needs_a_stage_and_a_day(areas, read):
    client = read(Role.CITY, "510100")
    url = reverse("oversight:plan", args=[areas["510104"].pk])
    for posted in ({"stage": "x", "planned_on": "2026-01-31"}, {"stage": "staff", "planned_on": "2026-02-31"}):
        client.post(url, posted)
    assert not Milestone.objects.exists()


def test_queries_do_not_grow_with_the_grids(areas, read):
    client = read(Role.CITY, "510100")

    def queries() -> int:
        client.get(PAGE)
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        return len(captured)

    stages.assess(on=ON)
    few = queries()
    for number in range(6):
        another(areas, f"51012{number}", f"郊{number}区")
    stages.assess(on=ON)
    assert queries() == few


def test_the_demo_plants_pilots_and_counts(areas):
    for code, name in (("510105", "青羊区"), ("510116", "双流区"), ("510117", "郫都区")):
        another(areas, code, name)
    rollout.plant(on=ON)
    rollout.plant(on=ON)
    kinds = sorted(Pilot.objects.values_list("counts_as", flat=True))
    assert kinds == ["core", "core", "street", "suburb", "suburb"]
    assert Milestone.objects.count() == 4 * 5
    assert StageResult.objects.exists()
