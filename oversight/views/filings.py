"""The colour map that districts file with the city (founding document, 三(一)): overview, one district, one filing."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import stored_files
from core.enums import Tier
from core.http import go, wants_fragment
from core.models import JournalEntry
from core.permissions import Denied
from grids import permissions
from grids import queries as territory
from grids.domain import filing_changes, filing_duty, filings
from grids.enums import FilingState, Paper
from grids.models import Area, Filing
from oversight.domain import filing_content
from oversight.domain import filings as drafting
from oversight.forms import FilingForm, PurposeForm, RemarksForm


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Who has filed, what has changed since, who has not filed yet; a district with one territory sees its own page."""
    permissions.check_can_see_filings(request.actor)
    districts = list(territory.districts().within(request.actor.scope))
    if len(districts) == 1:
        return shown(request, districts[0])
    duties = filing_duty.duties(districts, on=request.today)
    wanted = request.GET.get("standing", "")
    context = {
        "title": _("Colour map filings"),
        "duties": [duty for duty in duties if not wanted or duty.standing.value == wanted],
        "sums": [
            (
                standing.value,
                filing_duty.WORDS[standing],
                filing_duty.TONES[standing],
                sum(duty.standing is standing for duty in duties),
            )
            for standing in filing_duty.Standing
            if standing.value == wanted or any(duty.standing is standing for duty in duties)
        ],
        "wanted": wanted,
        "terms": filing_duty.days(request.today),
    }
    return TemplateResponse(request, "oversight/filings.html", context)


def district(request: HttpRequest, pk: int) -> HttpResponse:
    """One district: what it filed, what has changed since; POST draws the map of today."""
    permissions.check_can_see_filings(request.actor)
    area = territory.within(request.actor.scope, pk)
    if area is None or area.tier != Tier.DISTRICT:
        raise Http404
    if request.method != "POST":
        return shown(request, area)
    permissions.check_can_file(request.actor, area)
    form = FilingForm(request.POST)
    if not form.is_valid():
        return shown(request, area, form=form, status=422)
    try:
        made = drafting.draft(district=area, by=request.actor, on=request.today, **form.said())
    except Denied as refusal:
        form.add_error(None, str(refusal))
        return shown(request, area, form=form, status=422)
    return go(request, reverse("oversight:filing", args=[made.pk]))


def shown(request: HttpRequest, area: Area, *, form: FilingForm | None = None, status: int = 200) -> HttpResponse:
    duty = filing_duty.duties([area], on=request.today)[0]
    history = list(Filing.objects.filter(area=area).defer("content").order_by("-version"))
    now = filing_content.figures(area, on=request.today)
    before = Filing.objects.filter(pk=duty.filed.pk).values_list("content", flat=True).first() if duty.filed else None
    may = permissions.can_file(request.actor, area)
    context = {
        "title": _("Colour map filing: %(district)s") % {"district": area.name},
        "area": area,
        "duty": duty,
        "terms": filing_duty.days(request.today),
        "history": history,
        "drafted": next((each for each in history if each.state == FilingState.DRAFT), None),
        "changes": filing_changes.changes(before, now) if before else [],
        "grids": len(now["grids"]),
        "employers": filing_changes.employers(now),
        "short": [grid["name"] for grid in now["grids"] if filing_changes.enough(grid) is False],
        "without": [grid["name"] for grid in now["grids"] if grid["colour"] is None],
        "may_file": may,
        "form": form or (FilingForm(initial={"preparer": request.actor.name, "paper": Paper.A3}) if may else None),
        "alone": territory.top_areas(request.actor.scope) == [area],
    }
    return TemplateResponse(request, "oversight/filings_of.html", context, status=status)


def found(request: HttpRequest, pk: int) -> Filing:
    """A filing of the reader's territory: outside it does not exist."""
    permissions.check_can_see_filings(request.actor)
    rows = Filing.objects.within(request.actor.scope).select_related("area", "job", "file", "picture")
    return get_object_or_404(rows.defer("content"), pk=pk)


@require_safe
def filing(request: HttpRequest, pk: int) -> HttpResponse:
    """One filing: how it looks, what stands in it, who did what, and what may be done next."""
    return page(request, found(request, pk))


