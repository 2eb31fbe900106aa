"""Filters of declared lists: each reads its part of the address, narrows the rows, and says in a chip what it did."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.actor import Actor

LONGEST = 100  # characters of anything typed into a filter
OPTION = '<option value="{}"{}>{}</option>'


@dataclass(frozen=True)
class Asked:
    """Who asks for a list, and on which day."""

    actor: Actor
    on: date
    offered: dict[str, list[tuple[str, str]]] = field(default_factory=dict, compare=False)  # asked once a page


@dataclass
class Bound:
    """A filter with what the address says: what the form and the chips show."""

    filter: "Filter"
    name: str
    label: str
    kind: str
    value: Any = None
    text: str = ""
    hint: str = ""
    options: list[tuple[str, str]] = field(default_factory=list)

    @property
    def active(self) -> bool:
        return self.value is not None

    @property
    def names(self) -> tuple[str, ...]:
        return self.filter.names

    @property
    def options_html(self) -> SafeString:
        """The choices of a field. A page has a hundred of them, at each of which a template takes its time."""
        return SafeString("".join(OPTION.format(
            escape(value), " selected" if value == self.value else "", escape(text)) for value, text in self.options
        ))  # fmt: skip


class Filter:
    """``apply`` says how a value narrows the rows; the default is equality with ``column``."""

    kind = "text"

    def __init__(
        self,
        name: str,
        label: Any,
        *,
        column: str = "",
        apply: Callable[[QuerySet, Any], QuerySet] | None = None,
        hint: Any = "",
    ):
        self.name, self.label, self.column, self.hint = name, label, column or name, hint
        self.apply = apply

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters of the address that belong to this filter."""
        return (self.name,)

    def read(self, query: Mapping[str, str], asked: Asked) -> Any:
        """The value asked for, or nothing where the address names none that makes sense."""
        return query.get(self.name, "").replace("\x00", "").strip()[:LONGEST] or None

    def narrow(self, rows: QuerySet, value: Any) -> QuerySet:
        return self.apply(rows, value) if self.apply else rows.filter(**{self.column: value})

    def options(self, value: Any, asked: Asked) -> list[tuple[str, str]]:
        return []

    def said(self, value: Any) -> str:
        return str(value)

    def raw(self, value: Any) -> Any:
        """What the form field holds."""
        return value

    def bind(self, query: Mapping[str, str], asked: Asked) -> Bound:
        value = self.read(query, asked)
        return Bound(
            filter=self,
            name=self.name,
            label=str(self.label),
            kind=self.kind,
            value=value,
            text="" if value is None else self.said(value),
            hint=str(self.hint),
            options=self.options(value, asked),
        )


class Search(Filter):
    """A fragment of text in any of ``columns``, or whatever ``apply`` makes of it."""

    kind = "search"

    def __init__(self, name: str, label: Any, *, columns: Iterable[str] = (), **kwargs: Any):
        super().__init__(name, label, **kwargs)
        self.columns = tuple(columns)

    def narrow(self, rows: QuerySet, value: str) -> QuerySet:
        if self.apply:
            return self.apply(rows, value)
        wanted = Q()
        for column in self.columns:
            wanted |= Q(**{f"{column}__icontains": value})
        return rows.filter(wanted)


class OneOf(Filter):
    """One of a closed list: an enum, pairs, or a function of who asks that returns pairs."""

    kind = "one"

    def __init__(self, name: str, label: Any, choices: Any, **kwargs: Any):
        super().__init__(name, label, **kwargs)
        self.choices = getattr(choices, "choices", choices)

    def pairs(self, asked: Asked) -> list[tuple[str, str]]:
        if self.name not in asked.offered:
            found = self.choices(asked) if callable(self.choices) else self.choices
            asked.offered[self.name] = [(str(value), str(label)) for value, label in found]
        return asked.offered[self.name]

    def read(self, query: Mapping[str, str], asked: Asked) -> Any:
        wanted = super().read(query, asked)
        words = dict(self.pairs(asked))
        return Chosen(wanted, words[wanted]) if wanted in words else None

    def options(self, value: Any, asked: Asked) -> list[tuple[str, str]]:
        return self.pairs(asked)

    def said(self, value: Any) -> str:
        return value.label


