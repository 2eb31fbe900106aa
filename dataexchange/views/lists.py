"""Which files were delivered, which rows wait, and the empty workbooks to fill in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dataexchange import permissions, queries
from dataexchange.importing.catalogue import SPECS, spec_of
from dataexchange.importing.templates import template_workbook
from dataexchange.tables import DeliveryTable, WaitingTable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def deliveries(request: HttpRequest) -> HttpResponse:
    """The deliveries of the reader's territory, the newest first."""
    permissions.check_can_see(request.actor)
    return DeliveryTable(queries.uploads(request.actor.scope), request).respond("dataexchange/deliveries.html")


def waiting(request: HttpRequest) -> HttpResponse:
    """Rows that wait for their employer's archive."""
    permissions.check_can_see(request.actor)
    return WaitingTable(queries.waiting(request.actor.scope), request).respond("dataexchange/waiting.html")


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """An empty workbook per dataset and source."""
    permissions.check_can_see(request.actor)
    context = {
        "title": _("Templates"),
        "datasets": [(dataset.value, dataset.label, spec.sources) for dataset, spec in SPECS.items()],
    }
    return TemplateResponse(request, "dataexchange/templates.html", context)


@require_safe
def template(request: HttpRequest, dataset: str) -> HttpResponse:
    """One empty workbook."""
    permissions.check_can_see(request.actor)
    try:
        spec = spec_of(dataset)
    except ValueError as unknown:
        raise Http404 from unknown
    source = request.GET.get("source", "")
    answer = HttpResponse(template_workbook(spec, source=source if source in spec.sources else ""), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{dataset}.xlsx"'
    return answer
