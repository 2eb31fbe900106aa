"""Employers that wait for a person: not yet placed in a grid, or placed otherwise than their address says."""

from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.columns import CELL, Cell, Column
from core.tables import Code, Day, Link, OneOf, Search
from employers import search
from employers.models import Employer
from employers.queries import queue
from employers.queries.frame import said
from employers.tables.archive import Archives, Named, Where
from grids.filters import in_area
from grids.models import Area

# Who waits to be placed: the same in every list of the queue.
WHO = (
    Link("name", gettext_lazy("Employer"), to="employers:detail", sub="address", css="wide-cell"),
    Code("org_code", gettext_lazy("Organization code"), sub="uscc"),
    Column("address", gettext_lazy("Address"), only="export"),
)


class ReasonColumn(Column):
    """Why the address places nobody, in a sentence."""

    def of(self, row: Employer) -> str:
        return said(row.suggestion or {})


class SuggestedCell(Cell):
    """Buttons of one form beside the table, whose address and value name the employer and the area."""

    buttons: list[tuple[str, str, str, str]]
    another: str
    tick: tuple[str, ...]
    why: str

    @property
    def html(self) -> Any:
        inner = SafeString("")
        if self.tick:
            inner += format_html(
                '<input type="checkbox" form="decide" name="employer" value="{}" aria-label="{}"> ', *self.tick
            )
        for action, code, name, why in self.buttons:
            inner += format_html(
                '<button class="btn small" form="place" formaction="{}" name="area" value="{}" title="{}">{}</button> ',
                action, code, why, _("Place in %(area)s") % {"area": name},
            )  # fmt: skip
        if self.another:
            inner += format_html('<a href="{}">{}</a>', self.another, _("Choose another area"))
        if self.why:
            inner += format_html('<br><span class="sub">{}</span>', self.why)
        return format_html(CELL, self.css, self.label, inner)


class Suggestions(Column):
    """The areas an address makes likely, each one click away."""

    def of(self, row: Any) -> str:
        return "、".join(area.name for area, _why in row.likely)

    def cell(self, row: Any) -> Cell:
        shown = SuggestedCell("text", "", str(self.label), "acts-cell")
        shown.buttons = [(row.place_url, area.local_code, area.name, why) for area, why in row.likely[:3]]
        shown.another = row.place_url
        shown.why = row.likely[0][1] if row.likely else ""
        if row.firm is not None:
            told = _("Tick: %(employer)s in %(area)s") % {"employer": row.name, "area": row.firm.name}
            shown.tick = (f"{row.pk}:{row.firm.local_code}", told)
        else:
            shown.tick = (str(row.pk), _("Tick %(what)s") % {"what": row.name})
        return shown


class Offering(Archives):
    """Rows with the areas that are likely for each; ``place_url`` leads to the page that places one."""

    code_column = "org_code"
    default_order = "opened_on"

    def __init__(self, rows: QuerySet, request: Any, place_url: Any):
        super().__init__(rows, request)
        self.place_url = place_url

    def decorate(self, rows: list[Any]) -> list[Any]:
        """The likely areas of all rows of a page; those outside the reader's territory are left out.

        First what the neighbours on the road say, then the words of the address. ``firm`` is the one that may be
        accepted with others by one decision: only where nothing speaks for another street.
        """
        super().decorate(rows)
        told = {row.pk: (row.suggestion or {}).get("others", []) for row in rows}
        near = queue.neighbours(rows)
        ids = {one["area"] for others in told.values() for one in others} | {area for area, _why in near.values()}
        areas = Area.objects.live().in_bulk(ids)
        scope = self.asked.actor.scope
        for row in rows:
            known = [(areas[one["area"]], said(one)) for one in told[row.pk] if one["area"] in areas]
            sure = [areas[one["area"]] for one in told[row.pk] if one["area"] in areas and one["code"] in queue.FIRM]
            if row.pk in near and near[row.pk][0] in areas:
                area, why = areas[near[row.pk][0]], near[row.pk][1].text
                known = [(area, why), *(one for one in known if one[0].pk != area.pk)]
                sure.append(area)
            row.likely = [(area, why) for area, why in known if scope.holds(area)]
            row.firm = firm([area for area in sure if scope.holds(area)])
            row.place_url = self.place_url(row.pk)
        return rows


def firm(areas: list[Area]) -> Area | None:
    """The deepest of the areas, where all lie in one street; nothing where they lie in several."""
    if not areas or len({area.street_id or area.pk for area in areas}) > 1:
        return None
    return max(areas, key=lambda area: len(area.path))


class UnplacedTable(Offering):
    """What waits to be placed in a grid, with the reason and what is likely."""

    caption = gettext_lazy("Not yet placed in a grid")
    export_name = "unplaced"
    empty = gettext_lazy("Every employer of your territory has been placed.")
    columns = (
        *WHO,
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


class MisplacedTable(Offering):
    """Placed in one street, while the register's new address names another: to be moved, or to stay."""

    caption = gettext_lazy("Address names another street")
    export_name = "misplaced"
    empty = gettext_lazy("No address in your territory names another street than the one the employer is placed in.")
    columns = (
        *WHO,
        Where("area_name", gettext_lazy("Placed in")),
        ReasonColumn("reason", gettext_lazy("What the address says")),
        Suggestions("suggested", gettext_lazy("Move it")),
        Day("opened_on", gettext_lazy("Opened on"), order=("id",)),
    )
    filters = (Search("q", gettext_lazy("Name, code or address"), apply=search.matching), in_area())
