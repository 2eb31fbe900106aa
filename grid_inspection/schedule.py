"""What beat rings the bell for. Each task finds its work in PostgreSQL; a lost or doubled ring is harmless."""

from celery.schedules import crontab

MINUTE = 60.0


def ring(task: str, schedule: object, expires: float) -> dict[str, object]:
    """An entry whose message dies before the next ones pile up on it."""
    return {"task": task, "schedule": schedule, "options": {"expires": expires, "ignore_result": True}}


SCHEDULE = {
    # number 1 of the business date is opened once; the later hours are for a beat that was down at two
    "the night": ring("compliance.nightly", crontab(hour="2-5", minute=0), 50 * MINUTE),
    "what a killed worker left": ring("compliance.work_shards", 5 * MINUTE, 4 * MINUTE),
    "rows that wait for their archive": ring("dataexchange.retry_waiting", 5 * MINUTE, 4 * MINUTE),
    "staffing that changes by itself": ring("inspectors.staffing", 5 * MINUTE, 4 * MINUTE),
    "changes of territory that are due": ring("oversight.apply_changes", 5 * MINUTE, 4 * MINUTE),
    "stages of the roll-out": ring("oversight.assess_stages", crontab(hour="6,12,18", minute=10), 50 * MINUTE),
    "touched employers": ring("compliance.take_up_touched", MINUTE, 50.0),
}
