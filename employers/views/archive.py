"""The list of employers, and the search box of every page."""

from django.http import HttpRequest, HttpResponse

from employers import permissions
from employers.models import Employer
from employers.tables.archive import EmployerTable


def employer_list(request: HttpRequest) -> HttpResponse:
    """The archive within the reader's territory."""
    permissions.check_can_see(request.actor)
    return EmployerTable(Employer.objects.within(request.actor.scope), request).respond("employers/list.html")
