"""In what a text table is written: UTF-8 with or without mark, GB18030, UTF-16 with a mark."""

import codecs
import re
from typing import IO, NamedTuple

from dataexchange.importing.reading.refusals import refused

BLOCK = 1 << 20
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# text between separators, with a character outside ASCII; no separator is the second byte of a GB18030 character
FOREIGN = re.compile(rb'[^,;\t\r\n"]*[\x80-\xff][^,;\t\r\n"]*')
CHINESE = re.compile("[\u2e80-\u9fff\uff00-\uffef]")
CERTAIN = 6  # so many Chinese characters in a row are valid UTF-8 by chance in no GB18030 text
LIKELY = 2
LIKELY_SHARE = 0.01
LONGEST_CHARACTER = 3  # bytes of a UTF-8 character that is not complete


class Encoding(NamedTuple):
    name: str
    mark: int  # bytes to skip


def encoding_of(file: IO[bytes], *, name: str) -> Encoding:
    """Decide by reading the whole file once; what is valid in neither, or in parts in both, is refused."""
    file.seek(0)
    head = file.read(4)
    for mark, encoding in MARKS:
        if head.startswith(mark):
            found = Encoding(encoding, len(mark))
            if (fault := first_fault(file, found)) is not None:
                mixed = encoding == "utf-8" and looks_mixed(file)
                code = in_two_encodings(file, fault) if mixed else "encoding"
                raise refused(code, file=name, row=line_of(file, fault, found.name))
            return found
    fault = first_fault(file, Encoding("utf-8", 0))
    if fault is None:
        return Encoding("utf-8", 0)
    if looks_mixed(file):
        raise refused(in_two_encodings(file, fault), file=name, row=line_of(file, fault))
    second = first_fault(file, Encoding("gb18030", 0))
    if second is not None:
        raise refused("encoding", file=name, row=line_of(file, second))
    return Encoding("gb18030", 0)


def in_two_encodings(file: IO[bytes], fault: int) -> str:
    """A file that stops being UTF-8 only in its last character was cut off there."""
    return "truncated" if fault >= file.seek(0, 2) - LONGEST_CHARACTER else "mixed_encoding"


def first_fault(file: IO[bytes], encoding: Encoding) -> int | None:
    """Where, in bytes, the file first fails to be what it is taken for."""
    file.seek(encoding.mark)
    decoder = codecs.getincrementaldecoder(encoding.name)("surrogatepass" if "utf" in encoding.name else "strict")
    start = encoding.mark
    while True:
        block = file.read(BLOCK)
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(block, not block)
        except UnicodeDecodeError as error:
            return start - held + error.start
        if not block:
            return None
        start += len(block)


def line_of(file: IO[bytes], place: int, encoding: str = "") -> int:
    """The line that holds a byte."""
    file.seek(0)
    line_break = "\n".encode(encoding) if encoding else b"\n"
    left, lines = place, 1
    while left > 0 and (block := file.read(min(BLOCK, left))):
        lines += block.count(line_break)
        left -= len(block)
    return lines


def looks_mixed(file: IO[bytes]) -> bool:
    """Tell whether a file that is not UTF-8 as a whole has cells that are.

    A few characters of GB18030 can be valid UTF-8 by chance, about one cell of three characters in 25,000; so one long
    cell is proof, and short ones are only where they are many.
    """
    file.seek(0)
    rest = b""
    foreign = likely = 0
    while block := file.read(BLOCK):
        *lines, rest = (rest + block).split(b"\n")
        for cell in set(FOREIGN.findall(b"\n".join(lines))):
            foreign += 1
            count = chinese(cell)
            if count >= CERTAIN:
                return True
            likely += count >= LIKELY
    for cell in FOREIGN.findall(rest):
        foreign += 1
        count = chinese(cell)
        if count >= CERTAIN:
            return True
        likely += count >= LIKELY
    return likely > LIKELY_SHARE * foreign


def chinese(cell: bytes) -> int:
    """How many Chinese characters a cell holds as UTF-8; 0 where it is none."""
    try:
        return len(CHINESE.findall(cell.decode()))
    except UnicodeDecodeError:
        return 0
