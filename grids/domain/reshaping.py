"""The tree's part in a change of territory: doing what a plan says from its day on, and taking it back.

What was touched is kept by its ids in the change's record: an undo deletes the versions that the change began and lets
those go on that it ended, as if it had never been. Areas stay, closed: what was recorded in them keeps its place.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max, Model, Q
from django.utils.translation import gettext as _

from core.actor import Actor
from core.enums import Tier
from grids.domain import following, successions, today, tree, zones
from grids.domain.division_files import Refused
from grids.domain.following import Dependent, Known, Step, steps
from grids.domain.plans import Opening, Plan
from grids.enums import Kind
from grids.models import Area, AreaSuccession, AreaVersion, Boundary, Filing, TerritoryChange
from grids.models.change import ChangeKind
from grids.queries import Line


@dataclass(slots=True)
class Reshaped:
    """What a change did to the tree: where everything goes, and the ids that an undo needs."""

    steps: list[Step] = field(default_factory=list)
    record: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def apply(change: TerritoryChange, *, by: Actor, on: date) -> Reshaped:
    """Do to the tree what the change says, from its day on; employers and people are followed by whoever calls."""
    tree.lock()
    day = change.effective
    before = standing(day)
    open_versions = set(AreaVersion.objects.filter(valid_to__isnull=True).values_list("pk", flat=True))
    open_outlines = set(Boundary.objects.filter(valid_to__isnull=True).values_list("pk", flat=True))
    newest = max(Area.objects.values_list("pk", flat=True), default=0)
    if change.kind == ChangeKind.SUCCESSION:
        heirs = successions.carry_out(change, before=before, by=by)
    else:
        heirs = _carry_out(change, before)
    heirs = {area: [heir for heir in found if heir != area or len(found) > 1] for area, found in heirs.items()}
    today.copy(on=on)
    said = _succeed(change, heirs, day)
    living = dict(AreaVersion.objects.in_force(day).values_list("area", "path"))
    begun = AreaVersion.objects.filter(valid_from=day, valid_to__isnull=True).exclude(pk__in=open_versions)
    ended = AreaVersion.objects.filter(pk__in=open_versions, valid_to=day)
    record: dict[str, Any] = {
        "begun": list(begun.values_list("pk", flat=True)),
        "ended": list(ended.values_list("pk", flat=True)),
        "opened": list(Area.objects.filter(pk__gt=newest).values_list("pk", flat=True)),
        "outlines": list(Boundary.objects.filter(pk__in=open_outlines, valid_to=day).values_list("pk", flat=True)),
        "successions": said,
    }
    record |= {"filing": _newest(Filing), "outline": _newest(Boundary)}
    found = steps(before, living, heirs)
    record["areas"] = sorted({each for step in found for each in (step.to, *step.heirs)} | set(record["opened"]))
    return Reshaped(found, record)


def standing(day: date) -> dict[int, Known]:
    rows = AreaVersion.objects.in_force(day).values_list("area", "area__tier", "parent", "name", "path")
    return {area: Known(tier, parent, name, path) for area, tier, parent, name, path in rows}


def _carry_out(change: TerritoryChange, before: dict[int, Known]) -> dict[int, list[int]]:
    """Open, move, close. Answers the heirs of every area whose ground, or a part of it, went to another."""
    plan, day = Plan.from_json(change.plan), change.effective
    refuse_unfit(plan, day, before)
    ids = {opening.ref: _open(opening, day, before) for opening in plan.opens}
    known = Area.objects.in_bulk([*ids.values(), *(to for _area, to in plan.moves if isinstance(to, int))])
    for area, to in plan.moves:
        version = AreaVersion.objects.in_force(day).get(area=area)
        zones.move(version, to=known[ids[to] if isinstance(to, str) else to], on=day)
    AreaVersion.objects.filter(area__in=plan.closes, valid_to__isnull=True).update(valid_to=day)
    Area.objects.filter(pk__in=plan.closes).update(closed_on=day)
    Boundary.objects.filter(area__in=plan.closes, valid_to__isnull=True, valid_from__lt=day).update(valid_to=day)
    return heirs_of(plan, ids)


def heirs_of(plan: Plan, ids: Mapping[str, int]) -> dict[int, list[int]]:
    """Heirs by area; one that goes on shares its ground from now on, and stands first among them."""
    heirs: defaultdict[int, list[int]] = defaultdict(list)
    for area, to in plan.heirs:
        if area not in plan.closes and area not in heirs:
            heirs[area].append(area)
        heirs[area].append(ids[to] if isinstance(to, str) else to)
    return dict(heirs)


def refuse_unfit(plan: Plan, day: date, before: dict[int, Known]) -> None:
    """Refuse what would leave the tree: areas that do not stand, a cycle, an area closed over its children."""
    gone = [area for area in plan.named() if area not in before]
    if gone:
        names = Area.objects.filter(pk__in=gone).values_list("name", flat=True)
        raise Refused(_("These areas do not stand on that day: %(list)s.") % {"list": "、".join(names)})
    newer = AreaVersion.objects.filter(valid_from__gte=day)
    concerned = Q(area__in=plan.named())
    for area, _to in plan.moves:
        concerned |= Q(path__startswith=before[area].path)
    if newer.filter(concerned).exists():
        raise Refused(_("These areas changed on that day or later; choose a later day."))
    for area, to in plan.moves:
        if isinstance(to, int) and before[to].path.startswith(before[area].path):
            raise Refused(_("%(area)s cannot be moved below itself.") % {"area": before[area].name})
        if to in plan.closes:
            raise Refused(_("%(area)s is closed on that day; nothing is moved there.") % {"area": before[int(to)].name})
    moved = {area for area, _to in plan.moves}
    left = [known.name for area, known in before.items()
            if known.parent in plan.closes and area not in moved and area not in plan.closes]  # fmt: skip
    if left:
        raise Refused(_("These would be left without an area above them: %(list)s.") % {"list": "、".join(left)})
    childless = [area for area in plan.closes if area not in {area for area, _to in plan.heirs}]
    if childless:
        raise Refused(_("An area is closed only when another takes its ground over."))


def _open(opening: Opening, day: date, before: dict[int, Known]) -> int:
    """A new area under a parent that stands; a code borne by another on that day is refused."""
    if opening.code and AreaVersion.objects.in_force(day).filter(code=opening.code).exists():
        raise Refused(_("The code %(code)s is borne by another area on that day.") % {"code": opening.code})
    if opening.kind == Kind.ZONE and Area.objects.filter(local_code=opening.local_code).exists():
        raise Refused(_("The local code %(code)s was used before.") % {"code": opening.local_code})
    wanted = opening.code or opening.local_code or _next_local(opening)
    tier = Tier(opening.tier)
    line = Line(tier, wanted, opening.name, "", Kind(opening.kind))
    area = Area.objects.create(
        tier=tier,
        local_code=tree.LocalCodes().take(line),
        code=opening.code,
        name=opening.name,
        kind=opening.kind,
        parent_id=opening.parent,
        sort_key=wanted[:24],
    )
    path = f"{before[opening.parent].path}{area.pk}/"
    Area.objects.filter(pk=area.pk).update(path=path)
    AreaVersion.objects.create(
        area=area,
        code=opening.code,
        name=opening.name,
        kind=opening.kind,
        parent_id=opening.parent,
        path=path,
        valid_from=day,
    )
    return area.pk


def _next_local(opening: Opening) -> str:
    """A merged grid without a code of its own: the first free number below its district's local code."""
    return f"{Area.objects.values_list('local_code', flat=True).get(pk=opening.parent)}-N"


