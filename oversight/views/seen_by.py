"""Who can see an employer, and why: every account above it, by the appointment it comes from."""

from collections import Counter

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from employers.queries.frame import frame
from inspectors import permissions
from inspectors import queries as team


@require_safe
def seen_by(request: HttpRequest, pk: int) -> HttpResponse:
    """Names of the reader's own territory; of the tiers above only how many."""
    permissions.check_keeps_people(request.actor)
    head = frame(pk, actor=request.actor, on=request.today, tab="seen_by")
    if head is None:
        raise Http404
    found = team.who_sees(head.employer.area, request.today)
    scope = request.actor.scope
    context = {
        "frame": head,
        "title": head.employer.name,
        "sights": [each for each in found if scope.holds(each.appointment.area)],
        "above": sorted(Counter(each.appointment.area.name for each in found
                                if not scope.holds(each.appointment.area)).items()),
    }  # fmt: skip
    return TemplateResponse(request, "oversight/seen_by.html", context)
