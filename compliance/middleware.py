"""The watchdog outside beat: a banner on every page when the last good night lies too far back."""

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from compliance import queries
from core.clock import business_date


class WatchdogMiddleware:
    """Sets ``request.banner``; business dates are compared, so that a demo whose clock stands still is not late."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        today, fragment = getattr(request, "today", None), request.headers.get("HX-Request")
        if today and not fragment and getattr(request, "actor", None):
            last = queries.last_good_date()
            if last and last < business_date(today) - timedelta(days=1):
                request.banner = _(
                    "The last complete check is that of %(day)s: findings may be out of date. The administrator sees"
                    " what is wrong under “Checks”."
                ) % {"day": last.isoformat()}
        return self.get_response(request)
