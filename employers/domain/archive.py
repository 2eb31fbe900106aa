"""The archive of an employer: where it is placed."""

from datetime import date

from django.db import transaction

from core.actor import Actor
from employers import permissions
from employers.domain import placing
from employers.models import Employer, Placement
from grids.models import Area


@transaction.atomic
def move_to(*, employer: Employer, area: Area, reason: str, by: Actor, on: date, as_of: date) -> Placement:
    """Place an employer in another area, with everything that lies where it lies (decisions 3 and 5)."""
    employer = Employer.objects.select_for_update(of=("self",)).get(pk=employer.pk)
    permissions.check_can_place_in(by, area, employer)
    placing.place_all(ids=[employer.pk], area=area, reason=reason, by=by, on=on, as_of=as_of)
    return Placement.objects.get(employer=employer, valid_to__isnull=True, superseded_at__isnull=True)
