"""The workers of one employer: a worker is only ever shown through an employment in the reader's territory."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.columns import CELL, SHAPE, SHAPES, SUB, TAG, Cell, Column
from core.tables import Badge, Choice, Code, Day, Flag, Given, Link, Masked, OneOf, Search, Table
from employers.enums import INSURANCE_LABELS, EmploymentForm, InsuranceKind, RateBit
from employers.models import ContractState, Standing
from employers.queries import workers
from employers.tables.employed import COUNTS, LACKS, counted, lacking

CONTRACT_TONES = {"valid": "green", "expired": "red", "none": "orange"}


class MarksCell(Cell):
    """Several small tags in one place: each shape, word and colour."""

    marks: tuple[tuple[str, str], ...] = ()

    @property
    def html(self) -> SafeString:
        inner = format_html_join(
            "",
            TAG,
            ((tone, format_html(SHAPE, SHAPES[tone]) if SHAPES[tone] else "", word) for tone, word in self.marks),
        )
        shown = format_html('<span class="marks">{}</span>', inner) if self.marks else self.text
        if self.sub:
            shown += format_html(SUB, self.sub)
        return format_html(CELL, self.css, self.label, shown)


class Marks(Column):
    """A column of marks; an export writes their words."""

    def marks(self, row: Any) -> tuple[tuple[str, str], ...]:
        raise NotImplementedError

    def of(self, row: Any) -> str:
        return "、".join(word for _tone, word in self.marks(row))

    def cell(self, row: Any) -> Cell:
        shown = MarksCell("text", _("no data"), str(self.label), self.css)
        shown.marks = self.marks(row)
        return shown


class Insured(Marks):
    """The kinds of the month that counts. What is missing is told only of whom the rate counts (rule catalogue 9.1)."""

    def marks(self, row: Standing) -> tuple[tuple[str, str], ...]:
        if row.insured_month is None:
            return ()
        has = [str(INSURANCE_LABELS[kind]) for kind in InsuranceKind if row.insured & kind]
        lacks = [str(INSURANCE_LABELS[kind]) for kind in workers.missing(row, row.required_kinds)]
        if not has:
            return (("red" if lacks else "mute", _("not insured")),)
        shown = [("red", _("no %(kind)s") % {"kind": kind}) for kind in lacks]
        if not lacks and row.insured & row.required_kinds == row.required_kinds:
            return (("green", _("every required kind")),)
        return (*shown, ("green" if lacks else "mute", "、".join(has)))

    def cell(self, row: Standing) -> Cell:
        shown = super().cell(row)
        shown.sub = f"{row.insured_month:%Y-%m}" if row.insured_month else ""
        return shown


class WageMonths(Marks):
    """The newest months of which anything is known."""

    def marks(self, row: Standing) -> tuple[tuple[str, str], ...]:
        return tuple((one.tone, f"{one.month:%m} {one.word}") for one in workers.wage_months(row, workers.SHOWN_MONTHS))

    def of(self, row: Standing) -> str:
        return "；".join(f"{one.month:%Y-%m} {one.word}" for one in workers.wage_months(row, workers.SHOWN_MONTHS))


class Employed(Column):
    """From when to when, or since which roster no longer listed."""

    css = "nw"

    def of(self, row: Standing) -> str:
        return workers.until(row)


class ContractCell(Badge):
    """The standing contract and its last day."""

    def cell(self, row: Standing) -> Cell:
        shown = super().cell(row)
        shown.sub = workers.last_day(row)
        if not row.rates & RateBit.CONTRACTS_OF and row.contract != ContractState.VALID:
            shown.tone = "mute"  # left, not in standard form, or hired within the month: nobody is accused
        return shown


NAME = Link("name", gettext_lazy("Worker"), to="employers:worker", args=("employer_id", "worker_id"),
            order=("name", "worker_id"))  # fmt: skip
STATE = (
    Masked("mask", gettext_lazy("Document number"), value="worker.mask"),
    Choice("form", gettext_lazy("Form of employment"), words=EmploymentForm),
    Day("hired_on", gettext_lazy("Hired on")),
    Employed("until", pgettext_lazy("worker", "Employed")),
    ContractCell("contract", gettext_lazy("Labour contract"), words=ContractState, tones=CONTRACT_TONES),
    Day("contract_last_day", gettext_lazy("Contract's last day"), only="export"),
    Insured("insured", gettext_lazy("Insured")),
    WageMonths("wages", gettext_lazy("Wages of the last months")),
)
FILTERS = (
    OneOf("form", gettext_lazy("Form of employment"), EmploymentForm),
    OneOf("contract", gettext_lazy("Labour contract"), ContractState),
    OneOf("lacks", pgettext_lazy("a worker", "Lacks"), [(key, words) for key, (*_bits, words) in LACKS.items()],
          apply=lacking),
    Given("counts", gettext_lazy("Counted as"), [(key, words) for key, (_bit, words) in COUNTS.items()], apply=counted),
    Flag("open", gettext_lazy("Employed now"), q=Q(open=True)),
)  # fmt: skip


class StandingTable(Table):
    """State rows with the worker's mask and the kinds required in the month that counts for him."""

    code_column = "org_code"

    def prepare(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("worker").defer("worker__number_cipher", "worker__number_hash")

    def decorate(self, rows: list[Any]) -> list[Any]:
        known: dict[date | None, int] = workers.required_kinds({row.insured_month for row in rows})
        for row in rows:
            row.required_kinds = known.get(row.insured_month, 0)
        return rows


class EmployerWorkers(StandingTable):
    """The workers of one employer."""

    caption = gettext_lazy("Workers")
    export_name = "workers"
    default_order = "name"
    empty = gettext_lazy("No roster, filing, insurance or wage sheet names a worker of this employer.")
    columns = (
        Code("org_code", gettext_lazy("Organization code"), value="employer.org_code", only="export"),
        Column("employer_name", gettext_lazy("Employer"), value="employer.name", only="export"),
        NAME,
        *STATE,
    )
    filters = (Search("q", gettext_lazy("Name"), columns=("name",)), *FILTERS)

    def prepare(self, rows: QuerySet) -> QuerySet:
        return super().prepare(rows).select_related("employer").defer(*workers.HEAVY)
