"""What every request of an account passes: its language, the limits of its session, and refusals as pages."""

import time
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils import translation

from core.http import go, wants_fragment
from core.permissions import Denied
from core.views.errors import refused

IDLE_SECONDS = 30 * 60
LONGEST_SECONDS = 12 * 60 * 60
NOTED_EVERY = 60  # a session is written at most once a minute to say that it was used
METHODS = ("GET", "HEAD", "POST")
ALWAYS_OPEN = {"core:password", "core:logout", "core:language", "core:text_size", "core:help", "core:help_topic"}


def now() -> float:
    return time.time()


class LanguageMiddleware:
    """The language of the account, else of the browser's cookie, else Chinese; what a browser prefers is not asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = getattr(request.user, "language", "") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = said if said in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class MethodsMiddleware:
    """Pages are read and posted to; no address here knows any other method, whoever asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        return self.get_response(request)


class SessionLimitsMiddleware:
    """A session ends after 30 minutes without a click and after 12 hours in any case (GB/T 22239, 8.1.4.1 b).

    Polling says so in ``X-Poll`` and keeps nobody logged in. A password that was set by somebody else is changed first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and (over := self._over(request)):
            logout(request)
            return go(request, f"{settings.LOGIN_URL}?{urlencode({'why': over, **_back_to(request)})}")
        response = self.get_response(request)
        if wants_fragment(request) and response.status_code == 302:
            target = response.headers["Location"]
            if target.split("?")[0] == settings.LOGIN_URL:
                return go(request, f"{settings.LOGIN_URL}?{urlencode(_back_to(request))}")
        return response

    def _over(self, request: HttpRequest) -> str:
        session, at = request.session, now()
        began, seen = session.get("began"), session.get("seen", 0)
        if began is None:  # a session that was not opened by the login page, as in tests and tools
            began = session["began"] = seen = session["seen"] = at
        if at - began > LONGEST_SECONDS:
            return "long"
        if at - seen > IDLE_SECONDS:
            return "idle"
        if at - seen > NOTED_EVERY and "X-Poll" not in request.headers:
            session["seen"] = at
        return ""

    def process_view(self, request: HttpRequest, view, args, kwargs):
        user = request.user
        if not (user.is_authenticated and user.must_change_password):
            return None
        if request.resolver_match.view_name in ALWAYS_OPEN:
            return None
        return go(request, reverse("core:password"))


def _back_to(request: HttpRequest) -> dict[str, str]:
    """The page the browser shows, to come back to after logging in."""
    if wants_fragment(request):
        shown = request.headers.get("HX-Current-URL", "").split("/", 3)
        return {"next": "/" + shown[3]} if len(shown) == 4 else {}
    return {"next": request.get_full_path()} if request.method == "GET" else {}


class RefusalMiddleware:
    """A verb's refusal that no form caught is a page that says the sentence (403)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        return refused(request, problem) if isinstance(problem, Denied) else None
