"""Codes of organizations and people, judged by their standards, with three answers.

``valid`` satisfies the standard. ``nonconforming`` has the right shape and fails the standard: some codes were issued
so, therefore it warns and asks for a reason, and is never refused. ``malformed`` cannot be such a code at all.

GB 11714-1997 organization code; GB 32100-2015 unified social credit code, with the pairs of its amendment of 2016;
GS 15-2006 registration number; GB 11643 identity number. ``today`` is always an argument.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core import suggestions
from core.code_arithmetic import (
    OLDEST,
    PROVINCES,
    USCC_ALPHABET,
    USCC_PAIRS,
    birth_bounds,
    extend_legacy,
    org_check,
    org_code_valid,
    real_day,
    registration_check,
    registration_no_valid,
    resident_birth,
    resident_check,
    resident_id_valid,
    resident_is_male,
    uscc_check,
    uscc_valid,
)

__all__ = [
    "Answer", "Code", "Kind", "Reason", "any_code", "display_org_code", "embedded_org_code", "extend_legacy",
    "normalise", "normalise_resident_id", "org_check", "org_code", "org_code_valid", "registration_check",
    "registration_no", "registration_no_valid", "resident_birth", "resident_check", "resident_id",
    "resident_id_valid", "resident_is_male", "uscc", "uscc_check", "uscc_valid",
]  # fmt: skip


class Kind(TextChoices):
    """What a code is, as far as its shape tells."""

    ORG_CODE = "org_code", _("Organization code")
    TEMPORARY = "temporary_code", _("Temporary organization code")
    USCC = "uscc", _("Unified social credit code")
    REGISTRATION = "registration_no", _("Registration number")
    OLD_REGISTRATION = "old_registration_no", _("Old registration number")
    RESIDENT = "resident", _("Identity number")
    UNKNOWN = "unknown", _("Unknown")


class Answer(TextChoices):
    """The three answers; each has its own shape and colour on screen."""

    VALID = "valid", _("Valid")
    NONCONFORMING = "nonconforming", _("Nonconforming")
    MALFORMED = "malformed", _("Malformed")


class Reason(TextChoices):
    """Why a code got its answer: a sentence with places for what the code's own characters say."""

    NONE = "", ""
    NO_CHECK = "no_check", _("Old registration numbers of 13 digits have no check digit: only the shape was looked at.")
    LEGACY = "legacy", _("An identity number of 15 digits has no check character: it was extended to 18.")
    EMPTY = "empty", _("Nothing is written here.")
    SHAPE = "shape", _("No code has this length or these characters: %(length)s characters after tidying up.")
    MIXED_CASE = "mixed_case", _("Capital and small letters are mixed: the certificate has capitals only.")
    CHECK = "check", _("The check character is %(found)s, but the standard gives %(expected)s.")
    NOUGHTS = "noughts", _("Nine noughts are a placeholder, not an organization code.")
    TEMPORARY = "temporary", _("A ninth character B marks a temporary code of a branch, made for censuses.")
    LETTER = "letter", _("The letters I, O, S, V and Z do not occur in a unified code.")
    PAIR = "pair", _("Characters 1 and 2 (%(found)s) name no registering authority and kind of organization.")
    DIVISION = "division", _("Characters 3 to 8 must be the six digits of a division.")
    PROVINCE = "province", _("The first two digits (%(found)s) belong to no province.")
    BIRTH = "birth", _("The day of birth in this number does not exist.")
    FUTURE = "future", _("The day of birth in this number lies in the future.")
    AGE = "age", _("The day of birth in this number lies more than %(limit)s years back.")


@dataclass(frozen=True, slots=True)
class Code:
    """One judged code. ``value`` is what to store: normalised, identity numbers with 18 characters."""

    value: str
    kind: Kind
    answer: Answer
    reason: Reason = Reason.NONE
    details: tuple[tuple[str, Any], ...] = ()
    suggestions: tuple[str, ...] = ()

    @property
    def suggestion(self) -> str:
        """The one best suggestion; empty where there is none or where several are as good."""
        return self.suggestions[0] if len(self.suggestions) == 1 else ""

    @property
    def sentence(self) -> str:
        """The reason in the reader's language; empty when there is nothing to say."""
        return str(self.reason.label) % dict(self.details) if self.reason else ""

    @property
    def is_valid(self) -> bool:
        return self.answer is Answer.VALID


