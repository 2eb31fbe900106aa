"""Outlines uploaded, previewed and published. A draft outside the reader's territory does not exist."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grids.domain import drafts, preview
from grids.domain.division_files import Refused
from grids.enums import Datum
from grids.forms.boundaries import KeepForm, OutlineForm, PublishForm
from grids.models import BoundaryDraft
from grids.permissions import can_draw, check_can_draw, check_can_see_drafts
from grids.tables import DraftTable


def listed(request: HttpRequest) -> HttpResponse:
    check_can_see_drafts(request.actor)
    rows = BoundaryDraft.objects.within(request.actor.scope)
    return DraftTable(rows, request).respond("grids/drafts.html")


def new(request: HttpRequest) -> HttpResponse:
    """Take a file; a refused one leaves nothing behind."""
    check_can_draw(request.actor)
    form = OutlineForm(request.POST or None, request.FILES or None, actor=request.actor, today=request.today)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            draft = drafts.upload(
                file.read(),
                name=file.name or "",
                area=form.cleaned_data["area"],
                declared=form.declared(),
                by=request.actor,
                on=request.today,
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("grids:draft", draft.pk)
    context = {"title": _("Upload outlines"), "form": form}
    return TemplateResponse(request, "grids/draft_new.html", context, status=422 if form.errors else 200)


@require_safe
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    return shown(request, found(request, pk))


def found(request: HttpRequest, pk: int) -> BoundaryDraft:
    """The draft, if it lies in the reader's territory and the reader may draw."""
    check_can_see_drafts(request.actor)
    rows = BoundaryDraft.objects.within(request.actor.scope).select_related("area")
    return get_object_or_404(rows, pk=pk)


def shown(request: HttpRequest, draft: BoundaryDraft, *, keep: KeepForm | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "title": _("Outlines of %(area)s") % {"area": draft.area.name},
        "draft": draft,
        "read_as": Datum(draft.read_as),
        "declared": Datum(draft.datum),
        "flaws": preview.flaw_lines(draft),
        "more": draft.checked["flaws_in_all"] - len(draft.checked["flaws"]),
        "questions": preview.questions(draft),
        "colours": preview.colour_lines(draft),
        "repairs": list(preview.repair_lines(draft)),
        "hindrances": list(drafts.hindrances(draft)) if draft.open else [],
        "stale": drafts.stale(draft),
        "keep": keep or KeepForm(auto_id="keep_%s"),
        "may": draft.open and can_draw(request.actor, draft.area),
    }
    if draft.open:
        context["svg"] = preview.picture(draft)
    return TemplateResponse(request, "grids/draft.html", context, status=422 if keep else 200)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What a person says to a question of the preview: another datum, a position kept, repairs taken, check again."""
    draft = found(request, pk)
    said, who = request.POST.get("answer", ""), {"by": request.actor, "on": request.today}
    try:
        if said in Datum.values:
            drafts.read_as(draft, Datum(said), **who)
        elif said == "keep":
            form = KeepForm(request.POST, auto_id="keep_%s")
            if not form.is_valid():
                return shown(request, draft, keep=form)
            drafts.keep(draft, form.cleaned_data["reason"], **who)
        elif said == "repairs":
            drafts.accept_repairs(draft, **who)
        elif said == "again":
            drafts.check_again(draft, **who)
        else:
            raise Http404
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("grids:draft", pk)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    draft = found(request, pk)
    form = PublishForm(request.POST)
    if not form.is_valid() or (form.cleaned_data["seen"] and not form.cleaned_data["looked"]):
        messages.error(request, _("Say that you have seen the faults listed here, or correct the file first."))
        return redirect("grids:draft", pk)
    try:
        done = drafts.publish(draft, seen=form.cleaned_data["seen"], by=request.actor, on=request.today)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("grids:draft", pk)
    messages.success(
        request,
        _("%(count)s outlines are published; in force from %(day)s.")
        % {"count": done.taken, "day": draft.valid_from.isoformat()},
    )
    return redirect(reverse("grids:draft", args=[pk]))


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        drafts.discard(found(request, pk), by=request.actor, on=request.today)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The draft is discarded."))
    return redirect("grids:drafts")
