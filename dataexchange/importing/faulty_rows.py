"""The faulty rows as their sender wrote them, with the row's number and all reasons: to be mended and delivered again.

Read again from the sealed original; nothing of it is kept in the clear.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from dataexchange.enums import UploadState
from dataexchange.importing import faults, partition, reader
from dataexchange.importing import mapping as headings
from dataexchange.importing.catalogue import spec_of
from dataexchange.importing.previewing import original, remembered
from dataexchange.models import HeldRow, Upload

FAULTY = ("invalid", "conflict")
ROW_HEADING, REASON_HEADING = "行号", "原因"  # both are known when the workbook is delivered again


def reasons(upload: Upload) -> dict[int, list[dict[str, Any]]]:
    """Row number → what is wrong with it, of a preview or of a committed delivery."""
    if upload.state == UploadState.COMMITTED or upload.state == UploadState.WITHDRAWN:
        held = HeldRow.objects.filter(upload=upload, verdict__in=FAULTY)
        return {row: found or [] for row, found in held.values_list("row", "faults")}
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [partition.table(upload.pk)])
        if cursor.fetchone()[0] is None:
            return {}
        cursor.execute(f"SELECT row, faults FROM {partition.table(upload.pk)} WHERE verdict = ANY(%s)", [list(FAULTY)])
        return {row: json.loads(found) if isinstance(found, str) else found or [] for row, found in cursor.fetchall()}


def write(upload: Upload, target: Path) -> int:
    """Write the workbook; answer how many rows it holds."""
    wrong = reasons(upload)
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(str(spec_of(upload.delivery.dataset).dataset.label)[:31])
    sheet.append([_text(sheet, text) for text in (ROW_HEADING, REASON_HEADING, *upload.headings)])
    for number, cells in _as_delivered(upload, set(wrong)):
        told = faults.sentences(wrong[number])
        sheet.append([_text(sheet, text) for text in (str(number), told, *cells)])
    workbook.save(target)
    return len(wrong)


def _as_delivered(upload: Upload, wanted: set[int]) -> Iterator[tuple[int, list[str]]]:
    delivery = upload.delivery
    spec = spec_of(delivery.dataset)
    is_heading = headings.heading_test(spec, {**remembered(delivery), **upload.answers})
    with original(upload) as path:
        table = reader.read(
            path,
            name=upload.file.name if upload.file else "",
            is_heading=is_heading,
            limits=reader.limits_of(delivery.dataset),
            sheet=upload.sheet or None,
        )
        for row in table.rows:
            if row.number in wanted:
                yield row.number, row.cells


def _text(sheet: Any, text: str) -> Any:
    """A cell that is text whatever it begins with, formatted as text."""
    cell = WriteOnlyCell(sheet, value=str(text))
    cell.data_type, cell.number_format = "s", "@"
    return cell
