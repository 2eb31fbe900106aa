"""The archive of an employer: where it is placed."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from core import journal
from core.actor import Actor
from employers import permissions
from employers.domain import rollups, standing
from employers.models import Employer, EmployerFigures, Placement, RegisterEntry, Standing, Touched
from grids.models import Area

PLACED = gettext_noop("Placed in %(area)s, before in %(before)s. Reason: %(reason)s")
MOVED = gettext_noop("Moved to %(area)s from %(day)s on, before in %(before)s. Reason: %(reason)s")
BY_SUGGESTION = gettext_noop("Placed in %(area)s as the address suggests, before in %(before)s.")
CARRIED = (RegisterEntry, Standing, EmployerFigures)  # rows that lie where their employer lies


@transaction.atomic
def move_to(*, employer: Employer, area: Area, reason: str, by: Actor, on: date, as_of: date) -> Placement:
    """Place an employer in another area, with everything that lies where it lies (decisions 3 and 5).

    Placing one that was not yet placed corrects: the new placement takes over the first day of the one it supersedes.
    A move begins on its own day; a second one on the same day corrects the first. State rows and figures are rebuilt as
    of ``as_of``; sums by area are the caller's, and so is the check (``Touched`` asks for it).
    """
    employer = Employer.objects.select_for_update().get(pk=employer.pk)
    permissions.check_can_place_in(by, area, employer)
    before = Area.objects.get(pk=employer.area_id)
    old = Placement.objects.filter(employer=employer, valid_to__isnull=True, superseded_at__isnull=True).first()
    corrects = employer.street_id is None or old is None or old.valid_from >= on
    since = (old.valid_from if old else employer.opened_on) if corrects else on
    if old is not None:
        old.valid_to, old.superseded_at = (None, timezone.now()) if corrects else (on, None)
        old.save(update_fields=["valid_to", "superseded_at"])
    placement = Placement.objects.create(
        employer=employer, area=area, district_id=area.district_id, valid_from=since, reason=reason
    )
    _copy(employer, area)
    standing.rebuild(as_of, employers=[employer.pk])
    rollups.employers([employer.pk], on=as_of)
    Touched.objects.create(employer=employer, why="employer.placed" if corrects else "employer.moved")
    sentence = (PLACED if reason else BY_SUGGESTION) if corrects else MOVED
    journal.record(
        "employer.placed" if corrects else "employer.moved", sentence, about=employer, by=by, on=on,
        change={"area": [before.local_code, area.local_code]},
        area=area.name, before=before.name, reason=reason or "—", day=on,
    )  # fmt: skip
    return placement


def _copy(employer: Employer, area: Area) -> None:
    """Today's copies of the placement: the employer and the rows that lie with it. The address has been read."""
    employer.lie_in(area)
    employer.suggested_area, employer.suggestion = None, None
    employer.save(update_fields=["area", "district", "street", "community", "suggested_area", "suggestion"])
    levels = {"area_id": area.pk, **area.levels()}
    for model in CARRIED:
        model.objects.filter(employer_id=employer.pk).update(**levels)
