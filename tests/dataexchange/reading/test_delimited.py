"""Text tables: encodings, separators, quoting, and rows at fault."""

import pytest

from dataexchange.importing import reader
from dataexchange.importing.reading import characters
from tests.dataexchange.reading.building import (
    CODE,
    HEADINGS,
    NAME,
    NUMBER,
    SOUND_ROW,
    csv_text,
    is_heading,
    read,
    refusal_of,
    rows_of,
)

SOUND = [CODE, NAME, NUMBER, "2026-05-12", "4500.00"]
LONG_ADDRESS = "成都市锦江区某某街道某某路一百二十三号"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "delivered"


ENCODINGS = {
    "UTF-8": lambda text: text.encode(),
    "UTF-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "GB18030": lambda text: text.encode("gb18030"),
    "UTF-16 little": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "UTF-16 big": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
}


@pytest.mark.parametrize("encode", ENCODINGS.values(), ids=ENCODINGS.keys())
@pytest.mark.parametrize("delimiter", [",", "\t", ";"], ids=["comma", "tab", "semicolon"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"], ids=["crlf", "lf", "cr"])
def test_every_encoding_separator_and_line_end(path, encode, delimiter, end):
    text = csv_text(SOUND_ROW, SOUND_ROW).replace(",", delimiter).replace("\r\n", end)
    table = read(path, encode(text))
    assert (table.sheet, table.heading_row, table.headings) == ("", 1, list(HEADINGS))
    assert [(r.number, r.cells, r.fault) for r in table.rows] == [(2, SOUND, None), (3, SOUND, None)]


@pytest.mark.parametrize("name", ["名册.xlsx", "名册.xls", "名册", "名册.pdf"])
def test_the_suffix_is_not_asked(path, name):
    assert len(rows_of(path, csv_text(SOUND_ROW).encode(), name=name)) == 1


def test_rare_characters_of_gb18030(path):
    rows = rows_of(path, csv_text(SOUND_ROW.replace(NAME, "𠮷㐂䶮€")).encode("gb18030"))
    assert rows[0].cells[1] == "𠮷㐂䶮€"


def test_two_characters_that_look_like_utf_8_are_gb18030(path):
    """The two characters of 联通 are valid UTF-8 in their GB18030 spelling."""
    text = csv_text(*[SOUND_ROW.replace(NAME, "联通")] * 3, headings="姓名,身份证号码,,,")
    assert rows_of(path, text.encode("gb18030"))[2].cells[1] == "联通"


CELLS = {
    "quoted": ('"甲,乙"', "甲,乙"),
    "doubled quotation marks": ('"甲""乙"""', '甲"乙"'),
    "line break": ('"甲\n乙"', "甲\n乙"),
    "quotation mark within": ('5"管', '5"管'),
    "blanks": (" 甲 ", " 甲 "),
    "leading zeros": ("00010014", "00010014"),
    "scientific": ("5.1E+17", "5.1E+17"),
    "formula": ("=1+1", "=1+1"),
    "unicode line separator": ("甲\u2028乙", "甲\u2028乙"),
    "full-width": ("４５００", "４５００"),
    "empty": ("", ""),
    "quoted empty": ('""', ""),
}


@pytest.mark.parametrize("written, meant", CELLS.values(), ids=CELLS.keys())
def test_cell(path, written, meant):
    first, second = rows_of(path, csv_text(SOUND_ROW.replace("4500.00", written), SOUND_ROW).encode())
    assert (first.cells, first.fault, second.cells) == ([*SOUND[:4], meant], None, SOUND)
    assert type(first.cells[4]) is str


class TestHeadings:
    def test_title_lines_are_skipped(self, path):
        text = "2026年职工名册,,,,\n\n填报单位：某公司,,,,\n" + csv_text(SOUND_ROW)
        table = read(path, text.encode())
        assert (table.heading_row, [r.number for r in table.rows]) == (4, [5])

    def test_a_line_naming_the_separator_is_a_title(self, path):
        assert read(path, ("sep=;\r\n" + csv_text(SOUND_ROW).replace(",", ";")).encode()).headings == list(HEADINGS)

    def test_they_are_cleaned(self, path):
        text = csv_text(SOUND_ROW, headings='统一社会信用代码*,"姓\n名", 身份证\u200b号码,,')
        assert read(path, text.encode()).headings == [*HEADINGS[:3], "", ""]

    def test_trailing_separators_of_all_rows_are_columns_without_a_name(self, path):
        table = read(path, csv_text(SOUND_ROW + ",,", headings=",".join(HEADINGS) + ",,").encode())
        assert (table.headings, next(table.rows).fault) == ([*HEADINGS, "", ""], None)


FAULTS = {
    "too few cells": (f"{CODE},{NAME},{NUMBER},2026-05-12", {"code": "ragged", "found": 4, "expected": 5}),
    "too many cells": (SOUND_ROW + ",5", {"code": "ragged", "found": 6, "expected": 5}),
    "one separator too many": (SOUND_ROW + ",", {"code": "ragged", "found": 6, "expected": 5}),
    "over-long": (SOUND_ROW.replace(NAME, "长" * 32_768), {"code": "long_cell", "field": "姓名"}),
    "over-long in quotation marks": (
        SOUND_ROW.replace(NAME, '"' + "长,\n短" * 9_000 + '"'),
        {"code": "long_cell", "field": "姓名"},
    ),
    **{
        f"character {sign}": (
            SOUND_ROW.replace(NAME, f"甲{character}"),
            {"code": "bad_character", "field": "姓名", "character": sign},
        )
        for character, sign in {
            "\0": "U+0000",
            "\x0b": "U+000B",
            "\x1a": "U+001A",
            "\x7f": "U+007F",
            "\x85": "U+0085",
            "\u061c": "U+061C",
            "\u200e": "U+200E",
            "\u202d": "U+202D",
            "\u2069": "U+2069",
            "\ufffd": "U+FFFD",
        }.items()
    },
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("written, fault", FAULTS.values(), ids=FAULTS.keys())
def test_fault_of_one_row(path, encoding, written, fault):
    rows = rows_of(path, csv_text(SOUND_ROW, written, SOUND_ROW).encode(encoding))
    assert [r.fault for r in rows] == [None, fault, None]
    assert rows[2].cells == SOUND


@pytest.mark.parametrize(
    "data",
    [
        csv_text(SOUND_ROW.replace(NAME, "甲\udc00")).encode("utf-8", "surrogatepass"),
        b"\xff\xfe" + csv_text(SOUND_ROW.replace(NAME, "甲\udc00")).encode("utf-16-le", "surrogatepass"),
    ],
    ids=["UTF-8", "UTF-16"],
)
def test_a_lone_surrogate(path, data):
    assert rows_of(path, data)[0].fault == {"code": "bad_character", "field": "姓名", "character": "U+DC00"}


def test_offender_across_the_edge_of_two_blocks(path):
    """The three bytes of the character stand in different blocks as they are read."""
    for shift in range(4):
        filler = "x" * ((1 << 16) - len(csv_text("").encode()) - len(SOUND_ROW.encode()) - shift)
        long_rows = "\r\n".join(f"{filler[place : place + 50]},,,," for place in range(0, len(filler), 57))
        text = csv_text(long_rows, SOUND_ROW.replace(NAME, "\u202e"), SOUND_ROW)
        assert [r.number for r in rows_of(path, text.encode()) if r.fault] != []


@pytest.mark.parametrize("cell", ["甲\u202e", "甲\x85", "\ufffd", "\u061c", "\x00", "\x7f", "\u2067"])
def test_suspicion_and_proof_agree(cell):
    assert characters.offence(cell)
    assert characters.suspicious(cell.encode("utf-8", "surrogatepass"))


def test_plain_text_is_not_suspicious():
    assert not characters.suspicious("“甲”…—·（乙）㎡€\t\r\nabc".encode())


class TestRows:
    def test_blank_rows_are_counted_and_left_out(self, path):
        rows = rows_of(path, csv_text(SOUND_ROW, "", ",,,,", ",", SOUND_ROW).encode())
        assert [r.number for r in rows] == [2, 6]

    def test_a_row_of_several_lines_is_one_row(self, path):
        rows = rows_of(path, csv_text(SOUND_ROW.replace(NAME, '"甲\n乙"'), SOUND_ROW).encode())
        assert [r.number for r in rows] == [2, 3]

    def test_a_last_row_without_an_end_is_read(self, path):
        assert len(rows_of(path, csv_text(SOUND_ROW).rstrip().encode())) == 1

    def test_many_rows_come_as_a_stream(self, path):
        path.write_bytes(csv_text(*[SOUND_ROW] * 5_000).encode())
        table = reader.read(path, name="x", is_heading=is_heading)
        assert next(table.rows).number == 2
        assert sum(1 for _ in table.rows) == 4_999


REFUSED = {
    "no headings": (lambda: "甲,乙\n1,2\n".encode(), "no_headings", None),
    "no data": (lambda: csv_text().encode(), "no_rows", None),
    "only blank rows": (lambda: csv_text("", ",,,,").encode(), "no_rows", None),
    "quotation mark never closed": (lambda: csv_text(SOUND_ROW, f'"{SOUND_ROW}', SOUND_ROW).encode(), "quoting", 3),
    "text after a quotation mark": (lambda: csv_text(SOUND_ROW.replace(NAME, '"甲"乙')).encode(), "quoting", 2),
    "quotation mark missing in the headings": (lambda: ('"' + csv_text(SOUND_ROW)).encode(), "quoting", 1),
    "quotation mark missing before 5 MB": (
        lambda: csv_text(f'"{SOUND_ROW}', *[SOUND_ROW] * 80_000).encode(),
        "quoting",
        2,
    ),
    "mixed, UTF-8 first": (
        lambda: csv_text(SOUND_ROW).encode() + SOUND_ROW.encode("gb18030") + b"\r\n",
        "mixed_encoding",
        3,
    ),
    "mixed, with a mark": (
        lambda: csv_text(SOUND_ROW).encode("utf-8-sig") + SOUND_ROW.encode("gb18030") + b"\r\n",
        "mixed_encoding",
        3,
    ),
    "mixed, GB18030 first": (
        lambda: csv_text(SOUND_ROW).encode("gb18030") + f"{CODE},{LONG_ADDRESS},,,\r\n".encode(),
        "mixed_encoding",
        1,
    ),
    "mixed within a row": (
        lambda: csv_text(SOUND_ROW).encode("gb18030") + f"{CODE},".encode() + LONG_ADDRESS.encode() + b",,,\r\n",
        "mixed_encoding",
        1,
    ),
    "neither": (lambda: csv_text(SOUND_ROW).encode("gb18030") + b"\xff\xff,,,,\r\n", "encoding", 3),
    "UTF-8 cut within a character": (lambda: csv_text(SOUND_ROW).encode() + "甲".encode()[:2], "truncated", 3),
    "UTF-16 cut within a character": (lambda: csv_text(SOUND_ROW).encode("utf-16")[:-1], "encoding", 2),
    "201 headings": (
        lambda: csv_text("," * 200 + "x", headings="姓名,身份证号码" + ",x" * 199).encode(),
        "far_column",
        1,
    ),
    "cell beyond column 200": (lambda: csv_text(SOUND_ROW + "," * 200 + "x").encode(), "far_column", 2),
    "far below": (lambda: csv_text(SOUND_ROW, *[""] * 100_001, SOUND_ROW).encode(), "far_row", 100_004),
}


@pytest.mark.parametrize("build, code, number", REFUSED.values(), ids=REFUSED.keys())
def test_refused(path, build, code, number):
    refusal = refusal_of(path, build(), name="名册.csv")
    assert (refusal.code, refusal.row, refusal.file) == (code, number, "名册.csv")


def test_limit_of_rows(path):
    assert refusal_of(path, csv_text(*[SOUND_ROW] * 3).encode(), rows=2).code == "too_many_rows"
