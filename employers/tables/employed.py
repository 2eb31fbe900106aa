"""The list behind every number of labour use and of the three rates: state rows, one per employer and worker."""

from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.columns import Column
from core.tables import Badge, Choice, Code, Day, Link, Masked, Month, OneOf, Search, Table
from employers.enums import INSURANCE_LABELS, EmploymentForm, InsuranceKind, RateBit
from employers.models import ContractState
from grids.filters import directly_in, in_area

CONTRACT_TONES = {"none": "red", "valid": "green", "expired": "orange"}

# What a number counts, as the figure's name; a link beside the number says ?counts=name.
COUNTS = {
    "employments": (RateBit.EMPLOYMENT, gettext_lazy("Employed")),
    "standard": (RateBit.STANDARD, gettext_lazy("Employed in standard form")),
    "contracts_of": (RateBit.CONTRACTS_OF, gettext_lazy("Must have a written contract")),
    "contracts_met": (RateBit.CONTRACTS_MET, gettext_lazy("Have a contract in force")),
    "contracts_unknown": (RateBit.CONTRACTS_UNKNOWN, gettext_lazy("No data about their contract")),
    "insurance_of": (RateBit.INSURANCE_OF, gettext_lazy("Must be insured")),
    "insurance_met": (RateBit.INSURANCE_MET, gettext_lazy("Insured for every required kind")),
    "insurance_unknown": (RateBit.INSURANCE_UNKNOWN, gettext_lazy("No data about their insurance")),
    "wages_of": (RateBit.WAGES_OF, gettext_lazy("Wages have fallen due")),
    "wages_met": (RateBit.WAGES_MET, gettext_lazy("Paid in full by the due day")),
    "wages_unknown": (RateBit.WAGES_UNKNOWN, gettext_lazy("No data about their wages")),
}
LACKS = {
    "contracts": (RateBit.CONTRACTS_OF, RateBit.CONTRACTS_MET, gettext_lazy("A contract in force")),
    "insurance": (RateBit.INSURANCE_OF, RateBit.INSURANCE_MET, gettext_lazy("A required kind of insurance")),
    "wages": (RateBit.WAGES_OF, RateBit.WAGES_MET, gettext_lazy("Wages in full by the due day")),
}


def counted(rows: QuerySet, name: str) -> QuerySet:
    """The rows that a figure counts."""
    bit = COUNTS[name][0].value
    return rows.annotate(_counted=F("rates").bitand(bit)).filter(_counted=bit)


def lacking(rows: QuerySet, name: str) -> QuerySet:
    """The rows in a denominator and not in its numerator."""
    of, met, _label = LACKS[name]
    return rows.annotate(_lacks=F("rates").bitand(of.value | met.value)).filter(_lacks=of.value)


class Insured(Column):
    """The kinds of the insurance month, in words."""

    def of(self, row: Any) -> str:
        kinds = [str(INSURANCE_LABELS[kind]) for kind in InsuranceKind if row.insured & kind]
        return _(", ").join(kinds) if kinds else (_("none") if row.insured_month else "")


class EmployedTable(Table):
    """Workers, each only through an employment in the reader's territory; numbers masked."""

    caption = gettext_lazy("Workers")
    code_column = "org_code"
    export_name = "workers"
    default_order = "as_of"
    empty = gettext_lazy("No delivery has named a worker here yet.")
    columns = (
        Link("name", gettext_lazy("Worker"), to="employers:detail", args=("employer_id",)),
        Masked("mask", gettext_lazy("Identity number"), value="worker.mask"),
        Link("employer_name", gettext_lazy("Employer"), to="employers:detail", args=("employer_id",),
             value="employer.name"),
        Code("org_code", gettext_lazy("Organization code"), value="employer.org_code"),
        Column("area_name", gettext_lazy("Area"), value="area.name"),
        Choice("form", gettext_lazy("Form"), words=EmploymentForm),
        Day("hired_on", gettext_lazy("Hired on")),
        Badge("contract", pgettext_lazy("column", "Contract"), words=ContractState, tones=CONTRACT_TONES),
        Day("contract_last_day", gettext_lazy("Contract's last day")),
        Insured("insured", pgettext_lazy("column", "Insured kinds")),
        Month("insured_month", gettext_lazy("Insurance month")),
        Day("as_of", gettext_lazy("As of"), order=("id",)),
    )  # fmt: skip
    filters = (
        Search("q", gettext_lazy("Worker's name"), apply=lambda rows, text: rows.filter(name__startswith=text)),
        in_area(),
        OneOf("counts", gettext_lazy("Counted as"), [(key, words) for key, (_bit, words) in COUNTS.items()],
              apply=counted),
        OneOf("lacks", gettext_lazy("Lacks"), [(key, words) for key, (*_bits, words) in LACKS.items()], apply=lacking),
        OneOf("form", gettext_lazy("Form"), EmploymentForm),
        directly_in(),
    )  # fmt: skip

    def prepare(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("employer", "worker", "area").defer(
            "wage_details", "employer__name_grams", "employer__address_grams", "employer__suggestion",
            "worker__number_cipher",
        )  # fmt: skip
