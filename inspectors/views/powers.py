"""Asking the gate of every act: may these people do this on that day, and if not, by which article."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inspectors import permissions
from inspectors.domain import powers
from inspectors.enums import POWERS
from inspectors.forms.powers import PowerForm


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    permissions.check_asks_powers(request.actor)
    form = PowerForm(request.GET if "act" in request.GET else None, actor=request.actor, initial={"on": request.today})
    asked = [(power, powers.quorum(power, request.today)) for power in POWERS]
    context: dict[str, object] = {"title": _("Powers"), "form": form, "powers": asked}
    if form.is_bound and form.is_valid():
        act, people, day = form.question()
        context |= {"act": act, "people": people, "day": day, "answered": True,
                    "refusals": powers.refusals(act, people, day)}  # fmt: skip
    return TemplateResponse(request, "inspectors/powers.html", context)
