"""Columns of declared lists. A column knows its heading, where its value stands, how a page and an export show it."""

import re
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Any, Self

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.paging import reach

EMPTY = "—"
Path = str | Callable[[Any], Any]

# tone -> outline of its shape in a box of 12: what colour says, the shape says too
SHAPES = {
    "red": "M1 1h10v10H1z",
    "orange": "M6 0l6 12H0z",
    "yellow": "M6 0l6 6-6 6-6-6z",
    "green": "M6 0a6 6 0 1 0 0 12A6 6 0 0 0 6 0z",
    "info": "M1 4h10v4H1z",
    "mute": "",
}
LEVELS = {
    "R": ("red", gettext_lazy("Red")),
    "O": ("orange", gettext_lazy("Orange")),
    "Y": ("yellow", gettext_lazy("Yellow")),
    "I": ("info", gettext_lazy("Blue")),
}
UNMASKED = re.compile(r"(?<![0-9*])[1-9]\d{16}[\dXx](?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)")

HOLE = 192837465  # stands for a number in an address whose numbers are filled in later

CELL = '<td class="{}" data-label="{}">{}</td>'
LINK = '<a href="{}">{}</a>'
TAG = '<span class="tag {}">{}{}</span>'
SHAPE = '<svg viewBox="0 0 12 12" aria-hidden="true"><path d="{}"/></svg>'
SUB = '<span class="sub">{}</span>'


@lru_cache(maxsize=1024)
def opened(css: str, label: str) -> str:
    """The start of a cell; the cells of a column share it."""
    return f'<td class="{escape(css)}" data-label="{escape(label)}">'


@dataclass(slots=True)
class Cell:
    """What a page shows in one place of a list."""

    kind: str
    text: str
    label: str = ""
    css: str = ""
    href: str = ""
    tone: str = ""
    sub: str = ""

    @property
    def html(self) -> SafeString:
        """The cell as it stands in the table. A page has hundreds: a template takes many times as long for each, and
        ``format_html`` three times; everything that comes from outside is escaped here."""
        inner = escape(self.text)
        if self.tone:
            inner = TAG.format(self.tone, SHAPE.format(SHAPES[self.tone]) if SHAPES[self.tone] else "", inner)
        if self.href:
            inner = LINK.format(escape(self.href), inner)
        if self.sub:
            inner += SUB.format(escape(self.sub))
        return SafeString(f"{opened(self.css, self.label)}{inner}</td>")


class Column:
    """Plain text at ``name`` (a path, or what ``value`` says of the row).

    ``order`` names the NOT NULL columns to sort by, ending in a unique one and backed by an index; without it the
    column cannot be sorted. ``only`` is "page" or "export" for a column that one of the two leaves out.
    """

    kind = "text"
    css = ""
    format = "text"  # how an export writes it: text, code, number, money, day

    def __init__(
        self,
        name: str,
        label: Any,
        *,
        value: Path | None = None,
        order: Iterable[str] = (),
        sub: Path | None = None,
        only: str = "",
        css: str = "",
        hint: Any = "",
    ):
        self.name, self.label, self.hint, self.sub, self.only = name, label, hint, sub, only
        self.value: Path = value or name
        self.order = tuple(order)
        self.css = f"{self.css} {css}".strip()

    def spoken(self) -> Self:
        """The column for the rows of one answer: what does not differ between them is translated and looked up once."""
        column = copy(self)
        column.label, column.hint = str(self.label), str(self.hint)
        return column

    def of(self, row: Any) -> Any:
        return reach(row, self.value)

    def text(self, value: Any) -> str:
        return str(value)

    def cell(self, row: Any) -> Cell:
        value = self.of(row)
        shown = Cell(self.kind, EMPTY if value in (None, "") else self.text(value), str(self.label), self.css)
        if self.sub is not None:
            shown.sub = str(reach(row, self.sub) or "")
        return shown

    def exported(self, row: Any) -> Any:
        value = self.of(row)
        return "" if value in (None, "") else self.text(value)