# White space, hyphens and dashes of all kinds, marks of no width, the apostrophe that spreadsheets put before digits.
_DROPPED = re.compile(r"[\s\-\u00ad\u200b-\u200f\u2010-\u2015\u2212\u2060\ufeff'\u2018\u2019`]+")
_SHAPED = re.compile(r"[0-9A-Z]+")
_MIXED_CASE = re.compile(r"(?=.*[a-z]).*[A-Z]")


def normalise(text: str) -> str:
    """Tidy a code: half-width, no blanks, no hyphens, capitals. What is stored, compared and hashed is this."""
    return _tidy(text).upper()


def _tidy(text: str) -> str:
    """``normalise`` but for the case of letters; letters outside ASCII stay, so that they are seen to be wrong."""
    if text.isascii() and text.isalnum():
        return text
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text))


def normalise_resident_id(text: str) -> str:
    """Tidy an identity number and extend 15 digits to 18: one person, one key."""
    number = normalise(text)
    return extend_legacy(number) if len(number) == 15 and number.isascii() and number.isdigit() else number


def display_org_code(code: str) -> str:
    """An organization code as certificates print it: ``XXXXXXXX-X``."""
    return f"{code[:8]}-{code[8]}" if len(code) == 9 else code


def embedded_org_code(code: str) -> str:
    """Characters 9-17 of a unified code: the organization code of the same unit."""
    return code[8:17]


def _empty_or_shapeless(text: str, kind: Kind) -> Code:
    value = normalise(text)
    if not value:
        return Code("", kind, Answer.MALFORMED, Reason.EMPTY)
    return Code(value, kind, Answer.MALFORMED, Reason.SHAPE, (("length", len(value)),))


def _bad(value: str, kind: Kind, reason: Reason, meant: tuple[str, ...], **details: Any) -> Code:
    return Code(value, kind, Answer.NONCONFORMING, reason, tuple(details.items()), meant)


def _fits(value: str, length: int) -> bool:
    return len(value) == length and _SHAPED.fullmatch(value) is not None


def org_code(text: str) -> Code:
    """Judge an organization code (GB 11714). A census code ending in B is temporary and never valid."""
    tidy = _tidy(text)
    value = tidy.upper()
    if not tidy.isascii() or not _fits(value, 9):
        return _empty_or_shapeless(text, Kind.ORG_CODE)
    if value[8] == "B":
        return _bad(value, Kind.TEMPORARY, Reason.TEMPORARY, ())
    if value == "000000000":
        return _bad(value, Kind.ORG_CODE, Reason.NOUGHTS, ())
    if not org_code_valid(value):
        expected = org_check(value[:8])
        found = suggestions.for_org_code(value)
        return _bad(value, Kind.ORG_CODE, Reason.CHECK, found, found=value[8], expected=expected)
    if _MIXED_CASE.match(tidy):
        return _bad(value, Kind.ORG_CODE, Reason.MIXED_CASE, (value,))
    return Code(value, Kind.ORG_CODE, Answer.VALID)


def uscc(text: str, *, home: str = "") -> Code:
    """Judge a unified social credit code (GB 32100). ``home`` ranks suggestions: the division digits usual here.

    Letters all small are a way of typing; capitals and small letters mixed are how some registers hold a code that
    was mangled: as written it does not conform, in capitals (``normalise``) it may.
    """
    tidy = _tidy(text)
    value = tidy.upper()
    if not tidy.isascii() or not _fits(value, 18):
        return _empty_or_shapeless(text, Kind.USCC)
    if uscc_valid(value):
        if _MIXED_CASE.match(tidy):
            return _bad(value, Kind.USCC, Reason.MIXED_CASE, (value,))
        return Code(value, Kind.USCC, Answer.VALID)
    found = suggestions.for_uscc(value, home)
    if not set(value) <= set(USCC_ALPHABET):
        return _bad(value, Kind.USCC, Reason.LETTER, found)
    if value[:2] not in USCC_PAIRS:
        return _bad(value, Kind.USCC, Reason.PAIR, found, found=value[:2])
    if not value[2:8].isdigit():
        return _bad(value, Kind.USCC, Reason.DIVISION, found)
    return _bad(value, Kind.USCC, Reason.CHECK, found, found=value[17], expected=uscc_check(value[:17]))


