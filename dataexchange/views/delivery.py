"""One delivery on its way: upload, column questions, preview, commit, faulty rows, withdrawal."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.http import go, wants_fragment
from dataexchange import permissions, queries
from dataexchange.domain import steps, uploads
from dataexchange.enums import UploadState
from dataexchange.forms import CommitForm, HeadingsForm, UploadForm, WithdrawForm
from dataexchange.importing.table import Refused
from dataexchange.models import Upload
from dataexchange.tables import RowTable
from dataexchange.views.lists import XLSX
from employers.enums import Verdict

TONES = {
    "new": "green",
    "changed": "info",
    "conflict": "red",
    "invalid": "red",
    "unmatched": "orange",
    "outside": "yellow",
}


def upload(request: HttpRequest) -> HttpResponse:
    """Take a file; a small one is previewed at once, a refused one leaves nothing behind."""
    permissions.check_can_upload(request.actor)
    form = UploadForm(request.POST or None, request.FILES or None, actor=request.actor, today=request.today)
    if request.method == "POST" and form.is_valid():
        file: UploadedFile = form.cleaned_data["file"]
        with tempfile.NamedTemporaryFile() as kept:
            for chunk in file.chunks():
                kept.write(chunk)
            kept.flush()
            try:
                taken = steps.upload(
                    Path(kept.name), name=file.name or "", cover=form.cover(), by=request.actor, on=request.today
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return go(request, reverse("dataexchange:delivery", args=[taken.delivery_id]))
    context = {"title": _("Deliver a file"), "form": form}
    return TemplateResponse(request, "dataexchange/upload.html", context, status=422 if form.errors else 200)


def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a delivery stands: how far it is read, what it asks, what its rows would do or did."""
    return shown(request, found(request, pk))


def found(request: HttpRequest, pk: int) -> Upload:
    """A delivery of the reader's territory, or 404."""
    permissions.check_can_see(request.actor)
    return get_object_or_404(queries.uploads(request.actor.scope), delivery_id=pk)


def shown(request: HttpRequest, upload: Upload, *, status: int = 200, **forms: Any) -> HttpResponse:
    delivery = upload.delivery
    if upload.state == UploadState.ASKING and "headings" not in forms:
        forms["headings"] = HeadingsForm(dataset=delivery.dataset, unknown=upload.mapping.get("unknown", []))
    counts = uploads.verdicts(upload)
    chosen = request.GET.get("verdict", "")
    context = {
        "title": _("Delivery %(delivery)s") % {"delivery": delivery.pk},
        "upload": upload,
        "delivery": delivery,
        "refusal": uploads.told(upload.refusal),
        "notices": uploads.notices(upload),
        "sums": [(verdict, Verdict(verdict).label, TONES.get(verdict, ""), count, verdict == chosen)
                 for verdict, count in counts.items()],
        "placed": uploads.placed(upload),
        "can_commit": permissions.can_commit(request.actor, delivery),
        "can_fetch": permissions.can_fetch_faults(request.actor, delivery, upload.uploaded_by),
        "faulty": counts["invalid"] + counts["conflict"],
        "asks_absent": uploads.asks_absent(upload, request.today),
        "withdraw": WithdrawForm(),
        "commit": CommitForm(),
        "pending": upload.state in UploadState.pending or upload.state == UploadState.REFUSED,
        **forms,
    }  # fmt: skip
    return RowTable(queries.rows(upload), request, upload).respond("dataexchange/delivery.html", **context)


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the worker is; the page comes anew when it is over."""
    upload = found(request, pk)
    if upload.job is None:
        raise Http404
    if upload.job.state in ("done", "failed") or not wants_fragment(request):
        return go(request, reverse("dataexchange:delivery", args=[pk]))
    here = reverse("dataexchange:progress", args=[pk])
    return HttpResponse(render_to_string("dataexchange/_progress.html", {"job": upload.job, "url": here}, request))


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the answers about unknown headings."""
    upload = found(request, pk)
    permissions.check_can_commit(request.actor, upload.delivery)
    if upload.state != UploadState.ASKING:
        return go(request, reverse("dataexchange:delivery", args=[pk]))
    form = HeadingsForm(request.POST, dataset=upload.delivery.dataset, unknown=upload.mapping.get("unknown", []))
    if not form.is_valid():
        return shown(request, upload, headings=form)
    return _try(request, pk, lambda: steps.answer(upload, form.answers(), by=request.actor, on=request.today))


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Preview again: the archive has moved since."""
    upload = found(request, pk)
    permissions.check_can_commit(request.actor, upload.delivery)
    if upload.state not in (UploadState.PREVIEWED, UploadState.REFUSED, UploadState.RECEIVED):
        return go(request, reverse("dataexchange:delivery", args=[pk]))
    return _try(request, pk, lambda: steps.preview(upload, by=request.actor, on=request.today))


@require_POST
def commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Commit what the preview shows."""
    upload = found(request, pk)
    form = CommitForm(request.POST)
    accept = form.is_valid() and form.cleaned_data["accept_absent"]
    return _try(
        request, pk, lambda: steps.commit(upload, accept_absent=accept, by=request.actor, on=request.today),
        _("Committed. The employers concerned have been checked."),
    )  # fmt: skip


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a committed delivery, with a reason."""
    upload = found(request, pk)
    permissions.check_can_commit(request.actor, upload.delivery)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return TemplateResponse(
            request, "dataexchange/withdraw.html",
            {
                "title": _("Withdraw delivery %(delivery)s") % {"delivery": pk},
                "form": form,
                "delivery": upload.delivery,
            },
            status=422,
        )  # fmt: skip
    try:
        outcome = uploads.withdraw(
            upload.delivery, reason=form.cleaned_data["reason"], by=request.actor, on=request.today
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return go(request, reverse("dataexchange:delivery", args=[pk]))
    told = {"employers": len(outcome.touched), "closed": len(outcome.closed)}
    messages.success(
        request,
        _("Withdrawn. Employers concerned: %(employers)s; archives closed as withdrawn: %(closed)s.") % told,
    )
    for later, keys in outcome.kept.items():
        messages.info(
            request, _("What delivery %(delivery)s has said since stays: %(keys)s.") % {"delivery": later, "keys": keys}
        )
    return go(request, reverse("dataexchange:delivery", args=[pk]))


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a file that was never committed."""
    upload = found(request, pk)
    try:
        steps.discard(upload, by=request.actor, on=request.today)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return go(request, reverse("dataexchange:delivery", args=[pk]))
    messages.success(request, _("The file was discarded; nothing of it was written."))
    return go(request, reverse("dataexchange:deliveries"))


@require_POST
def faulty_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The faulty rows as delivered, as a workbook to be mended; each fetch is in the journal."""
    upload = found(request, pk)
    permissions.check_can_fetch_faults(request.actor, upload.delivery, upload.uploaded_by)
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        uploads.write_faults(upload, Path(file.name), by=request.actor, on=request.today)
        answer = HttpResponse(Path(file.name).read_bytes(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="faults-{pk}.xlsx"'
    answer["Cache-Control"] = "no-store"
    return answer


def _try(request: HttpRequest, pk: int, act: Any, done: str = "") -> HttpResponse:
    """Do it and come back to the delivery; a refusal is shown as its sentence."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if done and not Upload.objects.filter(delivery_id=pk, state=UploadState.COMMITTING).exists():
            messages.success(request, done)
    return go(request, reverse("dataexchange:delivery", args=[pk]))
