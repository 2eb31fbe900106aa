"""What each type of column reads, what it refuses, and what a workbook's own types do to it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dataexchange.importing.cells import (
    BoolCell,
    DateCell,
    ErrorCell,
    LongCell,
    MergedCell,
    NoValueCell,
    NumberCell,
)
from dataexchange.importing.code_columns import Code, Identity, RegistrationNo, TaxpayerNo
from dataexchange.importing.columns import Enumeration, Flawed, Number, PersonName, Phone, Text
from dataexchange.importing.value_columns import Count, Day, InsuredOrBase, Money, Month, Quantity, Year, excel_day
from tests.dataexchange import kit

DAY, MONTH, YEAR = (kind(field="x", heading="X") for kind in (Day, Month, Year))
MONEY, COUNT, QUANTITY = (kind(field="x", heading="X") for kind in (Money, Count, Quantity))
TEXT, NAME, PHONE, NUMBER = (kind(field="x", heading="X") for kind in (Text, PersonName, Phone, Number))
CODE, REGISTRATION, TAXPAYER, IDENTITY = (
    kind(field="x", heading="X") for kind in (Code, RegistrationNo, TaxpayerNo, Identity)
)
INSURED = InsuredOrBase(field="x", heading="X")
WORDS = Enumeration(field="x", heading="X", words={"固定期限": "fixed", "有固定期限": "fixed", "无固定期限": "open"})
ALL = (DAY, MONTH, YEAR, MONEY, COUNT, QUANTITY, TEXT, NAME, PHONE, NUMBER, CODE, REGISTRATION, TAXPAYER, IDENTITY,
       INSURED, WORDS)  # fmt: skip


def told(value):
    """The codes of what is said about a cell; nothing for a plain value."""
    return [problem["code"] for problem in value.problems] if isinstance(value, Flawed) else []


@pytest.mark.parametrize(
    "column, cell, value",
    [
        (DAY, "2026-05-12", date(2026, 5, 12)),
        (DAY, "2026/5/12", date(2026, 5, 12)),
        (DAY, "2026年5月12日", date(2026, 5, 12)),
        (DAY, " ２０２６０５１２ ", date(2026, 5, 12)),
        (DAY, "2024-02-29", date(2024, 2, 29)),
        (DAY, DateCell("2026-05-12"), date(2026, 5, 12)),
        (DAY, NumberCell("46154"), date(2026, 5, 12)),
        (DAY, NumberCell("59"), date(1900, 2, 28)),
        (DAY, NumberCell("61.0"), date(1900, 3, 1)),
        (DAY, NumberCell("20260512"), date(2026, 5, 12)),
        (MONTH, "2026-05", date(2026, 5, 1)),
        (MONTH, "202605", date(2026, 5, 1)),
        (MONTH, "2026年5月", date(2026, 5, 1)),
        (MONTH, NumberCell("202605"), date(2026, 5, 1)),
        (MONTH, DateCell("2026-05-31"), date(2026, 5, 1)),
        (YEAR, "2025", 2025),
        (YEAR, "2025年", 2025),
        (YEAR, NumberCell("2025"), 2025),
        (MONEY, "4500", Decimal("4500.00")),
        (MONEY, "-4,500.5", Decimal("-4500.50")),
        (MONEY, "１，２３４．５０", Decimal("1234.50")),
        (MONEY, NumberCell("4500.299999999999"), Decimal("4500.30")),
        (MONEY, NumberCell("1E-07"), Decimal("0.00")),
        (COUNT, "12", 12),
        (COUNT, NumberCell("12.0"), 12),
        (QUANTITY, "21.75", Decimal("21.75")),
        (TEXT, "  成都市\n示例路 ​1号 ", "成都市 示例路 1号"),
        (TEXT, NumberCell("5211.0"), "5211"),
        (TEXT, DateCell("2026-05-12"), "2026-05-12"),
        (NAME, "张　三", "张三"),
        (NAME, "阿依古丽・买买提", "阿依古丽·买买提"),
        (NAME, "John Smith", "John Smith"),
        (PHONE, NumberCell("13900000000.0"), "13900000000"),
        (PHONE, "028 - 8600 0000", "028-86000000"),
        (NUMBER, " 51 0199\u200b000001", "510199000001"),
        (CODE, kit.org_code(), kit.org_code()),
        (CODE, f"{kit.org_code()[:8]}－{kit.org_code()[8]}", kit.org_code()),
        (CODE, kit.uscc().lower(), kit.uscc()),
        (CODE, "无", ""),
        (REGISTRATION, "5101071234567", "5101071234567"),
        (REGISTRATION, kit.uscc(), kit.uscc()),
        (TAXPAYER, "510107" + kit.org_code(), "510107" + kit.org_code()),
        (TAXPAYER, kit.uscc(), kit.uscc()),
        (IDENTITY, "51019919900307001x", "51019919900307001X"),
        (IDENTITY, "510199 19900307\ufeff 0019", "510199199003070019"),
        (INSURED, "是", True),
        (INSURED, "N", False),
        (INSURED, "y", True),
        (INSURED, "0.00", False),
        (INSURED, "4,511.00", Decimal("4511.00")),
        (INSURED, NumberCell("1"), True),
        (WORDS, "有固定期限", "fixed"),
        (WORDS, "无固定期限（注）", "open"),
    ],
)
def test_reads(column, cell, value):
    assert column.read(cell) == value


@pytest.mark.parametrize(
    "column, cell, code",
    [
        (DAY, "2026-02-30", "not_a_day"),
        (DAY, "2026.5.12", "not_a_day"),
        (DAY, "12/05/2026", "not_a_day"),
        (DAY, "46154", "not_a_day"),
        (DAY, "0026-05-12", "not_a_day"),
        (DAY, "٢٠٢٦-٠٥-١٢", "not_a_day"),
        (DAY, NumberCell("60"), "not_a_day"),
        (DAY, NumberCell("-5"), "not_a_day"),
        (DAY, NumberCell("99999999"), "not_a_day"),
        (DAY, DateCell("60"), "not_a_day"),
        (MONTH, "2026-13", "not_a_month"),
        (MONTH, "2026-05-01", "not_a_month"),
        (MONTH, NumberCell("46154"), "not_a_month"),
        (YEAR, "25", "not_a_year"),
        (MONEY, "4.500.00", "not_money"),
        (MONEY, "45,00", "not_money"),
        (MONEY, "1,2345.00", "not_money"),
        (MONEY, "+45", "not_money"),
        (MONEY, "¥45", "not_money"),
        (MONEY, "45.125", "not_money"),
        (MONEY, "1_0", "not_money"),
        (MONEY, "Infinity", "not_money"),
        (MONEY, "1E+9999999", "not_money"),
        (MONEY, "٤٥٠٠", "not_money"),
        (MONEY, "1.2万", "money_unit"),
        (MONEY, NumberCell("nan"), "not_money"),
        (MONEY, NumberCell("45.125"), "not_money"),
        (MONEY, NumberCell("1E+20"), "not_money"),
        (MONEY, DateCell("2026-05-12"), "date_cell"),
        (COUNT, "12.5", "not_a_count"),
        (COUNT, "-1", "not_a_count"),
        (COUNT, "十二", "not_a_count"),
        (QUANTITY, "-1", "negative"),
        (TEXT, "字" * 201, "too_long"),
        (NUMBER, NumberCell("510199000001"), "code_as_number"),
        (CODE, NumberCell("202461497"), "code_as_number"),
        (CODE, "12345", "code_malformed"),
        (CODE, kit.resident(), "code_is_identity"),
        (CODE, "一二三四五六七八九", "code_malformed"),
        (REGISTRATION, "123", "registration_malformed"),
        (TAXPAYER, "510107", "taxpayer_malformed"),
        (TAXPAYER, kit.resident(), "code_is_identity"),
        (TAXPAYER, kit.resident() + "01", "code_is_identity"),
        (IDENTITY, NumberCell("5.1019919900307E+17"), "id_as_number"),
        (IDENTITY, DateCell("2026-05-12"), "id_as_number"),
        (INSURED, "也许", "not_insured_or_base"),
        (INSURED, "-5", "negative"),
        (WORDS, "口头", "not_in_list"),
    ],
)
def test_refuses(column, cell, code):
    assert told(column.read(cell)) == [code]


@pytest.mark.parametrize("column", ALL, ids=lambda column: type(column).__name__)
class TestEveryType:
    @pytest.mark.parametrize(
        "cell, code",
        [
            (ErrorCell("#N/A"), "error_cell"),
            (NoValueCell(""), "no_value"),
            (MergedCell(""), "merged"),
            (LongCell("x"), "long_cell"),
            ("12\x00", "bad_character"),
            ("12\u202e", "bad_character"),
            ("12\ufffd", "bad_character"),
        ],
    )
    def test_refuses_what_is_no_value(self, column, cell, code):
        assert told(column.read(cell)) == [code]

    def test_refuses_half_a_surrogate_pair(self, column):
        assert told(column.read("12\ud800")) == ["bad_character"]

    def test_takes_blanks_for_an_empty_cell(self, column):
        assert [column.read(cell) for cell in ("", "  ", "\u3000\u200b\ufeff", "\n")] == [column.empty] * 4

    def test_says_when_it_must_be_filled(self, column):
        assert told(column.reader("标题", required=True)("")) == ["required"]
        assert column.reader("标题", required=False)("") == column.empty

    def test_takes_a_truth_value_only_as_text(self, column):
        said = told(column.read(BoolCell("TRUE")))
        assert said == ([] if type(column) in (Text, PersonName, Phone, Number) else said)
        assert said or isinstance(column, Text)

    @given(some.text(max_size=30))
    def test_never_breaks_down(self, column, text):
        value = column.read(text)
        assert not isinstance(value, Flawed) or all(problem["code"] for problem in value.problems)


def test_a_nonconforming_code_is_kept_and_told():
    wrong = kit.spoilt(kit.org_code())
    value = CODE.read(wrong)
    assert (value.value, told(value)) == (wrong, ["nonconforming_meant"]) or told(value) == ["nonconforming_code"]
    assert value.value == wrong


def test_small_and_capital_letters_mixed_are_sound_in_capitals():
    code = kit.org_code()
    assert CODE.read(code[0].lower() + code[1:]) == code


@given(some.dates(min_value=date(1900, 1, 1), max_value=date(2999, 12, 31)))
def test_every_spelling_of_a_day_is_the_day(day):
    spellings = (f"{day:%Y-%m-%d}", f"{day.year}/{day.month}/{day.day}", f"{day.year}年{day.month}月{day.day}日")
    assert {DAY.read(text) for text in (*spellings, f"{day:%Y%m%d}", DateCell(day.isoformat()))} == {day}


@given(some.dates(min_value=date(1900, 3, 1), max_value=date(2999, 12, 31)))
def test_an_excel_serial_is_its_day(day):
    assert excel_day((day - date(1899, 12, 30)) // timedelta(days=1)) == day


@given(some.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_an_amount_survives_every_spelling(amount):
    spellings = (str(amount), f"{amount:,}", f" {amount} ", NumberCell(repr(float(amount))))
    assert {MONEY.read(text) for text in spellings} == {amount}
