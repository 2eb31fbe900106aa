"""Builds awkward and hostile files, a part at a time; nothing of the corpus is kept as a file."""

import io
import struct
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dataexchange.importing import reader
from dataexchange.importing.reading.limits import Limits
from dataexchange.importing.table import Refused, Row, Table

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
HEADINGS = ("统一社会信用代码", "姓名", "身份证号码", "入职日期", "实发工资")
KNOWN = {*HEADINGS, "合同起始日期", "合同终止日期"}
CODE, NAME, NUMBER = "91510100XN0000001A", "张三", "510199199001011234"
STYLES = {"": 0, "day": 1, "money": 2, "time": 3, "length": 4, "chinese": 5, "text": 6, "own": 7}


def is_heading(cells: list[str]) -> bool:
    return sum(cell in KNOWN for cell in cells) >= 2


def c(reference: str, value: str | None = None, *, t: str = "", s: str = "", f: str | None = None) -> str:
    """One cell as XML; ``value`` is put in as it is."""
    attributes = f' r="{reference}"' if reference else ""
    attributes += f' s="{STYLES.get(s, s)}"' if s else ""
    attributes += f' t="{t}"' if t else ""
    if t == "inlineStr":
        return f"<c{attributes}><is><t>{value}</t></is></c>"
    inner = f"<f>{f}</f>" if f is not None else ""
    inner += f"<v>{value}</v>" if value is not None else ""
    return f"<c{attributes}>{inner}</c>" if inner else f"<c{attributes}/>"


def texts(row: int, *words: str) -> str:
    """Cells of inline text from column A on."""
    return "".join(c(f"{chr(65 + place)}{row}", word, t="inlineStr") for place, word in enumerate(words) if word)


def row(number: int, cells: str, attributes: str = "") -> str:
    return f'<row r="{number}"{attributes}>{cells}</row>'


def heading_row(number: int = 1) -> str:
    return row(number, texts(number, *HEADINGS))


def data_row(number: int = 2, **replaced: str) -> str:
    """A sound row, in which some cells (by letter) stand as given."""
    plain = {"A": CODE, "B": NAME, "C": NUMBER, "D": "2026-05-12", "E": "4500.00"}
    cells = {letter: c(f"{letter}{number}", word, t="inlineStr") for letter, word in plain.items()} | replaced
    return row(number, "".join(cells[letter] for letter in sorted(cells)))


def sheet_xml(rows: str, *, before: str = "", after: str = "", namespace: str = MAIN) -> str:
    return (
        f'{DECLARATION}<worksheet xmlns="{namespace}" xmlns:r="{RELATIONS}">{before}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def styles_xml() -> str:
    own = '<numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/>'
    own += '<numFmt numFmtId="165" formatCode="[$-804]yyyy\\-mm\\-dd"/>'
    formats = (0, 14, 4, 20, 46, 164, 49, 165)
    cells = "".join(f'<xf numFmtId="{number}" fontId="0"/>' for number in formats)
    return (
        f'{DECLARATION}<styleSheet xmlns="{MAIN}"><numFmts count="2">{own}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>{cells}</cellXfs></styleSheet>'
    )


def shared_xml(*items: str) -> str:
    return f'{DECLARATION}<sst xmlns="{MAIN}" count="1">{"".join(f"<si>{item}</si>" for item in items)}</sst>'


@dataclass
class Book:
    """A workbook as a zip of parts; ``parts`` replaces or adds, None leaves out."""

    sheets: dict[str, str]  # name: part
    states: dict[str, str] = field(default_factory=dict)
    shared: str = ""
    parts: dict[str, str | bytes | None] = field(default_factory=dict)
    since_1904: bool = False
    relations: str = ""

    def members(self) -> dict[str, str | bytes]:
        sheet = "".join(
            f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"'
            + (f' state="{self.states[name]}"' if name in self.states else "")
            + "/>"
            for n, name in enumerate(self.sheets, 1)
        )
        properties = '<workbookPr date1904="1"/>' if self.since_1904 else "<workbookPr/>"
        relations = "".join(
            f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(self.sheets) + 1)
        )
        relations += f'<Relationship Id="rId98" Type="{RELATIONS}/styles" Target="styles.xml"/>'
        if self.shared:
            relations += f'<Relationship Id="rId99" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
        made: dict[str, str | bytes | None] = {
            "[Content_Types].xml": f'{DECLARATION}<Types xmlns="x"><Override PartName="/xl/workbook.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
            "_rels/.rels": f'{DECLARATION}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
            f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{properties}'
            f"<sheets>{sheet}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'{DECLARATION}<Relationships xmlns="{PACKAGE}">{relations}{self.relations}'
            "</Relationships>",
            "xl/styles.xml": styles_xml(),
        }
        for n, part in enumerate(self.sheets.values(), 1):
            made[f"xl/worksheets/sheet{n}.xml"] = part
        if self.shared:
            made["xl/sharedStrings.xml"] = self.shared
        return {name: part for name, part in (made | self.parts).items() if part is not None}

    def bytes(self) -> bytes:
        return zipped(self.members())


def zipped(members: dict[str, str | bytes], *, stored: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, part in members.items():
            archive.writestr(name, part)
    return out.getvalue()


def book(rows: str = "", *, before: str = "", after: str = "", **more: Any) -> bytes:
    """A workbook of one sheet; without rows, a sound one."""
    return Book({"职工名册": sheet_xml(rows or heading_row() + data_row(), before=before, after=after)}, **more).bytes()


def with_cell(cell: str, **more: Any) -> bytes:
    """A sound workbook in which the wages of the first row are ``cell`` (its reference is E2)."""
    return book(heading_row() + data_row(2, E=cell) + data_row(3), **more)


def sound_members() -> dict[str, str | bytes]:
    return Book({"职工名册": sheet_xml(heading_row() + data_row())}).members()


def compound(*streams: str) -> bytes:
    """As much of a compound file as its directory of streams."""
    directory = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + directory.ljust(1024, b"\0")


def csv_text(*rows: str, headings: str = ",".join(HEADINGS)) -> str:
    return "\r\n".join([headings, *rows]) + "\r\n"


SOUND_ROW = f"{CODE},{NAME},{NUMBER},2026-05-12,4500.00"


def read(path: Path, data: bytes, *, sheet: str | None = None, name: str = "名册.xlsx", **limits: int) -> Table:
    path.write_bytes(data)
    return reader.read(path, name=name, is_heading=is_heading, sheet=sheet, limits=Limits(**limits))


def rows_of(path: Path, data: bytes, **more: Any) -> list[Row]:
    return list(read(path, data, **more).rows)


def refusal_of(path: Path, data: bytes, **more: Any) -> Refused:
    """Read to the end and hand back the refusal, which must come."""
    try:
        rows = rows_of(path, data, **more)
    except Refused as refused:
        return refused
    raise AssertionError(f"accepted: {rows[:3]}")


def lying_size(data: bytes, name: str, size: int) -> bytes:
    """The same zip whose directory and local header declare another size for a member."""
    changed = bytearray(data)
    encoded = name.encode()
    for magic, offset, header in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        place = 0
        while (place := changed.find(magic, place)) >= 0:
            if changed[place + header : place + header + len(encoded)] == encoded:
                struct.pack_into("<L", changed, place + offset, size)
            place += 4
    return bytes(changed)
