"""The queue on real addresses: how many decisions a district needs, and whether single suggestions are right.

The registrations may not ship with the project; the tests look for them beside the repository and say loudly when they
are not there. Nobody knows where the real employers lie: which street a person would choose for a road is simulated by
a fixed choice per road. What is measured is how many decisions it takes, through the verbs of the pages.
"""

import csv
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from zlib import crc32

import pytest

from core.actor import Actor
from core.enums import Role, Tier
from core.models import JournalEntry
from core.scope import Scope
from employers.domain import addresses
from employers.domain import placing as archive
from employers.models import Employer, Placement
from employers.queries import queue
from grids.domain import placing as territory
from grids.domain import seeding
from grids.domain.placing.neighbours import Placed, neighbour
from grids.models import Area
from oversight.domain import placing
from tests.grids.placing_tree import codes, gazetteer, places

ON = date(2026, 6, 11)
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "employers"
LABELS = Path(__file__).resolve().parents[1] / "data" / "placing_labels.csv"
LONG = 10  # roads so long that they run through two streets: two decisions each
TICKED = 5  # roads of the tail that a person ticks together, all in one street


@pytest.fixture(scope="module")
def registrations() -> list[dict[str, str]]:
    files = [SHARED / name for name in ("chengdu_employers.csv", "chengdu_new_2019.csv")]
    missing = [str(file) for file in files if not file.exists()]
    if missing:
        pytest.skip("SKIPPED: the real registrations may not ship with the project; absent here: " + ", ".join(missing))
    return [row for file in files for row in csv.DictReader(open(file, encoding="utf-8", newline=""))]


@pytest.fixture
def district(registrations, transactional_db):
    """武侯区 of the real file, placed by address as archives are opened. Each decision commits, as a page's does."""
    from core.actor import COMMAND_LINE

    seeding.seed(by=COMMAND_LINE)
    rows = [row for row in registrations[:38_415] if "武侯区" in row["address"]]
    book = territory.gazetteer(ON)
    areas = {area.pk: area for area in Area.objects.all()}
    opened = []
    for number, row in enumerate(rows):
        area = areas[book.locate(row["address"]).area_id]
        opened.append(
            Employer(name=f"单位{number}", address=row["address"][:300], area=area, opened_on=ON, **area.levels())
        )
    Employer.objects.bulk_create(opened, batch_size=2000)
    Placement.objects.bulk_create(
        [Placement(employer=one, area=one.area, district_id=one.district_id, valid_from=ON) for one in opened],
        batch_size=2000,
    )
    addresses.read_all(on=ON)
    return Area.objects.get(local_code="510107")


def chosen(streets: list[Area], road: str) -> Area:
    """The street that a person would choose for a road: some street, always the same."""
    return streets[crc32(road.encode()) % len(streets)]


