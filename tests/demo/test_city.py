"""What the demo city promises: invented, deterministic, of a shape, and complete in its cases."""

import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.code_arithmetic import org_code_valid, resident_id_valid, uscc_valid
from grid_inspection.demo.dates import Anchors, last
from grid_inspection.demo.departments import build
from grid_inspection.demo.files import DATASETS, Manifest
from grid_inspection.demo.truth import NEAR_MISS, mask
from tests.demo.conftest import AS_OF, Built
from tests.demo.reading import rows
from tests.grids import placing_tree

REGISTERED = Path(__file__).resolve().parents[3] / "shared" / "data" / "employers" / "chengdu_employers.csv"
RULES = {f"R{n:02d}" for n in (1, 2, 3, 6, 8, 13, 14, 15, 17, 25, 26, 30, 31, 32)}


def truth(folder: Path) -> list[dict[str, str]]:
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def areas(folder: Path) -> list[dict[str, str]]:
    with (folder / "areas.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def people(built: Built) -> dict[str, str]:
    found = {}
    for item in built.manifest.deliveries:
        if item.dataset in ("employee_roster", "contract_filing", "social_insurance", "wage_payment"):
            for row in rows(built.folder / item.file, True)[1]:
                found[row["number"]] = row["name"]
    return found


def test_the_same_seed_and_day_give_the_same_files_to_the_byte(built, tmp_path):
    build(tmp_path, employers=300, seed=7, as_of=AS_OF)
    first = {path.name: path.read_bytes() for path in built.folder.iterdir()}
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first


def test_another_seed_gives_another_city(built, tmp_path):
    build(tmp_path, employers=300, seed=8, as_of=AS_OF)
    assert {a["employer_code"] for a in areas(tmp_path)}.isdisjoint({a["employer_code"] for a in areas(built.folder)})


def test_a_city_of_none_has_no_delivery(tmp_path):
    assert build(tmp_path, employers=0, seed=1, as_of=AS_OF).deliveries == []
    assert Manifest.read(tmp_path).employers == 0


@pytest.mark.parametrize("count", [1, 9, 40])
def test_a_tiny_city_has_exactly_so_many_employers(tmp_path, count):
    build(tmp_path, employers=count, seed=1, as_of=AS_OF)
    assert len(areas(tmp_path)) == count


def test_building_again_leaves_nothing_of_the_city_before(tmp_path):
    build(tmp_path, employers=60, seed=1, as_of=AS_OF)
    manifest = build(tmp_path, employers=1, seed=1, as_of=AS_OF)
    kept = {"areas.csv", "manifest.json", "truth.csv", "truth.json"} | {item.file for item in manifest.deliveries}
    assert {path.name for path in tmp_path.iterdir()} == kept


def test_codes_and_numbers_are_invented_and_sound_where_no_fault_is_planted(built):
    planted = {e["employer_code"] for e in truth(built.folder) if e["rule"] in ("R01", "R02")}
    for area in areas(built.folder):
        code = area["employer_code"]
        if len(code) == 18:
            assert code[8:10] == "XN"
            assert uscc_valid(code) == (code not in planted)
            assert org_code_valid(code[8:17])
        elif len(code) == 9:
            assert code.startswith("XN")
            assert org_code_valid(code) == (code not in planted)
        else:
            assert code.startswith("510199")
    on = AS_OF - timedelta(days=1)
    wrong = [number for number in people(built) if not resident_id_valid(number, on)]
    assert all(number.startswith("510199") for number in people(built))
    assert len(wrong) == 1 + 1 + 3  # mistyped in insurance, in a roster, and on a whole sheet


@pytest.mark.shared
def test_no_code_and_no_name_belongs_to_a_real_employer(built):
    if not REGISTERED.exists():
        pytest.skip("the real registrations do not ship: invented codes are not compared with them")
    with REGISTERED.open(encoding="utf-8", newline="") as source:
        real = {text for row in csv.DictReader(source) for text in (row["uscc"], row["org_code"], row["name"])}
    invented = {a[field] for a in areas(built.folder) for field in ("employer_code", "name")}
    assert invented.isdisjoint(real)
    assert {code[8:17] for code in invented if len(code) == 18}.isdisjoint(real)


def test_addresses_lead_where_they_were_meant_to_and_nowhere_else(built):
    gazetteer, codes = placing_tree.gazetteer(), placing_tree.codes()
    wrong = [a for a in areas(built.folder) if codes[gazetteer.locate(a["address"]).area_id] != a["area"]]
    assert wrong == []
    assert {a["tier"] for a in areas(built.folder)} == {"community", "street", "district", "city"}


def test_every_rule_is_broken_and_nearly_broken(built):
    kinds = Counter((e["kind"], e["rule"]) for e in truth(built.folder))
    assert all(count >= 2 for (kind, _), count in kinds.items() if kind != NEAR_MISS)
    assert {rule for kind, rule in kinds if kind != NEAR_MISS} == RULES
    assert {rule for kind, rule in kinds if kind == NEAR_MISS} >= RULES - {"R01", "R02"}


def test_masks_of_one_employer_are_told_apart_by_the_number(built):
    entries = [e for e in truth(built.folder) if e["subject_number"]]
    assert all(e["subject"] == mask(e["subject_number"]) for e in entries)
    assert mask("510199199001011234") == "510199********1234"


def test_deliveries_come_in_order_within_two_years_and_none_after_the_business_date(built):
    days = [date.fromisoformat(item.received) for item in built.manifest.deliveries]
    assert days == sorted(days)
    assert days[-1] < AS_OF
    assert days[0] > AS_OF - timedelta(days=800)
    assert {item.dataset for item in built.manifest.deliveries} == set(DATASETS)


def test_stock_and_snapshots_say_what_they_cover(built):
    for item in built.manifest.deliveries:
        if item.dataset in ("social_insurance", "contract_filing"):
            assert item.area
        if item.dataset == "contract_filing":
            assert item.mode in ("snapshot", "delta")
    filings = [item for item in built.manifest.deliveries if item.dataset == "contract_filing"]
    assert [item.mode for item in filings] == ["snapshot", *["delta"] * (len(filings) - 1)]


def test_files_are_as_unlike_as_real_ones(built):
    suffixes = Counter(Path(item.file).suffix for item in built.manifest.deliveries)
    assert set(suffixes) == {".csv", ".xlsx"}
    marks = {(built.folder / item.file).read_bytes()[:3] for item in built.manifest.deliveries if ".csv" in item.file}
    assert b"\xef\xbb\xbf" in marks
    assert any(mark[:2] == b"\xff\xfe" for mark in marks)
    assert any(mark[0] > 0x7F and mark != b"\xef\xbb\xbf" and mark[:2] != b"\xff\xfe" for mark in marks)


@pytest.mark.parametrize("first", [date(2024, 1, 1), date(2025, 6, 1), date(2026, 12, 15)])
def test_every_day_of_the_year_has_fresh_data(first):
    for offset in range(366):
        anchors = Anchors.at(first + timedelta(days=offset))
        assert (anchors.on - last(anchors.insured[0])).days <= 70
        assert (anchors.on - last(anchors.wages[0])).days <= 70
        assert (anchors.on - anchors.half_years[0]).days <= 200
        assert (anchors.on - anchors.filings[-1]).days <= 70
        assert anchors.reported < anchors.known_to_filings <= anchors.on
