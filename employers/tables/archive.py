"""The list of employers, and what lists of employers share."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from core.columns import Cell, Column
from core.http import go
from core.tables import Badge, Choice, Code, Day, Flag, Given, Link, Number, OneOf, Search, Table
from employers import search
from employers.enums import Dataset, EmployerKind, EmployerStatus
from employers.queries import figures
from employers.queries.frame import HEAVY
from grids import queries as grids
from grids.filters import directly_in, in_area

KINDS = dict(EmployerKind.choices)
STATUS_TONES = {"open": "green", "closed": "mute", "withdrawn": "mute", "merged": "mute"}
NOT_PLACED = gettext_lazy("Not yet placed")
LACKING = {
    "contracts": (gettext_lazy("Labour contracts"), Q(figures__contracts_met__lt=F("figures__contracts_of"))),
    "insurance": (gettext_lazy("Social insurance"), Q(figures__insurance_met__lt=F("figures__insurance_of"))),
    "wages": (gettext_lazy("Wages in full and on time"), Q(figures__wages_met__lt=F("figures__wages_of"))),
}


def lacking(rows: QuerySet, what: str) -> QuerySet:
    """The employers of whom somebody lacks it, by the figures of the employer."""
    return rows.filter(LACKING[what][1])


class Lacks(Column):
    """How many of those counted lack a contract, insurance or wages; none, or no data to say so."""

    css = "nw"
    format = "number"

    def of(self, row: Any) -> int | None:
        counted = row.counted.get(f"{self.name}_of")
        return counted - row.counted[f"{self.name}_met"] if counted else None

    def cell(self, row: Any) -> Cell:
        missing = self.of(row)
        if missing is None:
            unknown = row.counted.get(f"{self.name}_unknown")
            return Cell("text", _("no data") if unknown else "—", self.label, "nw sub-cell")
        text = (
            _("%(count)s lack it") % {"count": f"{missing:,}"} if missing else pgettext("nobody lacks it", "complete")
        )
        return Cell("badge", text, self.label, self.css, tone="red" if missing else "green")

    def exported(self, row: Any) -> Any:
        return self.of(row)


class Where(Column):
    """The area an employer is placed in, and its district; above the grid it is not yet placed."""

    def of(self, row: Any) -> str:
        return row.names.get(row.area_id, "")

    def cell(self, row: Any) -> Cell:
        shown = Cell("text", self.of(row), self.label, self.css)
        shown.sub = str(NOT_PLACED) if row.street_id is None else row.names.get(row.district_id, "")
        return shown


class Named(Column):
    """The name of the area that one level column points at."""

    def of(self, row: Any) -> str:
        return row.names.get(getattr(row, f"{self.name}_id"), "")


class Archives(Table):
    """What the lists of employers share. Names of areas and figures are read for the rows of a page: the list itself
    is read from one table, so that the planner has little to think about and an index to follow."""

    def prepare(self, rows: QuerySet) -> QuerySet:
        return rows.defer(*HEAVY)

    def decorate(self, rows: list[Any]) -> list[Any]:
        names = grids.names(
            pk for row in rows for pk in (row.area_id, row.district_id, row.street_id, row.community_id) if pk
        )
        counted = figures.counted([row.pk for row in rows])
        for row in rows:
            row.names, row.counted = names, counted.get(row.pk, {})
        return rows


READ = ("name", "kind", "org_code", "uscc", "address", "status", "opened_on", "area", "district", "street", "community")


class EmployerTable(Archives):
    """The archive: one line per employer, with what is missing about its workers."""

    caption = gettext_lazy("Employers")
    code_column = "org_code"
    export_name = "employers"
    default_order = "-opened_on"
    empty = gettext_lazy("No archive has been opened yet. Archives open from the code and business registers.")
    columns = (
        Link(
            "name",
            gettext_lazy("Employer"),
            to="employers:detail",
            sub=lambda row: KINDS.get(row.kind, ""),
            css="wide-cell",
        ),
        Code(
            "org_code",
            gettext_lazy("Organization code"),
            sub="uscc",
            hint=gettext_lazy("Unified social credit code below"),
        ),
        Code("uscc", gettext_lazy("Unified social credit code"), only="export"),
        Choice("kind", gettext_lazy("Kind"), words=EmployerKind, only="export"),
        Where("area_name", gettext_lazy("Area"), only="page", css="area-cell"),
        Named("district", gettext_lazy("District"), only="export"),
        Named("street", gettext_lazy("Street"), only="export"),
        Named("community", gettext_lazy("Community"), only="export"),
        Column("address", gettext_lazy("Address"), only="export"),
        Badge("status", gettext_lazy("Status"), words=EmployerStatus, tones=STATUS_TONES),
        Number("employments", gettext_lazy("Employed"), value=lambda row: row.counted.get("employments")),
        Lacks("contracts", pgettext_lazy("column", "Contracts")),
        Lacks("insurance", pgettext_lazy("column", "Insurance")),
        Lacks("wages", pgettext_lazy("column", "Wages")),
        Day("opened_on", gettext_lazy("Opened on"), order=("id",)),
    )
    filters = (
        Search(
            "q",
            gettext_lazy("Name, code or address"),
            apply=search.matching,
            hint=gettext_lazy("Several words narrow the search; codes with or without hyphen, in capitals or not"),
        ),
        in_area(),
        directly_in(),
        OneOf("kind", gettext_lazy("Kind"), EmployerKind),
        OneOf("status", gettext_lazy("Status"), EmployerStatus),
        OneOf(
            "lacking",
            gettext_lazy("Somebody lacks"),
            [(key, words) for key, (words, _q) in LACKING.items()],
            apply=lacking,
        ),  # fmt: skip
        OneOf(
            "opened_from",
            gettext_lazy("Opened from"),
            [(one.value, one.label) for one in map(Dataset, Dataset.opening)],
            column="opening__dataset",
        ),  # fmt: skip
        Flag("unplaced", NOT_PLACED, q=Q(street__isnull=True)),
        Given(
            "unverified",
            gettext_lazy("Verified on the ground"),
            [("1", gettext_lazy("not yet"))],
            apply=lambda rows, _value: rows.filter(verified_on__isnull=True),
        ),  # fmt: skip
    )

    def prepare(self, rows: QuerySet) -> QuerySet:
        return rows.only(*READ)

    def respond(self, page: str, **context: Any) -> HttpResponse:
        """A whole code in the search goes straight to its employer."""
        if self.request.method == "GET" and "part" not in self.query:
            found = search.exact(self.query.get("q", ""), self.asked.actor.scope)
            if found is not None:
                return go(self.request, reverse("employers:detail", args=[found.pk]))
        return super().respond(page, **context)
