"""Transport: a task unpacks ids and makes one call. What must happen stands in PostgreSQL."""

from celery import shared_task

from core.actor import Actor
from core.clock import today
from core.enums import Role, Tier
from core.models import Job, User
from core.scope import Scope
from dataexchange.domain import steps, uploads
from dataexchange.models import Upload
from inspectors.domain.scopes import actor_for

BEAT = Actor("waiting rows", Role.CITY, Scope(frozenset({(Tier.CITY, 0)})))
LONG = {"soft_time_limit": 810, "time_limit": 840}


def _work(upload_id: int, job_id: int, *, committing: bool) -> None:
    """Once: a message that arrives twice finds its job begun."""
    upload = Upload.objects.select_related("delivery__area", "delivery__source", "file").filter(pk=upload_id).first()
    job = Job.objects.filter(pk=job_id, state="queued").first()
    if upload is None or job is None:
        return
    on = today()
    actor = actor_for(User.objects.get(pk=job.user_id), on=on)
    steps.work(upload, job, on=on, by=actor, committing=committing)


@shared_task(name="dataexchange.preview", **LONG)
def preview(*, upload_id: int, job_id: int, **_later: object) -> None:
    """Read a big file and give its rows their verdicts."""
    _work(upload_id, job_id, committing=False)


@shared_task(name="dataexchange.commit", **LONG)
def commit(*, upload_id: int, job_id: int, **_later: object) -> None:
    """Commit a big delivery."""
    _work(upload_id, job_id, committing=True)


@shared_task(name="dataexchange.retry_waiting", **LONG)
def retry_waiting(**_later: object) -> None:
    """Join what waits for an archive to the archives that are there now."""
    uploads.retry_waiting(by=BEAT, on=today())
