"""What a rule is: a declaration of words, law, dated parameters and set-based SQL (rule catalogue, section 9).

The SQL of a rule reads these tables, made by ``judging`` for the employers looked at:

- ``f``: ``t_judge``, one row per employer: what of his data is fresh, and the days that thresholds lead to;
- ``s``: the state row of a worker at an employer; ``m``: a month of the wage window with its bit.

A rule answers two questions. *hit*: does it hold? *judged*: may it say so at all, and may it say the contrary? Stale or
missing input, and rows that arrived and did not apply, make a subject unjudged: nothing opens and nothing closes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from hashlib import md5
from typing import Any, Protocol

from compliance.enums import Severity
from core import parameters
from core.calendar import add_months, month_first, month_last

ALL = "everywhere"


class Text(Protocol):
    """A translated sentence, rendered when it is read."""

    def __str__(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PairPart:
    """About a worker at an employer, looked at on one day: conditions over ``s`` and ``f``."""

    when: str
    severity: str
    judged: str
    values: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPart:
    """About a worker's month: ``bits`` over ``s`` and ``f``; the rest also over ``m`` and ``d``, its details."""

    bits: str
    severity: str
    judged: str
    values: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerPart:
    """About an employer: ``hits`` selects employer_id, subject, period, severity, month, other_id, values.

    ``judged`` is a condition over an open finding ``fd`` and ``f``.
    """

    hits: str
    judged: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CityPart:
    """About what no single employer decides. ``hits`` also selects the area's columns; ``judged`` reads ``fd``."""

    hits: str
    judged: str


Part = PairPart | MonthPart | EmployerPart | CityPart


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One declared rule. ``group``: of one group at most one holds about a subject, so that one fault is told once."""

    code: str
    title: Text
    sentence: Text
    closes: Text
    basis: Text
    needs: tuple[str, ...]
    severities: tuple[Severity, ...]
    parts: tuple[Part, ...]
    parameters: tuple[str, ...] = ()
    in_force: str = ""  # the parameter whose first row says since when the rule holds
    group: str = ""
    reads_closed: bool = False  # also about archives that were closed

    def part(self, kind: type[Part]) -> Any:
        """The part of this kind, or nothing."""
        return next((each for each in self.parts if isinstance(each, kind)), None)


@dataclass(frozen=True, slots=True)
class Settings:
    """The dated parameters of every rule as SQL is told them on one day: ``r14_months``, ``r14_months_since``, …"""

    on: date
    told: Mapping[str, Any]
    stated: Mapping[str, str] = field(default_factory=dict)

    def holds(self, rule: Rule) -> bool:
        """Whether the rule is in force on the day."""
        return not rule.in_force or self.told[name(rule.in_force)] is not None

    def version(self, rule: Rule) -> tuple[str, dict[str, str]]:
        """The digest of the rule's formula and parameters, and the parameters themselves."""
        used = {code: self.stated.get(code, "") for code in rule.parameters}
        return md5(repr((rule.code, rule.parts, sorted(used.items()))).encode()).hexdigest(), used


def name(code: str) -> str:
    """The placeholder of a parameter: ``R14.months`` is ``r14_months``."""
    return code.lower().replace(".", "_")


def settings(codes: Iterable[str], on: date) -> Settings:
    """Read every parameter in one query; amounts of months and days as whole numbers."""
    told: dict[str, Any] = {"on": on, "month_first": month_first(on)}
    stated: dict[str, str] = {}
    wanted = sorted(set(codes))
    rows = [row for row in parameters.as_rows(wanted, first=date.min, last=on) if not row.place]
    for code in wanted:
        mine = [row for row in rows if row.code == code]
        current = next((row for row in mine if row.valid_from <= on < (row.valid_to or date.max)), None)
        told[name(code)] = _plain(current.value) if current else None
        told[f"{name(code)}_since"] = min((row.valid_from for row in mine), default=None)
        if current:
            stated[code] = f"{parameters.shown(current.value)} ({current.valid_from.isoformat()})"
    return Settings(on, told, stated)


def _plain(value: Decimal) -> int | Decimal:
    return int(value) if value == int(value) else value


def latest_base(day: date, months: int) -> date:
    """The last day x with ``add_months(x, months) <= day``: thresholds are then plain comparisons of days."""
    if day == month_last(day):
        return month_last(add_months(month_first(day), -months))
    return add_months(day, -months)


LATEST_BASE = (
    "CASE WHEN extract(day FROM ({day}) + 1) = 1 THEN (({day}) + 1 - make_interval(months => {months}))::date - 1"
    " ELSE (({day}) - make_interval(months => {months}))::date END"
)


def latest_base_sql(day: str, months: str) -> str:
    """The same in SQL, where the day differs by employer."""
    return LATEST_BASE.format(day=day, months=months)


def day_before(day: date) -> date:
    return day - timedelta(days=1)
