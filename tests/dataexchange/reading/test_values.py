"""Numbers, days and formats of a workbook as text."""

import pytest

from dataexchange.importing.reading import values


@pytest.mark.parametrize(
    "stored, shown",
    [
        ("0", "0"),
        ("10014", "10014"),
        ("13900000000", "13900000000"),
        ("13900000000.0", "13900000000"),
        ("1.39E10", "13900000000"),
        ("4500.5", "4500.5"),
        ("4500.50", "4500.5"),
        ("3456.7800000000002", "3456.78"),
        ("0.1", "0.1"),
        ("-12.30", "-12.3"),
        ("-5", "-5"),
        ("1e-05", "0.00001"),
        ("-0.0", "0"),
        ("007", "7"),
        (" 12 ", "12"),
        ("123456789012345", "123456789012345"),
        ("5.1010019000101e+17", "5.1010019000101E+17"),
        ("510199199001011234", "5.10199199001011E+17"),
        ("1000000000000000", "1E+15"),
        ("NaN", None),
        ("INF", None),
        ("1e400", None),
        ("1_0", None),
        ("１２", None),
        ("١٢", None),
        ("12,5", None),
        ("0x10", None),
        ("", None),
    ],
)
def test_number_is_spelt_as_the_sheet_shows_it(stored, shown):
    assert values.number_text(stored) == shown


@pytest.mark.parametrize(
    "code, kind",
    [
        ("General", ""),
        ("G/通用格式", ""),
        ("0.00E+00", ""),
        ("#,##0.00_ ;[Red]\\-#,##0.00\\ ", ""),
        ('"人民币"#,##0.00', ""),
        ("[$¥-804]#,##0", ""),
        ("@", ""),
        ("0.0%", ""),
        ('0"天"', ""),
        ("yyyy-mm-dd", "d"),
        ("m/d/yy h:mm", "d"),
        ('yyyy"年"m"月"d"日";@', "d"),
        ('[DBNum1][$-804]yyyy"年"m"月"', "d"),
        ('e"年"m"月"', "d"),
        ("mmm-yy", "d"),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "d"),
        ("h:mm:ss AM/PM", "t"),
        ("mm:ss.0", "t"),
        ("[h]:mm:ss", "l"),
    ],
)
def test_format_tells_days_from_numbers(code, kind):
    assert values.kind_of_format(code) == kind


@pytest.mark.parametrize(
    "serial, since_1904, day",
    [
        ("1", False, "1900-01-01"),
        ("59", False, "1900-02-28"),
        ("60", False, None),
        ("61", False, "1900-03-01"),
        ("46154", False, "2026-05-12"),
        ("46154.75", False, "2026-05-12"),
        ("44692", True, "2026-05-12"),
        ("0", False, None),
        ("-5", False, None),
        ("-5", True, None),
        ("2958465", False, "9999-12-31"),
        ("99999999", False, None),
        ("1e300", False, None),
    ],
)
def test_day_exists_or_is_none(serial, since_1904, day):
    assert values.day_text(serial, since_1904=since_1904) == day


@pytest.mark.parametrize("letters, number", [("A", 0), ("Z", 25), ("AA", 26), ("GR", 199), ("XFD", 16383)])
def test_columns_are_counted_from_nought(letters, number):
    assert values.column_number(letters) == number
    assert values.column_letters(number) == letters


@pytest.mark.parametrize("letters", ["", "XFE", "AAAA", "a", "Ａ", "1"])
def test_what_names_no_column(letters):
    assert values.column_number(letters) == -1


@pytest.mark.parametrize(
    "written, meant",
    [
        ("_x000D_", "\n"),
        ("甲_x000D_\n乙", "甲\n乙"),
        ("_x0000_", "\0"),
        ("_x005F_x0041_", "_x0041_"),
        ("_xD83D__xDE00_", "😀"),
        ("_xD83D_", "\ud83d"),
        ("a_x1_b", "a_x1_b"),
    ],
)
def test_escapes_are_undone(written, meant):
    assert values.unescaped(written) == meant
