"""Workload: employers and open findings per inspector, beside the median, with moves that would even it out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.enums import Tier
from grids import queries as territory
from grids.models import Area
from oversight import permissions
from oversight.domain import workload


@require_safe
def area_workload(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One area, or that where the reader's territory begins."""
    permissions.check_can_weigh(request.actor)
    area = territory.landing(request.actor.scope, pk)
    if area is None:
        raise Http404
    return shown(request, area)


def shown(request: HttpRequest, area: Area) -> HttpResponse:
    """Below a district lie grids; a grid or community is shown as a part of what lies above it."""
    if area.tier not in (Tier.CITY, Tier.DISTRICT):
        area = area.district or area
    if not request.actor.scope.holds(area):
        raise Http404
    load = workload.of(area, request.today)
    applies, waiting = workload.norm(load.loads[0].area, request.today) if load.loads else (None, None)
    scope = request.actor.scope
    context = {
        "title": _("Workload of %(area)s") % {"area": area.name},
        "area": area,
        "crumbs": [(step, scope.holds(step)) for step in territory.breadcrumbs(area)],
        "load": load,
        "norm": applies,
        "waiting": waiting,
        "deeper": area.tier == Tier.CITY,
    }
    return TemplateResponse(request, "oversight/workload.html", context)