@pytest.mark.slow
def test_ninety_five_in_a_hundred_are_placed_in_four_hundred_decisions(district, capsys):
    by = Actor("district", Role.DISTRICT, Scope(frozenset({(Tier.DISTRICT, district.pk)})))
    streets = list(Area.objects.live().filter(parent=district).in_order())
    total = Employer.objects.within(by.scope).count()
    waited = queue.waiting(by).count()
    decisions = 0

    def decide(rows, area: Area) -> None:
        nonlocal decisions
        placing.place_all(wanted={area: list(rows.values_list("pk", flat=True))}, by=by, on=ON)
        decisions += 1

    roads = [row for row in queue.roads(queue.waiting(by)).order_by("-many", "road") if row["road"]]
    for nth, row in enumerate(roads[:300]):
        key, street = (row["area_id"], row["road"]), chosen(streets, row["road"])
        if nth < LONG and row["high"]:
            middle = (row["low"] + row["high"]) // 2
            decide(queue.on_road(queue.waiting(by), key, high=middle), street)
            decide(queue.on_road(queue.waiting(by), key, low=middle + 1), streets[streets.index(street) - 1])
        else:
            decide(queue.on_road(queue.waiting(by), key), street)
    singly = waited - queue.waiting(by).count()
    tail: dict[Area, list[str]] = defaultdict(list)
    for row in roads[300:]:
        tail[chosen(streets, row["road"])].append(row["road"])
    for street, names in tail.items():
        for start in range(0, len(names), TICKED):
            if decisions < 399 and queue.waiting(by).count() > 0.045 * waited:
                decide(queue.waiting(by).filter(road__in=names[start : start + TICKED]), street)
    placed = waited - queue.waiting(by).count()
    rest = list(queue.waiting(by).values_list("pk", flat=True))
    told = archive.answer(ids=rest, reason="", by=by, on=ON)
    decisions += 1
    with capsys.disabled():
        print(  # noqa: T201  # the numbers are what this test is read for
            f"\nqueue of 武侯区: {total} rows, {waited} not placed by their address, on {len(roads)} roads; {singly} "
            f"placed road by road, {placed} ({placed / waited:.3f}) with ticked ones; {decisions} decisions; {told} "
            "cannot be placed"
        )
    assert waited > 6_000
    assert decisions <= 400
    assert placed / waited >= 0.95
    assert not queue.waiting(by).exists()
    assert Employer.objects.within(by.scope).unplaceable().count() == told == waited - placed
    verbs = Counter(JournalEntry.objects.values_list("verb", flat=True))
    assert verbs["employer.placed"] >= placed
    assert verbs["employer.unplaceable"] == told


def test_single_suggestions_are_right(registrations, capsys):
    """Each labelled row whose address names its street is asked for with that name unsaid: its road and number only.

    The neighbours are all other rows that their address places; the row itself is left out. Apart from it, the sample
    made by name matching.
    """
    parent = {place.id: place.parent_id for place in places()}
    tier = {place.id: place.tier for place in places()}
    book = gazetteer()
    placed: dict[tuple[int, str], Counter[tuple[int, int | None]]] = defaultdict(Counter)
    known = {}
    for row in registrations:
        found, at = book.locate(row["address"]), book.doorway(row["address"])
        if found.tier.rank >= Tier.STREET.rank and at.road and row["uscc"] not in known:
            street = found.area_id if tier[found.area_id] == Tier.STREET else parent[found.area_id]
            placed[parent[street], at.road][street, at.door] += 1
            known[row["uscc"]] = (parent[street], at, street)

    def measured(wanted: dict[str, str]) -> tuple[int, int]:
        suggested = right = 0
        for uscc, code in wanted.items():
            if uscc not in known:
                continue
            district, at, street = known[uscc]
            others = placed[district, at.road] - Counter({(street, at.door): 1})
            answer = neighbour(at.road, at.door, [Placed(*key, many) for key, many in others.items()], {})
            if answer is not None:
                suggested += 1
                right += code.startswith(codes()[answer[0]])
        return suggested, right

    with open(LABELS, encoding="utf-8", newline="") as lines:
        labelled = {r["uscc"]: r["expected_code"] for r in csv.DictReader(lines) if len(r["expected_code"]) >= 9}
    with open(SHARED / "address_street_key_sample.csv", encoding="utf-8", newline="") as lines:
        sample = {row["uscc"]: row["code_2023"] for row in csv.DictReader(lines) if row["code_2023"]}
    own, apart = measured(labelled), measured(sample)
    with capsys.disabled():
        print(  # noqa: T201  # the numbers are what this test is read for
            f"\nsuggestions by neighbours: labelled by reading {own[0]} of {len(labelled)}, precision "
            f"{own[1] / own[0]:.3f}; sample by name matching {apart[0]} of {len(sample)}, precision "
            f"{apart[1] / apart[0]:.3f}"
        )
    assert own[0] >= 50
    assert own[1] / own[0] >= 0.95
