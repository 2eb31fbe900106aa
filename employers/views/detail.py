"""The page of one employer: its first tab, and what every tab begins with."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from employers import permissions
from employers.queries import overview
from employers.queries.frame import Frame, frame


def framed(request: HttpRequest, pk: int, tab: str) -> Frame:
    """The employer in the reader's territory, or 404: outside does not exist."""
    permissions.check_can_see(request.actor)
    found = frame(pk, actor=request.actor, on=request.today, tab=tab)
    if found is None:
        raise Http404
    return found


def page(request: HttpRequest, found: Frame, **context: Any) -> TemplateResponse:
    """One tab of ours."""
    context |= {"frame": found, "title": found.employer.name}
    return TemplateResponse(request, f"employers/tabs/{found.tab}.html", context)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of the employer in short."""
    found = framed(request, pk, "overview")
    return page(request, found, about=overview.about(found))
