"""The real merger of 375 streets into 261 on a city with archives, the eastern zone, 新津's new code: in this order.

The day is ours, unverified: the source says only that it lies between 2019-10-31 and 2020-06-30.
"""

import csv
from collections import Counter, defaultdict
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core import parameters
from core.actor import COMMAND_LINE
from core.enums import Tier
from employers.models import Employer, Placement
from grids import queries
from grids.domain import changes, division_files, plans, successions, tree, zones
from grids.models import Area, AreaVersion, TerritoryChange
from grids.models.change import ChangeKind, ChangeState
from oversight.domain import regridding
from tests.grids.test_tree import DAYS, MAPPING, SHARED, assert_sound, yearly

CROSSWALK = SHARED / "divisions" / "street_crosswalk_2019_2023.csv"
MERGER, ZONE, RECODED = date(2019, 12, 31), date(2020, 4, 28), date(2020, 6, 30)
OPENED = date(2019, 11, 15)
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.shared]


def with_old_xinjin(folder: Path) -> tuple[Path, Path, Path]:
    """File, crosswalk and mapping of 2020 as they would have read before 新津 became a district: under its old code."""
    old = []
    for path in (yearly(2020), CROSSWALK):
        text = path.read_text(encoding="utf-8-sig").replace("510118", "510132").replace("新津区", "新津县")
        old.append(folder / path.name)
        old[-1].write_text(text, encoding="utf-8")
    mapping = folder / "mapping.csv"
    try:
        rulings = division_files.read_mapping(MAPPING)
        tree.load(division_files.read(old[0]), on=MERGER, by=COMMAND_LINE, mapping=rulings, held=lambda areas: {})
        raise AssertionError("the codes of 新津 were all used again")
    except tree.Undecided as undecided:
        text = MAPPING.read_text(encoding="utf-8-sig")
        text += "".join(f"other,{d.code},{d.old},{d.code},{d.new},试验\n" for d in undecided.doubts)
        mapping.write_text(text, encoding="utf-8")
    return old[0], old[1], mapping


def archives() -> None:
    """One archive in every area of 2019: 4,366 communities, 375 streets, 20 districts, the city."""
    areas = list(Area.objects.live().order_by("pk"))
    employers = Employer.objects.bulk_create(
        Employer(name=f"测{area.local_code}", opened_on=OPENED, area=area, **area.levels()) for area in areas
    )
    Placement.objects.bulk_create(
        Placement(employer=each, area_id=each.area_id, district_id=each.district_id, valid_from=OPENED)
        for each in employers
    )


@pytest.fixture
def city_of_2019() -> None:
    tree.load(division_files.read(yearly(2019)), on=DAYS[2019], by=COMMAND_LINE)
    archives()


def regrid(file: Path, *more: str, mapping: Path = MAPPING) -> str:
    out = StringIO()
    call_command("regrid", str(file), "--mapping", str(mapping), "--unverified", *more, stdout=out)
    return out.getvalue()


def crosswalk() -> dict[str, dict[str, str]]:
    if not CROSSWALK.exists():
        pytest.skip("the crosswalk of 2019 to 2023 is not beside this repository")
    with CROSSWALK.open(encoding="utf-8-sig", newline="") as stream:
        return {row["code_2019"]: row for row in csv.DictReader(stream)}


def expected(codes_2019: list[tuple[str, str]], continued: set[str]) -> Counter[str]:
    """The same arithmetic, read from the files alone."""
    rows = crosswalk()
    with yearly(2020).open(encoding="utf-8-sig", newline="") as stream:
        lines = [(row["level"], row["code"], row["name"]) for row in csv.DictReader(stream)]
    named: defaultdict[tuple[str, str], int] = defaultdict(int)
    for level, code, name in lines:
        if level == "5":
            named[code[:6], name] += 1
    renamed = {"510132": "510118"}
    ways: Counter[str] = Counter()
    for code, name in codes_2019:
        street = rows.get(code[:9]) if len(code) >= 9 else None
        shares = {part.split(":")[0] for part in (street or {}).get("villages_by_successor", "").split("|") if part}
        single = bool(street and street["successor_2023"]) and len(shares | {street["successor_2023"]}) == 1
        only_one = named[renamed.get(code[:6], code[:6]), name] == 1
        if len(code) == 12 and (only_one or code in continued):
            ways["community"] += 1
        elif len(code) >= 9 and single:
            ways["street"] += 1
        else:
            ways["queued"] += 1
    return ways


