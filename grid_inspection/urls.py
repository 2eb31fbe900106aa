"""Addresses: every app brings its own list. A page of an app that is not built yet does not exist."""

from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_safe

HERE = Path(__file__).resolve().parent.parent
APPS = ("core", "grids", "inspectors", "employers", "compliance", "dataexchange", "oversight")


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Says that this process answers and reaches its database; asked by the supervisor and by containers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    *(path("", include(f"{app}.urls")) for app in APPS if (HERE / app / "urls.py").exists()),
]

handler400 = "core.views.errors.bad_request"
handler403 = "core.views.errors.refused"
handler404 = "core.views.errors.not_found"
handler500 = "core.views.errors.server_error"
