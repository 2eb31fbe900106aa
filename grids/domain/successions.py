"""An administrative succession: a yearly file replaces the tree, and a crosswalk says where each street went.

The crosswalk is read as it is: a street whose communities went to several streets is divided, one it does not know has
no heir. Communities are followed by name within their district alone, and only where exactly one bears it.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.actor import Actor
from core.enums import Tier
from grids.domain import tree, zones
from grids.domain.division_files import Decision, Mapping, Refused, Ruling
from grids.domain.following import Known
from grids.enums import Kind
from grids.models import Area, AreaVersion, TerritoryChange
from grids.queries import Line

COLUMNS = ("code_2019", "successor_2023", "villages_by_successor")


@dataclass(frozen=True, slots=True)
class Crossing:
    """One line of a crosswalk: a street by its old code and the codes that took its ground over, the largest first."""

    code: str
    heirs: tuple[str, ...]


def read_crosswalk(path: Path) -> list[Crossing]:
    """Read old code, successor, and villages by successor; a code that stands twice is refused."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise Refused(_("The file has no column %(names)s.") % {"names": ", ".join(missing)})
        found: dict[str, Crossing] = {}
        for number, row in enumerate(reader, start=2):
            code = row["code_2019"].strip()
            if code in found:
                raise Refused(_("Row %(row)s of the crosswalk: %(code)s stands there already.")
                              % {"row": number, "code": code})  # fmt: skip
            shares = [part.partition(":")[0] for part in row["villages_by_successor"].split("|") if part]
            successor = row["successor_2023"].strip()
            found[code] = Crossing(code, tuple(dict.fromkeys([successor, *shares] if successor else shares)))
    return list(found.values())


def as_plan(lines: Iterable[Line], crosswalk: Iterable[Crossing], mapping: Mapping | None) -> dict[str, Any]:
    """What a succession keeps until its day: the file, the crosswalk and the rulings as they were given."""
    return {
        "lines": [[line.tier.value, line.code, line.name, line.parent, line.kind.value] for line in lines],
        "crosswalk": {crossing.code: list(crossing.heirs) for crossing in crosswalk},
        "rulings": [
            [r.decision.value, r.from_code, r.from_name, r.to_code, r.to_name, r.basis]
            for r in (mapping.rulings if mapping else ())
        ],
    }


def carry_out(change: TerritoryChange, *, before: dict[int, Known], by: Actor) -> dict[int, list[int]]:
    """Load the file from the day of the change on; answer the heirs of every area that did not simply go on."""
    plan, day = change.plan, change.effective
    if AreaVersion.objects.filter(valid_from__gte=day).exists():
        raise Refused(_("The tree holds a state of that day or later; choose a later day."))
    codes = dict(AreaVersion.objects.in_force(day).values_list("area", "code"))
    lines = [Line(Tier(tier), code, name, parent, Kind(kind)) for tier, code, name, parent, kind in plan["lines"]]
    rulings = Mapping(Ruling(Decision(word), *rest) for word, *rest in plan["rulings"])
    tree.load(lines, on=day, by=by, mapping=rulings, held=lambda areas: {})
    if Area.objects.filter(kind=Kind.ZONE).exists():
        zones.found(on=day, by=by)
    return heirs(before, codes, plan["crosswalk"], day)


def heirs(
    before: dict[int, Known], codes: dict[int, str], crosswalk: dict[str, list[str]], day: date
) -> dict[int, list[int]]:
    """Heirs by area: streets by the crosswalk, communities by their name where one of the district alone bears it."""
    standing = AreaVersion.objects.in_force(day).exclude(code="").values_list("area", "area__tier", "code", "name")
    by_code: dict[str, int] = {}
    named: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for area, tier, code, name in standing:
        by_code[code] = area
        if tier == Tier.COMMUNITY:
            named[_district(code), name].append(area)
    found: dict[int, list[int]] = {}
    for area, known in before.items():
        code = codes.get(area, "")
        if known.tier == Tier.STREET and code in crosswalk:
            found[area] = [by_code[heir] for heir in crosswalk[code] if heir in by_code]
        elif known.tier == Tier.COMMUNITY and len(namesakes := named[_district(code), known.name]) == 1:
            found[area] = namesakes
    return found


def _district(code: str) -> str:
    """The district of a code under its code of 2023: 新津 510132 and 510118 are one."""
    return DISTRICTS.get(code[:6], code[:6])


DISTRICTS = tree.district_codes()
