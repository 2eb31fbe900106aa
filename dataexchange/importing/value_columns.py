"""Columns of days, months, amounts and counts."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from dataexchange.importing.columns import WHOLE_NUMBER, Column, wrong
from dataexchange.importing.faults import excerpt

DAY = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))")
DATE_CELL = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?")
SERIAL = re.compile(r"\d{1,7}")
EARLIEST_YEAR = 1900


def excel_day(serial: int) -> date | None:
    """The day of an Excel serial number (1900 system, whose day 60 does not exist)."""
    if not 1 <= serial <= 2958465 or serial == 60:
        return None
    return date(1899, 12, 31 if serial < 60 else 30) + timedelta(days=serial)


@dataclass(frozen=True, kw_only=True)
class Day(Column):
    """A day. ``dated``: the day the statement is about; after the business date the row waits for a later night."""

    dated: bool = False
    spelling: ClassVar[object] = _("a day: 2026-05-12, 2026/5/12, 2026年5月12日 or 20260512")

    def parse(self, text: str) -> object:
        if text.isascii() or "年" in text:
            found = DAY.fullmatch(text)
            if found:
                year, month, day = (int(part) for part in found.groups() if part is not None)
                try:
                    value = date(year, month, day)
                except ValueError:
                    value = None
                if value and value.year >= EARLIEST_YEAR:
                    return value
        return wrong("not_a_day", value=excerpt(text))

    def from_number(self, text: str) -> object:
        whole = WHOLE_NUMBER.fullmatch(text)
        text = whole[1] if whole else text
        if SERIAL.fullmatch(text):
            return excel_day(int(text)) or wrong("not_a_day", value=text)
        return self.parse(text)

    def from_date(self, text: str) -> object:
        found = DATE_CELL.fullmatch(text)
        return self.parse(found[1] if found else text)


MONTH = re.compile(r"(\d{4})(?:-(\d{1,2})|年(\d{1,2})月|(\d{2}))")


@dataclass(frozen=True, kw_only=True)
class Month(Column):
    """A month, kept as its first day; a day cell of a workbook means the month it lies in."""

    spelling: ClassVar[object] = _("a month: 2026-05, 202605 or 2026年5月")

    def parse(self, text: str) -> object:
        found = MONTH.fullmatch(text) if text.isascii() or "年" in text else None
        if found:
            year, month = (int(part) for part in found.groups() if part is not None)
            if year >= EARLIEST_YEAR and 1 <= month <= 12:
                return date(year, month, 1)
        return wrong("not_a_month", value=excerpt(text))

    def from_number(self, text: str) -> object:
        whole = WHOLE_NUMBER.fullmatch(text)
        return self.parse(whole[1] if whole else text)

    def from_date(self, text: str) -> object:
        found = DATE_CELL.fullmatch(text)
        return self.parse(found[1][:7] if found else text)


YEAR = re.compile(r"(\d{4})年?")


@dataclass(frozen=True, kw_only=True)
class Year(Column):
    """A year of four digits."""

    spelling: ClassVar[object] = _("a year: 2026")

    def parse(self, text: str) -> object:
        found = YEAR.fullmatch(text) if text.removesuffix("年").isascii() else None
        if found and EARLIEST_YEAR <= int(found[1]) <= 2999:
            return int(found[1])
        return wrong("not_a_year", value=excerpt(text))

    def from_number(self, text: str) -> object:
        whole = WHOLE_NUMBER.fullmatch(text)
        return self.parse(whole[1] if whole else text)


AMOUNT = re.compile(r"-?(?:\d{1,10}|\d{1,3}(?:,\d{3}){1,3})(?:\.\d{1,2})?", re.ASCII)
STORED = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?", re.ASCII)
CENT = Decimal("0.01")
# A workbook keeps binary fractions: 4500.1 + 0.2 is stored as 4500.299999999999. Nearer than this it is the cent.
ROUNDING = Decimal("0.000001")


def stored_amount(text: str) -> Decimal | None:
    """The amount that a number cell shows, when it is one of two decimals."""
    if not STORED.fullmatch(text):
        return None
    exact = Decimal(text)
    if abs(exact) >= 10**10:
        return None
    cents = exact.quantize(CENT)
    return cents if abs(exact - cents) <= ROUNDING else None


@dataclass(frozen=True, kw_only=True)
class Money(Column):
    """Yuan with at most two decimals; commas only where they part thousands; no sign but minus."""

    negative: bool = True
    fault: ClassVar[str] = "not_money"
    spelling: ClassVar[object] = _("an amount in yuan with at most two decimals")

    def parse(self, text: str) -> object:
        if AMOUNT.fullmatch(text):
            return self.bounded(Decimal(text.replace(",", "")).quantize(CENT), text)
        return wrong("money_unit" if "万" in text or "千" in text else self.fault, value=excerpt(text))

    def from_number(self, text: str) -> object:
        amount = stored_amount(text)
        return wrong(self.fault, value=excerpt(text)) if amount is None else self.bounded(amount, text)

    def bounded(self, amount: Decimal, text: str) -> object:
        if amount < 0 and not self.negative:
            return wrong("negative", value=excerpt(text))
        return amount


@dataclass(frozen=True, kw_only=True)
class Quantity(Money):
    """Hours or days: not negative, at most two decimals."""

    negative: bool = False
    high: int = 999999
    fault: ClassVar[str] = "not_a_quantity"
    spelling: ClassVar[object] = _("a number with at most two decimals")

    def bounded(self, amount: Decimal, text: str) -> object:
        if amount > self.high:
            return wrong("out_of_range", value=excerpt(text), low=0, high=self.high)
        return super().bounded(amount, text)


COUNT = re.compile(r"\d{1,9}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Count(Column):
    """A whole number, not negative."""

    high: int = 999_999_999
    spelling: ClassVar[object] = _("a whole number")

    def parse(self, text: str) -> object:
        if not COUNT.fullmatch(text):
            return wrong("not_a_count", value=excerpt(text))
        if int(text) > self.high:
            return wrong("out_of_range", value=text, low=0, high=self.high)
        return int(text)

    def from_number(self, text: str) -> object:
        whole = WHOLE_NUMBER.fullmatch(text)
        return self.parse(whole[1] if whole else text)


FLAGS = {"是": True, "有": True, "1": True, "Y": True, "否": False, "无": False, "0": False, "N": False}


@dataclass(frozen=True, kw_only=True)
class InsuredOrBase(Column):
    """A column of a wide insurance file: yes or no, or the base the contribution was paid on."""

    spelling: ClassVar[object] = _("是/否, 有/无, 1/0, Y/N, or the contribution base in yuan")

    def parse(self, text: str) -> object:
        flag = FLAGS.get(text.upper())
        if flag is not None:
            return flag
        amount = stored_amount(text.replace(",", "")) if AMOUNT.fullmatch(text) else None
        return self.base(amount, text)

    def from_number(self, text: str) -> object:
        return self.base(stored_amount(text), text)

    def base(self, amount: Decimal | None, text: str) -> object:
        if amount is None:
            return wrong("not_insured_or_base", value=excerpt(text))
        if amount < 0:
            return wrong("negative", value=excerpt(text))
        return bool(amount) if amount in (0, 1) else amount
