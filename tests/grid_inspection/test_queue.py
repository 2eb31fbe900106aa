"""The one door to the queue, with a real broker and a real worker."""

import pytest
from celery.exceptions import NotRegistered
from django.db import transaction

from core import jobs
from core.models import Job, JobState
from grid_inspection.celery import app
from grid_inspection.schedule import SCHEDULE
from tests.kit import tasks  # noqa: F401  # registers the task in this process
from tests.kit.worker import until

pytestmark = pytest.mark.slow
FINISH = "core.finish_job_for_tests"


def state(job):
    return Job.objects.get(pk=job.pk).state


def test_work_is_done_after_the_commit_and_not_after_a_rollback(worker):
    kept, lost = Job.objects.create(name="kept"), Job.objects.create(name="lost")
    with transaction.atomic():
        jobs.enqueue(FINISH, job_id=lost.pk)
        transaction.set_rollback(True)
    with transaction.atomic():
        jobs.enqueue(FINISH, job_id=kept.pk)
        assert state(kept) != JobState.DONE
    until(lambda: state(kept) == JobState.DONE, "the kept job is done")
    assert state(lost) != JobState.DONE


@pytest.mark.django_db
def test_an_unknown_name_fails_at_once():
    with pytest.raises(NotRegistered):
        jobs.enqueue("core.no_such_task", job_id=1)


def test_the_queue_is_set_as_the_measurements_say():
    """Late acknowledgement without endless redelivery; the visibility time-out beyond the longest task."""
    conf = app.conf
    assert (conf.task_acks_late, conf.task_reject_on_worker_lost) == (True, False)
    assert (conf.worker_prefetch_multiplier, conf.task_ignore_result) == (1, True)
    assert conf.accept_content == ["json"]
    assert conf.broker_transport_options["visibility_timeout"] > conf.task_time_limit > conf.task_soft_time_limit
    slow = [task.name for task in app.tasks.values() if (task.time_limit or 0) > 850]
    assert slow == [], "a task that outlives the visibility time-out would be delivered again while it runs"


def test_beat_rings_for_tasks_that_exist_and_its_messages_die_before_the_next_ones():
    for name, entry in SCHEDULE.items():
        assert entry["task"] in app.tasks, name
        assert entry["options"]["expires"] > 0
        every = entry["schedule"]
        assert not isinstance(every, float) or entry["options"]["expires"] < every
