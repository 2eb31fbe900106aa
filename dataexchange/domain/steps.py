"""From a page's upload to its commit: small files at once, big ones by a worker while the page shows how far it is."""

from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_noop

from core import jobs, journal
from core.actor import Actor
from core.models import Job
from core.models.job import JobState
from dataexchange import permissions
from dataexchange.domain import uploads
from dataexchange.enums import UploadState
from dataexchange.importing import partition, previewing, receiving
from dataexchange.importing.receiving import Cover
from dataexchange.importing.table import Refused
from dataexchange.models import Upload

AT_ONCE_BYTES = 300_000
AT_ONCE_ROWS = 3_000
RECEIVED = gettext_noop("Delivery %(delivery)s was uploaded: “%(file)s”, %(dataset)s by %(source)s.")
DISCARDED = gettext_noop("Delivery %(delivery)s (“%(file)s”) was discarded before it was committed.")


def upload(path: Path, *, name: str, cover: Cover, by: Actor, on: date) -> Upload:
    """Take a file from a page. A small one is previewed at once, and leaves nothing behind when it is refused."""
    taken = receiving.receive(path, name=name, cover=cover, by=by)
    try:
        preview(taken, on=on, by=by)
    except Exception:
        receiving.discard(taken)
        raise
    delivery = taken.delivery
    journal.record(
        "delivery.uploaded", RECEIVED, about=delivery, by=by, on=on, delivery=delivery.pk, file=name,
        dataset=delivery.get_dataset_display(), source=delivery.source.name,
    )  # fmt: skip
    return taken


def preview(upload: Upload, *, on: date, by: Actor) -> None:
    """Preview, or queue the preview of a big file."""
    permissions.check_can_upload(by)
    if upload.file is not None and upload.file.size > AT_ONCE_BYTES:
        _queue(upload, "dataexchange.preview", UploadState.READING, by=by)
        return
    previewing.preview(upload, on=on)


def answer(upload: Upload, answers: dict[str, str], *, by: Actor, on: date) -> None:
    """Take what somebody says of unknown headings and preview again."""
    upload.answers = {**upload.answers, **answers}
    upload.save(update_fields=["answers"])
    preview(upload, on=on, by=by)


def commit(upload: Upload, *, accept_absent: bool, by: Actor, on: date) -> None:
    """Commit, or queue the commit of a big file. Refused as the commit itself would."""
    permissions.check_can_commit(by, upload.delivery)
    if accept_absent and not upload.absence_accepted:
        upload.absence_accepted = True
        upload.save(update_fields=["absence_accepted"])
    if upload.delivery.rows > AT_ONCE_ROWS:
        if upload.state != UploadState.PREVIEWED:
            raise Refused(uploads.NOT_PREVIEWED, code="not_previewed")
        _queue(upload, "dataexchange.commit", UploadState.COMMITTING, by=by)
        return
    uploads.commit(upload, by=by, on=on)


def discard(upload: Upload, *, by: Actor, on: date) -> None:
    """Forget a file that was never committed."""
    permissions.check_can_commit(by, upload.delivery)
    if upload.state not in (*UploadState.pending, UploadState.REFUSED):
        raise Refused(uploads.NOT_PREVIEWED, code="not_previewed")
    journal.record(
        "delivery.discarded", DISCARDED, about=upload.delivery, by=by, on=on, delivery=upload.delivery_id,
        file=upload.file.name if upload.file else "",
    )  # fmt: skip
    receiving.discard(upload)


def work(upload: Upload, job: Job, *, on: date, by: Actor, committing: bool) -> None:
    """What the worker does: preview or commit; a refusal is kept on the upload for the page to show."""
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
    try:
        if committing:
            uploads.commit(upload, by=by, on=on, job_id=job.pk)
        else:
            previewing.preview(upload, on=on, job_id=job.pk)
    except Refused as refusal:
        _refused(upload, refusal, committing=committing)
        jobs.finish(job.pk, failed=str(refusal))
    except Exception:
        Upload.objects.filter(pk=upload.pk).update(state=UploadState.PREVIEWED if committing else UploadState.RECEIVED)
        jobs.finish(job.pk, failed=str(uploads.BROKEN))
        raise
    else:
        jobs.finish(job.pk)


def _queue(upload: Upload, task: str, state: str, *, by: Actor) -> None:
    with transaction.atomic():
        upload.job = Job.objects.create(
            name=task, subject=f"upload:{upload.pk}", user_id=by.user_id, total=upload.delivery.rows or None
        )
        upload.state, upload.refusal = state, None
        upload.save(update_fields=["job", "state", "refusal"])
        jobs.enqueue(task, upload_id=upload.pk, job_id=upload.job.pk)


def _refused(upload: Upload, refusal: Refused, *, committing: bool) -> None:
    upload.refresh_from_db()
    upload.state = UploadState.PREVIEWED if committing else UploadState.REFUSED
    upload.refusal = previewing.stored_refusal(refusal)
    upload.save(update_fields=["state", "refusal"])
    if not committing:
        partition.drop_now(upload.pk)
