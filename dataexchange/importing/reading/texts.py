"""The shared texts of a workbook."""

import re
from typing import IO

from dataexchange.importing.reading.limits import Limits
from dataexchange.importing.reading.markup import ElementStream
from dataexchange.importing.reading.objections import Objection
from dataexchange.importing.reading.values import unescaped

PLAIN_ONES = re.compile(r'<si><t(?: xml:space="preserve")?>([^<&]*)</t></si>')
PLAIN = re.compile(r'\s*<si><t(?: xml:space="preserve")?>([^<&]*)</t>\Z')
MOST_RUNS = 4_096


class SharedTexts(ElementStream):
    """Reads ``<si>`` elements: runs are joined, phonetic guides left out."""

    root = container = "sst"
    piece = "si"

    def __init__(self, stream: IO[bytes], limits: Limits) -> None:
        super().__init__(stream, limits)
        prefix = self.prolog.prefix
        self.si, self.t, self.guide = prefix + "si", prefix + "t", prefix + "rPh"
        self.open_text = self.in_guide = False
        self.parts: list[str] = []

    def plain(self, piece: str) -> bool:
        if not (found := PLAIN.match(piece)):
            return False
        self.ready.append(found[1])
        return True

    def run(self, text: str, place: int, end: int) -> int:
        if place:
            return place  # one of this stretch was odd already
        parts = PLAIN_ONES.split(text[:end])
        if any(parts[::2]):
            return place
        self.ready += parts[1::2]
        return end

    def start(self, name: str, attributes: list[str]) -> None:
        if name == self.t:
            self.open_text = not self.in_guide
        elif name == self.si:
            self.parts = []
        elif name == self.guide:
            self.in_guide = True
        elif name == self.prolog.prefix + self.container:
            self.opened = True

    def end(self, name: str) -> None:
        if name == self.t:
            self.open_text = False
        elif name == self.si:
            self.ready.append("".join(self.parts))
            self.closed_at = self.parser.CurrentByteIndex
        elif name == self.guide:
            self.in_guide = False

    def text(self, text: str) -> None:
        if self.open_text:
            self.parts.append(text)
            if len(self.parts) > MOST_RUNS:
                raise Objection("oversized")


def shared_texts(stream: IO[bytes], limits: Limits) -> tuple[list[str], set[int]]:
    """Read all of them, and tell which are over the limit of a cell (they are cut to it)."""
    texts: list[str] = []
    long: set[int] = set()
    most = limits.cell_characters
    total = 0
    batch: list[str]
    for batch in SharedTexts(stream, limits).batches():
        if any("_x" in text for text in batch):
            batch = [unescaped(text) for text in batch]
        if max(map(len, batch), default=0) > most:
            long.update(len(texts) + place for place, text in enumerate(batch) if len(text) > most)
            batch = [text[:most] for text in batch]
        total += sum(map(len, batch))
        if total > limits.shared_characters:
            raise Objection("too_much_text")
        texts += batch
    return texts, long
