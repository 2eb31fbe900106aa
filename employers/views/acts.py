"""Acts on an archive that ask for a reason: keeping a code, reading one number in full; and the page of one worker."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.http import go
from employers import permissions
from employers.domain import identifiers, unmasking
from employers.forms import ReasonForm
from employers.models import Identifier, Standing
from employers.queries import person
from employers.views.detail import framed


def state_row(request: HttpRequest, pk: int, worker: int) -> Standing:
    """A worker through an employment in the reader's territory, or 404."""
    rows = Standing.objects.within(request.actor.scope).select_related("worker", "employer")
    found = rows.defer("employer__name_grams", "employer__address_grams").filter(employer=pk, worker=worker).first()
    if found is None:
        raise Http404
    return found


@require_safe
def worker(request: HttpRequest, pk: int, worker: int) -> HttpResponse:
    """One worker at one employer: every source beside the others."""
    found = framed(request, pk, "workers")
    row = state_row(request, pk, worker)
    context = {"frame": found, "title": row.name, "row": row, "person": person.about(row, found.on)}
    return TemplateResponse(request, "employers/tabs/worker.html", context)


@never_cache
def unmask(request: HttpRequest, pk: int, worker: int) -> HttpResponse:
    """Asks for the reason, then shows the number once: in the answer to this very request and nowhere else."""
    found = framed(request, pk, "workers")
    row = state_row(request, pk, worker)
    permissions.check_can_unmask(request.actor)
    form = ReasonForm(request.POST or None)
    context = {"frame": found, "title": row.name, "row": row, "form": form, "number": ""}
    if request.method == "POST" and form.is_valid():
        context["number"] = unmasking.unmask(
            standing=row, reason=form.cleaned_data["reason"], by=request.actor, on=request.today
        )
    response = TemplateResponse(request, "employers/tabs/unmask.html", context)
    response["Cache-Control"] = "no-store"
    return response


def override(request: HttpRequest, pk: int, identifier: int) -> HttpResponse:
    """Keep a code that fails its standard."""
    found = framed(request, pk, "identifiers")
    kept = get_object_or_404(Identifier.objects.select_related("employer"), pk=identifier, employer=pk)
    permissions.check_can_override(request.actor)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        identifiers.override(identifier=kept, reason=form.cleaned_data["reason"], by=request.actor, on=request.today)
        messages.success(request, _("The code is kept; the employer will be checked again within a minute."))
        return go(request, redirect("employers:identifiers", pk).url)
    context = {"frame": found, "title": found.employer.name, "kept": kept, "form": form}
    return TemplateResponse(request, "employers/tabs/override.html", context)
