"""The shipped tree as plain places: what the tests of placing read addresses against."""

import csv
from functools import cache
from pathlib import Path

from core.enums import Tier
from grids.domain.placing import Gazetteer, Place, shipped_names

DATA = Path(__file__).resolve().parents[2] / "grids" / "data"
TIERS = {"2": Tier.CITY, "3": Tier.DISTRICT, "4": Tier.STREET, "5": Tier.COMMUNITY}


@cache
def places() -> tuple[Place, ...]:
    zone_of = {row["street_code"]: row["zone"] for row in _rows("zone_streets.csv")}
    rows = [(row["code"], row["name"], row["parent_code"], TIERS[row["level"]]) for row in _rows("chengdu_2023.csv")]
    rows += [(row["local_code"], row["name"], "510100", Tier.DISTRICT) for row in _rows("zones.csv")]
    ids = {code: number for number, (code, *_) in enumerate(rows, start=1)}
    return tuple(
        Place(ids[code], tier, name, ids.get(zone_of.get(code, parent)), code) for code, name, parent, tier in rows
    )


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.from_places(places(), shipped_names())


@cache
def codes() -> dict[int, str]:
    return {place.id: place.code for place in places()}


def _rows(name: str) -> list[dict[str, str]]:
    with open(DATA / name, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