class Chosen(str):
    """A value out of a closed list that still knows its label."""

    label: str

    def __new__(cls, value: str, label: str) -> "Chosen":
        chosen = super().__new__(cls, value)
        chosen.label = label
        return chosen


class Given(OneOf):
    """A filter without a field of its own: a number somewhere opens the list with it, a chip says so."""

    kind = "given"


class Flag(Filter):
    """A box to tick: only the rows for which ``q`` holds."""

    kind = "flag"

    def __init__(self, name: str, label: Any, q: Q | None = None, **kwargs: Any):
        super().__init__(name, label, **kwargs)
        self.q = q

    def read(self, query: Mapping[str, str], asked: Asked) -> Any:
        return True if query.get(self.name) == "1" else None

    def narrow(self, rows: QuerySet, value: bool) -> QuerySet:
        if self.apply:
            return self.apply(rows, value)
        return rows.filter(self.q if self.q is not None else Q(**{self.column: True}))

    def said(self, value: bool) -> str:
        return _("yes")


class Period(Filter):
    """From one day to another, both included."""

    kind = "period"

    @property
    def names(self) -> tuple[str, ...]:
        return (f"{self.name}_from", f"{self.name}_to")

    def read(self, query: Mapping[str, str], asked: Asked) -> Any:
        days = tuple(_day(query.get(name, "")) for name in self.names)
        return days if any(days) else None

    def narrow(self, rows: QuerySet, value: tuple[date | None, date | None]) -> QuerySet:
        if self.apply:
            return self.apply(rows, value)
        since, until = value
        if since:
            rows = rows.filter(**{f"{self.column}__gte": since})
        if until:
            rows = rows.filter(**{f"{self.column}__lte": until})
        return rows

    def said(self, value: tuple[date | None, date | None]) -> str:
        since, until = value
        if since and until:
            return _("%(since)s to %(until)s") % {"since": since, "until": until}
        return _("from %(since)s") % {"since": since} if since else _("up to %(until)s") % {"until": until}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


class Under(Filter):
    """Everything within one area. ``find`` turns the text of the address into an area inside the asker's territory
    (``id``, ``tier``, ``name``) or nothing; ``choose`` says which areas to offer, given the one chosen now."""

    kind = "one"

    def __init__(
        self,
        name: str,
        label: Any,
        *,
        find: Callable[[str, Asked], Any],
        choose: Callable[[Asked, Any], Iterable[tuple[str, str]]],
        prefix: str = "",
        code: str = "local_code",
        **kwargs: Any,
    ):
        super().__init__(name, label, **kwargs)
        self.find, self.choose, self.prefix, self.code = find, choose, prefix, code

    def read(self, query: Mapping[str, str], asked: Asked) -> Any:
        wanted = super().read(query, asked)
        area = self.find(wanted, asked) if wanted else None
        return None if area is None else Place(getattr(area, self.code), area)

    def narrow(self, rows: QuerySet, value: "Place") -> QuerySet:
        if self.apply:
            return self.apply(rows, value.area)
        if value.area.tier == "city":
            return rows
        return rows.filter(**{f"{self.prefix}{value.area.tier}_id": value.area.id})

    def options(self, value: Any, asked: Asked) -> list[tuple[str, str]]:
        offered = [(str(code), str(name)) for code, name in self.choose(asked, value and value.area)]
        if value is not None and str(value) not in dict(offered):
            offered.insert(0, (str(value), value.area.name))
        return offered

    def said(self, value: "Place") -> str:
        return value.area.name


class Place(str):
    """The code of an area that still knows its area."""

    area: Any

    def __new__(cls, value: str, area: Any) -> "Place":
        place = super().__new__(cls, value)
        place.area = area
        return place
