"""Which cells are covered by a merge. A sheet tells it after its rows, so the end of the part is read first."""

import re
from collections.abc import Iterable
from operator import itemgetter
from typing import IO
from xml.parsers import expat

from dataexchange.importing.reading.limits import Limits
from dataexchange.importing.reading.markup import BLOCK, Prolog, parser
from dataexchange.importing.reading.objections import Objection
from dataexchange.importing.reading.values import column_number

Block = tuple[int, int, int, int]  # first row, first column, last row, last column; columns from 0

AREA = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})(?::\$?([A-Z]{1,3})\$?([1-9]\d{0,6}))?\Z", re.ASCII)
MERGE = re.compile(rb"<mergeCell\s+ref=[\"']([A-Z0-9:$]+)[\"']")
END_OF_ROWS = b"</sheetData>"


class Merges:
    """The merges of a sheet, asked row after row."""

    def __init__(self, blocks: Iterable[Block] = ()) -> None:
        self.blocks = sorted(blocks)
        self._next = 0
        self._open: list[Block] = []

    def __bool__(self) -> bool:
        return bool(self.blocks)

    def covered(self, row: int, width: int) -> set[int]:
        """Columns of ``row`` that a merge covers, its first cell left out; rows must be asked in order."""
        if self._next == len(self.blocks) and not self._open:
            return set()
        while self._next < len(self.blocks) and self.blocks[self._next][0] <= row:
            self._open.append(self.blocks[self._next])
            self._next += 1
        self._open = [block for block in self._open if block[2] >= row]
        columns: set[int] = set()
        for top, left, _bottom, right in self._open:
            columns.update(range(left + (top == row), min(right + 1, width)))
        return columns

    def above(self, row: int) -> list[Block]:
        """The merges that begin in or above ``row``."""
        return [block for block in self.blocks if block[0] <= row]


def block_of(reference: str) -> Block | None:
    """Read ``A1:B2``; nothing where it is no area, or only one cell."""
    if not (found := AREA.match(reference)) or found[3] is None:
        return None
    columns = sorted((column_number(found[1]), column_number(found[3])))
    rows = sorted((int(found[2]), int(found[4])))
    if columns[0] < 0 or (columns[0] == columns[1] and rows[0] == rows[1]):
        return None
    return rows[0], columns[0], rows[1], columns[1]


def merges_of(stream: IO[bytes], limits: Limits) -> list[Block]:
    """Read a whole sheet for its merges; on the way every block of it is inflated once and its checksum proved."""
    prolog = Prolog(stream, "sheetData", "worksheet", limits)
    references = _plain(prolog, stream, limits) if prolog.end >= 0 else _parsed(prolog, stream, limits)
    blocks = list(filter(None, map(block_of, references)))
    blocks.sort(key=itemgetter(0))
    return blocks


def _plain(prolog: Prolog, stream: IO[bytes], limits: Limits) -> list[str]:
    kept = prolog.data[prolog.end :]
    ended = False
    while True:
        place = kept.rfind(END_OF_ROWS)
        if place >= 0:
            kept, ended = kept[place + 1 :], True
        elif not ended:
            kept = kept[-len(END_OF_ROWS) :]
        if len(kept) > 2 * limits.token_bytes:
            raise Objection("oversized")
        if not (block := stream.read(BLOCK)):
            break
        kept += block
    found = [reference.decode() for reference in MERGE.findall(kept)]
    if len(found) > limits.merges:
        raise Objection("too_many_merges", most=limits.merges)
    return found


def _feed(reader: expat.XMLParserType, block: bytes) -> None:
    try:
        reader.Parse(block, False)
    except expat.ExpatError as error:
        raise Objection("broken_xml") from error


def _parsed(prolog: Prolog, stream: IO[bytes], limits: Limits) -> list[str]:
    found: list[str] = []
    wanted = prolog.prefix + "mergeCell"

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == wanted:
            found.append(attributes.get("ref", ""))
            if len(found) > limits.merges:
                raise Objection("too_many_merges", most=limits.merges)

    reader = parser()
    reader.StartElementHandler = start
    block, fed = prolog.data, 0
    while block:
        _feed(reader, block)
        fed += len(block)
        if fed - reader.CurrentByteIndex > limits.token_bytes:
            raise Objection("oversized")
        block = stream.read(BLOCK)
    return found
