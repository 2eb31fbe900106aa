"""Heat maps: seven measures, each on the map, in the table and behind its link the same; nobody sees beyond his own."""

import xml.etree.ElementTree as ET
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from compliance.enums import Severity
from compliance.models import Tally
from core.actor import COMMAND_LINE
from core.enums import Role, Tier
from core.models import Clock
from core.scope import Scope
from employers.models import AreaFigures
from grids.domain.drawing import Grade
from grids.models import Area, Staffing
from oversight.indicators import Bands, Steps
from oversight.reports import heat
from tests.grids.conftest import shipped_territory  # noqa: F401
from tests.grids.test_draft_pages import clerk

TODAY = date(2026, 3, 2)
SVG = "{http://www.w3.org/2000/svg}"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _city(shipped_territory, db):  # noqa: F811
    Clock.objects.create(stands_at=TODAY)
    with translation.override("en"):
        yield


def area(code: str) -> Area:
    return Area.objects.get(local_code=code)


@pytest.fixture
def figures():
    """Every grid has as many employers as its place in the order; districts and the city sum them and more."""
    rows, sums = [], {}
    for number, grid in enumerate(Area.objects.live().at(Tier.STREET).in_order()):
        rows.append(AreaFigures(area=grid, employers=number, contracts_of=10, contracts_met=number % 11, as_of=TODAY))
        sums[grid.district_id] = sums.get(grid.district_id, 0) + number
        Tally.objects.create(area=grid, rule="R01", severity=Severity.RED, open=number % 5)
        Staffing.objects.create(area=grid, inspectors=number % 4, inspectors_needed=2, as_of=TODAY)
    for number, (district, many) in enumerate(sums.items()):
        rows.append(AreaFigures(area_id=district, employers=many + number, contracts_of=100, as_of=TODAY))
        rows.append(AreaFigures(area_id=district, employers=number, unplaced=True, as_of=TODAY))
    whole = sum(sums.values()) + sum(range(len(sums))) + 7
    rows.append(AreaFigures(area=area("510100"), employers=whole, as_of=TODAY))
    rows.append(AreaFigures(area=area("510100"), employers=7, unplaced=True, as_of=TODAY))
    AreaFigures.objects.bulk_create(rows)
    return whole


def sheet(key: str, tier: Tier = Tier.STREET, place: str = "510100", scope: Scope = COMMAND_LINE.scope) -> heat.Sheet:
    return heat.sheet(area(place), tier, heat.BY_KEY[key], scope=scope, bands=Bands.on(TODAY))


@pytest.mark.parametrize("tier", [Tier.DISTRICT, Tier.STREET])
def test_parts_and_what_is_not_yet_placed_add_up(figures, tier):
    found = sheet("employers", tier)
    assert sum(reading.number for reading in found.lines) == found.whole.number == figures


def test_what_is_not_yet_placed_by_district(figures):
    found = sheet("unplaced", Tier.DISTRICT)
    assert sum(reading.number for reading in found.lines) == found.whole.number == sum(range(23)) + 7
    one = next(reading for reading in found.readings if reading.place.area.local_code == "510107")
    assert one.url == reverse("employers:list") + "?directly=510107&status=open"


def test_a_missing_inspector_has_a_word(figures):
    found = sheet("staffing", place="510107")
    said = {reading.number: (reading.grade, reading.class_words) for reading in found.readings}
    assert said[0] == (Grade.GOOD, "enough inspectors")
    assert said[1] == (Grade.POOR, "one inspector missing")
    assert said[2] == (Grade.BAD, "two or more missing")


def test_a_rate_is_judged_by_the_dated_bands(figures):
    found = sheet("contracts", place="510107")
    assert {reading.grade for reading in found.readings} <= {Grade.GOOD, Grade.FAIR, Grade.POOR, Grade.BAD, Grade.PLAIN}
    assert all("counts=contracts_of" in reading.url for reading in found.readings)


def test_no_data_is_not_nought():
    assert {reading.words for reading in sheet("staffing", place="510107").readings} == {"no data"}
    assert {reading.words for reading in sheet("employers", place="510107").readings} == {"0"}


@pytest.mark.parametrize(
    "values, legend",
    [
        ([], {Grade.NOUGHT: "0"}),
        ([0, 0, None], {Grade.NOUGHT: "0"}),
        ([5], {Grade.NOUGHT: "0", Grade.FEW: "1 – 5"}),
        (range(1, 101), {Grade.NOUGHT: "0", Grade.FEW: "1 – 26", Grade.SOME: "27 – 51", Grade.MANY: "52 – 76",
                         Grade.MOST: "77 – 100"}),
    ],
)  # fmt: skip
def test_steps_hold_about_as_many_areas_each(values, legend):
    steps = Steps.of(values)
    assert steps.legend() == legend
    for value in values:
        if value:
            words = legend[steps.grade(value)].split(" – ")
            assert int(words[0]) <= value <= int(words[-1])


@pytest.mark.parametrize("key", heat.BY_KEY)
def test_map_and_table_of_the_city_say_the_same(client, figures, key):
    clerk(client, Role.CITY, "510100")
    tier = "district" if key == "unplaced" else "street"
    page = client.get(reverse("oversight:heat"), {"show": key, "by": tier})
    assert page.status_code == 200
    root = ET.fromstring(page.context["picture"].svg)
    drawn = {path.text for path in root.findall(f"./{SVG}g[@class='cells']//{SVG}path/{SVG}title")}
    told = {f"{reading.place.area.name} {reading.shade.words}" for reading in page.context["sheet"].readings}
    assert drawn == told
    text = page.content.decode()
    assert 'style="' not in text and "Sketch map; no basis" in text
    assert (page.context["picture"].inset != "") == (tier == "street")


def test_a_grid_links_to_the_list_behind_its_number(client, figures):
    clerk(client)
    page = client.get(reverse("oversight:heat"), {"show": "findings"})
    root = ET.fromstring(page.context["picture"].svg)
    links = list(root.iter(f"{SVG}a"))
    assert {link.get("tabindex") for link in links} == {None}  # few enough for the keyboard
    assert {link.get("href") for link in links} == {reading.url for reading in page.context["sheet"].readings}
    assert all(link.get("href").startswith(reverse("compliance:findings") + "?area=510107") for link in links)


def test_outside_does_not_exist_and_the_table_can_be_taken_out(client, figures):
    clerk(client)
    assert client.get(reverse("oversight:area_heat", args=[area("510104").pk])).status_code == 404
    answer = client.post(reverse("oversight:heat") + "?show=employers", {"export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "浆洗街街道" in text and "510107" in text


def test_a_heat_map_costs_a_constant_number_of_queries(client, figures, django_assert_max_num_queries):
    clerk(client, Role.CITY, "510100")
    for by in ("district", "street"):
        client.get(reverse("oversight:heat"), {"by": by})
        with django_assert_max_num_queries(30):
            client.get(reverse("oversight:heat"), {"by": by, "show": "staffing"})
