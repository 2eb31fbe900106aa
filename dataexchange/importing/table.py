"""A file as the importer sees it: headings, rows of text cells, and the two ways of objecting to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _


def interpolated(sentence: object, values: dict[str, Any]) -> str:
    """Render a lazy or plain sentence in the language of whoever reads it now."""
    text = str(sentence)
    return text % values if values else text


class Refused(Exception):
    """A file cannot be taken at all; says where it fails and how to mend it.

    ``sentence`` is lazy (or plain) text with ``%(x)s`` places for ``values``; it is rendered when it is shown. The
    name of the file, the sheet, the row and the column are put before it where they are known.
    """

    def __init__(
        self,
        sentence: object,
        *,
        code: str = "",
        file: str = "",
        sheet: str = "",
        row: int | None = None,
        column: str = "",
        **values: Any,
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        self.file = file
        self.sheet = sheet
        self.row = row
        self.column = column
        self.values = values

    def __str__(self) -> str:
        place = [self.file] if self.file else []
        if self.sheet:
            place.append(_("sheet “%(sheet)s”") % {"sheet": self.sheet})
        if self.row is not None:
            place.append(_("row %(row)s") % {"row": self.row})
        if self.column:
            place.append(_("column “%(column)s”") % {"column": self.column})
        sentence = interpolated(self.sentence, self.values)
        return _("%(place)s: %(sentence)s") % {"place": " ".join(place), "sentence": sentence} if place else sentence


@contextmanager
def placed(*, file: str, sheet: str = "", row: int | None = None) -> Iterator[None]:
    """Refusals of what happens inside name the file, and the sheet and row where they do not know better."""
    try:
        yield
    except Refused as refusal:
        refusal.file = refusal.file or file
        refusal.sheet = refusal.sheet or sheet
        refusal.row = row if refusal.row is None else refusal.row
        raise


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the whole file that its sender should know; never a reason to refuse it."""

    sentence: object
    values: dict[str, Any] = field(default_factory=dict)
    code: str = ""

    def __str__(self) -> str:
        return interpolated(self.sentence, self.values)


@dataclass(slots=True)
class Row:
    """One row as it stands in the file; ``number`` counts from 1 with the title lines.

    ``fault`` is a ``{"code": …}`` where the row itself cannot be trusted: ``ragged`` (``found``, ``expected``),
    ``long_cell`` (``field`` is the heading) or ``bad_character`` (``field``, ``character``). Its cells are then shown,
    never read.
    """

    number: int
    cells: list[str]
    fault: dict[str, Any] | None = None


@dataclass(slots=True)
class Table:
    """A sheet or CSV file, its headings found; ``rows`` is read once; ``typed`` cells may be other than plain text."""

    sheet: str
    heading_row: int
    headings: list[str]
    rows: Iterator[Row]
    warnings: list[Notice] = field(default_factory=list)
    typed: bool = True
