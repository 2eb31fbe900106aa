"""The dated tree: nine yearly files, one after the other, each read back as it was written."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from core.actor import COMMAND_LINE
from core.enums import Tier
from core.models import JournalEntry
from grids import queries
from grids.domain import division_files, tree, zones
from grids.domain.division_files import Refused
from grids.models import Area, AreaSuccession, AreaVersion

SHIPPED = tree.DATA
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
MAPPING = SHIPPED / "mappings" / "chengdu_2015_2023.csv"
DAYS = {
    2015: date(2015, 9, 30),
    2016: date(2016, 7, 31),
    2017: date(2017, 10, 31),
    2018: date(2018, 10, 31),
    2019: date(2019, 10, 31),
    2020: date(2020, 6, 30),
    2021: date(2021, 10, 31),
    2022: date(2022, 10, 31),
    2023: date(2023, 6, 30),
}
pytestmark = pytest.mark.django_db


def yearly(year: int) -> Path:
    path = SHARED / "divisions" / f"chengdu_{year}.csv"
    if not path.exists():
        pytest.skip(f"the yearly file of {year} may not ship and is not beside this repository")
    return path


def load(year: int, **options):
    lines = division_files.read(yearly(year))
    return lines, tree.load(lines, on=DAYS[year], by=COMMAND_LINE, **options)


def load_2023(on: date = DAYS[2023]):
    lines = division_files.read(SHIPPED / "chengdu_2023.csv")
    return lines, tree.load(lines, on=on, by=COMMAND_LINE)


def in_order(lines):
    return sorted(lines, key=lambda line: line.code)


def assert_sound():
    """Every live area hangs under its parent by path, and its level columns are its path."""
    paths = {area.pk: area.path for area in Area.objects.all()}
    for area in Area.objects.live():
        above = paths[area.parent_id] if area.parent_id else ""
        assert area.path == f"{above}{area.pk}/"
        steps = [int(step) for step in area.path.strip("/").split("/")]
        assert len(steps) == Tier(area.tier).rank + 1
        assert [area.district_id, area.street_id, area.community_id] == (steps[1:] + [None] * 3)[:3]


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize(
    "years", [tuple(DAYS), (2015, 2019, 2023), (2016, 2020), (2018, 2023)], ids=lambda years: "-".join(map(str, years))
)
def test_yearly_files_load_one_after_the_other_and_read_back_equal(years):
    mapping = division_files.read_mapping(MAPPING)
    said = {year: load(year, mapping=mapping)[0] for year in years}
    for year, lines in said.items():
        assert list(queries.as_of(DAYS[year])) == in_order(lines)
    assert_sound()
    assert Counter(Area.objects.live().values_list("tier", flat=True)) == Counter(line.tier for line in said[years[-1]])


@pytest.mark.slow
@pytest.mark.shared
def test_real_changes_keep_districts_and_tell_returned_codes_apart():
    mapping = division_files.read_mapping(MAPPING)
    for year in DAYS:
        load(year, mapping=mapping)
    shuangliu = Area.objects.get(local_code="510116")
    assert [(v.code, v.name) for v in shuangliu.versions.order_by("valid_from")] == [
        ("510122", "双流县"),
        ("510116", "双流区"),
    ]
    assert queries.by_code("510122", DAYS[2015]) == shuangliu == queries.by_code("510116", DAYS[2023])
    assert queries.by_code("510132", DAYS[2019]) == queries.by_code("510118", DAYS[2020])
    returned = queries.by_code("510104022009", DAYS[2020])
    assert (returned.name, returned.local_code) == ("督院街社区居委会", "510104022009-02")
    assert Area.objects.get(local_code="510104022009").closed_on is not None
    assert queries.by_code("510132001", DAYS[2019]) == queries.by_code("510118001", DAYS[2023])
    assert AreaSuccession.objects.filter(on=DAYS[2020]).count() == 190


@pytest.mark.shared
def test_a_new_name_that_may_be_another_place_asks_and_writes_nothing():
    load(2022)
    before = AreaVersion.objects.count()
    with pytest.raises(tree.Undecided) as refusal:
        load(2023)
    assert "510112005200 黄连村村委会 → 锦绣村村委会" in str(refusal.value)
    assert AreaVersion.objects.count() == before


def test_the_shipped_tree_loads_on_an_empty_site_and_reads_back_equal():
    lines, done = load_2023()
    assert list(queries.as_of(DAYS[2023])) == in_order(lines)
    assert (done.opened, done.changed, done.closed) == (3329, 0, 0)
    assert_sound()


def test_the_same_file_again_changes_nothing():
    load_2023()
    entries = JournalEntry.objects.count()
    _, done = load_2023(on=date(2024, 6, 30))
    assert (done.opened, done.changed, done.closed, done.unchanged) == (0, 0, 0, 3329)
    assert (AreaVersion.objects.count(), JournalEntry.objects.count()) == (3329, entries)


def test_an_older_file_is_refused():
    load_2023()
    with pytest.raises(Refused, match="2023-06-30"):
        load_2023(on=date(2022, 10, 31))


def test_no_area_that_still_holds_something_is_closed():
    lines, _ = load_2023()
    gone = next(line for line in lines if line.tier is Tier.COMMUNITY)
    rest = [line for line in lines if line is not gone]
    area = queries.by_code(gone.code, DAYS[2023])
    with pytest.raises(Refused, match=gone.name):
        tree.load(rest, on=date(2024, 1, 1), by=COMMAND_LINE, held=lambda areas: {area.pk: {"employer": 3}})
    done = tree.load(rest, on=date(2024, 1, 1), by=COMMAND_LINE)
    area.refresh_from_db()
    assert (done.closed, area.closed_on) == (1, date(2024, 1, 1))


def test_streets_of_a_zone_hang_under_it_and_keep_their_code():
    lines, _ = load_2023()
    assert zones.found(on=DAYS[2023], by=COMMAND_LINE) == (3, 28)
    street = queries.by_code("510107064", DAYS[2023])
    assert (street.parent.local_code, street.district.local_code, street.code) == ("CD-GX", "CD-GX", "510107064")
    assert queries.places(street) == ("510107064", "CD-GX", "510107", "510100")
    assert queries.by_code("cd-db", DAYS[2023]).name == "东部新区"
    assert list(queries.as_of(DAYS[2023])) == in_order(lines)
    assert_sound()
    assert zones.found(on=date(2024, 1, 1), by=COMMAND_LINE) == (0, 0)


def test_a_file_loaded_after_the_zones_leaves_their_streets_with_them():
    lines, _ = load_2023()
    zones.found(on=DAYS[2023], by=COMMAND_LINE)
    tree.load(lines, on=date(2024, 6, 30), by=COMMAND_LINE)
    assert queries.by_code("510107064", date(2024, 7, 1)).parent.local_code == "CD-GX"


def test_eastern_zone_is_not_founded_before_its_day():
    load_2023(on=date(2019, 12, 31))
    assert zones.found(on=date(2019, 12, 31), by=COMMAND_LINE)[0] == 2


@pytest.mark.shared
def test_streets_of_zones_are_those_that_overlap_by_half():
    overlap = SHARED / "geo" / "street_zone_overlap_2023.csv"
    if not overlap.exists():
        pytest.skip("the overlap file may not ship and is not beside this repository")
    with overlap.open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if float(row["share_of_street_area"]) >= 0.5]
    part = {"0": "CD-GX", "1": "CD-GX", "2": "CD-DB", "4": "CD-TF"}
    assert {(part[row["part"]], row["street_code"]) for row in rows} == set(zones.shipped_streets())


@pytest.mark.parametrize(
    "rows, sentence",
    [
        ([("3", "510104", "锦江区", "510100", "区县")], "row 2.*parent"),
        ([("2", "510100", "成都市", "510000", "市"), ("2", "510100", "成都市", "510000", "市")], "row 3.*already"),
        ([("2", "510100", "成都市", "510000", "市"), ("4", "510104017", "东街", "510104", "街道")], "row 3.*parent"),
        ([("2", "510100", "成都市", "510000", "市"), ("3", "51010", "锦江区", "510100", "区县")], "row 3"),
        ([("2", "510100", "成都市", "510000", "市"), ("3", "510104", "锦江区", "510104", "区县")], "row 3.*parent"),
        ([("2", "510100", "成都市", "510000", "市"), ("3", "510104", "锦江区", "510100", "州")], "row 3.*kind"),
        ([], "no city"),
    ],
)
def test_a_file_that_is_no_tree_is_refused_by_row(tmp_path, rows, sentence, settings):
    path = tmp_path / "tree.csv"
    path.write_text("\n".join(",".join(row) for row in [division_files.COLUMNS, *rows]) + "\n", encoding="utf-8")
    with translation.override("en"), pytest.raises(Refused, match=f"(?i){sentence}"):
        division_files.read(path)
