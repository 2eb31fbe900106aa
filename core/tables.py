"""A list is declared once and becomes page, filters and export.

class OpenThings(Table):
    caption = _("Things")
    code_column = "code"
    columns = (Code("code", _("Code")), Link("name", _("Name"), to="things:detail", order=("name_key", "id")))
    filters = (Search("q", _("Keyword"), columns=("name",)), OneOf("state", _("State"), State))
    default_order = "name"

def things(request):
    return OpenThings(Thing.objects.within(request.actor.scope), request).respond("things/list.html")
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import exports, paging
from core.columns import (
    Badge,
    Cell,
    Choice,
    Code,
    Column,
    Day,
    Level,
    Link,
    Masked,
    Money,
    Month,
    Number,
    Rate,
    YesNo,
)
from core.enums import Role
from core.filters import Asked, Bound, Filter, Flag, Given, OneOf, Period, Search, Under
from core.http import page_or_fragment, wants_fragment
from core.permissions import check_role

__all__ = [
    "Badge",
    "Choice",
    "Code",
    "Column",
    "Day",
    "Flag",
    "Given",
    "Level",
    "Link",
    "Masked",
    "Money",
    "Month",
    "Number",
    "OneOf",
    "Period",
    "Rate",
    "Search",
    "Table",
    "Under",
    "YesNo",
]

OWN_PARAMETERS = {"order", "after", "before", "per", "part"}
MAY_EXPORT = (Role.CITY, Role.DISTRICT, Role.STREET)


@dataclass(slots=True)
class Heading:
    """One heading of the page: where a click sorts, and how it is sorted now."""

    name: str
    label: str
    css: str
    hint: str
    url: str = ""
    sorted: str = ""  # the value of aria-sort: ascending, descending or nothing


@dataclass(slots=True)
class Line:
    """One row of the page."""

    cells: list[Cell]
    row: Any

    @property
    def html(self) -> SafeString:
        return SafeString("".join(cell.html for cell in self.cells))


@dataclass(slots=True)
class Chip:
    """A filter that is on, and the address without it."""

    label: str
    text: str
    url: str


class Table:
    """Declare ``columns``, ``filters``, ``default_order`` and either ``code_column`` or why there is none.

    ``prepare`` adds what the page needs to the query (annotations, select_related, only); ``decorate`` loads what
    belongs to all rows of a page at once; ``nothing`` says why an unfiltered list is empty and what to do next.
    """

    caption: ClassVar[Any] = ""
    code_column: ClassVar[str] = ""
    no_code_because: ClassVar[str] = ""
    columns: ClassVar[tuple[Column, ...]] = ()
    filters: ClassVar[tuple[Filter, ...]] = ()
    default_order: ClassVar[str] = ""  # the name of a column that sorts, or with a minus where it falls
    resting_order: ClassVar[tuple[str, ...]] = ()  # or database columns, where no heading stands for the order
    may_export: ClassVar[tuple[Role, ...]] = MAY_EXPORT
    export_limit: ClassVar[int] = 200_000
    export_name: ClassVar[str] = "list"
    empty: ClassVar[Any] = gettext_lazy("There is nothing here yet.")
    fragment: ClassVar[str] = "components/_table.html"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        names = [column.name for column in cls.columns]
        if not cls.columns:
            return
        if cls.code_column not in names and not cls.no_code_because:
            raise TypeError(f"{cls.__name__} has no organization code column: founding document, clause 3(2).")
        sortable = [column.name for column in cls.columns if column.order]
        if cls.default_order.removeprefix("-") not in sortable and not (cls.resting_order and not cls.default_order):
            raise TypeError(f"{cls.__name__} needs a default order out of {sortable}.")

    def __init__(self, rows: QuerySet, request: HttpRequest):
        self.base = rows
        self.request = request
        self.query = request.GET
        self.asked = Asked(request.actor, request.today)

    # -- what to add ---------------------------------------------------------------------------------------------------

    def prepare(self, rows: QuerySet) -> QuerySet:
        return rows

    def decorate(self, rows: list[Any]) -> list[Any]:
        return rows

    def nothing(self) -> tuple[Any, Any, str]:
        """Why the list is empty, the label of the next action, and its address."""
        return self.empty, "", ""

    # -- rows ----------------------------------------------------------------------------------------------------------

    @cached_property
    def bound(self) -> list[Bound]:
        return [one.bind(self.query, self.asked) for one in self.filters]

    @cached_property
    def active(self) -> list[Bound]:
        return [one for one in self.bound if one.active]

    @cached_property
    def narrowed(self) -> QuerySet:
        rows = self.base
        for one in self.active:
            rows = one.filter.narrow(rows, one.value)
        return rows

    @cached_property
    def order(self) -> str:
        """The column to sort by, with a minus where it falls; what the address says wrongly is ignored."""
        wanted = self.query.get("order", "")
        named = {column.name for column in self.columns if column.order}
        return wanted if wanted.removeprefix("-") in named else self.default_order

    @cached_property
    def order_columns(self) -> tuple[str, ...]:
        if not self.order:
            return self.resting_order
        order = next(column.order for column in self.columns if column.name == self.order.removeprefix("-"))
        if self.order.startswith("-"):
            return tuple(name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in order)
        return order

    @cached_property
    def per(self) -> int:
        wanted = self.query.get("per", "")
        return int(wanted) if wanted in {str(size) for size in paging.SIZES} else paging.SIZES[0]

    @cached_property
    def page(self) -> paging.Page:
        found = paging.page(
            self.prepare(self.narrowed),
            self.order_columns,
            size=self.per,
            after=self.query.get("after", ""),
            before=self.query.get("before", ""),
        )
        return paging.Page(self.decorate(found.rows), found.before, found.after)

    @cached_property
    def count(self) -> int:
        """Exact up to 10,000; one more means more."""
        return len(self.page.rows) if self.page.whole else paging.capped_count(self.narrowed)

    @property
    def counted(self) -> str:
        return f"{paging.COUNTED:,}+" if self.count > paging.COUNTED else f"{self.count:,}"

    @property
    def count_known(self) -> bool:
        """The page says the number at once: it costs nothing, or it was asked for without the script."""
        return self.page.whole or self.query.get("part") == "count"

    # -- what the template shows ---------------------------------------------------------------------------------------

    @cached_property
    def shown(self) -> list[Column]:
        return [column.spoken() for column in self.columns if column.only != "export"]

    @cached_property
    def headings(self) -> list[Heading]:
        return [self._heading(column) for column in self.shown]

    def _heading(self, column: Column) -> Heading:
        align = "num" if "num" in column.css.split() else ""
        heading = Heading(column.name, column.label, align, column.hint)
        if column.order:
            sorted_now = self.order.removeprefix("-") == column.name
            falls = self.order.startswith("-")
            heading.url = self.url(order=column.name if not sorted_now or falls else f"-{column.name}")
            heading.sorted = ("descending" if falls else "ascending") if sorted_now else ""
        return heading

    @cached_property
    def lines(self) -> list[Line]:
        return [Line([column.cell(row) for column in self.shown], row) for row in self.page.rows]

    @cached_property
    def chips(self) -> list[Chip]:
        return [Chip(one.label, one.text, self.url(**dict.fromkeys(one.names))) for one in self.active]

    @cached_property
    def sizes(self) -> list[tuple[int, str]]:
        return [(size, "" if size == self.per else self.url(per=str(size))) for size in paging.SIZES]

    def parameters(self) -> dict[str, str]:
        """The address of this list, without the place in it."""
        names = {name for one in self.filters for name in one.names} | {"order", "per"}
        return {name: self.query[name] for name in self.query if name in names and self.query[name]}

    def url(self, **changes: str | None) -> str:
        found = {**self.parameters(), **changes}
        return "?" + urlencode({name: value for name, value in found.items() if value})

    @property
    def next_url(self) -> str:
        return self.url(after=self.page.after) if self.page.after else ""

    @property
    def previous_url(self) -> str:
        return self.url(before=self.page.before) if self.page.before else ""

    @property
    def here(self) -> str:
        return self.url()

    @property
    def count_url(self) -> str:
        return self.url(part="count")

    @property
    def clear_url(self) -> str:
        names = {name for one in self.filters for name in one.names}
        return self.url(**dict.fromkeys(names))

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Hidden fields of the filter form: what it must not lose."""
        visible = {name for one in self.bound if one.kind != "given" for name in one.names}
        return [(name, value) for name, value in self.parameters().items() if name not in visible]

    @property
    def has_fields(self) -> bool:
        return any(one.kind != "given" for one in self.bound)

    @property
    def can_export(self) -> bool:
        return self.asked.actor.role in self.may_export

    @property
    def why_empty(self) -> tuple[Any, Any, str]:
        if self.active:
            return _("No row matches these filters."), _("Clear the filters"), self.clear_url
        if self.query.get("after") or self.query.get("before"):
            return _("There is nothing more on this page."), _("To the first page"), self.url()
        return self.nothing()

    # -- answers -------------------------------------------------------------------------------------------------------

    def respond(self, page: str, **context: Any) -> HttpResponse:
        """The page, its moving part, its count, or the file that was asked for."""
        if self.request.method == "POST":
            return self.download(self.request.POST.get("export", ""))
        context |= {"table": self, "title": context.get("title") or self.caption}
        if self.query.get("part") == "count" and wants_fragment(self.request):
            return TemplateResponse(self.request, "components/_count.html", context)
        return page_or_fragment(self.request, page, self.fragment, context)

    def download(self, kind: str) -> HttpResponse:
        """The whole filtered list as a file; the journal says who took what."""
        check_role(self.asked.actor, *self.may_export)
        exports.check_size(self.narrowed, self.export_limit)
        return exports.answer(self.sheet(), kind, request=self.request, name=self.export_name)

    def sheet(self) -> exports.Sheet:
        columns = [column.spoken() for column in self.columns if column.only != "page"]
        return exports.Sheet(
            title=str(self.caption),
            filters=[(one.label, one.text) for one in self.active],
            as_of=self.asked.on,
            headings=[column.label for column in columns],
            formats=[column.format for column in columns],
            rows=self._exported(columns),
            limit=self.export_limit,
        )

    def _exported(self, columns: list[Column]) -> Iterator[list[Any]]:
        batch: list[Any] = []
        rows = self.prepare(self.narrowed).order_by(*self.order_columns)
        for row in rows.iterator(chunk_size=2000):
            batch.append(row)
            if len(batch) == 2000:
                yield from ([column.exported(one) for column in columns] for one in self.decorate(batch))
                batch = []
        yield from ([column.exported(one) for column in columns] for one in self.decorate(batch))
