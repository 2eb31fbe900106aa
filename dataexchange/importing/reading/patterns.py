"""Rows that are spelt as rows before them: one regular expression made for them takes each apart in one step.

A table's rows are all alike: the same columns with the same styles, some left out where a cell is blank. A pattern is
learnt from the rows that were taken apart cell by cell, and accepts nothing that those would not be.
"""

import re
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from dataexchange.importing.reading.values import column_number

# nothing here is ever tried twice: what one part took (+ after a count), no other needs
ATTRIBUTES = r'(?: (?!r=)[\w:.]++="[^"<&]*+")*+'
PLAIN_VALUE = r"<v>([^<&]*+)</v>"
SHARED_VALUE = r"<v>(\d{1,9}+)</v>"
INLINE_VALUE = r'<is><t(?: xml:space="preserve")?+>([^<&]*+)</t></is>'
MOST_PATTERNS = 4
MOST_LESSONS = 60


class Cell(NamedTuple):
    """How a column's cells are spelt, and what kind of cell that is."""

    letters: str
    attributes: str
    inline: bool
    kind: int

    def expression(self, shared: int) -> str:
        value = INLINE_VALUE if self.inline else SHARED_VALUE if self.kind == shared else PLAIN_VALUE
        return rf'(?:<c r="{self.letters}\1"{re.escape(self.attributes)}(?: ?/>|></c>|>{value}</c>))?+'


class Pattern:
    """Rows of one spelling."""

    def __init__(self, cells: dict[int, Cell], shared: int, text: int, width: int) -> None:
        self.cells = dict(sorted(cells.items()))
        expressions = "".join(cell.expression(shared) for cell in self.cells.values())
        self.match = re.compile(rf'\s*+<row r="([1-9]\d{{0,6}}+)"{ATTRIBUTES}>{expressions}</row>', re.ASCII).match
        self.columns = list(self.cells)
        self.within = self.columns[-1] < width
        place_of = {column: place for place, column in enumerate(self.columns)}
        # of the row's cells and one blank: all columns in their order
        self.arranged = itemgetter(*(place_of.get(column, len(place_of)) for column in range(max(width, 2))))
        kinds = [cell.kind for cell in self.cells.values()]
        self.shared = [place for place, kind in enumerate(kinds) if kind == shared]
        # place among the cells, column as written in a mark, and kind of whatever is neither shared nor plain text
        self.others = [
            (place, f"{self.columns[place]} ", kind) for place, kind in enumerate(kinds) if kind not in (shared, text)
        ]

    def agrees(self, cells: dict[int, Cell]) -> bool:
        return all(self.cells.get(column, cell) == cell for column, cell in cells.items())


class Patterns:
    """The few patterns of a sheet, the latest used first."""

    def __init__(self, shared: int, text: int, width: int) -> None:
        self.given = (shared, text, width)
        self.known: list[Pattern] = []
        self.lessons = 0

    def find(self, text: str, place: int) -> tuple[Pattern, re.Match[str]] | None:
        for rank, pattern in enumerate(self.known):
            if found := pattern.match(text, place):
                if rank:
                    self.known.insert(0, self.known.pop(rank))
                return pattern, found
        return None

    def learn(
        self, letters: Sequence[str], attributes: Sequence[str], inline: Sequence[bool], kinds: Sequence[int]
    ) -> None:
        """Add a row's spelling to a pattern that it does not contradict, or make a new one of it."""
        if self.lessons >= MOST_LESSONS or not letters:
            return
        self.lessons += 1
        spelt = map(Cell, letters, attributes, inline, kinds)
        cells = {column_number(cell.letters): cell for cell in spelt}
        for place, pattern in enumerate(self.known):
            if pattern.agrees(cells):
                self.known[place] = Pattern({**pattern.cells, **cells}, *self.given)
                return
        self.known = [Pattern(cells, *self.given), *self.known[: MOST_PATTERNS - 1]]
