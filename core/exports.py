"""Lists and tables as files: CSV and workbook, safe to open, and journalled.

A cell that begins like a formula gets an apostrophe before it (ASVS 5.0, 1.2.10), codes are text cells, personal
numbers arrive here masked. The file is written whole before the first byte leaves, so that the journal can say how
many rows it holds and nobody mistakes a broken download for a complete list.
"""

import csv
import hashlib
import io
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.db.models import QuerySet
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from core import journal
from core.permissions import Denied

FORMULA = re.compile(r"^\s*[=+\-@＝＋－＠\t\r\x00]")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST_CELL = 32_767
NUMBER_FORMATS = {"number": "#,##0", "money": "#,##0.00", "rate": "0.0%", "code": "@", "text": "@", "day": "yyyy-mm-dd"}
WIDTHS = {"code": 22, "text": 26, "day": 17}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass
class Sheet:
    """What goes into the file."""

    title: str
    headings: list[str]
    formats: list[str]
    rows: Iterable[list[Any]]
    as_of: date
    filters: list[tuple[str, str]] = field(default_factory=list)
    limit: int = 200_000
    written: int = 0

    def notes(self, by: str) -> list[str]:
        """What a reader of the file must know: title, day, filters, who took it out."""
        colon = _(": ")
        lines = [self.title, _("As of") + colon + self.as_of.isoformat()]
        if self.filters:
            said = _("; ").join(f"{label}{colon}{text}" for label, text in self.filters)
            lines.append(_("Filters") + colon + said)
        lines.append(_("Exported by") + colon + by + _("; ") + f"{timezone.localtime():%Y-%m-%d %H:%M}")
        return lines

    def counted(self) -> Iterator[list[Any]]:
        for row in self.rows:
            if self.written == self.limit:
                limit = f"{self.limit:,}"
                raise Denied(
                    _("An export holds at most %(limit)s rows. Narrow the list with filters.") % {"limit": limit}
                )
            self.written += 1
            yield row


def too_long(limit: int) -> Denied:
    return Denied(_("An export holds at most %(limit)s rows. Narrow the list with filters.") % {"limit": f"{limit:,}"})


def check_size(rows: QuerySet, limit: int) -> None:
    """Refuse before the work, not after it."""
    if rows.order_by()[: limit + 1].count() > limit:
        raise too_long(limit)


def harmless(text: str) -> str:
    """The text as a cell no spreadsheet program takes for a formula."""
    text = UNPRINTABLE.sub("", text) if not FORMULA.match(text) else "'" + UNPRINTABLE.sub("", text)
    return text[:LONGEST_CELL]


def plain(value: Any) -> str:
    """A value as CSV writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, (int, float, Decimal, date)):
        return str(value)
    return harmless(str(value))


def write_csv(out: IO[bytes], sheet: Sheet, *, by: str) -> None:
    """UTF-8 with a mark that makes spreadsheet programs read it as such."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerows([harmless(line)] for line in sheet.notes(by))
    writer.writerow([])
    writer.writerow([harmless(heading) for heading in sheet.headings])
    writer.writerows([plain(value) for value in row] for row in sheet.counted())
    text.flush()
    text.detach()


def write_xlsx(out: IO[bytes], sheet: Sheet, *, by: str) -> None:
    """A workbook written row by row: its size in memory does not depend on its rows."""
    book = Workbook(write_only=True)
    page = book.create_sheet(UNPRINTABLE.sub("", re.sub(r"[\[\]:*?/\\']", " ", sheet.title))[:31] or "1")
    notes = sheet.notes(by)
    page.freeze_panes = f"A{len(notes) + 3}"
    for number, kind in enumerate(sheet.formats, 1):
        page.column_dimensions[get_column_letter(number)].width = WIDTHS.get(kind, 14)
    for number, line in enumerate(notes):
        page.append([_text(page, line, Font(bold=True, size=14) if number == 0 else Font(color="00555555"))])
    page.append([])
    page.append([_heading(page, heading) for heading in sheet.headings])
    try:
        for row in sheet.counted():
            page.append([_cell(page, value, kind) for value, kind in zip(row, sheet.formats, strict=True)])
    except BaseException:
        page.close()  # else its half-written part is closed by the garbage collector, loudly
        raise
    book.save(out)


def _text(page: Any, text: str, font: Font | None = None) -> Any:
    cell: Any = WriteOnlyCell(page, harmless(text))
    cell.data_type = "s"  # openpyxl takes any text that begins with = for a formula
    cell.number_format = "@"
    if font:
        cell.font = font
    return cell


def _heading(page: Any, text: str) -> Any:
    cell = _text(page, text, Font(bold=True))
    cell.fill = PatternFill("solid", start_color="00EEF2F7")
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _cell(page: Any, value: Any, kind: str) -> Any:
    if value is None or value == "":
        return None
    if kind in {"number", "money", "rate"} and isinstance(value, (int, float, Decimal)):
        cell: Any = WriteOnlyCell(page)
        cell.value = value
        cell.number_format = NUMBER_FORMATS[kind]
        return cell
    return _text(page, plain(value))


WRITERS = {"csv": write_csv, "xlsx": write_xlsx}


def answer(sheet: Sheet, kind: str, *, request: Any, name: str) -> FileResponse:
    """Write the file, say so in the journal, and send it."""
    if kind not in WRITERS:
        kind = "csv"
    file = tempfile.TemporaryFile(prefix="export-")  # noqa: SIM115  # closed by the response
    try:
        WRITERS[kind](file, sheet, by=request.actor.name)
        journal.record(
            "list.exported",
            gettext_noop("Exported “%(list)s” with %(rows)s rows as %(kind)s."),
            about=request.user,
            by=request.actor,
            on=request.today,
            change={"filters": sheet.filters, "sha256": digest(file)},
            list=sheet.title,
            rows=sheet.written,
            kind=kind,
        )
    except BaseException:
        file.close()
        raise
    file.seek(0)
    stamp = f"{request.today:%Y%m%d}"
    return FileResponse(file, as_attachment=True, filename=f"{name}-{stamp}.{kind}", content_type=TYPES[kind])


def digest(file: IO[bytes]) -> str:
    file.seek(0)
    found = hashlib.sha256()
    while block := file.read(1 << 20):
        found.update(block)
    return found.hexdigest()
