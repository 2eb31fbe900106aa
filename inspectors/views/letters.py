"""What is printed and read about people: letters of appointment, the roster of a grid, what an account sees and why."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.permissions import Denied
from grids import queries as territory
from inspectors import permissions, queries
from inspectors.domain import letters
from inspectors.models import AppointmentLetter


@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue the letter of an appointment and show it."""
    permissions.check_keeps_people(request.actor)
    found = get_object_or_404(queries.appointments(request.actor).select_related("area", "member"), pk=pk)
    permissions.check_can_keep(request.actor, found.area)
    try:
        letter = letters.issue(appointment=found, by=request.actor, on=request.today)
    except Denied as refusal:
        messages.error(request, str(refusal))
        return redirect("inspectors:member", found.member_id)
    return redirect("inspectors:letter", letter.pk)


@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter as it was issued, for the printer."""
    permissions.check_keeps_people(request.actor)
    rows = AppointmentLetter.objects.filter(appointment__in=queries.appointments(request.actor))
    found = get_object_or_404(rows.select_related("appointment__member"), pk=pk)
    return TemplateResponse(request, "inspectors/letter.html", {"title": found.get_kind_display(), "letter": found})


@require_safe
def grid_roster(request: HttpRequest, pk: int) -> HttpResponse:
    """Who answers for a grid and its communities today, for the printer and the wall."""
    permissions.check_keeps_people(request.actor)
    area = territory.within(request.actor.scope, pk)
    if area is None:
        raise Http404
    context = {
        "title": _("Roster of %(area)s") % {"area": area.name},
        "area": area,
        "rows": queries.grid_people(area, request.today),
        "crumbs": territory.breadcrumbs(area),
    }
    return TemplateResponse(request, "inspectors/grid_roster.html", context)


@require_safe
def sees(request: HttpRequest, pk: int) -> HttpResponse:
    """What a person's account sees today, and why; of each area the reader's own territory only."""
    permissions.check_keeps_people(request.actor)
    found = get_object_or_404(queries.members(request.actor).select_related("user"), pk=pk)
    all_of_it = queries.sees(found, request.today)
    shown = [each for each in all_of_it if request.actor.scope.holds(each.appointment.area)]
    context = {
        "title": _("What %(member)s can see") % {"member": found.name},
        "member": found,
        "sights": shown,
        "elsewhere": len(all_of_it) - len(shown),
    }
    return TemplateResponse(request, "inspectors/sees.html", context)
