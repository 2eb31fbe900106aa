"""Heat maps: one measure over districts or grids, drawn, with the table that says the same and links to each list."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core import exports
from core.enums import Tier
from grids import queries as territory
from grids.domain import maps
from grids.models import Area
from oversight import permissions
from oversight.indicators import Bands
from oversight.reports import heat
from oversight.reports.heat import BY_KEY, MEASURES, Measure, Sheet


def heat_map(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One area, or that where the reader's territory begins."""
    permissions.check_can_see(request.actor)
    area = territory.landing(request.actor.scope, pk)
    if area is None:
        raise Http404
    return shown(request, area)


def shown(request: HttpRequest, area: Area) -> HttpResponse:
    """``by`` chooses districts or grids, ``show`` the measure; POST takes the table out as a file."""
    tiers = _tiers(area)
    tier = next((each for each in tiers if each.value == request.GET.get("by")), tiers[0])
    offered = [measure for measure in MEASURES if measure.by_street or tier is Tier.DISTRICT]
    measure = BY_KEY.get(request.GET.get("show", ""), offered[0])
    measure = measure if measure in offered else offered[0]
    sheet = heat.sheet(area, tier, measure, scope=request.actor.scope, bands=Bands.on(request.today))
    if request.method == "POST":
        return exported(request, area, sheet)
    context = {
        "title": _("%(measure)s: heat map of %(area)s") % {"measure": measure.name, "area": area.name},
        "area": area,
        "crumbs": [(step, request.actor.scope.holds(step)) for step in territory.breadcrumbs(area)],
        "measures": offered,
        "measure": measure,
        "tiers": tiers,
        "tier": tier,
        "sheet": sheet,
        "picture": drawn(request, area, tier, sheet),
        "can_export": permissions.can_export(request.actor),
    }
    return TemplateResponse(request, "oversight/heat.html", context)


def _tiers(area: Area) -> list[Tier]:
    """At which tiers an area can be looked at; a grid and a community only as what they are."""
    if area.tier == Tier.CITY:
        return [Tier.DISTRICT, Tier.STREET]
    return [Tier.STREET] if area.tier in (Tier.DISTRICT, Tier.STREET) else [Tier.COMMUNITY]


def drawn(request: HttpRequest, area: Area, tier: Tier, sheet: Sheet) -> maps.Picture | None:
    """Communities have no outlines: the table stands alone."""
    if tier is Tier.COMMUNITY:
        return None
    measure: Measure = sheet.measure
    return maps.draw(
        area,
        tier,
        on=request.today,
        title=_("%(measure)s: heat map of %(area)s") % {"measure": measure.name, "area": area.name},
        values=sheet.values(),
        legend=sheet.legend,
        link=_links(sheet, tier, measure),
        key=f"heat-{measure.key}",
    )


def _links(sheet: Sheet, tier: Tier, measure: Measure):
    """A district opens its own heat map by grids, a grid the list behind its number."""
    if tier is Tier.DISTRICT:
        show = measure.key if measure.by_street else MEASURES[0].key
        return lambda pk: f"{reverse('oversight:area_heat', args=[pk])}?show={show}"
    urls = {reading.place.area.pk: reading.url for reading in sheet.readings}
    return lambda pk: urls.get(pk, "")


def exported(request: HttpRequest, area: Area, sheet: Sheet) -> HttpResponse:
    permissions.check_can_export(request.actor)
    made = exports.Sheet(
        title=_("%(measure)s: heat map of %(area)s") % {"measure": sheet.measure.name, "area": area.name},
        headings=[_("Area code"), _("Area"), str(sheet.measure.name), _("Class on the map")],
        formats=["code", "text", "rate" if sheet.measure.rate else "number", "text"],
        rows=[
            [each.place.area.local_code, each.place.line.name, each.number, each.class_words]
            for each in (*sheet.lines, sheet.whole)
        ],
        as_of=request.today,
    )
    return exports.answer(made, request.POST.get("export", "csv"), request=request, name=f"heat-{sheet.measure.key}")