def test_the_merger_loses_nobody_and_guesses_nothing(city_of_2019):
    rows = crosswalk()
    before = Employer.objects.count()
    assert before == 20 + 375 + 4366 + 1
    codes = list(AreaVersion.objects.in_force(MERGER).exclude(area__tier=Tier.CITY).values_list("code", "name"))
    regrid(yearly(2020), "--crosswalk", str(CROSSWALK), "--on", MERGER.isoformat(),
                  "--act", "未核实", "--basis", "2019年末乡镇（街道）行政区划调整", "--check")  # fmt: skip
    assert Area.objects.live().at(Tier.STREET).count() == 375  # looked at only
    said = regrid(yearly(2020), "--crosswalk", str(CROSSWALK), "--on", MERGER.isoformat(),
                  "--act", "未核实", "--basis", "2019年末乡镇（街道）行政区划调整")  # fmt: skip
    assert f"{before} " in said
    assert Area.objects.live().at(Tier.STREET).count() == 261
    assert_sound()
    change = TerritoryChange.objects.get()
    outcome = change.record["outcome"]
    assert sum(outcome.values()) == before == Employer.objects.count()
    # communities that tree and mapping take for the same place under another spelling go on as they are
    kept = AreaVersion.objects.in_force(MERGER.replace(day=30)).filter(area__tier=Tier.COMMUNITY, area__closed_on=None)
    continued = set(kept.values_list("code", flat=True))
    ways = expected(codes, continued)
    ways["queued"] += 1  # the one known to the city alone
    assert outcome == dict(ways)
    # reports for 2019 read in 2019 streets, and everybody has a place on every day
    then = Placement.objects.filter(superseded_at=None, valid_from__lte=OPENED).exclude(valid_to__lte=OPENED)
    assert then.count() == before
    assert then.filter(area__tier=Tier.STREET).count() == 375
    now = Placement.objects.filter(superseded_at=None, valid_to=None)
    assert now.count() == before
    assert not now.filter(area__closed_on__isnull=False).exists()
    assert not Employer.objects.filter(area__closed_on__isnull=False).exists()
    divided = [row for row in rows.values() if len(row["villages_by_successor"].split("|")) > 1]
    assert len(divided) == 45
    for row in divided:
        street = AreaVersion.objects.in_force(DAYS[2019]).get(code=row["code_2019"])
        employer = Employer.objects.get(name=f"测{street.area.local_code}")
        assert employer.area.tier == Tier.DISTRICT
        assert employer.suggestion["code"] == "divided"
    unknown = [row["code_2019"] for row in rows.values() if row["fate"] == "unknown"]
    assert len(unknown) == 4
    for code in unknown:
        assert Employer.objects.get(name=f"测{code}").suggestion["code"] == "unknown_heir"
    # six streets have no predecessor in the crosswalk: nobody comes to them by street
    named = {row["successor_2023"] for row in rows.values()}
    fresh = [area for area in Area.objects.live().at(Tier.STREET) if area.code not in named]
    assert len(fresh) == 6
    assert not Employer.objects.filter(area__in=fresh).exists()


def test_merger_then_zone_then_a_new_code_and_all_of_it_undone(city_of_2019, tmp_path):
    crosswalk()
    before = Employer.objects.count()
    picture = list(Employer.objects.order_by("pk").values_list("pk", "area", "district", "street", "community"))
    file, crossing, mapping = with_old_xinjin(tmp_path)
    regrid(file, "--crosswalk", str(crossing), "--on", MERGER.isoformat(), "--act", "未核实", mapping=mapping)
    streets = [code for zone, code in zones.shipped_streets() if zone == "CD-DB"]
    held = list(Area.objects.live().filter(code__in=streets))
    assert held and {area.district.name for area in held} == {"简阳市"}
    plan = plans.zone(name="东部新区", local_code="CD-DB", root=queries.city(), streets=held)
    said = changes.Proposal(ChangeKind.ZONE, "设立东部新区", ZONE, "未核实", plan.as_json(), "川府函〔2020〕84号", True)
    zone = changes.draft(said, by=COMMAND_LINE, on=ZONE)
    changes.propose(change=zone, by=COMMAND_LINE, on=ZONE)
    changes.approve(change=zone, by=COMMAND_LINE, on=ZONE)
    assert regridding.apply(change=zone, by=COMMAND_LINE, on=ZONE).total == before
    street = Area.objects.get(pk=held[0].pk)
    assert queries.places(street)[1:3] == ("CD-DB", "510185")
    # the zone reads 简阳's wage tier until its own row begins
    own, host = (parameters.row("minimum_wage.monthly", chain, date(2022, 4, 1)) for chain in
                 (queries.places(street), queries.places(Area.objects.get(local_code="510185"))))  # fmt: skip
    assert own is not None and host is not None
    early = parameters.row("minimum_wage.monthly", queries.places(street), date(2021, 6, 1))
    assert early is not None and early.place == "510185"
    assert own.place == "CD-DB"
    chain = queries.places(Area.objects.get(local_code="CD-DB"))
    assert chain == ("CD-DB", "510185", "510100") == queries.place_chains()[street.district_id]
    regrid(yearly(2020), "--on", RECODED.isoformat(), "--act", "未核实")
    assert_sound()
    xinjin = queries.by_code("510118", RECODED)
    assert xinjin.name == "新津区" and xinjin == queries.by_code("510132", ZONE)
    assert Employer.objects.count() == before
    assert Area.objects.get(pk=held[0].pk).district.local_code == "CD-DB"
    newest_first = TerritoryChange.objects.filter(state=ChangeState.APPLIED).order_by("-effective")
    for change in newest_first:
        regridding.undo(change=change, reason="试算", by=COMMAND_LINE, on=RECODED)
    assert_sound()
    assert Area.objects.live().at(Tier.STREET).count() == 375
    after = list(Employer.objects.order_by("pk").values_list("pk", "area", "district", "street", "community"))
    assert after == picture


def test_a_crosswalk_that_names_a_street_twice_is_refused(city_of_2019, tmp_path):
    twice = tmp_path / "twice.csv"
    head, line, *_rest = CROSSWALK.read_text(encoding="utf-8-sig").splitlines()
    twice.write_text("\n".join([head, line, line]), encoding="utf-8")
    with pytest.raises(CommandError, match="510104020"):
        regrid(yearly(2020), "--crosswalk", str(twice), "--on", MERGER.isoformat(), "--act", "x")
    assert not TerritoryChange.objects.exists()
    assert len(successions.read_crosswalk(CROSSWALK)) == 375
