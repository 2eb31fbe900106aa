"""Big files are read and committed by a worker: another process, which shares the database, the queue and the keys."""

from pathlib import Path

import pytest
from django.conf import settings as site
from django.db import transaction
from django.urls import reverse

from core import jobs
from core.models import Clock, Job, JobState
from dataexchange.domain import steps
from dataexchange.enums import UploadState
from dataexchange.importing import receiving
from dataexchange.models import Upload
from employers.models import Employer
from tests.dataexchange.test_views import login, page, send
from tests.kit import tasks  # noqa: F401  # registers the task in this process
from tests.kit.deliveries import ON, registration
from tests.kit.worker import until


@pytest.fixture
def busy(office, worker, client, settings, monkeypatch):
    """The pages of a clerk for whom every file is big; files are kept where the worker looks for them."""
    settings.STORED_FILES_DIR = Path(site.STATE_DIR) / "files"
    monkeypatch.setattr(steps, "AT_ONCE_BYTES", 0)
    monkeypatch.setattr(steps, "AT_ONCE_ROWS", 0)
    Clock.objects.create(stands_at=ON)
    login(client, office.areas["510100"], "city")
    yield client
    for upload in Upload.objects.exclude(file=None):
        (settings.STORED_FILES_DIR / upload.file.path).unlink(missing_ok=True)


def state() -> str:
    return Upload.objects.get().state


@pytest.mark.slow
def test_a_big_delivery_from_upload_to_commit_by_the_worker(office, busy):
    rows = [registration(1), registration(2), registration(3, 名称="")]
    assert send(busy, office, rows).status_code == 302
    until(lambda: state() == UploadState.PREVIEWED, "the file is previewed")
    upload = Upload.objects.select_related("job", "delivery").get()
    assert (upload.job.name, upload.delivery.rows) == ("dataexchange.preview", 3)
    until(lambda: Job.objects.get(pk=upload.job_id).state == JobState.DONE, "the preview's job is done")
    assert not Employer.objects.exists()
    assert page(busy, upload.delivery).context["faulty"] == 1

    busy.post(reverse("dataexchange:commit", args=[upload.delivery_id]))
    until(lambda: state() == UploadState.COMMITTED, "the delivery is committed")
    upload.refresh_from_db()
    until(lambda: Job.objects.get(pk=upload.job_id).state == JobState.DONE, "the commit's job is done")
    assert upload.job.name == "dataexchange.commit"
    assert Employer.objects.count() == 2

    # the same message once more: its job is over, so nothing is done twice
    with transaction.atomic():
        jobs.enqueue("dataexchange.commit", upload_id=upload.pk, job_id=upload.job_id)
        last = Job.objects.create(name="last")
        jobs.enqueue("core.finish_job_for_tests", job_id=last.pk)
    until(lambda: Job.objects.get(pk=last.pk).state == JobState.DONE, "the worker has read on")
    assert (state(), Employer.objects.count()) == (UploadState.COMMITTED, 2)


@pytest.mark.slow
def test_what_the_worker_refuses_is_told_on_the_page(office, busy):
    send(busy, office, [{"甲": "1", "乙": "2"}])
    until(lambda: state() == UploadState.REFUSED, "the file is refused")
    upload = Upload.objects.select_related("job", "delivery").get()
    until(lambda: Job.objects.get(pk=upload.job_id).state == JobState.FAILED, "its job says so")
    shown = page(busy, upload.delivery)
    assert shown.context["refusal"] and shown.context["refusal"] in shown.content.decode()
    busy.post(reverse("dataexchange:discard", args=[upload.delivery_id]))
    assert not Upload.objects.exists()


class Undone(Exception):
    pass


def test_a_kept_file_goes_once_the_discard_is_certain(office, settings, django_capture_on_commit_callbacks):
    upload = office.preview("business_register", [registration(1)])
    kept = settings.STORED_FILES_DIR / upload.file.path

    def broken_off():
        with transaction.atomic():
            receiving.discard(upload)
            raise Undone

    with django_capture_on_commit_callbacks(execute=True):
        pytest.raises(Undone, broken_off)
    assert kept.exists()

    upload = Upload.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        receiving.discard(upload)
        assert kept.exists()
    assert not kept.exists()
