"""Placing and moving one employer: the smallest change of territory, applied from above (decisions 3, 5 and 34)."""

from datetime import date

from django.db import transaction

from compliance.domain import moving
from core.actor import Actor
from core.clock import business_date
from employers.domain import archive, rollups
from employers.models import Employer, Placement
from grids.models import Area


@transaction.atomic
def place(*, employer: Employer, area: Area, reason: str = "", by: Actor, on: date) -> Placement:
    """Place an employer in an area and let every app's rows follow; the employer is checked within a minute.

    The archive decides whether this corrects or moves, and journals it.
    """
    as_of = business_date(on)
    placement = archive.move_to(employer=employer, area=area, reason=reason.strip(), by=by, on=on, as_of=as_of)
    moving.move_to(employer=employer, area=area)
    rollups.areas(on=as_of)
    return placement
