"""The queue of those not yet placed, those placed otherwise than their address says, and the answers about both."""

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import paging
from core.enums import Role
from employers import permissions
from employers.models import Employer
from employers.queries import queue
from employers.tables.queue import AnsweredTable
from employers.tables.unplaced import MisplacedTable, UnplacedTable


def above(name: str, *args: object) -> str:
    """The address of a page that belongs to an app above, which may not be there."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def place_url(pk: int) -> str:
    """The page that places one employer."""
    return above("oversight:place", pk)


def unplaced(request: HttpRequest) -> HttpResponse:
    """The queue of those not yet placed, one by one."""
    permissions.check_can_place(request.actor)
    title = _("Not yet placed in a community") if request.actor.role is Role.STREET else ""
    table = UnplacedTable(queue.waiting(request.actor), request, place_url)
    return table.respond("employers/unplaced.html", title=title, decide_url=above("oversight:decide"))


@require_safe
def unplaced_count(request: HttpRequest) -> HttpResponse:
    """The bare number that the menu shows."""
    permissions.check_can_place(request.actor)
    return bare(paging.capped_count(queue.waiting(request.actor)))


def misplaced(request: HttpRequest) -> HttpResponse:
    """Those whose address now names another street than the one they are placed in."""
    permissions.check_can_place(request.actor)
    table = MisplacedTable(Employer.objects.within(request.actor.scope).misplaced(), request, place_url)
    return table.respond("employers/misplaced.html", decide_url=above("oversight:decide"))


@require_safe
def misplaced_count(request: HttpRequest) -> HttpResponse:
    """The bare number that the tab shows."""
    permissions.check_can_place(request.actor)
    return bare(paging.capped_count(Employer.objects.within(request.actor.scope).misplaced()))


def answered(request: HttpRequest) -> HttpResponse:
    """Those of whom a person has said that their address does not suffice."""
    permissions.check_can_place(request.actor)
    return AnsweredTable(queue.answered(request.actor), request).respond("employers/answered.html")


def bare(number: int) -> HttpResponse:
    text = f"{paging.COUNTED:,}+" if number > paging.COUNTED else f"{number:,}"
    return HttpResponse(text if number else "", content_type="text/plain; charset=utf-8")
