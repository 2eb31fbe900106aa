"""The one door to the queue, and the progress that long work shows."""

from functools import partial

from celery import current_app
from django.db import transaction

from core.models.job import Job


def enqueue(name: str, **ids: int | str) -> None:
    """Queue task ``name`` once the current transaction commits; an unknown name fails at once.

    The queue only rings the bell: whatever must happen stands in PostgreSQL and is found by the next tick,
    so an unreachable queue loses time and nothing else.
    """
    task = current_app.tasks[name]
    transaction.on_commit(partial(task.apply_async, kwargs=ids, ignore_result=True), robust=True)


def progress(job_id: int | None, done: int, *, total: int | None = None, message: str | None = None) -> None:
    """Say how far a job is; without a job nobody is watching and nothing happens."""
    if job_id is None:
        return
    news: dict[str, int | str] = {"done": done}
    if total is not None:
        news["total"] = total
    if message is not None:
        news["message"] = message
    Job.objects.filter(pk=job_id).update(**news)
