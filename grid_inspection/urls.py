"""Addresses: every app brings its own list; pages of different apps meet by address only.

The apps above stand first: one that knows more about a list of an app below answers its address in its place.
"""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Says that this process answers and reaches its database; asked by the supervisor and by containers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("oversight.urls")),
    path("", include("dataexchange.urls")),
    path("", include("compliance.urls")),
    path("", include("employers.urls")),
    path("", include("inspectors.urls")),
    path("", include("grids.urls")),
    path("", include("core.urls")),
]

handler400 = "core.views.errors.bad_request"
handler403 = "core.views.errors.refused"
handler404 = "core.views.errors.not_found"
handler500 = "core.views.errors.server_error"