def registration_no(text: str) -> Code:
    """Judge a registration number: 15 digits by GS 15, or 13 digits of the time before, which carry no check."""
    value = normalise(text)
    if not value.isascii() or not value.isdigit() or len(value) not in (13, 15):
        return _empty_or_shapeless(text, Kind.REGISTRATION)
    if len(value) == 13:
        return Code(value, Kind.OLD_REGISTRATION, Answer.VALID, Reason.NO_CHECK)
    if registration_no_valid(value):
        return Code(value, Kind.REGISTRATION, Answer.VALID)
    found = suggestions.for_registration_no(value)
    expected = registration_check(value[:14])
    return _bad(value, Kind.REGISTRATION, Reason.CHECK, found, found=value[14], expected=expected)


_RESIDENT = re.compile(r"[0-9]{17}[0-9X]|[0-9]{15}")


def resident_id(text: str, today: date | None = None, *, oldest: int | None = OLDEST) -> Code:
    """Judge an identity number (GB 11643), 18 characters or the 15 digits of before 2013.

    With ``today`` a birth in the future, or more than ``oldest`` years back, does not conform either.
    """
    tidy = normalise(text)
    if not _RESIDENT.fullmatch(tidy):
        return _empty_or_shapeless(text, Kind.RESIDENT)
    legacy = len(tidy) == 15
    value = extend_legacy(tidy) if legacy else tidy
    if resident_id_valid(value, today, oldest):
        return Code(value, Kind.RESIDENT, Answer.VALID, Reason.LEGACY if legacy else Reason.NONE)
    found = () if legacy else suggestions.for_resident_id(value, lambda trial: resident_id_valid(trial, today, oldest))
    if value[:2] not in PROVINCES:
        return _bad(value, Kind.RESIDENT, Reason.PROVINCE, found, found=value[:2])
    birth = value[6:14]
    if not real_day(birth):
        return _bad(value, Kind.RESIDENT, Reason.BIRTH, found)
    earliest, latest = birth_bounds(today, oldest)
    if birth > latest:
        return _bad(value, Kind.RESIDENT, Reason.FUTURE, found)
    if birth < earliest:
        return _bad(value, Kind.RESIDENT, Reason.AGE, found, limit=oldest)
    expected = resident_check(value[:17])
    return _bad(value, Kind.RESIDENT, Reason.CHECK, found, found=value[17], expected=expected)


def any_code(text: str, today: date | None = None, *, home: str = "") -> Code:
    """Judge a code of unknown kind: by its length, and where two kinds share a length by which one it satisfies.

    Age is not judged here: the question is about the number, not about a living person.
    """
    value = normalise(text)
    if len(value) == 9:
        return org_code(text)
    if len(value) == 13:
        return registration_no(text)
    if len(value) == 15:
        company = registration_no(text)
        person = resident_id(text, today, oldest=None)
        return person if person.is_valid and not company.is_valid else company
    if len(value) == 18:
        person = resident_id(text, today, oldest=None)
        return person if person.is_valid or _reads_as_person(value) else uscc(text, home=home)
    return _empty_or_shapeless(text, Kind.UNKNOWN)


def _reads_as_person(value: str) -> bool:
    """18 characters that no registering authority issues, or whose middle is a day of birth in living memory.

    One mistyped identity number in 31 satisfies GB 32100 by chance; it may not be shown as an organization's, so the
    division and the organization code inside must be sound too.
    """
    if not _RESIDENT.fullmatch(value):
        return False
    born = value[6:8] in ("19", "20") and real_day(value[6:14])
    if uscc_valid(value):
        return born and not (value[2:4] in PROVINCES and org_code_valid(embedded_org_code(value)))
    return born or value[:2] not in USCC_PAIRS
