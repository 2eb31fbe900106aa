"""Placing and moving employers: the smallest change of territory, applied from above (decisions 3, 5 and 34)."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from compliance.domain import moving
from core.actor import Actor
from core.clock import business_date
from employers.domain import archive, rollups
from employers.domain import placing as sets
from employers.models import Employer, Placement
from grids.models import Area


@transaction.atomic
def place(*, employer: Employer, area: Area, reason: str = "", by: Actor, on: date) -> Placement:
    """Place an employer in an area and let every app's rows follow; the employer is checked within a minute.

    The archive decides whether this corrects or moves, and journals it.
    """
    as_of = business_date(on)
    placement = archive.move_to(employer=employer, area=area, reason=reason.strip(), by=by, on=on, as_of=as_of)
    moving.move_to(employers=[employer.pk], area=area)
    rollups.areas(on=as_of)
    return placement


@transaction.atomic
def place_all(*, wanted: Mapping[Area, Sequence[int]], reason: str = "", by: Actor, on: date) -> int:
    """One decision about many employers, each in the area it is given to; answers how many are placed anew.

    All or none: an area or an employer that the actor may not touch refuses the whole decision.
    """
    as_of = business_date(on)
    placed = 0
    for area, ids in wanted.items():
        moved = sets.place_all(ids=ids, area=area, reason=reason.strip(), by=by, on=on, as_of=as_of)
        moving.move_to(employers=moved, area=area)
        placed += len(moved)
    if placed:
        rollups.areas(on=as_of)
    return placed
