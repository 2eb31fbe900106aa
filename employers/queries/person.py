"""One worker at one employer: what each source says of him, and how the state row reads it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from core import calendar
from employers.enums import INSURANCE_LABELS, InsuranceKind
from employers.models import Insurance, Listing, Standing, Wage
from employers.queries import contracts, months, workers

NEWEST_ROSTERS = 12


@dataclass(frozen=True, slots=True)
class WageLine:
    """One month as the state row judges it, with the amounts where something is wrong."""

    month: date
    word: str
    tone: str
    detail: dict[str, Any]


def about(row: Standing, on: date) -> dict[str, Any]:
    """Five queries, whatever there is."""
    since = months.since(on)
    required = workers.required_kinds([row.insured_month]).get(row.insured_month, 0)
    pair = {"employer": row.employer_id, "worker": row.worker_id}
    current = {"superseded_at__isnull": True, "listed": True, "month__gte": since}
    listings = (
        Listing.objects.filter(**pair, roster__replaced_by__isnull=True, roster__withdrawn_at__isnull=True)
        .select_related("statement", "roster__delivery__source")
        .defer("statement__phone_cipher")
        .order_by("-roster__as_of")
    )
    insured = Insurance.objects.filter(**pair, **current).select_related("delivery__source")
    paid = Wage.objects.filter(**pair, **current).select_related("delivery__source", "source")
    return {
        "contracts": contracts.page(row.employer_id, row.as_of, worker=row.worker_id).rows,
        "listings": list(listings[:NEWEST_ROSTERS]),
        "insurance": [(one, kinds(one)) for one in insured.order_by("-month", "-number")],
        "wages": list(paid.order_by("-month", "source", "paid_on", "id")),
        "months": wage_lines(row),
        "lacking": [str(INSURANCE_LABELS[kind]) for kind in workers.missing(row, required)],
        "complete": bool(row.insured) and row.insured & required == required,
        "birth_year": row.worker.birth_date.year if row.worker.birth_date else None,
    }


def kinds(said: Insurance) -> list[tuple[str, str]]:
    """The kinds that a row names, with the tone of insured or not."""
    return [
        ("green" if said.insured & kind else "red", str(INSURANCE_LABELS[kind]))
        for kind in InsuranceKind
        if said.kinds & kind
    ]


def wage_lines(row: Standing) -> list[WageLine]:
    """The months of the state row in words, with amount and due day where unpaid or below."""
    told = {detail["month"]: detail for detail in row.wage_details or []}
    return [
        WageLine(one.month, one.word, one.tone, told.get(f"{calendar.month_first(one.month):%Y-%m}", {}))
        for one in workers.wage_months(row)
    ]
