"""Transport: a task unpacks ids and makes one call. What must happen stands in PostgreSQL."""

from celery import shared_task

from core.actor import COMMAND_LINE
from core.clock import today
from core.models import Job, User
from grids.models import Filing
from inspectors.domain.scopes import actor_for
from oversight.domain import filings, regridding, stages


@shared_task(name="oversight.draw_filing")
def draw_filing(*, filing_id: int, job_id: int, **_later: object) -> None:
    """Draw a large map. Once: a message that arrives twice finds its job begun."""
    filing = Filing.objects.select_related("area").filter(pk=filing_id, job=job_id).first()
    job = Job.objects.filter(pk=job_id, state="queued").first()
    if filing is None or job is None:
        return
    on = today()
    filings.work(filing, job, by=actor_for(User.objects.get(pk=job.user_id), on=on), on=on)


@shared_task(name="oversight.apply_changes", soft_time_limit=810, time_limit=840)
def apply_changes(**_later: object) -> None:
    """Carry out the approved changes of territory whose day has come; found in PostgreSQL, so ringing twice is safe."""
    regridding.carry_out_due(by=COMMAND_LINE, on=today())


@shared_task(name="oversight.assess_stages", soft_time_limit=270, time_limit=300)
def assess_stages(**_later: object) -> None:
    """Count how far every grid of the roll-out is; ringing twice counts the same again."""
    stages.assess(on=today())
