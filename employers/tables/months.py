"""What one month of an employer says worker by worker: insurance rows and wage rows."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from core.columns import Column
from core.tables import Choice, Code, Day, Given, Link, Masked, Money, Month, Number, Search, Table
from employers.enums import INSURANCE_LABELS, InsuranceKind, InsuranceStatus
from employers.models import Insurance
from employers.tables.workers import Marks

WORKER = (
    Code("org_code", gettext_lazy("Organization code"), value="employer.org_code", only="export"),
    Link("name", gettext_lazy("Worker"), to="employers:worker", args=("employer_id", "worker_id"),
         order=("worker_id", "id")),
    Masked("mask", gettext_lazy("Document number"), value="worker.mask"),
)  # fmt: skip
SAID_BY = (
    Column("source", gettext_lazy("Said by"), value="delivery.source.name"),
    Number("delivery_id", gettext_lazy("Delivery")),
    Number("row", gettext_lazy("Row")),
)
HEAVY = ("employer__name_grams", "employer__address_grams", "employer__suggestion", "worker__number_cipher")


class Kept(Given):
    """The month of the page: part of every address of the list, and no filter that could be taken away."""

    def read(self, query: Any, asked: Any) -> None:
        return None


class NamedKinds(Marks):
    """The kinds that a row names, insured or not."""

    def marks(self, row: Insurance) -> tuple[tuple[str, str], ...]:
        return tuple(
            ("green" if row.insured & kind else "red", str(INSURANCE_LABELS[kind]))
            for kind in InsuranceKind
            if row.kinds & kind
        )


class MonthRows(Table):
    """Rows of one month of one employer."""

    code_column = "org_code"
    default_order = "name"
    empty = gettext_lazy("No row of this month names a worker of this employer.")
    filters = (Search("q", gettext_lazy("Name"), columns=("name",)), Kept("month", gettext_lazy("Month"), ()))

    @property
    def clear_url(self) -> str:
        return self.url(q=None)

    def prepare(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("worker", "employer", "delivery__source").defer(*HEAVY)


class InsuranceRows(MonthRows):
    caption = gettext_lazy("Insurance rows")
    export_name = "insurance"
    columns = (
        *WORKER,
        Month("month", gettext_lazy("Month")),
        NamedKinds("kinds", gettext_lazy("Kinds named")),
        Money("base", gettext_lazy("Contribution base")),
        Choice("status", gettext_lazy("Status"), words=InsuranceStatus),
        *SAID_BY,
    )


class WageRows(MonthRows):
    caption = gettext_lazy("Wage rows")
    export_name = "wages"
    columns = (
        *WORKER,
        Month("month", gettext_lazy("Month")),
        Money("payable", gettext_lazy("Payable")),
        Money("overtime", gettext_lazy("Overtime pay")),
        Money("allowances", gettext_lazy("Allowances")),
        Money("deductions", gettext_lazy("Deductions")),
        Money("paid", gettext_lazy("Paid")),
        Day("paid_on", gettext_lazy("Paid on")),
        *SAID_BY,
    )


def rows_of(table: Any, pk: int, month: Any) -> QuerySet:
    """The standing rows of one month."""
    return table.objects.filter(employer=pk, month=month, superseded_at__isnull=True, listed=True)
