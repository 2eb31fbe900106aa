"""Columns of codes and document numbers: ``core.codes`` judges them, and a nonconforming code only warns."""

import re
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from core import codes
from dataexchange.importing.columns import Column, Flawed, wrong
from dataexchange.importing.faults import excerpt


def judged(code: codes.Code) -> object:
    """A code of the right shape: kept in capitals, with a warning where it fails its standard even so."""
    if code.answer is codes.Answer.VALID or code.reason is codes.Reason.MIXED_CASE:
        return code.value
    if code.suggestion:
        return Flawed(code.value, {"code": "nonconforming_meant", "value": code.value, "suggestion": code.suggestion})
    return Flawed(code.value, {"code": "nonconforming_code", "value": code.value})


# What forms are told to enter where there is no code (书面审查: 无组织机构代码填“无”).
NO_CODE = frozenset(("无", "-", "--", "—", "——", "/", "\\"))


DIGITS_AND_X = re.compile(r"[0-9]{17}[0-9X]")


def is_identity(value: str) -> bool:
    """Whether a person's number stands (perhaps with a suffix) where a unit's should: it may not be kept in the clear.

    Nothing sound is lost: no unified code has a day of birth where an identity number has one.
    """
    person = value[:18]
    return (
        DIGITS_AND_X.fullmatch(person) is not None and codes.resident_id_valid(person) and not codes.uscc_valid(value)
    )


@dataclass(frozen=True, kw_only=True)
class Code(Column):
    """An organization code or a unified social credit code, told apart by their length."""

    empty: ClassVar[object] = ""
    spelling: ClassVar[object] = _("organization code (9 characters) or unified social credit code (18), as text")

    def tidy(self, text: str) -> str:
        return "" if text.strip() in NO_CODE else text.strip()

    def parse(self, text: str) -> object:
        value = codes.normalise(text)
        if not value:
            return self.empty
        if is_identity(value):
            return wrong("code_is_identity")
        code = codes.uscc(text) if len(value) == 18 else codes.org_code(text)
        return wrong("code_malformed", value=excerpt(text)) if code.answer is codes.Answer.MALFORMED else judged(code)

    def from_number(self, text: str) -> object:
        return wrong("code_as_number")


@dataclass(frozen=True, kw_only=True)
class RegistrationNo(Code):
    """The number of a business licence: 15 digits (GS 15), 13 before; one that became a unified code is one."""

    spelling: ClassVar[object] = _("registration number (15 digits, old ones 13), as text")

    def parse(self, text: str) -> object:
        value = codes.normalise(text)
        if not value:
            return self.empty
        if len(value) == 18:
            return super().parse(text)
        code = codes.registration_no(text)
        if code.answer is codes.Answer.MALFORMED:
            return wrong("registration_malformed", value=excerpt(text))
        return judged(code)


OLD_TAXPAYER = re.compile(r"[0-9]{6}[0-9A-Z]{9,14}")


@dataclass(frozen=True, kw_only=True)
class TaxpayerNo(Code):
    """A code, or the old number: six digits of the division and the organization code, with a suffix for branches.

    Individuals were registered under their identity number; that one may not stand in the clear, so it is refused.
    """

    spelling: ClassVar[object] = _("taxpayer number (a code, or 15 to 20 characters), as text")

    def parse(self, text: str) -> object:
        value = codes.normalise(text)
        if not value:
            return self.empty
        if len(value) in (9, 18) or is_identity(value):
            return super().parse(text)
        if not OLD_TAXPAYER.fullmatch(value):
            return wrong("taxpayer_malformed", value=excerpt(text))
        return value


@dataclass(frozen=True, kw_only=True)
class Identity(Column):
    """The number of a person's document. Whether it is sound depends on the kind of document: the spec's step says."""

    sensitive: bool = True
    empty: ClassVar[object] = ""
    repeats: ClassVar[bool] = False
    spelling: ClassVar[object] = _("identity number (18 characters), or the number of the document named, as text")

    def tidy(self, text: str) -> str:
        return codes.normalise(text)

    def parse(self, text: str) -> object:
        return text

    def from_number(self, text: str) -> object:
        return wrong("id_as_number")

    def from_date(self, text: str) -> object:
        return wrong("id_as_number")

    def from_bool(self, text: str) -> object:
        return wrong("id_as_number")
