"""Streams of a part's repeated elements (rows, shared texts), in little memory.

Two readers weave one result. Most elements are spelt in one plain way, which a regular expression verifies whole and
takes apart several times faster than any parser calls back. Every other element goes to a real XML parser that has read
the part's beginning and reads its end, so that anything legal is understood and anything illegal is found.
"""

import codecs
from collections.abc import Iterator
from typing import IO, Any
from xml.parsers import expat

from dataexchange.importing.reading.limits import Limits
from dataexchange.importing.reading.objections import Objection

BLOCK = 1 << 18
MAIN_NAMESPACES = frozenset(
    (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
)
LEGAL = bytes([9, 10, *range(32, 127), *range(128, 256)])  # a carriage return is the parser's business


def parser() -> expat.XMLParserType:
    """Make a parser that refuses document types, and with them every entity of somebody's own."""
    made = expat.ParserCreate()
    made.buffer_text = True
    made.buffer_size = 1 << 16
    made.StartDoctypeDeclHandler = refuse_doctype
    return made


def refuse_doctype(*_declaration: Any) -> None:
    raise Objection("doctype")


def pairs(attributes: list[str]) -> dict[str, str]:
    """Turn expat's ordered attributes into a mapping."""
    return dict(zip(attributes[::2], attributes[1::2], strict=True))


class Prolog:
    """What stands before the repeated elements: the bytes read so far and where the first element begins."""

    def __init__(self, stream: IO[bytes], container: str, root: str, limits: Limits) -> None:
        self.container = container
        self.root = root
        self.prefix = ""
        self.found = -1
        self.started = False
        self.encoding = ""
        self.data = b""
        self._parser = parser()
        self._parser.StartElementHandler = self._start
        self._parser.XmlDeclHandler = self._declare
        while self.found < 0:
            block = stream.read(BLOCK)
            self.data += block
            try:
                self._parser.Parse(block, not block)
            except expat.ExpatError as error:
                if self.found < 0:  # what follows is read again, and judged, by the reader proper
                    raise Objection("broken_xml") from error
            if not block:
                break
            if len(self.data) > limits.token_bytes and self.found < 0:
                raise Objection("oversized")

    def _declare(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.encoding = (encoding or "").lower()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self.started:
            self.started = True
            prefix, _, local = name.rpartition(":")
            namespace = attributes.get(f"xmlns:{prefix}" if prefix else "xmlns", "")
            if local != self.root or namespace not in MAIN_NAMESPACES:
                raise Objection("broken_workbook")
            self.prefix = f"{prefix}:" if prefix else ""
        if self.found < 0 and name == self.prefix + self.container:
            self.found = self._parser.CurrentByteIndex

    @property
    def end(self) -> int:
        """Where the container's own tag ends; -1 where the part is not spelt the plain way."""
        opening = f"<{self.container}".encode()
        if self.prefix or self.encoding not in ("", "utf-8") or self.found < 0:
            return -1
        if not self.data.startswith(opening, self.found):
            return -1
        close = self.data.find(b">", self.found)
        return -1 if close < 0 or self.data[close - 1 : close] == b"/" else close + 1


class ElementStream:
    """The elements named ``piece`` within ``container``; ``batches`` yields lists of what a subclass makes of them."""

    root = container = piece = ""

    def __init__(self, stream: IO[bytes], limits: Limits) -> None:
        self.stream = stream
        self.limits = limits
        self.ready: list[Any] = []
        self.inside = False  # the parser is in the middle of something: it reads on
        self.closed_at = -1  # where the parser saw the last piece close
        self.fed = 0
        self.prolog = Prolog(stream, self.container, self.root, limits)
        self.parser = parser()
        self.parser.ordered_attributes = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.close = f"</{self.piece}>"
        self.opened = False  # a subclass sets it at the container's tag

    def start(self, name: str, attributes: list[str]) -> None:
        raise NotImplementedError

    def end(self, name: str) -> None:
        raise NotImplementedError

    def text(self, text: str) -> None:
        raise NotImplementedError

    def plain(self, piece: str) -> bool:
        """Take one element in its plain spelling; False leaves it to the parser."""
        raise NotImplementedError

    def run(self, text: str, place: int, end: int) -> int:
        """Take as many elements from ``place`` on as go in one stride; say where the next one begins."""
        return place

    def without_blanks(self, text: str) -> str:
        """Take empty elements off the beginning of a long stretch that closes none."""
        return text

    def batches(self) -> Iterator[list[Any]]:
        end = self.prolog.end
        if end >= 0:
            self.feed(self.prolog.data[:end])
        if end >= 0 and self.opened:
            yield from self._woven(self.prolog.data[end:])
        else:
            yield from self._parsed(self.prolog.data if end < 0 else self.prolog.data[end:])

    def feed(self, data: bytes, *, last: bool = False) -> None:
        try:
            self.parser.Parse(data, last)
        except expat.ExpatError as error:
            raise Objection("broken_xml") from error
        self.fed += len(data)
        if self.fed - self.parser.CurrentByteIndex > self.limits.token_bytes and not last:
            raise Objection("oversized")

    def odd(self, piece: str) -> None:
        """Hand one element to the parser; where it only seemed to end, the parser keeps reading."""
        data = (piece + self.close).encode()
        self.feed(data)
        self.inside = self.closed_at != self.fed - len(self.close)

    def taken(self) -> list[Any]:
        ready, self.ready = self.ready, []
        return ready

    def _parsed(self, block: bytes) -> Iterator[list[Any]]:
        while block:
            self.feed(block)
            yield self.taken()
            block = self.stream.read(BLOCK)
        self.feed(b"", last=True)
        yield self.taken()

    def _woven(self, block: bytes) -> Iterator[list[Any]]:
        decode = codecs.getincrementaldecoder("utf-8")().decode
        rest = ""
        strict = False
        while True:
            try:
                text = rest + decode(block, not block)
            except UnicodeDecodeError as error:
                raise Objection("broken_xml") from error
            # all that follows goes to the parser
            strict = strict or bool(block.translate(None, LEGAL)) or "]]>" in text
            cut = text.rfind(self.close) + len(self.close)
            if cut < len(self.close):
                cut, rest = 0, text
            else:
                rest = text[cut:]
            self._take(text, cut, strict=strict)
            if not cut and len(rest) > BLOCK:
                rest = self.without_blanks(rest)
            if len(rest) > self.limits.token_bytes:
                raise Objection("oversized")
            yield self.taken()
            if not block:
                break
            block = self.stream.read(BLOCK)
        self.feed(rest.encode())
        self.feed(b"", last=True)
        yield self.taken()

    def _take(self, text: str, end: int, *, strict: bool) -> None:
        """Take the complete elements that stand before ``end``."""
        place = 0
        while place < end:
            if not strict and not self.inside and (place := self.run(text, place, end)) >= end:
                break
            close = text.find(self.close, place)
            piece = text[place:close]
            if strict or self.inside or not self.plain(piece):
                self.odd(piece)
            place = close + len(self.close)
