"""The parts of a workbook that are not rows: which sheets there are, and what number formats mean."""

import posixpath
import zipfile
from typing import NamedTuple

from dataexchange.importing.reading.container import elements, relations, small_part
from dataexchange.importing.reading.objections import Objection
from dataexchange.importing.reading.values import kind_of_builtin, kind_of_format

FIRST_OWN_FORMAT = 164
OPEN_DOCUMENT = "content.xml"


class Sheet(NamedTuple):
    name: str
    part: str
    visible: bool


class Package(NamedTuple):
    sheets: list[Sheet]
    styles: list[str]
    texts: str
    since_1904: bool


def package_of(archive: zipfile.ZipFile) -> Package:
    """Find the workbook's parts by their relations, as every spreadsheet does."""
    names = set(archive.namelist())
    refuse_other_kinds(archive, names)
    start = [r["Target"] for r in relations(archive, "_rels/.rels") if r.get("Type", "").endswith("/officeDocument")]
    book = start[0].lstrip("/") if start else "xl/workbook.xml"
    if book not in names:
        raise Objection("not_a_workbook")
    folder, _, leaf = book.rpartition("/")
    by_id: dict[str, tuple[str, str]] = {}
    for relation in relations(archive, f"{folder}/_rels/{leaf}.rels".lstrip("/")):
        if relation.get("TargetMode", "").lower() != "external":
            by_id[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], _path(folder, relation))
    sheets, since_1904 = _sheets(elements(small_part(archive, book)), by_id, names)
    parts = dict(by_id.values())
    styles = _styles(archive, parts["styles"]) if parts.get("styles", "") in names else []
    texts = parts.get("sharedStrings", "")
    return Package(sheets, styles, texts if texts in names else "", since_1904)


def refuse_other_kinds(archive: zipfile.ZipFile, names: set[str]) -> None:
    lower = {name.lower() for name in names}
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in lower):
        raise Objection("macros")
    if "mimetype" in lower and OPEN_DOCUMENT in lower:
        raise Objection("open_document")
    if "xl/workbook.bin" in lower:
        raise Objection("binary_workbook")
    if "[content_types].xml" not in lower:
        raise Objection("not_a_workbook")
    for name in names:
        if name.lower() == "[content_types].xml" and b"macroEnabled" in small_part(archive, name):
            raise Objection("macros")


def _path(folder: str, relation: dict[str, str]) -> str:
    target = relation.get("Target", "")
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _sheets(
    book: list[tuple[str, dict[str, str]]], by_id: dict[str, tuple[str, str]], names: set[str]
) -> tuple[list[Sheet], bool]:
    sheets: list[Sheet] = []
    since_1904 = False
    if not book or book[0][0] != "workbook":
        raise Objection("not_a_workbook")
    for local, attributes in book:
        if local == "workbookPr":
            since_1904 = attributes.get("date1904", "0") in ("1", "true", "on")
        elif local == "sheet":
            key = next((value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), "")
            kind, part = by_id.get(key, ("", ""))
            if kind != "worksheet":
                continue  # a chart or a dialogue has no rows
            if part not in names:
                raise Objection("broken_workbook", sheet=attributes.get("name", ""))
            sheets.append(Sheet(attributes.get("name", ""), part, attributes.get("state", "visible") == "visible"))
    return sheets, since_1904


def _styles(archive: zipfile.ZipFile, part: str) -> list[str]:
    """What the number format of each cell style shows: see ``values.kind_of_format``."""
    own: dict[int, str] = {}
    styles: list[str] = []
    in_cells = False
    for local, attributes in elements(small_part(archive, part)):
        if local == "numFmt":
            number = attributes.get("numFmtId", "")
            if number.isdecimal():
                own[int(number)] = kind_of_format(attributes.get("formatCode", ""))
        elif local in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            in_cells = local == "cellXfs"
        elif local == "xf" and in_cells:
            number = attributes.get("numFmtId", "0")
            key = int(number) if number.isdecimal() else 0
            styles.append(own[key] if key in own else kind_of_builtin(key))
    return styles
