"""Lists of employers: the archive, and the queue of those not yet placed in a grid."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from core.columns import CELL, Cell, Column
from core.http import go
from core.tables import Badge, Choice, Code, Day, Flag, Given, Link, Number, OneOf, Search, Table
from employers import search
from employers.enums import Dataset, EmployerKind, EmployerStatus
from employers.models import Employer
from employers.queries import figures
from employers.queries.frame import HEAVY, said
from grids import queries as grids
from grids.filters import directly_in, in_area
from grids.models import Area

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
        Link("name", gettext_lazy("Employer"), to="employers:detail", css="wide-cell"),
        Code(
            "org_code",
            gettext_lazy("Organization code"),
            sub="uscc",
            hint=gettext_lazy("Unified social credit code below"),
        ),
        Code("uscc", gettext_lazy("Unified social credit code"), only="export"),
        Choice("kind", gettext_lazy("Kind"), words=EmployerKind),
        Where("area_name", gettext_lazy("Area"), only="page"),
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


class ReasonColumn(Column):
    """Why the address places nobody, in a sentence."""

    def of(self, row: Employer) -> str:
        return said(row.suggestion or {})


class SuggestedCell(Cell):
    """Buttons of one form beside the table, whose address and value name the employer and the area."""

    buttons: list[tuple[str, str, str, str]]
    another: str

    @property
    def html(self) -> Any:
        inner = SafeString("")
        for action, code, name, why in self.buttons:
            inner += format_html(
                '<button class="btn small" form="place" formaction="{}" name="area" value="{}" title="{}">{}</button> ',
                action, code, why, _("Place in %(area)s") % {"area": name},
            )  # fmt: skip
        if self.another:
            inner += format_html('<a href="{}">{}</a>', self.another, _("Choose another area"))
        return format_html(CELL, self.css, self.label, inner)


class Suggestions(Column):
    """The areas an address makes likely, each one click away."""

    def of(self, row: Any) -> str:
        return "、".join(area.name for area, _why in row.likely)

    def cell(self, row: Any) -> Cell:
        shown = SuggestedCell("text", "", str(self.label), "acts-cell")
        shown.buttons = [(row.place_url, area.local_code, area.name, why) for area, why in row.likely[:3]]
        shown.another = row.place_url
        return shown


class UnplacedTable(Archives):
    """What waits to be placed in a grid, with the reason and what the address makes likely."""

    caption = gettext_lazy("Not yet placed in a grid")
    code_column = "org_code"
    export_name = "unplaced"
    default_order = "opened_on"
    empty = gettext_lazy("Every employer of your territory has been placed.")
    columns = (
        Link("name", gettext_lazy("Employer"), to="employers:detail", sub="address", css="wide-cell"),
        Code("org_code", gettext_lazy("Organization code"), sub="uscc"),
        Column("address", gettext_lazy("Address"), only="export"),
        Named("area", gettext_lazy("Known to")),
        ReasonColumn("reason", gettext_lazy("Why it is not placed")),
        Suggestions("suggested", gettext_lazy("Place it")),
        Day("opened_on", gettext_lazy("Opened on"), order=("id",)),
    )
    filters = (
        Search("q", gettext_lazy("Name, code or address"), apply=search.matching),
        in_area(),
        OneOf(
            "suggestion",
            gettext_lazy("Suggestion"),
            [("1", gettext_lazy("there is one")), ("0", gettext_lazy("there is none"))],
            apply=lambda rows, value: rows.filter(suggested_area__isnull=value == "0"),
        ),  # fmt: skip
    )

    def __init__(self, rows: QuerySet, request: Any, place_url: Any):
        super().__init__(rows, request)
        self.place_url = place_url

    def decorate(self, rows: list[Any]) -> list[Any]:
        """The likely areas of all rows of a page in one query; those outside the reader's territory are left out."""
        super().decorate(rows)
        told = {row.pk: (row.suggestion or {}).get("others", []) for row in rows}
        areas = Area.objects.live().in_bulk({one["area"] for others in told.values() for one in others})
        scope = self.asked.actor.scope
        for row in rows:
            known = [(areas[one["area"]], said(one)) for one in told[row.pk] if one["area"] in areas]
            row.likely = [(area, why) for area, why in known if scope.holds(area)]
            row.place_url = self.place_url(row.pk)
        return rows
