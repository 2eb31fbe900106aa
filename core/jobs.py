"""The one door to the queue, and the progress that long work shows."""

from functools import partial

from celery import current_app
from django.db import connection, connections, transaction
from django.utils import timezone

from core.models.job import Job, JobState


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
    if not connection.in_atomic_block:
        Job.objects.filter(pk=job_id).update(**news)
        return
    # Whoever watches must see it before the long transaction ends: a connection of its own.
    beside = connections.create_connection(connection.alias)
    try:
        with beside.cursor() as cursor:
            said = ", ".join(f"{name} = %s" for name in news)
            cursor.execute(f"UPDATE core_job SET {said} WHERE id = %s", [*news.values(), job_id])
    finally:
        beside.close()


def finish(job_id: int, *, failed: str = "") -> None:
    """Say that a job is over, and why it came to nothing if it did."""
    state = JobState.FAILED if failed else JobState.DONE
    Job.objects.filter(pk=job_id).update(state=state, message=failed, finished_at=timezone.now())