def _succeed(change: TerritoryChange, heirs: dict[int, list[int]], day: date) -> list[int]:
    basis = " ".join(part for part in (change.act_number, change.basis) if part)[:200]
    rows = [
        AreaSuccession(from_area_id=area, to_area_id=heir, on=day, basis=basis)
        for area, found in heirs.items()
        for heir in dict.fromkeys(found)
        if heir != area
    ]
    known = {(row.from_area_id, row.to_area_id) for row in AreaSuccession.objects.filter(on=day)}
    fresh = [row for row in rows if (row.from_area_id, row.to_area_id) not in known]
    return [row.pk for row in AreaSuccession.objects.bulk_create(fresh, batch_size=tree.BATCH)]


@transaction.atomic
def undo(record: dict[str, Any], *, on: date) -> None:
    """Take back what the record lists: the versions begun go, those ended go on, opened areas close for good."""
    tree.lock()
    opened = record["opened"]
    AreaSuccession.objects.filter(Q(pk__in=record["successions"]) | Q(to_area__in=opened)).delete()
    AreaVersion.objects.filter(pk__in=record["begun"]).delete()
    AreaVersion.objects.filter(pk__in=record["ended"]).update(valid_to=None)
    Boundary.objects.filter(area__in=opened).delete()
    Boundary.objects.filter(pk__in=record["outlines"]).update(valid_to=None)
    # The codes of opened areas must be free before those that bore them before stand again; codes may be exchanged too.
    Area.objects.filter(pk__in=opened).update(closed_on=on)
    back = AreaVersion.objects.filter(pk__in=record["ended"]).values("area")
    Area.objects.filter(pk__in=back).update(code="")
    today.copy(on=on)


def _newest(model: type[Model]) -> int:
    return model._base_manager.aggregate(newest=Max("pk"))["newest"] or 0


def dependents(record: dict[str, Any], *, districts: Sequence[int]) -> list[Dependent]:
    """What was recorded of the territory itself since: later changes, outlines, filings of the districts."""
    outlines = Boundary.objects.filter(pk__gt=record["outline"], area__in=record["areas"], draft__isnull=False)
    filings = Filing.objects.filter(pk__gt=record["filing"], area__in=districts)
    found = ((following.CHANGES, _later(record)), (following.OUTLINES, outlines.count()),
             (following.FILINGS, filings.count()))  # fmt: skip
    return [Dependent(what, number) for what, number in found if number]


def _later(record: dict[str, Any]) -> int:
    """How many of the versions that a change began have been followed by others: later changes of the same areas."""
    begun = AreaVersion.objects.filter(pk__in=record["begun"])
    missing = len(record["begun"]) - begun.count()
    below = AreaVersion.objects.filter(area__in=record["opened"]).exclude(pk__in=record["begun"]).count()
    hung = Area.objects.filter(parent__in=record["opened"], closed_on__isnull=True)
    since = hung.exclude(versions__in=record["begun"]).count()
    return missing + begun.filter(valid_to__isnull=False).count() + below + since
