"""The tabs of an employer's page, each an address of its own."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core import paging
from core.clock import business_date
from core.models import JournalEntry
from employers.enums import INSURANCE_LABELS, InsuranceKind
from employers.models import Identifier, Insurance, Placement, Roster, Standing, Wage
from employers.queries import contracts, months
from employers.queries import registers as said
from employers.queries.frame import Frame
from employers.tables.months import InsuranceRows, WageRows, rows_of
from employers.tables.workers import EmployerWorkers
from employers.views.detail import framed, page

MOST_ROSTERS = 120


def as_of(found: Frame) -> date:
    """The day of the state rows: the figures', else the last finished day."""
    return found.figures.as_of if found.figures and found.figures.as_of else business_date(found.on)


def workers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who works there, as the state rows stand."""
    found = framed(request, pk, "workers")
    rows = Standing.objects.within(request.actor.scope).filter(employer=pk)
    return EmployerWorkers(rows, request).respond(
        "employers/tabs/workers.html", frame=found, title=found.employer.name, as_of=as_of(found)
    )


@require_safe
def contract_list(request: HttpRequest, pk: int) -> HttpResponse:
    found = framed(request, pk, "contracts")
    state = request.GET.get("state", "")
    shown = contracts.page(
        pk, as_of(found), state=state, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    return page(request, found, page=shown, state=state, as_of=as_of(found))


def insurance(request: HttpRequest, pk: int) -> HttpResponse:
    """Months and kinds; with a month, its rows."""
    found = framed(request, pk, "insurance")
    if (month := chosen(request)) is not None:
        table = InsuranceRows(rows_of(Insurance, pk, month), request)
        return table.respond("employers/tabs/month.html", frame=found, title=found.employer.name, month=month)
    kinds = [INSURANCE_LABELS[kind] for kind in InsuranceKind]
    return page(request, found, months=months.insurance(pk, found.on), kinds=kinds)


def wages(request: HttpRequest, pk: int) -> HttpResponse:
    """Months; with a month, its rows."""
    found = framed(request, pk, "wages")
    if (month := chosen(request)) is not None:
        table = WageRows(rows_of(Wage, pk, month), request)
        return table.respond("employers/tabs/month.html", frame=found, title=found.employer.name, month=month)
    return page(request, found, months=months.wages(pk, found.on, as_of(found)), as_of=as_of(found))


def chosen(request: HttpRequest) -> date | None:
    """The month that the address names as ``2026-03``."""
    try:
        return date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return None


@require_safe
def rosters(request: HttpRequest, pk: int) -> HttpResponse:
    found = framed(request, pk, "rosters")
    rows = Roster.objects.filter(employer=pk).select_related("delivery__source").order_by("-as_of", "-number")
    return page(request, found, rosters=list(rows[:MOST_ROSTERS]))


@require_safe
def registers(request: HttpRequest, pk: int) -> HttpResponse:
    """What each register says, side by side, and what it said before."""
    found = framed(request, pk, "registers")
    entries = said.entries(pk)
    return page(
        request, found, entries=entries, lines=said.side_by_side(found.employer, entries), history=said.history(entries)
    )


@require_safe
def identifiers(request: HttpRequest, pk: int) -> HttpResponse:
    found = framed(request, pk, "identifiers")
    rows = Identifier.objects.filter(employer=pk).select_related("delivery__source")
    return page(request, found, identifiers=list(rows.order_by("kind", "-valid_from", "-id")))


@require_safe
def placements(request: HttpRequest, pk: int) -> HttpResponse:
    found = framed(request, pk, "placements")
    rows = Placement.objects.filter(employer=pk).select_related("area", "district")
    return page(request, found, placements=list(rows.order_by("-recorded_at", "-id")))


@require_safe
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done with the archive, from the journal."""
    found = framed(request, pk, "timeline")
    shown = paging.page(
        JournalEntry.objects.about(found.employer),
        ("-id",),
        size=50,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    return page(request, found, page=shown)
