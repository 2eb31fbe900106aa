"""The colour map: one street one grid, neighbours in different colours, with a table that says the same."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.enums import Tier
from grids import queries
from grids.domain import maps
from grids.models import Area
from grids.permissions import can_draw
from grids.tables import GridTable


def area_map(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The map of one area, or of that where the reader's territory begins."""
    found = queries.landing(request.actor.scope, pk)
    if found is None:
        raise Http404
    return drawn(request, found)


def drawn(request: HttpRequest, area: Area) -> HttpResponse:
    """Communities have no outlines: at that tier the map is their street's, and a table takes its place."""
    if area.tier == Tier.COMMUNITY:
        area = area.street
    scope = request.actor.scope
    title = _("Colour map of %(area)s") % {"area": area.name}
    context = {
        "title": title,
        "area": area,
        "can_draw": can_draw(request.actor),
        "crumbs": [(step, scope.holds(step)) for step in queries.breadcrumbs(area)],
        "picture": maps.draw(
            area, Tier.STREET, on=request.today, title=title, link=lambda pk: reverse("grids:area", args=[pk])
        ),
    }
    grids = queries.subtree(area).at(Tier.STREET).within(scope)
    return GridTable(grids, request).respond("grids/map.html", **context)
