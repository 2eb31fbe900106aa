"""Everything a row can be told, as a closed list: what is wrong, and how it is mended.

A problem is a dict ``{"code", "field", "column", …values}`` that can be kept as JSON: ``column`` is the heading as the
file has it. It becomes a sentence only when somebody reads it, in his language. An identity number or a telephone
number is never among the values, only its mask.

A *fault* makes the row invalid (or, where its text says so, a conflict); a *warning* stands beside the verdict.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import privacy

Problem = dict[str, Any]

LONGEST_EXCERPT = 40
NUMBER = re.compile(r"[0-9\uff10-\uff19]{15,17}[0-9\uff10-\uff19Xx]?")

FAULTS: dict[str, object] = {
    # the cell itself
    "required": _("%(column)s is empty; it must be filled in."),
    "one_of": _("One of these must be filled in: %(columns)s."),
    "id_as_number": _(
        "%(column)s was turned into a number by the spreadsheet and its last digits are lost; "
        "format the column as text and enter it again."
    ),
    "code_as_number": _(
        "%(column)s was turned into a number by the spreadsheet, which may drop zeros at the front and digits at the "
        "end; format the column as text and enter it again."
    ),
    "error_cell": _("%(column)s holds the error value %(value)s; enter the value itself."),
    "no_value": _("%(column)s holds a formula without a calculated result; calculate, save, or enter the value."),
    "merged": _("%(column)s is part of a merged cell; undo the merge and fill in every row."),
    "bool_cell": _("%(column)s holds the truth value %(value)s; enter it as text."),
    "date_cell": _("%(column)s was turned into a day (%(value)s) by the spreadsheet; format the column as text."),
    "long_cell": _("%(column)s has more characters than a cell may hold."),
    "too_long": _("%(column)s has %(length)s characters; at most %(limit)s are kept."),
    "bad_character": _("%(column)s holds a character that is no text (%(character)s); enter it again."),
    "ragged": _("The row has %(found)s cells, but the headings name %(expected)s; no cell of it was read."),
    # types
    "not_a_day": _("“%(value)s” in %(column)s is no day of the calendar; write it like 2026-05-12."),
    "not_a_month": _("“%(value)s” in %(column)s is no month; write it like 2026-05."),
    "not_a_year": _("“%(value)s” in %(column)s is no year; write it like 2026."),
    "not_money": _(
        "“%(value)s” in %(column)s is no amount in yuan; write digits with at most two decimals, like 4500.00."
    ),
    "money_unit": _("“%(value)s” in %(column)s is not in yuan; write the full amount in digits."),
    "negative": _("“%(value)s” in %(column)s must not be negative."),
    "not_a_count": _("“%(value)s” in %(column)s is no whole number."),
    "not_a_quantity": _("“%(value)s” in %(column)s is no number with at most two decimals."),
    "out_of_range": _("“%(value)s” in %(column)s must lie between %(low)s and %(high)s."),
    "not_insured_or_base": _("“%(value)s” in %(column)s is neither 是 or 否 nor a contribution base in yuan."),
    "not_in_list": _("“%(value)s” in %(column)s is not in the list: %(words)s."),
    # codes and documents
    "code_malformed": _(
        "“%(value)s” in %(column)s is neither an organization code (9 characters) nor a unified social credit code "
        "(18 characters)."
    ),
    "registration_malformed": _("“%(value)s” in %(column)s is no registration number (15 or 13 digits)."),
    "taxpayer_malformed": _("“%(value)s” in %(column)s is no taxpayer number (a code, or 15 to 20 characters)."),
    "code_is_identity": _("%(column)s holds a person's identity number; give the unified social credit code."),
    "id_shape": _("%(column)s (%(mask)s) has %(length)s characters; an identity number has 18, an old one 15."),
    "id_province": _("%(column)s (%(mask)s) fails the standard: its first two digits belong to no province."),
    "id_birth": _("%(column)s (%(mask)s) fails the standard: the day of birth in it does not exist."),
    "id_future": _("%(column)s (%(mask)s) fails the standard: the day of birth in it lies in the future."),
    "id_age": _("%(column)s (%(mask)s) fails the standard: the day of birth in it lies too far back."),
    "id_check": _("%(column)s (%(mask)s) fails its check character: one of its digits is mistyped."),
    "document_malformed": _("%(column)s (%(mask)s) is no document number: 4 to 30 letters and digits."),
    "document_unknown": _(
        "%(column)s (%(mask)s) is no identity number, and no worker of this employer has another document with it; "
        "fill in the kind of document."
    ),
    # one column against another, or against the delivery
    "month_differs": _("%(column)s is %(month)s, but the delivery is for %(period)s."),
    "year_differs": _("%(column)s is %(year)s, but the delivery is for %(period)s."),
    "as_of_unknown": _("%(column)s is empty, and the delivery names no day either."),
    "hired_after_as_of": _("The work begins (%(hired_on)s) after the day of the roster (%(as_of)s)."),
    "left_before_hired": _("The worker left (%(left_on)s) before the work began (%(hired_on)s)."),
    "end_before_start": _("The contract ends (%(end)s) before it begins (%(start)s)."),
    "end_on_open_ended": _("An open-ended contract has no last day, but %(column)s says %(end)s."),
    "fixed_without_end": _("A fixed-term contract needs its last day: %(column)s is empty."),
    "ended_on_missing": _("An early or regular termination needs its day: %(column)s is empty."),
    # said by the match against the archive
    "shared_code": _(
        "The employer's number belongs to several archives (R06); settle whose it is, then deliver the row again."
    ),
    "two_employers": _("The two codes of this row belong to two different employers."),
    "contradicts": _("Rows of this file say different things of the same thing; none of them was taken."),
    "instalments_differ": _(
        "Rows of one worker and month contradict each other: in instalments the amount payable is repeated, "
        "and paid at once there is one row."
    ),
}

WARNINGS: dict[str, object] = {
    "nonconforming_code": _("“%(value)s” in %(column)s does not conform to its standard; it was kept as delivered."),
    "nonconforming_meant": _(
        "“%(value)s” in %(column)s does not conform to its standard; it was kept as delivered. Meant perhaps: "
        "%(suggestion)s."
    ),
    "hired_before_born": _("The work begins (%(hired_on)s) before the day of birth in the identity number."),
    "hired_under_age": _("The work begins (%(hired_on)s) before the worker is %(age)s years old."),
    "sex_differs": _("%(column)s does not agree with the identity number; the number was followed."),
    "read_later": _("%(column)s is later than the data of today; the night of %(night)s is the first to read it."),
    "as_of_differs": _("%(column)s is %(as_of)s, but the delivery says %(delivery)s; the row was followed."),
    "end_on_task": _("A contract until a task is completed has no fixed last day, but %(column)s says %(end)s."),
    "ended_before_start": _("The contract ended (%(ended_on)s) before it began (%(start)s)."),
    "employer_name_differs": _("The archive calls this employer “%(archive)s”, the row says “%(value)s”."),
    "older_than_standing": _("What stands is of %(standing)s; this statement is of %(stated)s."),
}


def problem(code: str, field: str, **values: Any) -> Problem:
    """Say ``code`` about ``field``; the checker adds the heading that the file gives it."""
    return {"code": code, "field": field, **values}


def excerpt(text: str) -> str:
    """The beginning of what a cell says, short enough for a sentence.

    In a file whose columns slipped an identity number may stand anywhere: whatever looks like one is masked.
    """
    text = NUMBER.sub(lambda found: privacy.mask_number(found[0]), text)
    return text if len(text) <= LONGEST_EXCERPT else text[: LONGEST_EXCERPT - 1] + "…"


def is_warning(found: Problem) -> bool:
    return found["code"] in WARNINGS


def sentence(found: Problem, *, row: int | None = None) -> str:
    """What is wrong and how it is mended, in the language of now."""
    code = found["code"]
    text = str(FAULTS.get(code) or WARNINGS.get(code) or code) % {"column": found.get("field", ""), **found}
    return gettext("Row %(row)s: %(sentence)s") % {"row": row, "sentence": text} if row is not None else text


def sentences(found: Iterable[Problem], *, row: int | None = None) -> str:
    """All that is said of a row, as one text for the column of reasons."""
    text = ""
    for said in (sentence(each) for each in found):
        text = gettext("%(one)s %(next)s") % {"one": text, "next": said} if text else said
    return gettext("Row %(row)s: %(sentence)s") % {"row": row, "sentence": text} if row is not None and text else text