def page(request: HttpRequest, one: Filing, *, status: int = 200, **forms: object) -> HttpResponse:
    may_file, may_answer = permissions.can_file(request.actor, one.area), permissions.can_answer_filing(request.actor)
    context = {
        "title": one.number or _("Draft, version %(version)s") % {"version": one.version},
        "filing": one,
        "may_submit": may_file and one.state == FilingState.DRAFT,
        "may_answer": may_answer and one.state == FilingState.SUBMITTED,
        "may_publish": filings.can_publish(one),
        "drawing": one.job is not None and one.job.state in ("queued", "running") and not one.drawn,
        "remarks_form": RemarksForm(),
        "purpose_form": PurposeForm(),
        "entries": JournalEntry.objects.about(one),
    }
    return TemplateResponse(request, "oversight/filing.html", context | forms, status=status)


@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF, exactly as it was kept."""
    one = found(request, pk)
    return stored_files.serve(one.file, owner=one, to=request.actor, content_type="application/pdf", inline=True)


@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(request, pk)
    return stored_files.serve(one.picture, owner=one, to=request.actor, content_type="image/png", inline=True)


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the worker is with a large map; the page comes anew when it is over."""
    one = found(request, pk)
    here = reverse("oversight:filing", args=[pk])
    if one.job is None or one.job.state in ("done", "failed") or not wants_fragment(request):
        return go(request, here)
    url = reverse("oversight:filing_progress", args=[pk])
    return HttpResponse(render_to_string("dataexchange/_progress.html", {"job": one.job, "url": url}, request))


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(request, pk)
    permissions.check_can_file(request.actor, one.area)
    return acted(request, pk, lambda: filings.submit(filing=one, by=request.actor, on=request.today),
                 _("The map is submitted. It now bears its number; print it, sign it and seal it."))  # fmt: skip


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(request, pk)
    permissions.check_can_file(request.actor, one.area)
    try:
        filings.discard(filing=one, by=request.actor, on=request.today)
    except Denied as refusal:
        messages.error(request, str(refusal))
        return go(request, reverse("oversight:filing", args=[pk]))
    return go(request, reverse("oversight:filings_of", args=[one.area_id]))


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    permissions.check_can_answer_filing(request.actor)
    one = found(request, pk)
    return acted(request, pk, lambda: filings.accept(filing=one, by=request.actor, on=request.today),
                 _("The filing is accepted; its receipt has a number."))  # fmt: skip


@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    permissions.check_can_answer_filing(request.actor)
    one = found(request, pk)
    form = RemarksForm(request.POST)
    if not form.is_valid():
        return page(request, one, status=422, remarks_form=form)
    remarks = form.cleaned_data["remarks"]
    return acted(
        request, pk, lambda: filings.give_back(filing=one, remarks=remarks, by=request.actor, on=request.today),
        _("The filing is returned with your remarks."),
    )  # fmt: skip


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes for use outside the bureau: refused while the map bears no approval number (审图号)."""
    one = found(request, pk)
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return page(request, one, status=422, purpose_form=form)
    try:
        kept = filings.publish(filing=one, purpose=form.cleaned_data["purpose"], by=request.actor, on=request.today)
    except Denied as refusal:
        form.add_error(None, str(refusal))
        return page(request, one, status=422, purpose_form=form)
    return stored_files.serve(kept, owner=one, to=request.actor, content_type="application/pdf")


def acted(request: HttpRequest, pk: int, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except Denied as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return go(request, reverse("oversight:filing", args=[pk]))


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """What a code on paper says, compared with what was submitted. For every tier, so it shows no figure and no map."""
    permissions.check_can_verify(request.actor)
    asked = {name: request.GET.get(name, "").strip()[:80] for name in ("number", "code", "hash")}
    one = Filing.objects.filter(number=asked["number"]).select_related("area").defer("content").first()
    good = one is not None and one.organ == asked["code"] and one.digest == asked["hash"].lower()
    context = {
        "title": _("Check a filed map"),
        "asked": asked,
        "given": any(asked.values()),
        "filing": one if good else None,
    }
    return TemplateResponse(request, "oversight/verify_filing.html", context)
