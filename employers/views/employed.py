"""The workers of a territory: the list behind the numbers."""

from django.http import HttpRequest, HttpResponse

from employers import permissions
from employers.models import Standing
from employers.tables.employed import EmployedTable


def workers(request: HttpRequest) -> HttpResponse:
    """Every state row within the reader's territory."""
    permissions.check_can_see(request.actor)
    return EmployedTable(Standing.objects.within(request.actor.scope), request).respond("employers/workers.html")
