"""The first page of each tier: what must I do today."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from compliance import queries as compliance
from compliance.domain import explain
from compliance.enums import Severity
from compliance.tables import about
from core.clock import business_date
from core.enums import Role
from dataexchange.permissions import can_upload
from grids import queries as territory
from grids.domain import filing_duty
from inspectors.permissions import can_see_staffing
from oversight import queries, tables
from oversight.indicators import Bands

WORK_SHOWN = 10
MAPS_SHOWN = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Work of today for the four tiers; for the administrator the state of the nights and the jobs."""
    actor = request.actor
    context = {
        "title": _("Home"),
        "last_good": compliance.last_good(),
        "business_date": business_date(request.today),
        "nights": compliance.nights(business_date(request.today), days=7),
    }
    if actor.role is Role.ADMINISTRATOR:
        return TemplateResponse(request, "oversight/home_administrator.html", context)
    starts = territory.top_areas(actor.scope)
    bands = Bands.on(request.today)
    found = compliance.open_by_area(starts)
    figures = queries.figures_of(area.pk for area in starts)
    maps = filing_duty.to_do(actor, on=request.today)
    context |= {
        "areas": [
            tables.line(
                queries.Part(area, figures.get((area.pk, False)) or queries.empty(area)),
                bands=bands,
                findings=found.get((area.pk, False), 0),
            )
            for area in starts
        ],
        "severities": [(area, compliance.open_by_severity(area)) for area in starts],
        "work": [
            {
                "finding": row,
                "level": Severity(row.severity).letter,
                "sentence": explain.sentence(row, scope=actor.scope),
                "name": about(row),
            }
            for row in compliance.worklist(actor.scope, request.today)[:WORK_SHOWN]
        ],
        "due": queries.deliveries_due(request.today) if can_upload(actor) else [],
        "staffing": queries.staffing_card(actor.scope, request.today) if can_see_staffing(actor) else None,
        "filings": maps[:MAPS_SHOWN],
        "filings_more": max(0, len(maps) - MAPS_SHOWN),
        "changes": territory.changes_to_do(actor, most=MAPS_SHOWN),
        "tier": actor.role.value,
    }
    return TemplateResponse(request, "oversight/home.html", context)
