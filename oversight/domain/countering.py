"""A proposal in the other direction, for a change on which something depends by now and which cannot be undone."""

from datetime import date

from django.utils.translation import gettext as _

from core.actor import Actor
from core.permissions import Denied
from grids.domain import changes
from grids.domain.plans import Opening, Plan, Ref
from grids.models import Area, AreaVersion, TerritoryChange
from grids.models.change import ChangeKind, ChangeState


def counter(*, change: TerritoryChange, by: Actor, on: date) -> TerritoryChange:
    """Draft the change back, from ``on``: what moved moves back, what was closed opens anew, what was opened closes."""
    if change.state != ChangeState.APPLIED:
        raise Denied(_("Only a change in effect has a change in the other direction."))
    if change.kind == ChangeKind.SUCCESSION:
        raise Denied(_("An administrative succession is answered by another act, not by a proposal."))
    said = changes.Proposal(
        kind=ChangeKind.TRANSFER if change.kind == ChangeKind.ZONE else change.kind,
        title=_("Change back: %(title)s") % {"title": change.title},
        effective=on,
        basis=_("Against the change of %(day)s") % {"day": change.effective.isoformat()},
        plan=reversed_plan(change).as_json(),
    )
    return changes.draft(said, by=by, on=on, counter_to=change)


def reversed_plan(change: TerritoryChange) -> Plan:
    plan = Plan.from_json(change.plan)
    if plan.line:
        giver, taker = plan.line
        return Plan(line=(taker, giver), words=plan.words)
    record = change.record["tree"]
    opened = {area.name: area.pk for area in Area.objects.filter(pk__in=record["opened"])}
    ids: dict[str, int] = {each.ref: opened[each.name] for each in plan.opens}
    before = AreaVersion.objects.filter(pk__in=record["ended"]).select_related("area")
    were = {version.area_id: version for version in before}
    refs: dict[int, Ref] = {area: f"back-{area}" for area in plan.closes}
    opens = tuple(
        Opening(f"back-{area}", were[area].area.tier, were[area].name, were[area].kind, were[area].parent_id or 0,
                were[area].code)
        for area in plan.closes
    )  # fmt: skip

    def to(area: int) -> Ref:
        return refs.get(area, area)

    moves = tuple((area, to(were[area].parent_id or 0)) for area, _target in plan.moves)
    heirs = tuple((ids[target] if isinstance(target, str) else target, to(area)) for area, target in plan.heirs)
    known = {area for area, _target in heirs}
    # a zone has no heirs of its ground at its own tier: its queue goes to the districts that its streets go back to
    homes = [(area, target) for area in ids.values() if area not in known for _street, target in moves]
    return Plan(opens=opens, moves=moves, closes=tuple(ids.values()), heirs=heirs + tuple(dict.fromkeys(homes)))
