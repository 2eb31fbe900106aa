"""The rows of one worksheet."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import IO, NamedTuple

from dataexchange.importing.reading.limits import Limits
from dataexchange.importing.reading.markup import ElementStream, pairs
from dataexchange.importing.reading.merges import Merges
from dataexchange.importing.reading.objections import Objection
from dataexchange.importing.reading.patterns import ATTRIBUTES, Pattern, Patterns
from dataexchange.importing.reading.values import (
    LETTERS,
    column_number,
    day_text,
    iso_day,
    number_text,
    one_line_break,
    time_text,
    unescaped,
)

OPENING = re.compile(
    rf'((?:\s*<row r="[1-9]\d{{0,6}}"{ATTRIBUTES} ?/>)*)\s*<row(?: r="([1-9]\d{{0,6}})"{ATTRIBUTES})>', re.ASCII
)
EMPTY_ROWS = re.compile(rf'(?:\s*<row r="[1-9]\d{{0,6}}"{ATTRIBUTES} ?/>)+', re.ASCII)
EMPTY_ROW = re.compile(r'<row r="(\d+)"')
CELL = re.compile(
    r'<c r="([A-Z]{1,3})([1-9]\d{0,6})"((?: (?!r=)[a-z]{1,2}="\w{1,10}")*)(?: ?/>|></c>|>'
    r'(<f(?: [\w:.]+="[^"<&]*")*(?:/>|>(?:[^<&]|&(?:amp|lt|gt|quot|apos);)*</f>))?'
    r'(?:<v>([^<&]*)</v>|<is><t(?: xml:space="preserve")?>([^<&]*)</t></is>)?</c>)',
    re.ASCII,
)
GROUPS = 7  # of CELL, with what stands between two cells
CELL_ATTRIBUTE = re.compile(r' (\w+)="(\w*)"')
DIGITS = "0123456789"
SHARED, TEXT, NUMBER, DAY, TIME, LENGTH, BOOL, ERROR, ISO = range(9)
KINDS = {"s": SHARED, "str": TEXT, "inlineStr": TEXT, "b": BOOL, "e": ERROR, "d": ISO}
TRUTH = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}
MOST_KINDS = 5_000
MOST_RUNS = 4_096
MOST_DAYS = 20_000
MOST_COLUMNS = 16_384
# column, kind, formula, value
Parts = tuple[str, int, str | None, str | None]
Told = tuple[int, list[str], str]


class Book(NamedTuple):
    """What the cells of every sheet refer to."""

    texts: list[str]
    long_texts: set[int]
    styles: list[str]
    since_1904: bool


class KindOf(dict[str, int]):
    """What a cell is, by its attributes as written; worked out once for each spelling."""

    def __init__(self, styles: list[str]) -> None:
        super().__init__()
        self.styles = styles

    def __missing__(self, written: str) -> int:
        if len(self) > MOST_KINDS:
            self.clear()
        self[written] = kind = self.of(dict(CELL_ATTRIBUTE.findall(written)))
        return kind

    def of(self, attributes: dict[str, str]) -> int:
        kind = attributes.get("t", "n")
        if kind != "n":
            if kind not in KINDS:
                raise Objection("broken_xml")
            return KINDS[kind]
        number = attributes.get("s", "")
        style = self.styles[int(number)] if number.isdecimal() and int(number) < len(self.styles) else ""
        return {"d": DAY, "t": TIME, "l": LENGTH}.get(style, NUMBER)


class SheetRows(ElementStream):
    """Makes ``(number, cells, marks)`` of each row that holds anything; marks such as ``n7 d8 `` name what was no text.

    Rows and cells must stand in order and once: of two rows with one number every program keeps another one. ``width``
    is how many columns are wanted; what stands right of them is only counted, and beyond the limit it refuses the file.
    """

    root = "worksheet"
    container = "sheetData"
    piece = "row"

    def __init__(self, stream: IO[bytes], limits: Limits, book: Book, merges: Merges, width: int) -> None:
        super().__init__(stream, limits)
        self.book = book
        self.merges = merges
        self.width = width
        self.most = limits.cell_characters
        self.kind_of = KindOf(book.styles)
        self.patterns = Patterns(SHARED, TEXT, width)
        self.days: dict[str, tuple[str, str]] = {}
        self.last = self.last_filled = 0
        self.beyond = 0
        self.beyond_at = ""
        prefix = self.prolog.prefix
        self.names = {prefix + name: name for name in ("row", "c", "v", "f", "is", "t", "rPh", "sheetData")}
        self.in_rows = self.in_row = self.collecting = self.in_text = self.in_guide = False
        self.number = 0
        self.cells: list[Parts] = []
        self.cell: dict[str, str] = {}
        self.formula: str | None = None
        self.value: str | None = None
        self.parts: list[str] = []

    # the plain spelling

    def run(self, text: str, place: int, end: int) -> int:
        if self.book.long_texts or "_x" in text:
            return place
        while place < end and (found := self.patterns.find(text, place)):
            pattern, matched = found
            if matched.end() - place > self.most:
                break  # perhaps an over-long cell
            number, *values = matched.groups()
            self.like_others(int(number), pattern, values)
            place = matched.end()
        return place

    def plain(self, piece: str) -> bool:
        if not (opening := OPENING.match(piece)):
            return False
        parts = CELL.split(piece[opening.end() :])
        between = parts[::GROUPS]
        if any(between) and "".join(between).strip(" \t\n"):
            return False
        blank_rows, number = opening.groups()
        if blank_rows:
            self.empty_rows(blank_rows)
        letters, numbers, written, formulas = (parts[place::GROUPS] for place in range(1, 5))
        if numbers.count(number) != len(numbers):
            wrong = next(letter for letter, own in zip(letters, numbers, strict=True) if own != number)
            raise Objection("broken_cell", row=int(number), column=wrong)
        kinds = [self.kind_of[attributes] for attributes in written]
        plain, inline = parts[5::GROUPS], parts[6::GROUPS]
        values = [second if first is None else first for first, second in zip(plain, inline, strict=True)]
        self.row(int(number), zip(letters, kinds, formulas, values, strict=True))
        if not any(formulas):
            self.patterns.learn(letters, written, [text is not None for text in inline], kinds)
        return True

    def like_others(self, number: int, pattern: Pattern, values: list[str | None]) -> None:
        """Take a row whose spelling is known, and with it what each cell is."""
        self.next_row(number)
        out = [value or "" for value in values]
        texts, place = self.book.texts, 0
        marks = ""
        try:
            for place in pattern.shared:
                if value := out[place]:
                    out[place] = texts[int(value)]
        except IndexError:
            raise Objection("broken_cell", row=number, column=LETTERS[pattern.columns[place]]) from None
        for place, column, kind in pattern.others:
            if value := out[place]:
                if kind == NUMBER and (text := number_text(value)) is not None:
                    mark = "n"
                elif kind == DAY and value in self.days:
                    text, mark = self.days[value]
                else:
                    text, mark = self.content(kind, None, value)
                out[place] = text
                if mark:
                    marks += mark + column
        if pattern.within:
            out.append("")
            out = list(pattern.arranged(out))
        else:
            out, marks = self.spread(number, pattern, out, marks)
        if marks or any(out):
            self.emit(number, out, marks)

    def spread(self, number: int, pattern: Pattern, values: list[str], marks: str) -> tuple[list[str], str]:
        """Put the cells of a row where they belong, when some stand right of what is wanted."""
        out = [""] * self.width
        for column, value in zip(pattern.columns, values, strict=True):
            if value:
                if column < self.width:
                    out[column] = value
                else:
                    self.outside(number, column)
        return out, without(marks, lambda column: column >= self.width)

    def without_blanks(self, text: str) -> str:
        if not (found := EMPTY_ROWS.match(text)):
            return text
        self.empty_rows(found[0])
        return text[found.end() :]

    def empty_rows(self, text: str) -> None:
        for number in EMPTY_ROW.findall(text):
            self.next_row(int(number))

    def next_row(self, number: int) -> None:
        if number <= self.last:
            raise Objection("rows_twice", row=number)
        self.last = number

    # every other spelling

    def start(self, name: str, attributes: list[str]) -> None:
        local = self.names.get(name)
        if local is None:
            return
        if local == "sheetData":
            self.in_rows = self.opened = True
        elif local == "row" and self.in_rows:
            self.in_row = True
            written = pairs(attributes).get("r", "").strip()
            if not (written.isdecimal() and written.isascii() and len(written) < 8) and written:
                raise Objection("broken_xml")
            self.number = int(written) if written else self.last + 1
            self.cells = []
        elif not self.in_row:
            return
        elif local == "c":
            self.cell = pairs(attributes)
            self.formula = self.value = None
        elif local == "rPh":
            self.in_guide = True
        elif local == "is":
            self.in_text = True
            self.parts = []
        elif local == "v":
            self.parts = []
            self.collecting = True
        elif local == "t":
            self.collecting = self.in_text and not self.in_guide
        elif local == "f":
            self.formula = "f"

    def end(self, name: str) -> None:
        local = self.names.get(name)
        if local == "sheetData":
            self.in_rows = False
        elif local is None or not self.in_row:
            return
        elif local == "c":
            kind = self.kind_of.of(self.cell)
            reference = self.cell.get("r", "")
            letters = reference.rstrip(DIGITS)
            if reference and reference[len(letters) :] != str(self.number):
                raise Objection("broken_cell", row=self.number, column=letters[:5])
            self.cells.append((letters, kind, self.formula, self.value))
            if len(self.cells) > MOST_COLUMNS:
                raise Objection("oversized")
        elif local == "v":
            self.collecting = False
            self.value = "".join(self.parts)
        elif local == "t":
            self.collecting = False
        elif local == "is":
            self.in_text = False
            self.value = "".join(self.parts)
        elif local == "rPh":
            self.in_guide = False
        elif local == "row":
            self.in_row = False
            self.closed_at = self.parser.CurrentByteIndex
            self.row(self.number, self.cells)

    def text(self, text: str) -> None:
        if self.collecting:
            self.parts.append(text)
            if len(self.parts) > MOST_RUNS:
                raise Objection("oversized")

    # what both make of a row

    def row(self, number: int, cells: Iterable[Parts]) -> None:
        """Take a row cell by cell, whatever they are."""
        self.next_row(number)
        out = [""] * self.width
        marks = ""
        column = -1
        filled = False
        for letters, kind, formula, value in cells:
            column = self.column(letters, number, column + 1)
            if value is None and formula is None:
                continue
            if kind == SHARED and value:
                text, mark = self.shared(value, number, column)
            else:
                text, mark = self.content(kind, formula, value)
            if not text and not mark:
                continue
            filled = True
            if column >= self.width:
                self.outside(number, column)
                continue
            out[column] = text
            if mark:
                marks += f"{mark}{column} "
        if filled:
            self.emit(number, out, marks)

    def column(self, letters: str, number: int, expected: int) -> int:
        """Find a cell's column; cells may be left out, never stand twice."""
        column = column_number(letters) if letters else expected
        if not 0 <= column < MOST_COLUMNS:
            raise Objection("broken_cell", row=number, column=letters[:5])
        if column < expected:
            raise Objection("cell_twice", row=number, column=letters)
        return column

    def shared(self, value: str, number: int, column: int) -> tuple[str, str]:
        index = int(value) if value.isdecimal() else -1
        if not 0 <= index < len(self.book.texts):
            raise Objection("broken_cell", row=number, column=LETTERS[column])
        return self.book.texts[index], "l" if index in self.book.long_texts else ""

    def content(self, kind: int, formula: str | None, value: str | None) -> tuple[str, str]:
        """Make the text of a cell and its mark (a key of ``cells.KINDS``)."""
        if value is None or (value == "" and kind != TEXT):
            return "", "f" if formula is not None else ""
        if kind == TEXT:
            text = unescaped(one_line_break(value))
            return (text[: self.most], "l") if len(text) > self.most else (text, "")
        if kind == BOOL:
            return (TRUTH[value.strip()], "b") if value.strip() in TRUTH else (value[:50], "e")
        if kind == ERROR:
            return value[:50], "e"
        if kind == ISO:
            day = iso_day(value)
            return (day, "d") if day else (value[:50], "e")
        return self.figure(kind, value)

    def figure(self, kind: int, value: str) -> tuple[str, str]:
        """A stored number: a day, a time or a plain number by its format; NaN and its like are errors."""
        number = number_text(value)
        if number is None:
            return value[:50], "e"
        if kind == NUMBER:
            return number, "n"
        if kind == LENGTH or (kind == TIME and 0 <= float(value) < 1) or (kind == DAY and 0 < float(value) < 1):
            return time_text(value) or number, ""
        if len(self.days) > MOST_DAYS:
            self.days.clear()
        day = self.days[value] = day_text(value, since_1904=self.book.since_1904) or number, "d"
        return day

    def outside(self, number: int, column: int) -> None:
        if column >= self.limits.columns:
            raise Objection("far_column", row=number, column=LETTERS[column], most=self.limits.columns)
        if not self.beyond:
            self.beyond_at = f"{LETTERS[column]}{number}"
        self.beyond += 1

    def emit(self, number: int, out: list[str], marks: str) -> None:
        if number - self.last_filled > self.limits.blank_rows:
            raise Objection("far_row", row=number, most=self.limits.blank_rows)
        self.last_filled = number
        if self.merges and (covered := self.merges.covered(number, self.width)):
            marks = without(marks, covered.__contains__)
            for column in covered:
                out[column] = ""
            if marks or any(out):
                marks += "".join(f"m{column} " for column in sorted(covered))
        if marks or any(out):
            self.ready.append((number, out, marks))

    def rows(self) -> Iterator[Told]:
        for batch in self.batches():
            yield from batch


def without(marks: str, left_out: Callable[[int], bool]) -> str:
    """Marks such as ``n7 d8 `` without those of some columns."""
    return "".join(f"{mark} " for mark in marks.split() if not left_out(int(mark[1:])))
