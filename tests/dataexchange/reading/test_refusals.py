"""Files that are refused whole: the reason, and the place it names."""

import struct
import zipfile
from datetime import date

import pytest
from django.utils import translation

from dataexchange.importing.reading.refusals import NOTICES, SENTENCES
from tests.dataexchange.reading.building import (
    DECLARATION,
    PACKAGE,
    RELATIONS,
    Book,
    book,
    c,
    compound,
    data_row,
    heading_row,
    lying_size,
    read,
    refusal_of,
    row,
    rows_of,
    shared_xml,
    sheet_xml,
    sound_members,
    styles_xml,
    texts,
    with_cell,
    zipped,
)

SHEET = "xl/worksheets/sheet1.xml"
TODAY = date(2026, 5, 12)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "delivered"


def with_parts(**parts):
    return zipped(sound_members() | {name.replace("__", "/"): part for name, part in parts.items()})


def without(*names):
    return zipped({name: part for name, part in sound_members().items() if name not in names})


def with_sheet(part):
    return zipped(sound_members() | {SHEET: part})


def with_doctype(doctype, inside="甲"):
    return with_sheet(
        sheet_xml(heading_row() + data_row(2, E=c("E2", inside, t="inlineStr"))).replace(
            DECLARATION, DECLARATION + doctype
        )
    )


def relation(kind, target, mode="External"):
    return f'<Relationship Id="rId7" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/>'


def relations(*made):
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}">{"".join(made)}</Relationships>'


def billion_laughs():
    entities = '<!ENTITY a0 "哈">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return with_doctype(f"<!DOCTYPE worksheet [{entities}]>", "&a9;")


def with_two_members():
    members = list(sound_members().items())
    return zipped_list([*members, (SHEET, sheet_xml(heading_row() + data_row(3)))])


def zipped_list(members):
    import io
    import warnings

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, part in members:
            archive.writestr(name, part)
    return out.getvalue()


