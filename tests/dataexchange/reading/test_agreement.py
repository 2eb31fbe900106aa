"""Two ways through one sheet agree, and other programs' workbooks read as they were written.

The woven reader takes plain rows apart by expressions; a sheet in UTF-16 goes to the XML parser as a whole. What both
say of the same sheet must be the same, whether rows or a refusal.
"""

import datetime
import io
import random
import zipfile
import zlib

import openpyxl
import pytest

from dataexchange.importing import reader
from dataexchange.importing.reading import child
from dataexchange.importing.reading.limits import Limits
from dataexchange.importing.reading.objections import Objection
from dataexchange.importing.table import Refused
from tests.dataexchange.reading.building import (
    HEADINGS,
    Book,
    c,
    data_row,
    heading_row,
    is_heading,
    read,
    row,
    shared_xml,
    sheet_xml,
    texts,
    zipped,
)

VALUES = (
    lambda at: c(at, "甲", t="inlineStr"),
    lambda at: c(at, "A&amp;B", t="inlineStr"),
    lambda at: c(at, "0", t="s"),
    lambda at: c(at, "1", t="s"),
    lambda at: c(at, "12.5"),
    lambda at: c(at, "46154", s="day"),
    lambda at: c(at, "60", s="day"),
    lambda at: c(at, "1", t="b"),
    lambda at: c(at, "#N/A", t="e"),
    lambda at: c(at, "3", f="A1"),
    lambda at: c(at, f="A1"),
    lambda at: c(at, s="money"),
    lambda at: "",
    lambda at: f"<c r='{at}'><v>7</v></c>",
    lambda at: f'<c r="{at}"><!-- --><v>7</v></c>',
    lambda at: c(at, "_x0000_", t="inlineStr"),
    lambda at: c(at, "\x7f", t="inlineStr"),
    lambda at: c(at, "NaN"),
    lambda at: c(at, "长" * 40_000, t="inlineStr"),
)
RARE = (
    lambda at: c(at, "9", t="s"),
    lambda at: c(at, "\x02", t="inlineStr"),
    lambda at: f'<c r="{at}"><v>1</v>',
    lambda at: c("A1", "1"),
    lambda at: c(at, "1", t="?"),
)


def told(data):
    """What the process would answer, had it been started: rows with their marks, or an objection and its place."""
    try:
        opened = child.Reader(io.BytesIO(data), Limits())
        opened.tops()
        source = opened.rows(opened.package.sheets[0], opened.merges(0), len(HEADINGS))
        return list(source.rows()), source.beyond, source.beyond_at
    except Objection as objection:
        return objection.code, objection.row, objection.column
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return ("truncated",)


def outcome(path, data):
    """What reading comes to: all rows, or the refusal."""
    path.write_bytes(data)
    try:
        return list(reader.read(path, name="x", is_heading=is_heading).rows)
    except Refused as refused:
        return str(refused)


def in_utf_16(part, **more):
    utf_16 = part.replace("UTF-8", "UTF-16").encode("utf-16")
    return zipped(Book({"表": part}, **more).members() | {"xl/worksheets/sheet1.xml": utf_16})


def agree(woven, parsed):
    """The same rows, or both object: the parser reads further ahead, and may find another fault first."""
    return woven == parsed or (isinstance(woven[0], str) and isinstance(parsed[0], str))


def random_sheet(seed):
    chance = random.Random(seed)
    kinds = chance.sample(VALUES, 6)
    rows, number = [heading_row()], 1
    for _ in range(chance.randrange(5, 60)):
        number += chance.choice((1, 1, 1, 1, 2, 5))
        cells = ""
        for letter in "ABCDEFG"[: chance.choice((5, 5, 5, 6, 7))]:
            pool = RARE if chance.random() < 0.002 else kinds
            cells += chance.choice(pool)(f"{letter}{number}")
        rows.append(row(number, cells, chance.choice(("", "", ' spans="1:5"', ' ht="14" customHeight="1"'))))
        if chance.random() < 0.1:
            number += 1
            rows.append(f'<row r="{number}" s="1"/>')
    return sheet_xml(chance.choice(("", "\n")).join(rows))


