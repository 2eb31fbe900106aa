"""The worklist and the page of one finding."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from compliance import permissions, queries
from compliance.domain import explain, taking
from compliance.domain import findings as verbs
from compliance.enums import FindingState, Severity
from compliance.forms import SetAsideForm
from compliance.models import Finding, TakenUp
from compliance.rules.catalogue import BY_CODE
from compliance.tables import FindingTable, about
from core import paging
from core.http import go
from core.permissions import Denied
from employers.queries.frame import frame


def worklist(request: HttpRequest) -> HttpResponse:
    """What the night found in the reader's territory, the gravest first."""
    permissions.check_can_see_findings(request.actor)
    return FindingTable(Finding.objects.within(request.actor.scope), request).respond("compliance/findings.html")


@require_safe
def worklist_count(request: HttpRequest) -> HttpResponse:
    """The bare number that the menu shows."""
    permissions.check_can_see_findings(request.actor)
    number = paging.capped_count(Finding.objects.within(request.actor.scope).at_work(request.today))
    text = f"{paging.COUNTED:,}+" if number > paging.COUNTED else f"{number:,}"
    return HttpResponse(text if number else "", content_type="text/plain; charset=utf-8")


@require_safe
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding: the rule in a sentence, both source rows, the age of the data, what would close it."""
    permissions.check_can_see_findings(request.actor)
    found = get_object_or_404(queries.finding_page(request.actor.scope), pk=pk)
    return shown(request, found, SetAsideForm())


def shown(request: HttpRequest, found: Finding, form: SetAsideForm) -> HttpResponse:
    rule = BY_CODE[found.rule]
    aside = found.set_asides.filter(resumed_on=None).first()
    context = {
        "title": _("%(rule)s %(title)s: %(name)s") % {"rule": found.rule, "title": rule.title, "name": about(found)},
        "finding": found,
        "rule": rule,
        "level": Severity(found.severity).letter,
        "name": about(found),
        "sentence": explain.sentence(found, scope=request.actor.scope),
        "closes": explain.closes(found),
        "sides": explain.sides(found, scope=request.actor.scope),
        "ages": explain.ages(found, request.today),
        "history": found.changes.all(),
        "aside": aside,
        "form": form,
        "taken": TakenUp.objects.filter(finding=found).select_related("member").first(),
        "me": taking.person(request.actor),
        "can_set_aside": permissions.can_set_aside(request.actor, found),
    }
    return TemplateResponse(request, "compliance/finding.html", context)


@require_POST
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a finding aside with a reason and an end."""
    permissions.check_can_see_findings(request.actor)
    found = get_object_or_404(queries.finding_page(request.actor.scope), pk=pk)
    permissions.check_can_set_aside(request.actor, found)
    form = SetAsideForm(request.POST)
    if form.is_valid():
        try:
            verbs.set_aside(found, by=request.actor, on=request.today, **form.cleaned_data)
        except Denied as refusal:
            form.add_error(None, str(refusal))
        else:
            return go(request, reverse("compliance:finding", args=[pk]))
    return shown(request, found, form)


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a finding up again before its day."""
    permissions.check_can_see_findings(request.actor)
    found = get_object_or_404(queries.finding_page(request.actor.scope), pk=pk)
    permissions.check_can_set_aside(request.actor, found)
    verbs.resume(found, by=request.actor, on=request.today)
    return go(request, reverse("compliance:finding", args=[pk]))


@require_POST
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one works on a finding."""
    permissions.check_can_see_findings(request.actor)
    found = get_object_or_404(queries.finding_page(request.actor.scope), pk=pk)
    taking.take_up(found, by=request.actor, on=request.today)
    return go(request, reverse("compliance:finding", args=[pk]))


@require_POST
def let_go(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one no longer works on it."""
    permissions.check_can_see_findings(request.actor)
    found = get_object_or_404(queries.finding_page(request.actor.scope), pk=pk)
    try:
        taking.let_go(found, by=request.actor, on=request.today)
    except Denied as refusal:
        messages.error(request, str(refusal))
    return go(request, reverse("compliance:finding", args=[pk]))


@require_safe
def employer_findings(request: HttpRequest, pk: int) -> HttpResponse:
    """The findings of one employer, in the frame of its page."""
    permissions.check_can_see_findings(request.actor)
    head = frame(pk, actor=request.actor, on=request.today, tab="findings")
    if head is None:
        raise Http404
    lines = [
        {
            "finding": row,
            "level": Severity(row.severity).letter,
            "title": BY_CODE[row.rule].title,
            "sentence": explain.sentence(row, scope=request.actor.scope),
        }
        for row in queries.of_employer(pk, request.actor.scope)
    ]
    context = {"frame": head, "title": head.employer.name, "lines": lines}
    return TemplateResponse(request, "compliance/employer_tab.html", context)


@require_safe
def employer_findings_count(request: HttpRequest, pk: int) -> HttpResponse:
    """How many are open, for the tab."""
    permissions.check_can_see_findings(request.actor)
    if frame(pk, actor=request.actor, on=request.today) is None:
        raise Http404
    number = queries.of_employer(pk, request.actor.scope).filter(state=FindingState.OPEN).count()
    return HttpResponse(f"{number:,}" if number else "", content_type="text/plain; charset=utf-8")
