"""The compliance dashboard: the three rates from the city down, as tiles, a map, and the table that says the same."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from compliance import queries as compliance
from core import exports
from core.enums import Tier
from grids import queries as territory
from grids.domain import maps
from grids.models import Area
from oversight import permissions, queries, tables
from oversight.indicators import BY_KEY, RATES, Bands


def dashboard(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One area, or that where the reader's territory begins."""
    permissions.check_can_see(request.actor)
    area = territory.landing(request.actor.scope, pk)
    if area is None:
        raise Http404
    return shown(request, area)


def shown(request: HttpRequest, area: Area) -> HttpResponse:
    """One area with its parts; POST takes the table out as a file."""
    whole, parts = queries.parts_of(area, request.actor.scope)
    bands = Bands.on(request.today)
    findings = compliance.open_by_area([area, *(part.area for part in parts)])
    lines = [tables.line(part, bands=bands, findings=findings.get((part.area.pk, part.unplaced), 0)) for part in parts]
    total = tables.line(whole, bands=bands, findings=findings.get((area.pk, False), 0))
    if request.method == "POST":
        return exported(request, area, [*lines, total])
    rate = BY_KEY.get(request.GET.get("show", ""), RATES[0])
    context = {
        "title": _("Dashboard: %(area)s") % {"area": area.name},
        "area": area,
        "crumbs": [(step, request.actor.scope.holds(step)) for step in territory.breadcrumbs(area)],
        "lines": lines,
        "total": total,
        "rate": rate,
        "rates": RATES,
        "figures": whole.figures,
        "picture": drawn(request, area, lines, rate.key, bands),
        "can_export": permissions.can_export(request.actor),
    }
    return TemplateResponse(request, "oversight/dashboard.html", context)


def drawn(request: HttpRequest, area: Area, lines: list[tables.Line], key: str, bands: Bands) -> maps.Picture | None:
    """The parts on a map; communities have no outlines, so below a street the table takes its place."""
    below = Tier(area.tier).below
    if below is None or below is Tier.COMMUNITY:
        return None
    rate = BY_KEY[key]
    values = {each.part.area.pk: each.rate(key).shade for each in lines if not each.part.unplaced}
    return maps.draw(
        area,
        below,
        on=request.today,
        title=_("%(rate)s by area in %(area)s") % {"rate": rate.name, "area": area.name},
        values=values,
        legend=bands.legend(),
        link=lambda pk: f"{reverse('oversight:area', args=[pk])}?show={key}",
        key=f"rate-{key}",
    )


def exported(request: HttpRequest, area: Area, lines: list[tables.Line]) -> HttpResponse:
    permissions.check_can_export(request.actor)
    headings, formats = tables.sheet_headings()
    sheet = exports.Sheet(
        title=_("Dashboard: %(area)s") % {"area": area.name},
        headings=headings,
        formats=formats,
        rows=tables.sheet_rows(lines),
        as_of=request.today,
    )
    return exports.answer(sheet, request.POST.get("export", "csv"), request=request, name="dashboard")
