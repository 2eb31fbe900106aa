"""Insurance by month and kind, wages by month: what was delivered of an employer, over its current statements."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from core import calendar
from employers.domain.derivation.reference import WAGE_MONTHS
from employers.enums import INSURANCE_LABELS, InsuranceKind
from employers.models import Coverage

# Where statements of a month overlap in a kind, the highest commit number speaks; no longer listed is not insured.
INSURED = """
SELECT month, bit, count(*), count(*) FILTER (WHERE insured)
FROM (
    SELECT DISTINCT ON (i.month, i.worker_id, k.bit) i.month, k.bit, i.listed AND i.insured & k.bit <> 0 AS insured
    FROM employers_insurance i CROSS JOIN unnest(%(bits)s::int[]) AS k (bit)
    WHERE i.employer_id = %(employer)s AND i.superseded_at IS NULL AND i.kinds & k.bit <> 0 AND i.month >= %(since)s
    ORDER BY i.month, i.worker_id, k.bit, i.number DESC, i.listed DESC
) told GROUP BY 1, 2
"""
WORKERS = """
SELECT month, count(DISTINCT worker_id) FILTER (WHERE insured <> 0)
FROM employers_insurance
WHERE employer_id = %(employer)s AND superseded_at IS NULL AND listed AND month >= %(since)s GROUP BY 1
"""
PAID = """
SELECT w.month, w.source_id, s.name, count(DISTINCT w.worker_id), sum(w.payable), sum(w.deductions), sum(w.paid)
FROM employers_wage w JOIN employers_source s ON s.code = w.source_id
WHERE w.employer_id = %(employer)s AND w.superseded_at IS NULL AND w.listed AND w.month >= %(since)s
GROUP BY 1, 2, 3 ORDER BY 1 DESC, w.source_id = 'danwei' DESC, 2
"""
# How many workers each month's bits say something of; bit 0 is the month of ``as_of``.
JUDGED = """
SELECT b.back, count(*) FILTER (WHERE s.wage_due & (1 << b.back) <> 0),
       count(*) FILTER (WHERE s.wage_on_time & (1 << b.back) <> 0),
       count(*) FILTER (WHERE s.wage_unpaid & (1 << b.back) <> 0),
       count(*) FILTER (WHERE s.wage_below & (1 << b.back) <> 0),
       count(*) FILTER (WHERE s.wage_missing & (1 << b.back) <> 0)
FROM employers_standing s CROSS JOIN generate_series(0, %(last)s) AS b (back)
WHERE s.employer_id = %(employer)s AND (s.wage_due | s.wage_unpaid | s.wage_below | s.wage_missing) <> 0
GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class InsuranceMonth:
    """One month: how many are insured for each kind that a delivery named, and which deliveries cover it."""

    month: date
    workers: int
    kinds: list[tuple[str, int | None]]
    heard: list[Coverage]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one source says of a month's wages."""

    source: str
    own: bool
    workers: int
    payable: Any
    deductions: Any
    paid: Any


@dataclass(frozen=True, slots=True)
class WageMonth:
    """One month: the sheets, and how the state rows judge it."""

    month: date
    sheets: list[Sheet]
    due: int
    on_time: int
    unpaid: int
    below: int
    missing: int
    heard: list[Coverage]


def since(on: date) -> date:
    """The oldest month looked at: the month of the day and the 24 before (rule catalogue 9.1)."""
    return calendar.add_months(calendar.month_first(on), 1 - WAGE_MONTHS)


def covered(pk: int, dataset: str, first: date) -> dict[date, list[Coverage]]:
    """The standing deliveries of each month that cover the employer."""
    found: dict[date, list[Coverage]] = {}
    rows = Coverage.objects.filter(employer=pk, dataset=dataset, withdrawn_at__isnull=True, period__gte=first)
    for row in rows.select_related("delivery__source").order_by("number"):
        found.setdefault(row.period, []).append(row)
    return found


def insurance(pk: int, on: date) -> list[InsuranceMonth]:
    """The months that a delivery covers or names, newest first; three queries."""
    told: dict[str, Any] = {"employer": pk, "since": since(on), "bits": [kind.value for kind in InsuranceKind]}
    with connection.cursor() as cursor:
        cursor.execute(INSURED, told)
        counted = {(month, bit): insured for month, bit, _told, insured in cursor.fetchall()}
        cursor.execute(WORKERS, told)
        workers = dict(cursor.fetchall())
    heard = covered(pk, "social_insurance", told["since"])
    months = sorted({*workers, *heard, *(month for month, _bit in counted)}, reverse=True)
    return [
        InsuranceMonth(
            month, workers.get(month, 0),
            [(str(INSURANCE_LABELS[kind]), counted.get((month, kind.value))) for kind in InsuranceKind],
            heard.get(month, []),
        )
        for month in months
    ]  # fmt: skip


def wages(pk: int, on: date, as_of: date) -> list[WageMonth]:
    """The months of the window that a sheet covers or names, newest first; three queries."""
    told: dict[str, Any] = {"employer": pk, "since": since(on), "last": WAGE_MONTHS - 1}
    sheets: dict[date, list[Sheet]] = {}
    with connection.cursor() as cursor:
        cursor.execute(PAID, told)
        for month, code, name, *figures in cursor.fetchall():
            sheets.setdefault(month, []).append(Sheet(name, code == "danwei", *figures))
        cursor.execute(JUDGED, told)
        first = calendar.month_first(as_of)
        judged = {calendar.add_months(first, -back): counts for back, *counts in cursor.fetchall()}
    heard = covered(pk, "wage_payment", told["since"])
    months = sorted({*sheets, *heard, *(month for month, counts in judged.items() if any(counts))}, reverse=True)
    return [
        WageMonth(month, sheets.get(month, []), *judged.get(month, [0] * 5), heard.get(month, []))  # type: ignore[call-arg]
        for month in months
    ]
