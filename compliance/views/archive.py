"""The list of employers with what is open about each: answers the address of the list of the app below."""

from django.http import HttpRequest, HttpResponse

from compliance.tables import JudgedEmployers
from employers import permissions
from employers.models import Employer


def employers(request: HttpRequest) -> HttpResponse:
    """The archive within the reader's territory, with the open findings."""
    permissions.check_can_see(request.actor)
    return JudgedEmployers(Employer.objects.within(request.actor.scope), request).respond("employers/list.html")
