"""The ledger of runs, one run with its parts, and the rules in force."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from compliance import permissions, queries
from compliance.domain import run as verbs
from compliance.models import Run
from compliance.rules.catalogue import RULES
from compliance.tables import RunTable
from core import jobs, parameters
from core.clock import business_date
from core.http import go


def ledger(request: HttpRequest) -> HttpResponse:
    """When was the last good night, how long did it take, how many are new; missed nights are told."""
    permissions.check_can_see_runs(request.actor)
    day = business_date(request.today)
    return RunTable(queries.runs(), request).respond(
        "compliance/runs.html",
        last_good=queries.last_good(),
        missed=[night.business_date for night in queries.nights(day) if night.missed],
        can_start=permissions.can_start(request.actor),
        business_date=day,
    )


@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: what each rule counted, and the parts that gave trouble."""
    permissions.check_can_see_runs(request.actor)
    found = get_object_or_404(Run, pk=pk)
    context = {
        "title": _("Run %(run)s") % {"run": found},
        "run": found,
        "progress": queries.progress(found),
        "rules": [(rule, found.counts.get(rule.code, {})) for rule in RULES],
    }
    return TemplateResponse(request, "compliance/run.html", context)


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Start a check of the last finished day now; a worker does it."""
    permissions.check_can_start(request.actor)
    opened = verbs.open_check(on=business_date(request.today), by=request.actor)
    jobs.enqueue("compliance.work_shards", run_id=opened.pk)
    messages.success(request, _("The check has begun; this page shows how far it is."))
    return go(request, reverse("compliance:run", args=[opened.pk]))


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule in force with its law and its dated parameters; what nobody has verified is marked."""
    context = {
        "title": _("Rules"),
        "rules": RULES,
        "unverified": parameters.unverified({code for rule in RULES for code in rule.parameters}),
    }
    return TemplateResponse(request, "compliance/rules.html", context)
