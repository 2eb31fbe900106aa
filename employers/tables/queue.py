"""The queue road by road: one line per road, and those of one road by their number."""

from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.columns import CELL, Cell, Column
from core.filters import Asked, Filter
from core.tables import Day, Link, Number, OneOf, Search, Table
from employers import search
from employers.queries import queue
from employers.tables.archive import Archives
from employers.tables.unplaced import WHO, ReasonColumn
from grids import queries as territory
from grids.filters import in_area

SIDES = (("odd", gettext_lazy("odd numbers")), ("even", gettext_lazy("even numbers")))
NAMELESS = gettext_lazy("no road named")


def numbers(low: int | None, high: int | None) -> str:
    """The numbers of a road, as far as they are known."""
    if low is None or high is None:
        return "—"
    return _("No. %(low)s") % {"low": low} if low == high else _("No. %(low)s–%(high)s") % {"low": low, "high": high}


class MarkupCell(Cell):
    """A cell whose inside is made of escaped pieces."""

    inner: SafeString

    @property
    def html(self) -> SafeString:
        return format_html(CELL, self.css, self.label, self.inner)


class Tick(Column):
    """A box of the form that decides; its value names what the line stands for."""

    def of(self, row: Any) -> str:
        return f"{row['area_id']}:{row['road']}"

    def cell(self, row: Any) -> Cell:
        shown = MarkupCell("text", "", str(self.label), "tick-cell")
        name = _("Tick %(what)s") % {"what": row["road"] or NAMELESS}
        shown.inner = format_html(
            '<input type="checkbox" form="decide" name="road" value="{}" aria-label="{}">', self.of(row), name
        )
        return shown


class Known(Column):
    """Where those placed on the same road lie; one click prepares the decision where they lie in one street."""

    def of(self, row: Any) -> str:
        return "；".join(
            _("%(name)s: %(many)s placed, %(numbers)s")
            % {"name": span.name, "many": span.many, "numbers": numbers(span.low, span.high)}
            for span in row["spans"][:3]
        )

    def cell(self, row: Any) -> Cell:
        shown = MarkupCell("text", "", str(self.label), "acts-cell")
        shown.inner = format_html('<span class="sub">{}</span>', self.of(row)) if row["spans"] else SafeString("—")
        if len(row["spans"]) == 1 and row["spans"][0].code:
            span = row["spans"][0]
            shown.inner += format_html(
                '<br><button class="btn small" form="decide" name="only" value="{}:{}:{}">{}</button>',
                span.code, row["area_id"], row["road"], _("Preview: all in %(area)s") % {"area": span.name},
            )  # fmt: skip
        return shown


class RoadTable(Table):
    """The roads on which employers wait, the longest queue first."""

    caption = gettext_lazy("Not yet placed, by road")
    no_code_because = "a line is a road, not an employer"
    export_name = "unplaced-roads"
    default_order = "-many"
    empty = gettext_lazy("Every employer of your territory has been placed.")
    columns = (
        Tick("tick", gettext_lazy("Tick"), only="page"),
        Link("road", gettext_lazy("Road"), value=lambda row: row["road"] or str(NAMELESS), url=lambda row: row["url"]),
        Column("area_name", gettext_lazy("Known to")),
        Number("many", gettext_lazy("Waiting to be placed"), order=("many", "road", "area_id")),
        Column("numbers", gettext_lazy("Numbers"), value=lambda row: numbers(row["low"], row["high"]), css="nw"),
        Known("known", gettext_lazy("Those placed on the same road")),
    )
    filters = (
        Search("q", gettext_lazy("Road"), columns=("road",)),
        in_area(),
    )

    def __init__(self, rows: QuerySet, request: Any, road_url: Any):
        super().__init__(rows, request)
        self.road_url = road_url

    def decorate(self, rows: list[Any]) -> list[Any]:
        """Names and what is placed on the same roads, for the rows of a page at once."""
        placed = queue.placed_on((row["area_id"], row["road"]) for row in rows)
        streets = {one.street for found in placed.values() for one in found}
        names = territory.names({row["area_id"] for row in rows} | streets)
        codes = territory.local_codes(streets, self.asked.actor.scope)
        for row in rows:
            row["area_name"] = names.get(row["area_id"], "")
            row["spans"] = queue.spans(placed.get((row["area_id"], row["road"]), []), names, codes)
            row["url"] = self.road_url(row["area_id"], row["road"])
        return rows


class Limit(Filter):
    """The lowest or highest number of a road."""

    def read(self, query: Any, asked: Asked) -> int | None:
        text = str(super().read(query, asked) or "")
        return int(text) if text.isdecimal() and len(text) < 7 else None


class OnRoadTable(Archives):
    """Those who wait on one road, by number."""

    caption = gettext_lazy("Waiting on this road")
    code_column = "org_code"
    export_name = "unplaced-road"
    default_order = "door"
    columns = (
        *WHO,
        Number("door", gettext_lazy("Door number"), order=("number", "id")),
        ReasonColumn("reason", gettext_lazy("Why it is not placed")),
        Day("opened_on", gettext_lazy("Opened on"), order=("id",)),
    )
    filters = (
        Limit("low", gettext_lazy("From number"), apply=lambda rows, value: rows.filter(door__gte=value)),
        Limit("high", gettext_lazy("To number"), apply=lambda rows, value: rows.filter(door__lte=value)),
        OneOf("side", gettext_lazy("Side"), SIDES, apply=lambda rows, value: queue.on_side(rows, value)),
    )

    def prepare(self, rows: QuerySet) -> QuerySet:
        return super().prepare(rows).annotate(number=Coalesce("door", Value(0)))


class AnsweredTable(Archives):
    """Those of whom a person has said that their address does not suffice."""

    caption = gettext_lazy("Cannot be placed from the address")
    code_column = "org_code"
    export_name = "unplaceable"
    default_order = "opened_on"
    empty = gettext_lazy("Of nobody in your territory has this been said.")
    columns = (
        *WHO,
        Column("area_name", gettext_lazy("Known to"), value=lambda row: row.names.get(row.area_id, "")),
        Day("answered_on", gettext_lazy("Answered on")),
        Day("opened_on", gettext_lazy("Opened on"), order=("id",)),
    )
    filters = (Search("q", gettext_lazy("Name, code or address"), apply=search.matching), in_area())