class Link(Column):
    """Text that opens a page: ``to`` is a URL name with the row's ``args``, or ``url`` says the address of a row."""

    kind = "link"

    def __init__(
        self,
        name: str,
        label: Any,
        *,
        to: str = "",
        args: tuple[str, ...] = ("pk",),
        url: Callable[[Any], str] | None = None,
        **kwargs: Any,
    ):
        super().__init__(name, label, **kwargs)
        self.to, self.args, self.url = to, args, url
        self.pieces: list[str] = []  # of the address, between its numbers

    def spoken(self) -> Self:
        column = super().spoken()
        if self.to:
            column.pieces = reverse(self.to, args=[HOLE] * len(self.args)).split(str(HOLE))
        return column

    def href(self, row: Any) -> str:
        if self.url is not None:
            return self.url(row)
        if not self.to:
            return ""
        args = [reach(row, arg) for arg in self.args]
        if self.pieces and all(type(arg) is int for arg in args):
            numbers = [*map(str, args), ""]
            return "".join(piece + number for piece, number in zip(self.pieces, numbers, strict=True))
        return reverse(self.to, args=args)

    def cell(self, row: Any) -> Cell:
        shown = super().cell(row)
        shown.href = self.href(row)
        return shown


class Code(Link):
    """A code: fixed-width on the page, a text cell in a workbook, so that no leading zero is lost."""

    kind = "code"
    css = "mono nw"
    format = "code"


class Masked(Column):
    """A personal number, already masked by whoever loaded it. An unmasked one is a fault, not a cell."""

    kind = "code"
    css = "mono nw"
    format = "code"

    def text(self, value: Any) -> str:
        text = str(value)
        if UNMASKED.search(text):
            raise ValueError(f"The column {self.name} was given a personal number that is not masked.")
        return text


class Day(Column):
    """A day, or a point in time, as tables write it."""

    kind = "number"
    css = "nw"
    format = "day"

    def text(self, value: Any) -> str:
        if isinstance(value, datetime):
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        return value.isoformat() if isinstance(value, date) else str(value)


class Month(Day):
    """A calendar month, given as any of its days."""

    def text(self, value: Any) -> str:
        return value.strftime("%Y-%m") if isinstance(value, date) else str(value)


class Number(Column):
    """A count, with thousands."""

    kind = "number"
    css = "num"
    format = "number"

    def text(self, value: Any) -> str:
        return f"{value:,}"

    def exported(self, row: Any) -> Any:
        return self.of(row)


class Money(Number):
    """An amount in yuan."""

    format = "money"

    def text(self, value: Any) -> str:
        return f"{Decimal(value):,.2f}"


class Rate(Number):
    """A share of 0 to 1, shown in per cent with one decimal."""

    format = "rate"

    def text(self, value: Any) -> str:
        return f"{Decimal(value) * 100:.1f}%"


class Badge(Column):
    """A word with a tone: ``tones`` maps a value to its tone, ``words`` to its label (an enum's choices will do)."""

    kind = "badge"
    css = "nw"

    def __init__(
        self, name: str, label: Any, *, words: Any = None, tones: Mapping[Any, str] | None = None, **kwargs: Any
    ):
        super().__init__(name, label, **kwargs)
        self.words = dict(getattr(words, "choices", words) or {})
        self.tones = tones or {}

    def spoken(self) -> Self:
        column = super().spoken()
        column.words = {value: str(word) for value, word in self.words.items()}
        return column

    def text(self, value: Any) -> str:
        return str(self.words.get(value, value))

    def cell(self, row: Any) -> Cell:
        shown = super().cell(row)
        shown.tone = self.tones.get(self.of(row), "mute")
        return shown


class Choice(Badge):
    """The label of a value, without a tone."""

    kind = "text"

    def cell(self, row: Any) -> Cell:
        return Column.cell(self, row)


class Level(Badge):
    """A warning level: R, O, Y or I, as shape, word and colour."""

    def __init__(self, name: str, label: Any, **kwargs: Any):
        words = {code: word for code, (_tone, word) in LEVELS.items()}
        tones = {code: tone for code, (tone, _word) in LEVELS.items()}
        super().__init__(name, label, words=words, tones=tones, **kwargs)


class YesNo(Column):
    """A fact that is so or not."""

    css = "nw"

    def text(self, value: Any) -> str:
        return _("yes") if value else _("no")
