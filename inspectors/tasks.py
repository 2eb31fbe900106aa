"""Transport: beat rings, the work stands in PostgreSQL."""

from celery import shared_task

from core import clock
from inspectors.domain import staffing


@shared_task(name="inspectors.staffing")
def rebuild_staffing(**_later: object) -> None:
    """Staffing rows that are due: a certificate ran out, a leave began, and nobody wrote anything."""
    staffing.rebuild_due(on=clock.today())
