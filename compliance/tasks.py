"""Transport: a task unpacks ids and makes one call. What must happen stands in PostgreSQL; the next tick finds it."""

from celery import shared_task

from compliance.domain import run, shards
from core import clock, jobs
from core.actor import Actor
from core.enums import Role, Tier
from core.scope import Scope

BEAT = Actor("nightly check", Role.CITY, Scope(frozenset({(Tier.CITY, 0)})))
WORKERS = 2  # how many workers are called; who comes finds what is left
LONG = {"soft_time_limit": 810, "time_limit": 840}


@shared_task(name="compliance.nightly", **LONG)
def nightly(**_later: object) -> None:
    """Open the night of the last finished day; in a demo the clock stands still and beat starts none."""
    if clock.is_demo():
        return
    opened = run.open_night(on=clock.business_date(clock.today()), by=BEAT)
    for _ in range(WORKERS):
        jobs.enqueue("compliance.work_shards", run_id=opened.pk)


@shared_task(name="compliance.work_shards", **LONG)
def work_shards(*, run_id: int | None = None, **_later: object) -> None:
    """Work at a run, or at whatever run of the current date was left unfinished."""
    half = shards.SHARDS // WORKERS
    run.work_left(run_id, current=clock.business_date(clock.today()), by=BEAT, together=half)


@shared_task(name="compliance.take_up_touched")
def take_up_touched(**_later: object) -> None:
    """Check the employers about whom something below changed."""
    run.take_up_touched(on=clock.business_date(clock.today()))