def encrypted_member():
    data = bytearray(zipped(sound_members()))
    place = data.find(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


def overlapping():
    """The directory's second entry points at the first member."""
    data = bytearray(zipped(dict.fromkeys(sound_members(), "x" * 50)))
    first = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


def other_name_inside():
    return zipped(sound_members()).replace(b"xl/styles.xml", b"xl/stylez.xml", 1)


def many_members(count):
    return zipped(sound_members() | {f"xl/media/{n}.png": b"" for n in range(count)}, stored=True)


def lying_count():
    data = bytearray(zipped(sound_members()))
    place = data.rfind(b"PK\x05\x06")
    struct.pack_into("<HH", data, place + 8, 60_000, 60_000)
    return bytes(data)


REFUSED = {
    # what kind of file it is
    "empty file": (lambda: b"", "empty"),
    "PDF": (lambda: b"%PDF-1.7 ...", "no_table"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n....", "no_table"),
    "gzip": (lambda: b"\x1f\x8b\x08...", "no_table"),
    "RAR": (lambda: b"Rar!\x1a\x07\x00", "no_table"),
    "zeros": (lambda: bytes(4096), "unknown_kind"),
    "UTF-16 without a mark": (lambda: "姓名,身份证号码\nab,cd\n".encode("utf-16-le"), "unknown_kind"),
    "old workbook": (lambda: compound("Workbook"), "old_workbook"),
    "very old workbook": (lambda: compound("Book"), "old_workbook"),
    "raw old workbook": (lambda: b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(100), "old_workbook"),
    "workbook with a password": (lambda: compound("EncryptionInfo", "EncryptedPackage"), "encrypted"),
    "other compound file": (lambda: compound("WordDocument"), "unknown_kind"),
    "web page named .xls": (lambda: "<html><table><tr><td>姓名".encode(), "web_page"),
    "XML table": (lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com"/>', "web_page"),
    "web page with a mark": (lambda: b"\xef\xbb\xbf<!DOCTYPE html><html>", "web_page"),
    "OpenDocument": (
        lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}),
        "open_document",
    ),
    "binary workbook": (lambda: with_parts(**{"xl__workbook.bin": b"\x00"}), "binary_workbook"),
    "text document": (
        lambda: zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"}),
        "not_a_workbook",
    ),
    "any zip": (lambda: zipped({"a.txt": "a"}), "not_a_workbook"),
    "empty zip": (lambda: zipped({}), "not_a_workbook"),
    "macros": (lambda: with_parts(**{"xl__vbaProject.bin": b"\x00"}), "macros"),
    "macros by declaration": (
        lambda: with_parts(
            **{"[Content_Types].xml": '<Types><Override ContentType="application/vnd.ms-excel.macroEnabled"/></Types>'}
        ),
        "macros",
    ),
    "macro sheet": (lambda: with_parts(**{"xl__macrosheets__sheet1.xml": "<x/>"}), "macros"),
    # the container
    "cut off": (lambda: book()[:-200], "truncated"),
    "cut in half": (lambda: book()[: len(book()) // 2], "truncated"),
    "only a beginning": (lambda: b"PK\x03\x04", "truncated"),
    "too many parts": (lambda: many_members(2_001), "too_many_members"),
    "lying number of parts": (lying_count, "too_many_members"),
    "same part twice": (with_two_members, "member_twice"),
    "same part twice by case": (lambda: with_parts(**{"xl__WORKSHEETS__sheet1.xml": "x"}), "member_twice"),
    "unsafe name": (lambda: with_parts(**{"..__..__etc__passwd": "x"}), "unsafe_names"),
    "absolute name": (lambda: with_parts(__etc__passwd="x"), "unsafe_names"),
    "backslashes": (lambda: with_parts(**{"xl\\sheet9.xml": "x"}), "unsafe_names"),
    "encrypted part": (encrypted_member, "encrypted"),
    "overlap": (overlapping, "overlap"),
    "another name inside": (other_name_inside, "broken_workbook"),
    "bomb of a part that is not read": (lambda: with_parts(xl__media__a=bytes(40 << 20)), "bomb"),
    "bomb of rows": (lambda: with_sheet(sheet_xml(" " * (30 << 20))), "bomb"),
    "size declared too small": (lambda: lying_size(book(), SHEET, 300), "truncated"),
    "checksum": (
        lambda: book().replace(struct.pack("<L", zipfile.crc32(styles_xml().encode())), b"\1\2\3\4"),
        "truncated",
    ),
    # unsafe structure
    "billion laughs": (billion_laughs, "doctype"),
    "quadratic entity": (
        lambda: with_doctype(f'<!DOCTYPE worksheet [<!ENTITY a "{"A" * 10_000}">]>', "&a;" * 1_000),
        "doctype",
    ),
    "outside entity": (
        lambda: with_doctype('<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
        "doctype",
    ),
    "outside document type": (lambda: with_doctype('<!DOCTYPE worksheet SYSTEM "http://127.0.0.1/x.dtd">'), "doctype"),
    "document type in UTF-16": (
        lambda: with_sheet(
            ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a>' + sheet_xml("")[len(DECLARATION) :]).encode("utf-16")
        ),
        "doctype",
    ),
    "document type in a part that is not read": (
        lambda: with_parts(**{"docProps__app.xml": "<!DOCTYPE a><a/>"}),
        "doctype",
    ),
    "document type in the shared texts": (
        lambda: book(shared=shared_xml("<t>甲</t>").replace("<sst", "<!DOCTYPE sst><sst")),
        "doctype",
    ),
    "entity of nobody": (lambda: with_cell(c("E2", "&nbsp;", t="inlineStr")), "broken_xml"),
    "link to another workbook": (
        lambda: with_parts(
            **{
                "xl__externalLinks__externalLink1.xml": "<x/>",
                "xl__externalLinks___rels__externalLink1.xml.rels": relations(relation("externalLinkPath", "别.xlsx")),
            }
        ),
        "outside_relation",
    ),
    "picture from outside": (
        lambda: with_parts(
            **{"xl__worksheets___rels__sheet1.xml.rels": relations(relation("image", "http://127.0.0.1/a.png"))}
        ),
        "outside_relation",
    ),
    "attribute of 10 MB": (
        lambda: with_sheet(sheet_xml(heading_row() + row(2, "", f' ht="{noise(10)}"'))),
        "oversized",
    ),
    "comment of 10 MB": (
        lambda: with_sheet(sheet_xml(heading_row() + f"<!--{noise(10)}-->" + data_row())),
        "oversized",
    ),
    "20,000 cells in a row": (lambda: book(heading_row() + row(2, "<c/>" * 20_000)), "oversized"),
    # damaged parts
    "no workbook part": (lambda: without("xl/workbook.xml"), "not_a_workbook"),
    "no sheet part": (lambda: without(SHEET), "broken_workbook"),
    "no relations": (lambda: without("xl/_rels/workbook.xml.rels"), "no_sheet"),
    "sheet of another kind": (lambda: with_sheet("<html/>"), "broken_workbook"),
    "sheet of another namespace": (lambda: with_sheet(sheet_xml("", namespace="urn:x")), "broken_workbook"),
    "blank sheet part": (lambda: with_sheet(""), "broken_xml"),
    "open element": (lambda: with_sheet(sheet_xml(heading_row() + data_row())[:-20]), "broken_xml"),
    "crossed elements": (lambda: book(heading_row() + row(2, '<c r="A2"><v>1</c></v>')), "broken_xml"),
    "control character": (lambda: with_cell(c("E2", "甲\x01", t="inlineStr")), "broken_xml"),
    "broken UTF-8": (
        lambda: with_sheet(
            sheet_xml(heading_row() + data_row()).encode().replace("张三".encode(), b"\xd5\xc5\xc8\xfd")
        ),
        "broken_xml",
    ),
    "broken styles": (lambda: with_parts(**{"xl__styles.xml": "<styleSheet"}), "broken_xml"),
    "broken shared texts": (lambda: book(shared="<sst"), "broken_xml"),
    "unknown kind of cell": (lambda: with_cell(c("E2", "1", t="zz")), "broken_xml"),
    # sheets and headings
    "only hidden sheets": (lambda: Book({"名册": sheet_xml(heading_row())}, {"名册": "hidden"}).bytes(), "no_sheet"),
    "no headings": (lambda: book(row(1, texts(1, "甲", "乙")) + data_row()), "no_headings"),
    "blank sheet": (lambda: book("<row r='1'/>"), "no_headings"),
    "headings too far down": (
        lambda: book("".join(row(n, texts(n, f"说明{n}")) for n in range(1, 16)) + heading_row(16) + data_row(17)),
        "no_headings",
    ),
    "no data": (lambda: book(heading_row()), "no_rows"),
    "only blank rows below": (lambda: book(heading_row() + row(2, c("A2", s="day")) + '<row r="3"/>'), "no_rows"),
}


def noise(megabytes):
    """Text that deflates poorly enough to pass for something real."""
    import random

    return random.Random(7).randbytes(megabytes << 19).hex()


@pytest.mark.parametrize("build, code", REFUSED.values(), ids=REFUSED.keys())
def test_refused(path, build, code):
    refusal = refusal_of(path, build())
    assert refusal.code == code
    assert str(refusal).startswith("名册.xlsx")


PLACES = {
    "row twice": (heading_row() + data_row(2) + data_row(2), "rows_twice", 2, ""),
    "row out of order": (heading_row() + data_row(5) + data_row(4), "rows_twice", 4, ""),
    "closed row twice": (heading_row() + data_row(2) + '<row r="2"/>' + data_row(3), "rows_twice", 2, ""),
    "cell twice": (heading_row() + row(2, c("A2", "1") + c("A2", "2")), "cell_twice", 2, "A"),
    "cell out of order": (heading_row() + row(2, c("B2", "1") + c("A2", "2")), "cell_twice", 2, "A"),
    "cell of another row": (heading_row() + row(2, c("A3", "1")), "broken_cell", 2, "A"),
    "cell of no column": (heading_row() + row(2, c("ZZZ2", "1")), "broken_cell", 2, "ZZZ"),
    "text that does not exist": (heading_row() + row(2, c("C2", "99", t="s")), "broken_cell", 2, "C"),
    "text below nought": (heading_row() + row(2, c("C2", "-1", t="s")), "broken_cell", 2, "C"),
    "far cell in the last row": (
        heading_row() + data_row() + row(1048576, c("XFD1048576", "1")),
        "far_column",
        1048576,
        "XFD",
    ),
    "far row": (heading_row() + data_row() + row(1048576, c("A1048576", "1")), "far_row", 1048576, ""),
    "far row by one": (heading_row() + data_row() + data_row(100_004), "far_row", 100_004, ""),
    "far column": (heading_row() + data_row(2) + row(3, c("GS3", "1")), "far_column", 3, "GS"),
    "far column beside the headings": (
        heading_row().replace("</row>", c("GS1", "备注", t="inlineStr") + "</row>") + data_row(),
        "far_column",
        1,
        "GS",
    ),
}


@pytest.mark.parametrize("rows, code, number, column", PLACES.values(), ids=PLACES.keys())
def test_refusal_names_the_place(path, rows, code, number, column):
    refusal = refusal_of(path, book(rows, shared=shared_xml("<t>甲</t>")))
    assert (refusal.code, refusal.file, refusal.sheet, refusal.row, refusal.column) == (
        code,
        "名册.xlsx",
        "职工名册",
        number,
        column,
    )


def test_a_hundred_thousand_blank_rows_are_still_read(path):
    assert len(rows_of(path, book(heading_row() + data_row() + data_row(100_002)))) == 2


def test_cell_in_column_200_is_still_read(path):
    rows = heading_row() + data_row(2) + row(3, c("A3", "1") + c("GR3", "1"))
    table = read(path, book(rows))
    assert len(list(table.rows)) == 2
    assert table.warnings[0].values["cell"] == "GR3"


def test_a_size_declared_too_large_does_not_matter(path):
    assert len(rows_of(path, lying_size(book(), SHEET, 999_999))) == 1


def test_hyperlinks_are_ignored(path):
    parts = {"xl__worksheets___rels__sheet1.xml.rels": relations(relation("hyperlink", "http://127.0.0.1/"))}
    assert len(rows_of(path, with_parts(**parts))) == 1


def test_two_sheets_with_headings_are_both_named(path):
    part = sheet_xml(heading_row() + data_row())
    refusal = refusal_of(path, Book({"一月": part, "说明": sheet_xml(""), "二月": part}).bytes())
    assert (refusal.code, refusal.values["names"]) == ("sheets_two", "“一月” “二月”")


@pytest.mark.parametrize("sheet, code", [("三月", "sheet_unknown"), ("说明", "no_headings")])
def test_a_named_sheet_must_be_there_and_have_headings(path, sheet, code):
    data = Book({"一月": sheet_xml(heading_row() + data_row()), "说明": sheet_xml("")}).bytes()
    assert refusal_of(path, data, sheet=sheet).code == code


LIMITS = {
    "file": ({"file_bytes": 100}, "too_large"),
    "rows": ({"rows": 2}, "too_many_rows"),
    "inflated": ({"inflated_bytes": 1_000}, "bomb"),
    "members": ({"members": 3}, "too_many_members"),
    "shared texts": ({"shared_characters": 3}, "too_much_text"),
    "merges": ({"merges": 1}, "too_many_merges"),
    "columns": ({"columns": 4}, "far_column"),
}


@pytest.mark.parametrize("limits, code", LIMITS.values(), ids=LIMITS.keys())
def test_limit(path, limits, code):
    merges = '<mergeCells><mergeCell ref="A9:B9"/><mergeCell ref="A8:B8"/></mergeCells>'
    data = book(
        heading_row() + data_row(2) + data_row(3) + data_row(4), after=merges, shared=shared_xml("<t>很长的字</t>")
    )
    assert refusal_of(path, data, **limits).code == code


def test_little_memory_ends_in_a_sentence(path):
    many = shared_xml(*(f"<t>{n:0200d}</t>" for n in range(200_000)))
    refusal = refusal_of(path, with_cell(c("E2", "0", t="s"), shared=many), memory_bytes=60 << 20)
    assert refusal.code in ("too_demanding", "broken_workbook")


def test_little_time_ends_in_a_sentence(path):
    rows = heading_row() + "".join(data_row(n) for n in range(2, 60_000))
    refusal = refusal_of(path, book(rows), cpu_seconds=1, cpu_seconds_per_mb=0, cpu_seconds_most=0)
    assert refusal.code == "too_demanding"


@pytest.mark.parametrize("code", [*SENTENCES, *NOTICES])
def test_every_sentence_is_chinese_too(code):
    sentence = SENTENCES.get(code) or NOTICES[code]
    with translation.override("zh-hans"):
        chinese = str(sentence)
    with translation.override("en"):
        english = str(sentence)
    assert chinese != english
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
    places = {part.split(")s")[0] for part in english.split("%(")[1:]}
    assert {part.split(")s")[0] for part in chinese.split("%(")[1:]} == places
