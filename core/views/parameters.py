"""The administrator's page of thresholds, standards and limits: every row with its dates, basis and who verified it."""

from decimal import Decimal

from django.contrib import messages
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core import parameters, tables
from core.enums import Role
from core.models import Effect, JournalEntry, Parameter
from core.parameter_forms import UNITS, NewRowForm, ParameterForm
from core.permissions import Denied

TONES = {Effect.ACCUSES: "orange", Effect.RELIEVES: "green", Effect.NEUTRAL: "info"}
KINDS = {
    Effect.ACCUSES: gettext_lazy("Does not apply"),
    Effect.RELIEVES: gettext_lazy("Applies"),
    Effect.NEUTRAL: gettext_lazy("Own setting"),
}
ORDER = ("code", "place", "valid_from", "id")
STATES = (
    ("now", gettext_lazy("In force today")),
    ("past", gettext_lazy("No longer in force")),
    ("future", gettext_lazy("Not yet in force")),
)


class Value(tables.Number):
    """A value without trailing noughts."""

    def text(self, value: Decimal) -> str:
        return f"{value.normalize():f}"


class InForce(tables.OneOf):
    """Rows in force on the day of the request, before it, or after it."""

    def read(self, query, asked):
        if chosen := super().read(query, asked):
            chosen.on = asked.on
        return chosen

    def narrow(self, rows, value):
        if value == "now":
            return rows.in_force(value.on)
        return rows.filter(valid_to__lte=value.on) if value == "past" else rows.filter(valid_from__gt=value.on)


class ParameterTable(tables.Table):
    caption = gettext_lazy("Parameters")
    no_code_because = "a parameter belongs to no employer"
    columns = (
        tables.Link("code", gettext_lazy("Parameter"), to="core:parameter-edit", order=ORDER, sub="place"),
        tables.Column("place", gettext_lazy("Place"), only="export"),
        Value("value", gettext_lazy("Value"), sub=lambda row: UNITS.get(row.unit, row.unit)),
        tables.Choice("unit", gettext_lazy("Unit"), words=UNITS, only="export"),
        tables.Day("valid_from", gettext_lazy("Valid from"), order=("valid_from", "code", "place", "id")),
        tables.Day("valid_to", gettext_lazy("Valid to")),
        tables.Column("basis", gettext_lazy("Basis")),
        tables.Badge("effect", gettext_lazy("While unverified"), words=KINDS, tones=TONES),
        tables.Column("verified_by", gettext_lazy("Verified by"), sub="verified_on"),
    )
    filters = (
        tables.Search("q", gettext_lazy("Keyword"), columns=("code", "basis")),
        tables.OneOf("place", gettext_lazy("Place"), lambda asked: _places()),
        InForce("state", gettext_lazy("In force"), STATES),
        tables.Flag("unverified", gettext_lazy("Not verified"), Q(verified_by="")),
    )
    default_order = "code"
    may_export = (Role.ADMINISTRATOR,)
    export_name = "parameters"


def _places() -> list[tuple[str, str]]:
    known = Parameter.objects.exclude(place="").order_by("place").values_list("place", flat=True).distinct()
    return [(place, place) for place in known]


def index(request: HttpRequest) -> HttpResponse:
    parameters.check_can_edit(request.actor)
    waiting = Parameter.objects.in_force(request.today).filter(verified_by="", effect=Effect.ACCUSES).count()
    return ParameterTable(Parameter.objects.all(), request).respond("core/parameters.html", waiting=waiting)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct, verify or end one row."""
    parameters.check_can_edit(request.actor)
    row = get_object_or_404(Parameter, pk=pk)
    form = ParameterForm(request.POST or None, row=row, initial=ParameterForm.initial_of(row))
    if form.is_bound and form.is_valid():
        said = form.statement(form.verified_by(request.actor.name))
        try:
            parameters.amend(row, said, by=request.actor, on=request.today)
        except Denied as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The parameter is saved."))
            return redirect("core:parameters")
    return _page(request, row, form, new=False)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new row for the code of row ``pk``: the next value, or another place."""
    parameters.check_can_edit(request.actor)
    row = get_object_or_404(Parameter, pk=pk)
    form = NewRowForm(request.POST or None, row=row, initial={"at": row.place, "valid_from": request.today})
    if form.is_bound and form.is_valid():
        said = form.statement(form.verified_by(request.actor.name))
        try:
            parameters.add(said, by=request.actor, on=request.today)
        except Denied as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The new value is saved; a value that was open before it ends on that day."))
            return redirect("core:parameters")
    return _page(request, row, form, new=True)


def _page(request: HttpRequest, row: Parameter, form: ParameterForm, *, new: bool) -> HttpResponse:
    siblings = Parameter.objects.filter(code=row.code, place=row.place).order_by(F("valid_from").desc())
    context = {
        "title": _("New value of a parameter") if new else _("Parameter"),
        "row": row,
        "form": form,
        "new": new,
        "unit": UNITS.get(row.unit, row.unit),
        "tone": TONES[Effect(row.effect)],
        "siblings": siblings,
        "entries": JournalEntry.objects.about(row)[:20],
    }
    return render(request, "core/parameter.html", context)