@pytest.mark.parametrize("seed", range(60))
def test_woven_and_parsed_agree(seed):
    part, shared = random_sheet(seed), shared_xml("<t>甲</t>", "<r><t>乙</t></r>")
    assert agree(told(Book({"表": part}, shared=shared).bytes()), told(in_utf_16(part, shared=shared)))


def test_a_workbook_of_another_program(tmp_path):
    """openpyxl writes; what comes back are the same words, numbers and days."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["职工名册"])
    sheet.append(list(HEADINGS))
    sheet.append(["XN0000001A", "张三", "510199199001011234", datetime.date(2026, 5, 12), 4500.5])
    sheet.append(
        [
            None,
            "李四",
            None,
            datetime.datetime(2026, 5, 12, 8, 30),  # noqa: DTZ001  # a cell knows no zone
            "=1+1",
        ]
    )
    sheet.merge_cells("A1:E1")
    out = io.BytesIO()
    made.save(out)
    table = read(tmp_path / "x", out.getvalue())
    assert (table.heading_row, table.headings) == (2, list(HEADINGS))
    assert [[(type(cell).__name__, str(cell)) for cell in r.cells[3:]] for r in table.rows] == [
        [("DateCell", "2026-05-12"), ("NumberCell", "4500.5")],
        [("DateCell", "2026-05-12"), ("NoValueCell", "")],
    ]


def mutations(data, seed, count):
    chance = random.Random(seed)
    for _ in range(count):
        changed = bytearray(data)
        for _ in range(chance.choice((1, 1, 2, 5, 20))):
            place = chance.randrange(len(changed))
            kind = chance.randrange(4)
            if kind == 0:
                changed[place] = chance.randrange(256)
            elif kind == 1:
                changed[place] ^= 1 << chance.randrange(8)
            elif kind == 2:
                del changed[place : place + chance.choice((1, 2, 50))]
            else:
                changed[place:place] = chance.randbytes(chance.choice((1, 4, 30)))
            if not changed:
                break
        yield bytes(changed)


def sound_workbook(*, stored):
    rows = heading_row() + data_row(2) + data_row(3, E=c("E3", "4500.5"), D=c("D3", "46154", s="day"))
    part = sheet_xml(rows, after='<mergeCells><mergeCell ref="A5:B6"/></mergeCells>')
    return zipped(Book({"表": part}, shared=shared_xml("<t>甲</t>")).members(), stored=stored)


@pytest.mark.parametrize("stored", [True, False], ids=["stored", "packed"])
def test_changed_bytes_of_a_workbook_end_in_rows_or_in_an_objection(stored):
    """Nothing else may come out: no other exception, though the process would turn that into a sentence too."""
    for changed in mutations(sound_workbook(stored=stored), f"workbook {stored}", 300):
        assert isinstance(told(changed), tuple)


def test_changed_bytes_go_through_the_whole_reader(tmp_path):
    for changed in mutations(sound_workbook(stored=True), "whole", 15):
        assert isinstance(outcome(tmp_path / "x", changed), list | str)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_changed_bytes_of_a_text_table_end_in_rows_or_in_a_sentence(tmp_path, encoding):
    text = "\r\n".join([",".join(HEADINGS), *['XN0000001A,"张三",510199,2026-05-12,1'] * 5])
    for changed in mutations(text.encode(encoding), encoding, 200):
        assert isinstance(outcome(tmp_path / "x", changed), list | str)


@pytest.mark.parametrize("seed", range(120))
def test_changed_letters_of_a_sheet_agree_too(seed):
    """Changes within the XML, where both readers must come to the same end."""
    chance = random.Random(seed)
    part = list(sheet_xml(heading_row() + data_row(2) + row(3, texts(3, "甲", "乙", "丙")) + data_row(4)))
    start = "".join(part).index("<sheetData>") + 11
    for _ in range(chance.choice((1, 1, 2, 3))):
        place = chance.randrange(start, len(part) - 30)
        part[place] = chance.choice(
            (part[place], "", "<", ">", "/", '"', "&", " ", "r", "9", "A", "</row>", "<!--", "]]>")
        )
    changed = "".join(part)
    assert agree(told(Book({"表": changed}).bytes()), told(in_utf_16(changed)))
