"""Workload of the grids of a district: employers and open findings per inspector, beside the district's median.

No number of employers per head is known for Chengdu: the norm is a parameter per tier, and only a verified one says
“above”. Moves are suggestions; nobody is moved by them.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import median

from compliance import queries as compliance
from core import parameters
from core.enums import Tier
from core.models import Parameter
from employers.models import AreaFigures
from grids import queries as territory
from grids.models import Area, Staffing
from inspectors.domain import staffing
from inspectors.models import TeamMember

MOVES = 3
TENTH = Decimal("0.1")


@dataclass
class Load:
    """One grid: its work and its heads."""

    area: Area
    employers: int
    findings: int
    heads: int
    needed: int
    norm: int | None = None

    @property
    def each(self) -> Decimal | None:
        """Employers per inspector; nothing where nobody counts."""
        return (Decimal(self.employers) / self.heads).quantize(TENTH) if self.heads else None

    @property
    def findings_each(self) -> Decimal | None:
        return (Decimal(self.findings) / self.heads).quantize(TENTH) if self.heads else None

    @property
    def above(self) -> bool:
        return self.norm is not None and self.employers > self.norm


@dataclass(frozen=True)
class Move:
    """That an inspector could go from a grid with little work to one with much."""

    person: str
    origin: Area
    to: Area
    before: Decimal | None
    after: Decimal


@dataclass
class Workload:
    loads: list[Load]
    median: Decimal | None = None
    median_findings: Decimal | None = None
    moves: list[Move] = field(default_factory=list)


def norm(area: Area, on: date) -> tuple[Parameter | None, Parameter | None]:
    """The norm of a tier that applies, and the one that nobody has verified and that therefore accuses nobody."""
    code = f"workload.employers.{area.tier}"
    applies = parameters.row(code, territory.places(area), on)
    waiting = Parameter.objects.in_force(on).filter(code=code, verified_by="").first()
    return applies, None if applies else waiting


def of(area: Area, on: date) -> Workload:
    """The parts of an area: districts of the city, grids of a district."""
    parts = list(territory.children(area))
    figures = dict(AreaFigures.objects.filter(area__in=parts, unplaced=False).values_list("area", "employers"))
    found = compliance.open_by_area(parts)
    people = {row.area_id: row for row in Staffing.objects.filter(area__in=parts)}
    norms = {tier: norm(parts[0], on)[0] for tier in {part.tier for part in parts}} if parts else {}
    loads = [
        Load(
            area=part,
            employers=figures.get(part.pk, 0),
            findings=found.get((part.pk, False), 0),
            heads=people[part.pk].inspectors if part.pk in people else 0,
            needed=people[part.pk].inspectors_needed if part.pk in people else 0,
            norm=int(row.value) if (row := norms.get(part.tier)) else None,
        )
        for part in parts
    ]
    return weighed(loads, suggested=area.tier == Tier.DISTRICT, on=on)


def weighed(loads: list[Load], *, suggested: bool, on: date) -> Workload:
    """The medians of those that have anybody, the heaviest first, and what could be moved."""
    each = [load.each for load in loads if load.each is not None]
    findings = [load.findings_each for load in loads if load.findings_each is not None]
    heaviest = sorted(loads, key=lambda load: (load.each is not None, -(load.each or 0), load.area.sort_key))
    return Workload(
        loads=heaviest,
        median=Decimal(median(each)).quantize(TENTH) if each else None,
        median_findings=Decimal(median(findings)).quantize(TENTH) if findings else None,
        moves=moves(heaviest, on) if suggested else [],
    )


def moves(loads: list[Load], on: date) -> list[Move]:
    """From grids that have more inspectors than they need to the heaviest, while it lightens the heavier of the two."""
    heads = {load.area.pk: load.heads for load in loads}
    spare = sorted((load for load in loads if load.heads > max(load.needed, 1)), key=lambda load: load.each or 0)
    names = _names([load.area.pk for load in spare], on)
    found: list[Move] = []
    for heavy in loads:
        for light in spare:
            able = light is not heavy and heads[light.area.pk] > max(light.needed, 1) and names.get(light.area.pk)
            if not able or not heavy.employers or len(found) == MOVES:
                continue
            after = Decimal(heavy.employers) / (heads[heavy.area.pk] + 1)
            giver = Decimal(light.employers) / (heads[light.area.pk] - 1)
            if heavy.each is not None and max(after, giver) >= heavy.each:
                continue
            person = names[light.area.pk].pop()
            found.append(Move(person, light.area, heavy.area, heavy.each, after.quantize(TENTH)))
            heads[light.area.pk] -= 1
            heads[heavy.area.pk] += 1
            break
    return found


def _names(areas: list[int], on: date) -> dict[int, list[str]]:
    """Who counts in these grids, by name."""
    serving = [(area, member) for area, member, position in staffing.serving(on, areas) if position not in ASSISTING]
    people = TeamMember.objects.in_bulk({member for _, member in serving})
    found: dict[int, list[str]] = {}
    for area, member in serving:
        found.setdefault(area, []).append(people[member].name)
    return {area: sorted(names, reverse=True) for area, names in found.items()}


ASSISTING = staffing.ASSISTING
