"""State rows in words: how an employment stands, what a month of wages came to, which kinds a month requires."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core import calendar, parameters
from employers.domain.derivation.reference import KIND_PARAMETERS, MATERNITY_WITH_MEDICAL, WAGE_MONTHS
from employers.enums import InsuranceKind, RateBit
from employers.models import Standing

HEAVY = ("employer__name_grams", "employer__address_grams", "employer__suggestion")
SHOWN_MONTHS = 4


@dataclass(frozen=True, slots=True)
class WageMonth:
    """One month of a worker's wages in a word."""

    month: date
    word: str
    tone: str


def wage_words(row: Standing, bit: int) -> tuple[str, str] | None:
    """The word and tone of one month's bits; nothing where nothing is known and nothing was owed."""
    if row.wage_unpaid & bit:
        return _("not paid in full"), "red"
    if row.wage_below & bit:
        return _("below the standard"), "red"
    if row.wage_missing & bit:
        return _("not on the sheet"), "yellow"
    if row.wage_doubtful & bit:
        return _("row unreadable"), "mute"
    if row.wage_due & bit and not row.wage_on_time & bit:
        return _("paid late"), "orange"
    if row.wage_on_time & bit:
        return _("on time"), "green"
    if row.wage_covered & bit:
        return _("on the sheet"), "info"
    return None


def wage_months(row: Standing, most: int = WAGE_MONTHS) -> list[WageMonth]:
    """The newest months of which the state row knows something, newest first."""
    first = calendar.month_first(row.as_of)
    shown = []
    for back in range(WAGE_MONTHS):
        if (told := wage_words(row, 1 << back)) is not None:
            shown.append(WageMonth(calendar.add_months(first, -back), *told))
            if len(shown) == most:
                break
    return shown


def until(row: Standing) -> str:
    """How an employment stands: now, left, or no longer listed."""
    if row.left_on is not None:
        return _("left on %(day)s") % {"day": row.left_on}
    if row.no_longer_listed is not None:
        return _("not listed as of %(day)s") % {"day": row.no_longer_listed}
    if row.hired_on is None:
        return _("no employment known")
    return _("now") if row.open else _("from %(day)s on") % {"day": row.hired_on}


def last_day(row: Standing) -> str:
    """Until when the standing contract runs."""
    if row.contract_start is None:
        return ""
    return _("until %(day)s") % {"day": row.contract_last_day} if row.contract_last_day else _("open-ended")


def required_kinds(months: Iterable[date | None]) -> dict[date | None, int]:
    """The bits required in each month, by the dated parameters; what medical carries with it is not asked apart."""
    known = [month for month in months if month is not None]
    if not known:
        return {}
    lasts = {month: calendar.month_last(month) for month in known}
    rows = parameters.as_rows(
        (*KIND_PARAMETERS.values(), MATERNITY_WITH_MEDICAL), first=min(known), last=max(lasts.values())
    )
    found: dict[date | None, int] = {}
    for month, last in lasts.items():
        said = {row.code for row in rows if row.valid_from <= last < (row.valid_to or date.max) and row.value}
        bits = sum(kind.value for kind, code in KIND_PARAMETERS.items() if code in said)
        if MATERNITY_WITH_MEDICAL in said:
            bits &= ~InsuranceKind.MATERNITY.value
        found[month] = bits
    return found


def missing(row: Standing, required: int) -> list[InsuranceKind]:
    """The required kinds that a worker lacks whom the insurance rate counts; of others none is told as missing."""
    if not row.rates & RateBit.INSURANCE_OF:
        return []
    return [kind for kind in InsuranceKind if required & kind and not row.insured & kind]
