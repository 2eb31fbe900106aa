"""Text tables: comma, tab or semicolon, quoted strictly, a row at a time."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import IO, Any

from dataexchange.importing.reading import characters
from dataexchange.importing.reading.encodings import Encoding, encoding_of
from dataexchange.importing.reading.headings import IsHeading, cleaned, width_of
from dataexchange.importing.reading.limits import Limits
from dataexchange.importing.reading.refusals import refused
from dataexchange.importing.reading.values import LETTERS
from dataexchange.importing.table import Refused, Row, Table

DELIMITERS = (",", "\t", ";")
BLOCK = 1 << 16
WINDOW = 1 << 13  # a quarter of the longest cell: no longer one fits between two windows
LONGEST_FIELD = 1 << 22  # beyond it a quotation mark is surely missing


class Sieve(io.BufferedIOBase):
    """The file as UTF-8 blocks; ``careful`` once a block may hold a cell that has to be looked at."""

    def __init__(self, file: IO[bytes], encoding: Encoding) -> None:
        file.seek(encoding.mark)
        self._file = file
        self._decode = None
        if encoding.name != "utf-8":
            errors = "surrogatepass" if "utf" in encoding.name else "strict"
            self._decode = codecs.getincrementaldecoder(encoding.name)(errors).decode
        self._edge = b""
        self._quotes = False
        self.careful = False

    def readable(self) -> bool:
        return True

    def read1(self, _size: int = -1, /) -> bytes:
        block = self._file.read(BLOCK)
        if self._decode is not None:
            data = self._decode(block, not block).encode("utf-8", "surrogatepass")
            while block and not data:
                block = self._file.read(BLOCK)
                data = self._decode(block, not block).encode("utf-8", "surrogatepass")
        else:
            data = block
        if not self.careful and data:
            self.careful = self._long(data) or characters.suspicious(self._edge + data)
            self._edge = data[-2:]
        return data

    def _long(self, data: bytes) -> bool:
        """Tell whether a cell may be over-long: a window without the end of a row, or within quotation marks."""
        for start in range(0, len(data), WINDOW):
            end = start + WINDOW
            if len(data) - start < WINDOW // 2:
                break
            if data.find(b"\n", start, end) < 0 and data.find(b"\r", start, end) < 0:
                return True
            if data.find(b'"', start, end) >= 0:
                self._quotes = True
            elif self._quotes:
                return True
        return False


class Delimited:
    """One text table."""

    def __init__(self, path: Path, *, name: str, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self.file = path.open("rb")
        self.encoding = encoding_of(self.file, name=name)
        csv.field_size_limit(max(csv.field_size_limit(), LONGEST_FIELD))

    def records(self, delimiter: str) -> tuple[Sieve, Iterator[list[str]]]:
        sieve = Sieve(self.file, self.encoding)
        # surrogates pass, to be found in their cell; line ends are left to the reader of records
        text = io.TextIOWrapper(sieve, "utf-8", errors="surrogatepass", newline="")  # type: ignore[type-var]
        return sieve, csv.reader(text, delimiter=delimiter, strict=True)

    def table(self, is_heading: IsHeading) -> Table:
        fault: Refused | None = None
        for delimiter in DELIMITERS:
            sieve, records = self.records(delimiter)
            try:
                found = self._heading(records, is_heading)
            except Refused as refusal:
                fault = fault or refusal
                continue
            if found:
                number, headings = found
                rows = self._rows(sieve, records, number, headings)
                first = next(rows, None)
                if first is None:
                    raise refused("no_rows", file=self.name)
                return Table("", number, headings, chain([first], rows), typed=False)
        raise fault or refused("no_headings", file=self.name, most=self.limits.heading_rows)

    def _heading(self, records: Iterator[list[str]], is_heading: IsHeading) -> tuple[int, list[str]] | None:
        number = filled = 0
        while filled < self.limits.heading_rows:
            number += 1
            try:
                cells = next(records, None)
            except csv.Error as error:
                raise refused("quoting", file=self.name, row=number) from error
            if cells is None:
                return None
            headings = cleaned(cells)
            if not any(headings):
                continue
            filled += 1
            if is_heading(headings):
                if width_of(headings) > self.limits.columns:
                    raise self._far_column(number, width_of(headings) - 1)
                return number, headings
        return None

    def _rows(self, sieve: Sieve, records: Iterator[list[str]], number: int, headings: list[str]) -> Iterator[Row]:
        width = len(headings)
        last = number
        left = self.limits.rows
        most_blank = self.limits.blank_rows
        try:
            for cells in records:
                number += 1
                if len(cells) == width and not sieve.careful:
                    if not any(cells):
                        continue
                    row = Row(number, cells)
                elif any(cells):
                    row = Row(number, cells, self._fault(number, cells, headings))
                else:
                    continue
                if number - last > most_blank:
                    raise refused("far_row", file=self.name, row=number, most=most_blank)
                last = number
                left -= 1
                if left < 0:
                    raise refused("too_many_rows", file=self.name, most=self.limits.rows)
                yield row
        except csv.Error as error:
            raise refused("quoting", file=self.name, row=number + 1) from error

    def _fault(self, number: int, cells: list[str], headings: list[str]) -> dict[str, Any] | None:
        """What is wrong with a row that differs from the plain ones, or follows a place that did."""
        if width_of(cells) > max(self.limits.columns, len(headings)):
            raise self._far_column(number, width_of(cells) - 1)
        if len(cells) != len(headings):
            return {"code": "ragged", "found": len(cells), "expected": len(headings)}
        for heading, cell in zip(headings, cells, strict=True):
            if len(cell) > self.limits.cell_characters:
                return {"code": "long_cell", "field": heading}
            if sign := characters.offence(cell):
                return {"code": "bad_character", "field": heading, "character": sign}
        return None

    def _far_column(self, number: int, column: int) -> Refused:
        letters = LETTERS[min(column, len(LETTERS) - 1)]
        return refused("far_column", file=self.name, row=number, column=letters, most=self.limits.columns)
