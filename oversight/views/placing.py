"""The button that places or moves an employer, and the page that offers the areas to choose from."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.enums import Role, Tier
from core.http import go, safe_next
from employers import permissions
from employers.models import Employer
from employers.queries.frame import Frame, frame
from grids import queries as territory
from grids.models import Area
from oversight.domain import placing
from oversight.forms import PlaceForm

MOST = 60


def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Post: place in the area named. Otherwise: the areas inside the reader's territory, by name or downwards."""
    permissions.check_can_see(request.actor)
    found = frame(pk, actor=request.actor, on=request.today, tab="placements")
    if found is None:
        raise Http404
    permissions.check_can_place(request.actor)
    if request.method == "POST":
        return placed(request, found.employer)
    return TemplateResponse(request, "oversight/place.html", {"title": found.employer.name, **offered(request, found)})


def placed(request: HttpRequest, employer: Employer) -> HttpResponse:
    """Place, then ask the scope again: who moved an employer out of sight does not see it any more."""
    form = PlaceForm(request.POST)
    area = chosen(form.cleaned_data["area"], request) if form.is_valid() else None
    if area is None:
        messages.error(request, _("Choose an area inside your territory."))
        return go(request, reverse("oversight:place", args=[employer.pk]))
    reason = form.cleaned_data["reason"]
    placing.place(employer=employer, area=area, reason=reason, by=request.actor, on=request.today)
    told = {"employer": employer.name, "area": area.name}
    messages.success(request, _("%(employer)s is placed in %(area)s now.") % told)
    seen = Employer.objects.within(request.actor.scope).filter(pk=employer.pk).exists()
    return go(request, safe_next(request, reverse("employers:detail" if seen else "employers:list",
                                                  args=[employer.pk] if seen else [])))  # fmt: skip


def chosen(code: str, request: HttpRequest) -> Area | None:
    """The area of a code, if it lies inside the actor's territory: outside does not exist."""
    area = territory.by_code(code, request.today)
    return area if area is not None and request.actor.scope.holds(area) else None


def offered(request: HttpRequest, found: Frame) -> dict[str, object]:
    """Areas by a name fragment, else those below the area looked at; where the employer is now to begin with."""
    scope, words = request.actor.scope, request.GET.get("q", "").strip()[:40]
    under = chosen(request.GET.get("under", ""), request) or beginning(request, found)
    if words:
        named = Area.objects.live().within(scope).exclude(tier=Tier.CITY).filter(name__contains=words)
        areas = list(named.select_related("district", "street").in_order()[:MOST])
    else:
        areas = list(territory.children(under).select_related("district", "street")) if under else []
    crumbs = [(step, scope.holds(step)) for step in territory.breadcrumbs(under)] if under else []
    return {
        "frame": found,
        "words": words,
        "under": under,
        "crumbs": crumbs,
        "areas": [(area, permissions.can_place_in(request.actor, area, found.employer)) for area in areas],
        "here": under is not None and permissions.can_place_in(request.actor, under, found.employer),
        "most": MOST,
    }


def beginning(request: HttpRequest, found: Frame) -> Area | None:
    """Where to look first: the employer's street or district, as far as the reader's territory reaches."""
    scope = request.actor.scope
    known = [area for area in found.place if area.tier != Tier.COMMUNITY and scope.holds(area)]
    if known and (request.actor.role is Role.STREET or found.unplaced):
        return known[-1]
    if known:
        return known[0]
    starts = territory.top_areas(scope)
    return starts[0] if starts else None
