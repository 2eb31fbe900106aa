"""The first tab of an employer: rates with their days, how old each department's word is, where registers disagree."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import JournalEntry
from employers.enums import Dataset
from employers.models import Coverage, EmployerFigures, Identifier, RegisterEntry
from employers.queries import registers
from employers.queries.frame import Frame

LATEST_ACTS = 6


@dataclass(frozen=True, slots=True)
class Rate:
    """One of the three rates (rule catalogue 9.1): numerator, denominator, and beside them whom no data speak of."""

    key: str
    label: str
    met: int
    of: int
    unknown: int
    months: str
    as_of: date | None
    url: str = ""

    @property
    def share(self) -> Decimal | None:
        """Rounded down to one decimal of a per cent, so that only a full house is told as 100."""
        return Decimal(self.met * 1000 // self.of) / 1000 if self.of else None

    @property
    def lacking(self) -> int:
        return self.of - self.met

    @property
    def note(self) -> str:
        """The numbers behind the rate, the months they are of, and whom no data speak of."""
        told = [_("%(met)s of %(of)s") % {"met": f"{self.met:,}", "of": f"{self.of:,}"}] if self.of else []
        if self.months:
            told.append(self.months)
        if self.unknown:
            told.append(_("%(count)s without data") % {"count": f"{self.unknown:,}"})
        return _("; ").join(told)

    @property
    def tone(self) -> str:
        if not self.of:
            return "mute"
        return "green" if self.lacking == 0 else "red"


@dataclass(frozen=True, slots=True)
class Heard:
    """The newest word of one dataset about the employer."""

    dataset: str
    period: date | None
    received_on: date | None
    source: str
    monthly: bool

    @property
    def label(self) -> str:
        return str(Dataset(self.dataset).label)


def span(first: date | None, last: date | None) -> str:
    """``2026-03`` or ``2026-02 – 2026-03``."""
    if first is None or last is None:
        return ""
    since, until = f"{first:%Y-%m}", f"{last:%Y-%m}"
    return since if since == until else f"{since} – {until}"


def rates(figures: EmployerFigures | None) -> list[Rate]:
    """The three rates as the figures stand, each with the list of those who lack it, or else of all counted."""
    if figures is None:
        return []
    told = _rates(figures)
    base = reverse("employers:employer_workers", args=[figures.employer_id])
    return [
        replace(one, url=f"{base}?lacks={one.key}" if one.lacking else f"{base}?counts={one.key}_of") for one in told
    ]


def _rates(figures: EmployerFigures) -> list[Rate]:
    return [
        Rate("contracts", _("Contracts signed"), figures.contracts_met, figures.contracts_of,
             figures.contracts_unknown, "", figures.as_of),
        Rate("insurance", _("Insured for every kind"), figures.insurance_met, figures.insurance_of,
             figures.insurance_unknown, span(figures.insurance_from, figures.insurance_to), figures.as_of),
        Rate("wages", _("Paid in full and on time"), figures.wages_met, figures.wages_of,
             figures.wages_unknown, span(figures.wages_from, figures.wages_to), figures.as_of),
    ]  # fmt: skip


def heard(pk: int, entries: Sequence[RegisterEntry]) -> list[Heard]:
    """The newest delivery of each dataset that covers the employer; registers by their entry. One query."""
    covered = {
        row.dataset: Heard(row.dataset, row.period, row.received_on, row.delivery.source.name,
                           row.dataset in (Dataset.SOCIAL_INSURANCE, Dataset.WAGE_PAYMENT))
        for row in Coverage.objects.filter(employer=pk, withdrawn_at__isnull=True)
        .select_related("delivery__source").order_by("dataset", "-period", "-number").distinct("dataset")
    }  # fmt: skip
    for entry in sorted(entries, key=lambda one: one.received_on):
        covered[entry.dataset] = Heard(entry.dataset, None, entry.received_on, entry.source.name, False)
    return [covered.get(one.value) or Heard(one.value, None, None, "", False) for one in Dataset]


def about(found: Frame) -> dict[str, Any]:
    """Everything the first tab shows; four queries, whatever the employer's size."""
    employer = found.employer
    entries = registers.entries(employer.pk)
    acts = JournalEntry.objects.about(employer)
    return {
        "rates": rates(found.figures),
        "heard": heard(employer.pk, entries),
        "differing": registers.differing(employer, entries),
        "heads": [entry for entry in entries if entry.heads is not None],
        "faulty": list(Identifier.objects.current().filter(employer=employer, conforming=False)),
        "acts": list(acts[:LATEST_ACTS]),
    }
