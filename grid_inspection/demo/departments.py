"""Build the demo city: employers and people in memory, then the departments' files, the truth and the manifest.

Deterministic from seed, size and day. Nothing is written to a database: the files enter through the pipeline that a
clerk uses, in the order of the manifest.
"""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

from grid_inspection.demo import (
    cases_contracts,
    cases_insurance,
    cases_registers,
    cases_wages,
    filings,
    insurance,
    registers,
    rosters,
    wages,
)
from grid_inspection.demo.cast import Cast
from grid_inspection.demo.city import City
from grid_inspection.demo.dates import Anchors
from grid_inspection.demo.files import Manifest, Office
from grid_inspection.demo.names import Codes, People
from grid_inspection.demo.people import Employer
from grid_inspection.demo.population import Makers, ordinary, struck_off
from grid_inspection.demo.truth import Truth

DATA = Path(__file__).resolve().parents[2] / "grids" / "data"
EMPLOYERS_PER_ROUND = 1250  # a large city plays every case once for so many employers

Progress = Callable[[str, int, int], None]


def silent(stage: str, done: int, total: int) -> None:
    """Report nothing."""


def build(
    folder: Path, *, employers: int, seed: int, as_of: date, progress: Progress = silent, data: Path = DATA
) -> Manifest:  # fmt: skip
    """Write the files of a city of `employers` whose today is `as_of`; an empty manifest for none."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.suffix in (".csv", ".xlsx", ".json"):
            old.unlink()
    anchors = Anchors.at(as_of)
    manifest = Manifest(anchors.on.isoformat(), as_of.isoformat(), seed, employers)
    truth = Truth(anchors.on)
    if employers:
        makers = _makers(data, anchors, employers, seed)
        cast = Cast(makers, truth)
        _play(cast, employers)
        common = max(0, employers - len(cast.employers))
        everyone = cast.employers + ordinary(
            makers, truth, common, lambda done: progress("people", done, common) if done % 200 == 0 else None
        )
        _number(everyone, Random(f"order {seed}"))
        cast.struck_off = [struck_off(makers) for _ in range(employers // 80)]
        everyone.sort(key=lambda e: e.number)
        office = _write_files(folder, cast, everyone, seed, progress)
        manifest.employments = sum(len(e.jobs) for e in everyone)
        manifest.deliveries = office.in_order()
        _write_areas(folder, everyone)
    manifest.violations = truth.counts()
    truth.write(folder)
    manifest.write(folder)
    return manifest


def _makers(data: Path, anchors: Anchors, employers: int, seed: int) -> Makers:
    rng = Random(f"city {seed} {employers} {anchors.on}")
    city = City.read(data / "chengdu_2023.csv", data / "zone_streets.csv")
    return Makers(city, city.chosen(employers), anchors, rng, Codes(seed), People(rng, anchors.on))


def _play(cast: Cast, employers: int) -> None:
    """Every planted case once, and again for every further 1,250 employers; in a tiny city as many as fit."""
    for _ in range(max(1, employers // EMPLOYERS_PER_ROUND)):
        for part in (cases_registers, cases_contracts, cases_insurance, cases_wages):
            for case in part.CASES:
                if len(cast.employers) + 4 <= employers:
                    case(cast)


def _number(employers: list[Employer], rng: Random) -> None:
    numbers = list(range(1, len(employers) + 1))
    rng.shuffle(numbers)
    for employer, number in zip(employers, numbers, strict=True):
        employer.number = number


def _write_files(folder: Path, cast: Cast, everyone: list[Employer], seed: int, progress: Progress) -> Office:
    office = Office(folder)
    anchors = cast.anchors
    steps = (
        lambda: registers.send(office, cast, everyone),
        lambda: rosters.send(office, anchors, everyone),
        lambda: filings.send(office, anchors, everyone),
        lambda: insurance.send(office, anchors, everyone),
        lambda: wages.send(office, anchors, everyone, cast.bank, seed, lambda _: None),
    )
    for done, step in enumerate(steps):
        progress("files", done, len(steps))
        step()
    progress("files", len(steps), len(steps))
    return office


def _write_areas(folder: Path, employers: list[Employer]) -> None:
    """Which area each address names without doubt: the archive must stand there, or higher, never elsewhere."""
    with (folder / "areas.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["employer_code", "name", "tier", "area", "district", "address"])
        for employer in employers:
            where = employer.address
            writer.writerow([employer.code, employer.name, where.tier, where.area, where.district, where.text])
