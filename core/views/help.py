"""Help: one text per topic and language, found by name."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

TOPICS = (
    ("start", _("The first ten minutes")),
    ("lists", _("Lists, filters, exports")),
    ("codes", _("Codes and what their check says")),
    ("deliveries", _("Files from the departments")),
    ("findings", _("Findings and what to do with them")),
    ("areas", _("Areas, and who sees what")),
    ("figures", _("How the rates are worked out")),
    ("account", _("Account, password, language")),
)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return topic(request, TOPICS[0][0])


@require_safe
def topic(request: HttpRequest, name: str) -> HttpResponse:
    titles = dict(TOPICS)
    if name not in titles:
        raise Http404
    text = f"help/{get_language()}/{name}.html"
    try:
        get_template(text)
    except TemplateDoesNotExist:
        raise Http404 from None
    context = {"topics": TOPICS, "name": name, "title": titles[name], "text": text}
    return render(request, "core/help.html", context)
