"""Changes of territory: listed, proposed, looked at before and after, decided, undone."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.enums import Role, Tier
from core.http import go
from core.models import JournalEntry
from core.permissions import Denied
from grids import permissions
from grids import queries as territory
from grids.domain import changes
from grids.domain.division_files import Refused
from grids.forms.changes import FORMS, ChangeForm, RemarksForm, ThenForm
from grids.models import Area, TerritoryChange
from grids.models.change import ChangeState
from grids.querysets import AreaQuerySet
from oversight.domain import countering, previewing, regridding
from oversight.domain import then as past
from oversight.tables import ChangeTable

LISTED = 12


def listed(request: HttpRequest) -> HttpResponse:
    """What is proposed, approved, in effect; a district sees what concerns it."""
    permissions.check_can_propose(request.actor)
    rows = TerritoryChange.objects.within(request.actor.scope)
    may = [(form.kind, form.kind.label) for form in FORMS.values()
           if permissions.can_propose_kind(request.actor, form.kind)]  # fmt: skip
    return ChangeTable(rows, request).respond("oversight/changes.html", kinds=may)


def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Write a proposal down: first where, then what."""
    permissions.check_can_propose(request.actor)
    if kind not in FORMS:
        raise Http404
    permissions.check_can_propose_kind(request.actor, kind)
    form_class = FORMS[kind]
    under = looked_at(request)
    form = form_for(request, form_class, under) if under and under.tier in form_class.looks_at else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            change = changes.draft(form.proposal(), by=request.actor, on=request.today)
        except (Refused, Denied) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The draft is written. Look at what it would do before you propose it."))
            return go(request, reverse("oversight:change", args=[change.pk]))
    scope = request.actor.scope
    context = {
        "title": form_class.kind.label,
        "form": form,
        "guide": form_class.guide,
        "under": under,
        "crumbs": [step for step in territory.breadcrumbs(under) if scope.holds(step)] if under else [],
        "parts": parts(form_class, under, request),
    }
    status = 422 if form is not None and form.errors else 200
    return TemplateResponse(request, "oversight/change_new.html", context, status=status)


def looked_at(request: HttpRequest, *, closed: bool = False) -> Area | None:
    """The area that the page is about; inside the reader's territory, or none. ``closed``: also one of a past day."""
    area = territory.by_code(request.GET.get("under", ""), request.today)
    if area is not None and (not request.actor.scope.holds(area) or area.closed_on is not None and not closed):
        raise Http404
    starts = territory.top_areas(request.actor.scope)
    return area or (starts[0] if starts else None)


def parts(form_class: type[ChangeForm], under: Area | None, request: HttpRequest) -> list[Area]:
    """The way down, as far as this kind of change is chosen from."""
    if under is None or Tier(under.tier).rank >= max(Tier(tier).rank for tier in form_class.looks_at):
        return []
    return list(territory.children(under).within(request.actor.scope))


def form_for(request: HttpRequest, form_class: type[ChangeForm], under: Area) -> ChangeForm:
    scope = request.actor.scope
    others: AreaQuerySet = Area.objects.live().at(Tier(under.tier)).within(scope).exclude(pk=under.pk)
    if under.tier == Tier.STREET and request.actor.role is not Role.CITY:
        others = others.filter(district=under.district_id)
    return form_class(
        request.POST or None,
        under=under,
        below=list(territory.children(under)),
        others=list(others.in_order()),
        initial={"effective": request.today},
    )


@require_safe
def change(request: HttpRequest, pk: int) -> HttpResponse:
    return shown(request, found(request, pk))


def found(request: HttpRequest, pk: int) -> TerritoryChange:
    permissions.check_can_propose(request.actor)
    return get_object_or_404(TerritoryChange.objects.within(request.actor.scope), pk=pk)


def shown(request: HttpRequest, change: TerritoryChange, form: RemarksForm | None = None) -> HttpResponse:
    """Draft to approved: what it would do. In effect: what it did, and what stands in the way of an undo."""
    decides = permissions.can_decide(request.actor)
    applied = change.state == ChangeState.APPLIED
    mine = decides or all(request.actor.scope.holds(area) for area in changes.concerned(change.kind, change.plan))
    context: dict[str, Any] = {
        "title": change.title,
        "change": change,
        "districts": previewing.concerned(change),
        "preview": previewing.preview(change) if change.open else None,
        "outcome": change.record.get("outcome") if change.record else None,
        "dependents": [(_(each.what), each.count) for each in regridding.dependents(change)] if applied else [],
        "journal": JournalEntry.objects.about(change)[:LISTED],
        "remarks": _(change.remarks) if change.remarks else "",
        "counters": change.counters.all(),
        "form": form or RemarksForm(),
        "decides": decides,
        "mine": mine,
        "due": change.effective <= request.today,
    }
    return TemplateResponse(request, "oversight/change.html", context, status=422 if form and form.errors else 200)


@require_safe
def then(request: HttpRequest) -> HttpResponse:
    """Archives by area on a past day, in the areas of that day."""
    permissions.check_can_propose(request.actor)
    form = ThenForm(request.GET or None)
    on = form.cleaned_data["on"] if form.is_valid() else request.today
    under = looked_at(request, closed=True)
    lines = past.lay(under, on) if under else []
    context = {
        "title": _("Employers by area on a past day"),
        "form": form if form.is_bound else ThenForm(initial={"on": on}),
        "on": on,
        "under": under,
        "lines": lines,
        "total": sum(line.employers for line in lines),
    }
    return TemplateResponse(request, "oversight/then.html", context)


def check_may(request: HttpRequest, change: TerritoryChange, *, decides: bool) -> None:
    """The wrong role is refused; what merely comes too late is said on the page."""
    if decides:
        permissions.check_can_decide(request.actor)
    else:
        permissions.check_can_propose_for(request.actor, changes.concerned(change.kind, change.plan))


def done(request: HttpRequest, change: TerritoryChange, verb: Callable[..., Any], **said: str) -> HttpResponse:
    """One verb, then the page again: of the change, or of the one that was made."""
    try:
        made = verb(change=change, by=request.actor, on=request.today, **said)
    except (Denied, Refused) as refusal:
        messages.error(request, str(refusal))
        made = None
    at = made.pk if isinstance(made, TerritoryChange) else change.pk
    return go(request, reverse("oversight:change", args=[at]))


def without_words(verb: Callable[..., Any], *, decides: bool) -> Callable[[HttpRequest, int], HttpResponse]:
    """A button."""

    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        change = found(request, pk)
        check_may(request, change, decides=decides)
        return done(request, change, verb)

    return view


def with_words(verb: Callable[..., Any], name: str, *, decides: bool) -> Callable[[HttpRequest, int], HttpResponse]:
    """A button that asks for the reason; without one the page says so."""

    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        change, form = found(request, pk), RemarksForm(request.POST)
        check_may(request, change, decides=decides)
        if not form.is_valid():
            return shown(request, change, form)
        return done(request, change, verb, **{name: form.cleaned_data["remarks"]})

    return view


propose = without_words(changes.propose, decides=False)
approve = without_words(changes.approve, decides=True)
apply = without_words(regridding.apply, decides=True)
counter = without_words(countering.counter, decides=False)
give_back = with_words(changes.return_, "remarks", decides=True)
withdraw = with_words(changes.withdraw, "reason", decides=False)
undo = with_words(regridding.undo, "reason", decides=True)
