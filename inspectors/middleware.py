"""Puts the actor and the day on the request: the only clock call of a page, the only reading of grants."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from core.clock import today
from inspectors.domain.scopes import actor_for


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.today = today()
        request.actor = actor_for(request.user, on=request.today) if request.user.is_authenticated else None
        return self.get_response(request)
