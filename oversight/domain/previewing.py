"""Before and after a change of territory, grid by grid: archives, workers, open findings and the two-inspector test.

Read from the plan and from what stands today; nothing is written, so the page can be opened as often as one likes.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from core.enums import Tier
from grids.domain.following import QUEUED, Step
from grids.domain.foreseeing import Foreseen, foresee
from grids.domain.plans import Plan
from grids.models import Area, TerritoryChange
from grids.models.change import ChangeKind
from inspectors.domain import staffing

LYING = """
SELECT e.area_id, count(*) FILTER (WHERE e.status = 'open'), coalesce(sum(f.employments), 0),
       (SELECT count(*) FROM compliance_finding c WHERE c.area_id = e.area_id AND c.state = 'open'),
       count(*) FILTER (WHERE e.status = 'open'
                        AND EXISTS (SELECT FROM unnest(%(words)s::text[]) w WHERE strpos(e.address, w) > 0))
FROM employers_employer e LEFT JOIN employers_employerfigures f ON f.employer_id = e.id
WHERE e.street_id = ANY(%(streets)s) OR e.area_id = ANY(%(districts)s) GROUP BY e.area_id
"""


@dataclass
class Side:
    """One grid, or the queue of a district, on one side of the change."""

    employers: int = 0
    workers: int = 0
    findings: int = 0
    inspectors: set[int] = field(default_factory=set)
    needed: int = 0

    @property
    def short(self) -> bool:
        return len(self.inspectors) < self.needed


@dataclass
class Line:
    """A grid before and after; one side is missing where it ends or begins with the change."""

    name: str
    queue: bool
    before: Side | None = None
    after: Side | None = None


@dataclass(frozen=True)
class Preview:
    lines: list[Line]
    moved: int
    queued: int
    anew: list[str]  # people who would be without an area
    refusal: str = ""


def preview(change: TerritoryChange) -> Preview | None:
    """What the change would do; nothing for a succession, whose arithmetic is the command's."""
    if change.kind == ChangeKind.SUCCESSION:
        return None
    seen = foresee(change)
    if seen.refusal:
        return Preview([], 0, 0, [], seen.refusal)
    plan = Plan.from_json(change.plan)
    goes = {step.area: step for step in seen.steps}
    grids = affected(seen, plan)
    lying = counted([area for area in grids if area > 0], [step.to for step in seen.steps if step.how == QUEUED],
                    plan.words)  # fmt: skip
    lines: dict[int, Line] = {}
    moved = queued = 0
    for area, (employers, workers, findings, named) in lying.items():
        step = goes.get(area)
        add(lines, seen, home(seen.before[area].path), "before", employers, workers, findings)
        share = (named, 0, 0) if plan.line and step else (employers, workers, findings)
        target = home(seen.paths[step.to if step else area])
        add(lines, seen, target, "after", *share)
        if plan.line and step:  # the rest stays
            add(lines, seen, home(seen.paths[area]), "after", employers - named, workers, findings)
        if step and step.moved:
            moved += share[0]
            queued += share[0] if step.how == QUEUED else 0
    anew = staffed(lines, seen, goes, grids, change)
    ordered = sorted(lines.values(), key=lambda line: (line.queue, line.before is None, line.name))
    return Preview(ordered, moved, queued, anew)


def affected(seen: Foreseen, plan: Plan) -> set[int]:
    """The grids on either side: those that give, take, begin or end."""
    found = {home(seen.before[step.area].path) for step in seen.steps if step.area in seen.before}
    found |= {home(seen.paths[step.to]) for step in seen.steps}
    found |= {heir for step in seen.steps for heir in step.heirs} | set(plan.closes)
    found |= {area for area in seen.paths if area < 0 and depth(seen.paths[area]) == Tier.STREET.rank}
    found |= {home(seen.before[area].path) for area in plan.line or ()}
    return {area for area in found if depth(seen.paths.get(area) or seen.before[area].path) >= Tier.STREET.rank}


def depth(path: str) -> int:
    return path.count("/") - 1


def home(path: str) -> int:
    """The grid of a path; above the street tier the area itself, whose queue it is."""
    steps = path.strip("/").split("/")
    return int(steps[min(len(steps) - 1, Tier.STREET.rank)])


def counted(streets: Collection[int], districts: Collection[int], words: Collection[str]) -> dict[int, tuple]:
    with connection.cursor() as cursor:
        told: dict[str, Any] = {"streets": list(streets), "districts": list(districts), "words": list(words)}
        cursor.execute(LYING, told)
        return {area: tuple(rest) for area, *rest in cursor.fetchall()}


def line_of(lines: dict[int, Line], seen: Foreseen, area: int) -> Line:
    path = seen.paths.get(area) or seen.before[area].path
    queue = depth(path) < Tier.STREET.rank
    name = _("Not yet placed in %(area)s") % {"area": seen.names[area]} if queue else seen.names[area]
    return lines.setdefault(area, Line(name, queue))


def add(
    lines: dict[int, Line], seen: Foreseen, area: int, side: str, employers: int, workers: int, findings: int
) -> None:
    line = line_of(lines, seen, area)
    found: Side = getattr(line, side) or Side()
    found.employers, found.workers = found.employers + employers, found.workers + workers
    found.findings += findings
    setattr(line, side, found)


def staffed(
    lines: dict[int, Line], seen: Foreseen, goes: dict[int, Step], grids: Collection[int], change: TerritoryChange
) -> list[str]:
    """The two-inspector test on both sides; answers the areas whose people would be without one."""
    needs, anew = staffing.Needs(change.effective), []
    here: dict[int, set[int]] = defaultdict(set)
    there: dict[int, set[int]] = defaultdict(set)
    for area, member, position in staffing.serving(change.effective, [area for area in grids if area > 0]):
        if position in staffing.ASSISTING:
            continue
        here[area].add(member)
        step = goes.get(area)
        if area in seen.paths:
            there[area].add(member)
        elif step and step.how != QUEUED:
            there[step.to].add(member)
        else:
            anew.append(seen.before[area].name)
    for area in grids:
        line = line_of(lines, seen, area)
        if area in seen.before:
            line.before = line.before or Side()
            line.before.inspectors, line.before.needed = here[area], needs.of(staffing.INSPECTORS, area)
        if area in seen.paths:
            line.after = line.after or Side()
            place = area if area > 0 else int(seen.paths[area].strip("/").split("/")[1])
            line.after.inspectors, line.after.needed = there[area], needs.of(staffing.INSPECTORS, place)
    return sorted(set(anew))


def concerned(change: TerritoryChange) -> list[Area]:
    """The districts that a change concerns, by name."""
    return list(Area.objects.filter(pk__in=change.districts).in_order())
