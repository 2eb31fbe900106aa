"""The process that opens workbooks: no application, no database, no keys, no network, little memory and time.

It is handed an open file and answers lines of JSON: ``{"sheets": …}`` (the top of every sheet), then, as told on its
standard input, ``{"merges": …}`` of one sheet and batches ``{"rows": …}`` of it up to ``{"end": …}``; or, at any time,
``{"refused": …}``.
"""

import codecs
import gc
import json
import os
import resource
import sys
import zipfile
import zlib
from typing import IO, Any

from dataexchange.importing.reading import characters
from dataexchange.importing.reading.container import check_markup, opened
from dataexchange.importing.reading.limits import Limits
from dataexchange.importing.reading.merges import Merges, merges_of
from dataexchange.importing.reading.objections import Objection
from dataexchange.importing.reading.package import Package, Sheet, package_of
from dataexchange.importing.reading.sheet import Book, SheetRows, Told
from dataexchange.importing.reading.texts import shared_texts

BATCH = 400
MOST_TOP_MERGES = 2_000
FORBIDDEN = ("socket.", "subprocess.", "os.", "ctypes.", "shutil.", "tempfile.", "ftplib.", "urllib.", "http.")


def load_codecs() -> None:
    """Look up what is needed later, while files may still be opened."""
    for name in ("cp437", "utf-16", "utf-16-le", "utf-8", "ascii", "latin-1"):
        codecs.lookup(name)


def confine(size: int, limits: Limits) -> None:
    """Give up every right that reading needs not."""
    seconds = limits.cpu(size)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def watch(event: str, _arguments: Any) -> None:
        if event == "open" or event.startswith(FORBIDDEN):
            raise PermissionError(event)

    sys.addaudithook(watch)


def answer(kind: str, what: Any) -> None:
    sys.stdout.buffer.write(encoded({kind: what}))
    sys.stdout.buffer.flush()


def encoded(what: Any) -> bytes:
    text = json.dumps(what, ensure_ascii=False, separators=(",", ":"), check_circular=False)
    return text.encode("utf-8", "surrogatepass") + b"\n"


def send_rows(rows: list[Told]) -> None:
    """Send a batch; where a cell may hold a forbidden character, look at each and say where."""
    data = encoded({"rows": rows})
    if b"\\u" in data or characters.suspicious(data):
        offences = {
            number: [[place, sign] for place, cell in enumerate(cells) if (sign := characters.offence(cell))]
            for number, cells, _marks in rows
        }
        data = encoded({"rows": rows, "offences": {number: found for number, found in offences.items() if found}})
    sys.stdout.buffer.write(data)


class Reader:
    """One workbook."""

    def __init__(self, file: IO[bytes], limits: Limits) -> None:
        self.limits = limits
        self.archive = opened(file, limits)
        check_markup(self.archive)
        self.package: Package = package_of(self.archive)
        if not any(sheet.visible for sheet in self.package.sheets):
            raise Objection("no_sheet")
        texts: list[str] = []
        long: set[int] = set()
        if self.package.texts:
            with self.archive.open(self.package.texts) as stream:
                texts, long = shared_texts(stream, limits)
        self.book = Book(texts, long, self.package.styles, self.package.since_1904)

    def rows(self, sheet: Sheet, merges: Merges, width: int) -> SheetRows:
        return SheetRows(self.archive.open(sheet.part), self.limits, self.book, merges, width)

    def tops(self) -> list[dict[str, Any]]:
        """The first filled rows of every sheet that may be meant, and the merges among them."""
        told: list[dict[str, Any]] = []
        for sheet in self.package.sheets:
            rows: list[list[Any]] = []
            about: dict[str, Any] = {"name": sheet.name, "visible": sheet.visible, "top": rows}
            if problem := self._top(sheet, rows):
                about["problem"] = problem.as_dict()
            told.append(about)
        return told

    def _top(self, sheet: Sheet, rows: list[list[Any]]) -> Objection | None:
        try:
            for number, cells, _marks in self.rows(sheet, Merges(), self.limits.columns).rows():
                rows.append([number, cells])
                if len(rows) == self.limits.heading_rows + 1:
                    break
        except Objection as objection:
            objection.sheet = sheet.name
            return objection
        return None

    def merges(self, index: int) -> Merges:
        sheet = self.package.sheets[index]
        with self.archive.open(sheet.part) as stream:
            return Merges(merges_of(stream, self.limits))

    def send(self, index: int, merges: Merges, after: int, width: int) -> None:
        """Send the rows below ``after``, ``width`` columns of each."""
        sheet = self.package.sheets[index]
        batch: list[Told] = []
        sent = 0
        source = self.rows(sheet, merges, width)
        try:
            for row in source.rows():
                if row[0] <= after:
                    continue
                batch.append(row)
                sent += 1
                if sent > self.limits.rows:
                    raise Objection("too_many_rows", most=self.limits.rows)
                if len(batch) == BATCH:
                    send_rows(batch)
                    batch = []
        except Objection as objection:
            objection.sheet = objection.sheet or sheet.name
            raise
        if batch:
            send_rows(batch)
        answer("end", {"beyond": source.beyond, "beyond_at": source.beyond_at})


def converse(file: IO[bytes], limits: Limits) -> None:
    reader = Reader(file, limits)
    answer("sheets", reader.tops())
    merges = Merges()
    for line in sys.stdin.buffer:
        order = json.loads(line)
        if "merges" in order:
            index = order["merges"]
            merges = reader.merges(index)
            answer("merges", merges.above(order["above"])[:MOST_TOP_MERGES])
        else:
            reader.send(order["sheet"], merges, order["after"], order["width"])
            return


def main() -> None:
    descriptor, given = int(sys.argv[1]), json.loads(sys.argv[2])
    limits = Limits(**given)
    gc.disable()  # rows make no cycles, and a process this short leaves none behind
    with os.fdopen(descriptor, "rb") as file:
        load_codecs()
        confine(os.fstat(descriptor).st_size, limits)
        try:
            converse(file, limits)
        except Objection as objection:
            answer("refused", objection.as_dict())
        except (zipfile.BadZipFile, zlib.error, EOFError):
            answer("refused", {"code": "truncated"})
        except (MemoryError, RecursionError):
            answer("refused", {"code": "too_demanding"})
        except BrokenPipeError:
            os._exit(1)
        except Exception as error:  # whatever a foreign file provokes becomes a sentence, and no cell leaves in a trace
            answer("refused", {"code": "broken_workbook", "cause": type(error).__name__})
