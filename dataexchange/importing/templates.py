"""An empty workbook per dataset, for whoever has to fill one in: headings first, and a sheet that explains them."""

from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from dataexchange.importing.columns import Column, Enumeration
from dataexchange.importing.spec import Spec

REQUIRED = PatternFill("solid", fgColor="FFF2CC")
ROWS_PREPARED = 5000
LONGEST_LIST = 255  # of the words of a drop-down list, as Excel keeps it
AS_TEXT = "@"


def printed_columns(spec: Spec, source: str = "") -> list[Column]:
    """The columns of a template, without those that are not read of this source."""
    unread = spec.unread(source)
    return [column for column in spec.columns if column.in_template and column.field not in unread]


def must_fill(spec: Spec, column: Column, source: str = "") -> bool:
    """Required by itself, or the printed one of several of which one is."""
    return column.field in spec.required(source) or any(group[0] == column.field for group in spec.either)


def template_workbook(spec: Spec, *, source: str = "") -> bytes:
    """The template of a dataset as an .xlsx file; every cell is formatted as text, so that no code becomes a number."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = str(spec.dataset.label)[:31]
    columns = printed_columns(spec, source)
    for place, column in enumerate(columns, 1):
        letter = get_column_letter(place)
        required = must_fill(spec, column, source)
        cell = sheet.cell(1, place, f"*{column.heading}" if required else column.heading)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        if required:
            cell.fill = REQUIRED
        sheet.column_dimensions[letter].width = max(12, 2 * len(column.heading) + 4)
        sheet.column_dimensions[letter].number_format = AS_TEXT
        if isinstance(column, Enumeration):
            offer(sheet, letter, column)
    sheet.freeze_panes = "A2"
    explain(workbook.create_sheet(_("How to fill it in")), spec, columns, source)
    written = BytesIO()
    workbook.save(written)
    return written.getvalue()


def offer(sheet: Worksheet, letter: str, column: Enumeration) -> None:
    """A drop-down list of the words of a column."""
    words = ",".join(column.printed)
    if len(words) < LONGEST_LIST:
        validation = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
        validation.add(f"{letter}2:{letter}{ROWS_PREPARED}")
        sheet.add_data_validation(validation)


def explain(sheet: Worksheet, spec: Spec, columns: list[Column], source: str) -> None:
    """A line per column: whether it must be filled in, how, and what else its heading may be."""
    sheet.append([_("Column"), _("Must be filled in"), _("How it is written"), _("Headings also recognised")])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in columns:
        sheet.append(
            [
                column.heading,
                _("yes") if must_fill(spec, column, source) else "",
                spelling(column),
                "、".join(column.other_headings),
            ]
        )
    for letter, width in zip("ABCD", (28, 12, 60, 60), strict=True):
        sheet.column_dimensions[letter].width = width


def spelling(column: Column) -> str:
    """How a column is written, with the words of a list."""
    if isinstance(column, Enumeration):
        return f"{column.spelling}: {'、'.join(column.printed)}"
    return str(column.spelling)
