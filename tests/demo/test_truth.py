"""The truth beside the demo city's files says exactly what the rules find in them, whatever dataset is missing."""

import csv
from datetime import date
from pathlib import Path

import pytest

from grid_inspection.demo.departments import build
from grid_inspection.demo.files import DATASETS
from grid_inspection.demo.truth import VIOLATION, holds
from tests.demo.oracle import Hit, Oracle

# an ordinary day; the first of a month; after a make-up Saturday; a leap day; a month whose last working day is past
CITIES = (
    (date(2026, 11, 24), 1),
    (date(2026, 11, 24), 2),
    (date(2026, 3, 1), 1),
    (date(2025, 2, 9), 2),
    (date(2024, 2, 29), 1),
    (date(2026, 5, 31), 2),
)


def expected(folder: Path, withheld: str = "") -> set[Hit]:
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as source:
        return {
            (e["rule"], e["employer_code"], e["subject_number"] or e["subject"], e["period"], e["severity"])
            for e in csv.DictReader(source)
            if e["kind"] == VIOLATION and holds(e["needs"], withheld)
        }


@pytest.fixture(scope="module", params=CITIES, ids=lambda city: f"{city[0]}-{city[1]}")
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    day, seed = request.param
    folder = tmp_path_factory.mktemp(f"city-{day}-{seed}")
    build(folder, employers=220, seed=seed, as_of=day)
    return folder


@pytest.mark.parametrize("count_leavers", [True, False])
def test_the_rules_find_exactly_the_truth(city: Path, count_leavers: bool) -> None:
    oracle = Oracle(city, count_leavers=count_leavers)
    assert oracle.archives.missed == []
    assert oracle.hits() == expected(city)


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_truth_knows_what_each_entry_needs(city: Path, dataset: str) -> None:
    assert Oracle(city, dataset).hits() == expected(city, dataset)
