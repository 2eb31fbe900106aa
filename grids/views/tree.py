"""The tree, browsed from the city down to a community. What lies outside the reader's scope does not exist."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from core.enums import Tier
from grids import queries
from grids.models import Area
from grids.tables import AreaTable, CommunityTable


def tree(request: HttpRequest) -> HttpResponse:
    """Where the reader's territory begins."""
    starts = queries.top_areas(request.actor.scope)
    if len(starts) == 1:
        return shown(request, starts[0])
    return TemplateResponse(request, "grids/tree.html", {"title": _("Areas"), "areas": starts})


def area(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.within(request.actor.scope, pk)
    if found is None:
        raise Http404
    return shown(request, found)


def shown(request: HttpRequest, found: Area) -> HttpResponse:
    scope = request.actor.scope
    context = {
        "title": found.name,
        "area": found,
        "crumbs": [(step, scope.holds(step)) for step in queries.breadcrumbs(found)],
        "host": queries.host(found),
        "history": queries.history(found),
        "successions": queries.successions(found),
        "tallies": queries.tallies(found),
    }
    table = CommunityTable if found.tier == Tier.STREET else AreaTable
    return table(queries.children(found), request).respond("grids/area.html", **context)
