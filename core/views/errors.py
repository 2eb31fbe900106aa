"""Pages for what goes wrong: each says in a sentence what happened and what to do next."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

from core.http import wants_fragment

logger = logging.getLogger(__name__)


def answer(request: HttpRequest, status: int, title: str, sentence: str, next_step: str = "") -> HttpResponse:
    known = getattr(request, "user", None) is not None and request.user.is_authenticated
    context = {"status": status, "title": title, "sentence": sentence, "next_step": next_step, "known": known}
    if wants_fragment(request):
        template = "components/_problem.html"
    else:
        template = "errors/problem.html" if known else "errors/bare.html"
    return render(request, template, context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(
        request,
        400,
        _("The request was not understood"),
        _("The browser sent something this system cannot read."),
        _("Go back, reload the page and try again. If it happens again, tell the administrator what you did."),
    )


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The sentence of the refusal names who may."""
    sentence = str(exception) if exception and str(exception) else _("Your role may not do this.")
    return answer(
        request,
        403,
        _("Not allowed"),
        sentence,
        _("If it belongs to your work, ask your superior or the administrator to change your appointment."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(
        request,
        404,
        _("This page was not found"),
        _("There is no such page, or it belongs to an area outside your territory."),
        _("Check the address, or look for it with the search box above."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return answer(
        request,
        403,
        _("The page was open for too long"),
        _("For your safety the form was not accepted; nothing was changed."),
        _("Go back, reload the page and send the form again."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """The last page that can still be shown: no account, no database, no session."""
    number = secrets.token_hex(4)
    logger.error("Answered with the error page %s", number)
    page = loader.get_template("500.html").render({"number": number})
    return HttpResponseServerError(page)
