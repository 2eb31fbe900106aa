"""The list of employers, the search box of every page, and the queue of those not yet placed."""

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import paging
from core.enums import Role
from core.permissions import check_role
from employers import permissions
from employers.models import Employer
from employers.models.employer import EmployerQuerySet
from employers.tables.archive import EmployerTable, UnplacedTable


def employer_list(request: HttpRequest) -> HttpResponse:
    """The archive within the reader's territory."""
    permissions.check_can_see(request.actor)
    return EmployerTable(Employer.objects.within(request.actor.scope), request).respond("employers/list.html")


def place_url(pk: int) -> str:
    """The page that places an employer; it belongs to an app above, which may not be there."""
    try:
        return reverse("oversight:place", args=[pk])
    except NoReverseMatch:
        return ""


def waiting(request: HttpRequest) -> EmployerQuerySet:
    """Who waits for a person of this role: above the grid, and for a street office above the community."""
    rows = Employer.objects.within(request.actor.scope).live()
    return rows.filter(community__isnull=True) if request.actor.role is Role.STREET else rows.not_placed()


def unplaced(request: HttpRequest) -> HttpResponse:
    """The queue of those not yet placed."""
    check_role(request.actor, *permissions.PLACING)
    title = _("Not yet placed in a community") if request.actor.role is Role.STREET else ""
    return UnplacedTable(waiting(request), request, place_url).respond("employers/unplaced.html", title=title)


@require_safe
def unplaced_count(request: HttpRequest) -> HttpResponse:
    """The bare number that the menu shows."""
    check_role(request.actor, *permissions.PLACING)
    number = paging.capped_count(waiting(request))
    text = f"{paging.COUNTED:,}+" if number > paging.COUNTED else f"{number:,}"
    return HttpResponse(text if number else "", content_type="text/plain; charset=utf-8")
