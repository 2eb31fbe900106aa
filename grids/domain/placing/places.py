"""What the placer knows: the areas of one day, and names that areas bore before.

Everything here is a plain value, so that placing can be tested and run without a database.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.enums import Tier

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "placing"
TOWN_KINDS = ("镇", "乡")
OFFICE_WORDS = ("街道办事处", "街道办", "街道", "街办", "办事处", "办")

_OFFICE = re.compile("(?:街道办事处|街道办|街道|镇|乡)$")
_COMMITTEE = re.compile("(?:居民委员会|居委会|村民委员会|村委会|村民委会)$")
_DISTRICT = re.compile("[区县市]$")


@dataclass(frozen=True, slots=True)
class Place:
    """An area as the tree of one day has it; ``code`` is the statistical code, a zone's is the local one."""

    id: int
    tier: Tier
    name: str
    parent_id: int | None
    code: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Former:
    """A name that a street or township bore, and the codes of the streets that hold its ground now, the main one first.

    ``whole``: all of it went to the one successor, so that the old name still says where a place is. ``street`` is
    False for the other name of a district, a special zone or a park that lies in one district (``kind`` says which).
    """

    district: str
    name: str
    successors: tuple[str, ...] = ()
    whole: bool = False
    street: bool = True
    kind: str = ""


def street_stem(name: str) -> str:
    """The name of a street or township without the word for its kind; a one-letter name (彭镇) keeps it."""
    stem = _OFFICE.sub("", name)
    return stem if len(stem) > 1 else name


def district_stem(name: str) -> str:
    """The name of a district without the word for its kind."""
    return _DISTRICT.sub("", name)


def community_name(name: str) -> str:
    """The name of a community as an address writes it: without its committee, with 村 or 社区."""
    short = _COMMITTEE.sub("", name)
    if short.endswith(("村", "社区")):
        return short
    if short == name:
        return name
    return short + ("村" if "村" in name[len(short) :] else "社区")


def community_stem(name: str) -> str:
    """The part of a community's name that stays when a village becomes a community."""
    return name.removesuffix("社区").removesuffix("村")


def street_spellings(name: str) -> Iterator[str]:
    """The ways an address writes a street or township when it means that and not a road."""
    if name.endswith(TOWN_KINDS):
        yield name
        return
    stem = _OFFICE.sub("", name)
    for word in OFFICE_WORDS:
        yield stem + word
    if stem.endswith("街") and len(stem) > 2:  # one 街 is often left out of 草市街街道办
        yield from (stem[:-1] + word for word in OFFICE_WORDS[:3])


@cache
def shipped_names() -> tuple[Former, ...]:
    """The former names of ``grids/data/placing``: derived from the yearly trees and unverified, see its README."""
    return tuple(_streets("former_streets.csv")) + tuple(_streets("older_towns.csv")) + tuple(_districts())


def _streets(file: str) -> Iterator[Former]:
    for row in _rows(file):
        yield Former(
            district=row["district_code"],
            name=row["name"],
            successors=tuple(row["successor_codes"].split("|")),
            whole=row["whole"] == "yes",
        )


def _districts() -> Iterator[Former]:
    for row in _rows("district_names.csv"):
        yield Former(district=row["district_code"], name=row["name"], street=False, kind=row["kind"])


def _rows(file: str) -> Iterator[dict[str, str]]:
    with open(SHIPPED / file, encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
