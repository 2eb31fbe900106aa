"""Transport: a task unpacks ids and makes one call. What must happen stands in PostgreSQL."""

from celery import shared_task

from core.clock import today
from core.models import Job, User
from grids.models import Filing
from inspectors.domain.scopes import actor_for
from oversight.domain import filings


@shared_task(name="oversight.draw_filing")
def draw_filing(*, filing_id: int, job_id: int, **_later: object) -> None:
    """Draw a large map. Once: a message that arrives twice finds its job begun."""
    filing = Filing.objects.select_related("area").filter(pk=filing_id, job=job_id).first()
    job = Job.objects.filter(pk=job_id, state="queued").first()
    if filing is None or job is None:
        return
    on = today()
    filings.work(filing, job, by=actor_for(User.objects.get(pk=job.user_id), on=on), on=on)
