"""What is declared of a dataset, and what a check of one of its rows knows and answers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from dataexchange.importing.columns import Column
from dataexchange.importing.faults import Problem
from dataexchange.importing.headings import normalised
from dataexchange.importing.table import Refused
from employers.enums import Dataset, Mode

Values = dict[str, Any]


class Period(Enum):
    """What ``--period`` means for a dataset."""

    RECEIVED_MONTH = "received_month"  # a monthly register: the month of the received day where none is given
    MONTH = "month"  # the month the rows are about: every row must agree
    YEAR = "year"  # December of the year the rows are about
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Context:
    """What the rows of one delivery are read against. No clock: the caller knows the days.

    ``working_age`` is the least age of lawful work (国务院令第364号 art. 2), a dated parameter that the caller reads.
    """

    source: str
    received_on: date
    business_date: date
    period: date | None = None
    as_of: date | None = None
    working_age: int = 16
    mapped: frozenset[str] = frozenset()  # the columns that this file has; the checker fills it in


@dataclass(frozen=True, slots=True)
class Step:
    """One look across the columns of a row: may add values, answers with what is wrong, or nothing.

    It is left out where a column that it reads has already been found wrong, so that one mistake is told once.
    """

    look: Callable[[Values, Context], Iterable[Problem] | None]
    reads: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Spec:
    """One dataset: its columns, keys and rules of delivery (see the page of datasets)."""

    dataset: Dataset
    columns: tuple[Column, ...]
    sources: tuple[str, ...]
    key: tuple[str, ...]
    key_of: Callable[..., tuple[object, ...]]
    mode: Mode
    key_columns: tuple[str, ...]  # a row with none of them filled is no row of data (totals, signatures)
    steps: tuple[Step, ...] = ()
    derived: dict[str, object] = field(default_factory=dict)  # values beyond the columns, as they are before the steps
    dropped: tuple[str, ...] = ()  # columns that a step turns into derived values
    either: tuple[tuple[str, ...], ...] = ()  # of each group one is required
    instead: tuple[tuple[str, ...], ...] = ()  # of each group of columns, the first or the rest
    required_from: dict[str, frozenset[str]] = field(default_factory=dict)  # a source with other required columns
    unread_from: dict[str, frozenset[str]] = field(default_factory=dict)  # columns not read of a source
    needs_area: bool = False
    needs_as_of: bool = False
    period: Period = Period.NONE
    content_ignores: frozenset[str] = frozenset()  # evidence and key, not what the row says of its key
    hash_ignores: frozenset[str] = frozenset()  # columns whose change alone leaves a row the same

    @cached_property
    def by_field(self) -> dict[str, Column]:
        return {column.field: column for column in self.columns}

    @cached_property
    def by_heading(self) -> dict[str, str]:
        """Normalised heading → field: heading, aliases and the field's own name."""
        known: dict[str, str] = {}
        for column in self.columns:
            for spelling in (column.heading, *column.aliases, column.field):
                known[normalised(spelling)] = column.field
        return known

    def required(self, source: str) -> frozenset[str]:
        """The columns that a row of this source must fill."""
        usual = frozenset(column.field for column in self.columns if column.required)
        return self.required_from.get(source, usual)

    def unread(self, source: str) -> frozenset[str]:
        return self.unread_from.get(source, frozenset())

    def check_source(self, source: str) -> None:
        """Refuse a delivery from somebody who does not send this dataset."""
        if source not in self.sources:
            raise Refused(
                _("“%(source)s” does not deliver the dataset “%(dataset)s”; it comes from: %(sources)s."),
                code="wrong_source",
                source=source,
                dataset=self.dataset.label,
                sources=", ".join(self.sources),
            )


@dataclass(slots=True)
class Checked:
    """What became of one row. ``values`` holds every field of the spec, empty where nothing (readable) was said.

    ``left_out`` is ``"blank"`` or ``"keyless"`` where the row is no row of data; then nothing else is filled.
    Problems may be shared between rows: read them, never write to them.
    """

    values: Values
    faults: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    left_out: str = ""
