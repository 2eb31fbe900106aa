"""What a change of territory would do to the tree, without writing: what its preview is drawn from."""

from dataclasses import dataclass

from grids.domain.division_files import Refused
from grids.domain.following import Known, Step, steps, way
from grids.domain.plans import Plan
from grids.domain.reshaping import heirs_of, refuse_unfit, standing
from grids.models import TerritoryChange


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Areas before and after by id; what would be opened has a number below nought. ``refusal``: why it cannot be."""

    before: dict[int, Known]
    paths: dict[int, str]
    names: dict[int, str]
    steps: list[Step]
    refusal: str = ""


def foresee(change: TerritoryChange) -> Foreseen:
    """The tree of the change's day as it stands, and as the change would leave it. Not for a succession: that is a
    whole file, and ``manage.py regrid --check`` does it and takes it back."""
    plan, before = Plan.from_json(change.plan), standing(change.effective)
    try:
        refuse_unfit(plan, change.effective, before)
    except Refused as refusal:
        names = {area: known.name for area, known in before.items()}
        return Foreseen(before, {area: known.path for area, known in before.items()}, names, [], str(refusal))
    ids = {opening.ref: -number for number, opening in enumerate(plan.opens, start=1)}
    names = {area: known.name for area, known in before.items()} | {ids[each.ref]: each.name for each in plan.opens}
    paths = {area: known.path for area, known in before.items() if area not in plan.closes}
    for opening in plan.opens:
        paths[ids[opening.ref]] = f"{before[opening.parent].path}{ids[opening.ref]}/"
    for area, to in plan.moves:
        old, new = before[area].path, f"{paths[ids[to] if isinstance(to, str) else to]}{area}/"
        paths |= {each: new + path[len(old) :] for each, path in paths.items() if path.startswith(old)}
    if plan.line:
        giver, taker = plan.line
        return Foreseen(before, paths, names, [Step(giver, taker, way(before[taker].path))])
    return Foreseen(before, paths, names, steps(before, paths, heirs_of(plan, ids)))
