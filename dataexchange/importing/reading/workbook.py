"""Workbooks, as the process that opens them tells of them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any

from dataexchange.importing.cells import KINDS, Cell, LongCell
from dataexchange.importing.reading.headings import IsHeading, cleaned, joined, width_of
from dataexchange.importing.reading.limits import Limits
from dataexchange.importing.reading.refusals import notice, quoted, refused
from dataexchange.importing.table import Notice, Refused, Row, Table

ROOT = Path(__file__).resolve().parents[3]
# neither the environment (with its keys) nor any installed package is within the reach of the process
START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from dataexchange.importing.reading.child import main; main()"
LONGEST_LINE = 512 << 20
PIPE = 1 << 20
MOST_MARKS = 5_000
OUT_OF_TIME = (-signal.SIGXCPU, -signal.SIGKILL)


class Places(dict[str, list[tuple[int, type[Cell]]]]):
    """Which cells of a row become what, by its marks (``n7 d8 ``); most rows of a table have the same."""

    def __missing__(self, marks: str) -> list[tuple[int, type[Cell]]]:
        if len(self) > MOST_MARKS:
            self.clear()
        self[marks] = places = [(int(mark[1:]), KINDS[mark[0]]) for mark in marks.split()]
        return places


class Process:
    """The process that opens one workbook; it ends with this object."""

    def __init__(self, path: Path, *, name: str, limits: Limits) -> None:
        self.name = name
        with path.open("rb") as file:
            descriptor = file.fileno()
            self._popen = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", START, str(ROOT), str(descriptor), json.dumps(limits.as_dict())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=PIPE,
                pass_fds=(descriptor,),
                env={},
                cwd=os.sep,
            )

    def order(self, **what: Any) -> None:
        assert self._popen.stdin is not None
        with suppress(BrokenPipeError):  # it has ended; its last answer, or its exit, says why
            self._popen.stdin.write(json.dumps(what).encode() + b"\n")
            self._popen.stdin.flush()

    def answer(self) -> dict[str, Any]:
        assert self._popen.stdout is not None
        line = self._popen.stdout.readline(LONGEST_LINE)
        if not line.endswith(b"\n"):
            code = self._popen.wait()
            raise refused("too_demanding" if code in OUT_OF_TIME else "broken_workbook", file=self.name)
        told: dict[str, Any] = json.loads(line)
        if "refused" in told:
            raise self.refusal(told["refused"])
        return told

    def refusal(self, told: dict[str, Any]) -> Refused:
        told = {key: value for key, value in told.items() if value not in ("", None)}
        return refused(told.pop("code"), file=self.name, **told)

    def close(self) -> None:
        if self._popen.returncode is None:
            self._popen.kill()
            for pipe in (self._popen.stdin, self._popen.stdout):
                if pipe is not None:
                    with suppress(BrokenPipeError):
                        pipe.close()
            self._popen.wait()

    def __del__(self) -> None:
        if hasattr(self, "_popen"):
            self.close()


class Workbook:
    """Chooses the sheet and finds its headings; ``table`` hands over its rows."""

    def __init__(self, path: Path, *, name: str, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self.process = Process(path, name=name, limits=limits)
        self.sheets: list[dict[str, Any]] = self.process.answer()["sheets"]
        self.warnings: list[Notice] = []

    def table(self, is_heading: IsHeading, sheet: str | None) -> Table:
        index = self._choose(is_heading, sheet)
        chosen = self.sheets[index]
        number, headings = self._heading(chosen, is_heading)
        self.process.order(merges=index, above=number)
        merges = self.process.answer()["merges"]
        bottom = max(
            [last for top, left, last, right in merges if top == number and last <= number + 3], default=number
        )
        for row, cells in chosen["top"]:
            if number < row <= bottom:
                headings = joined(headings, cleaned(cells[: self.limits.columns]))
        width = width_of(headings)
        headings = headings[:width]
        self.process.order(sheet=index, after=bottom, width=width)
        rows = self._rows(chosen["name"], headings)
        first = next(rows, None)
        if first is None:
            raise refused("no_rows", file=self.name, sheet=chosen["name"])
        return Table(chosen["name"], number, headings, chain([first], rows), self.warnings)

    def _choose(self, is_heading: IsHeading, wanted: str | None) -> int:
        names = [sheet["name"] for sheet in self.sheets]
        if wanted:
            if wanted not in names:
                raise refused("sheet_unknown", file=self.name, wanted=wanted, names=quoted(names))
            index = names.index(wanted)
            self._raise_problem(self.sheets[index])
            if self._heading_place(self.sheets[index], is_heading) is None:
                raise refused("no_headings", file=self.name, sheet=wanted, most=self.limits.heading_rows)
        else:
            index = self._only_one(is_heading)
        left_out = [s for place, s in enumerate(self.sheets) if place != index and (s["top"] or s.get("problem"))]
        for code, visible in (("sheets_left_out", True), ("hidden_left_out", False)):
            if some := [s["name"] for s in left_out if s["visible"] == visible]:
                self.warnings.append(notice(code, names=quoted(some)))
        return index

    def _only_one(self, is_heading: IsHeading) -> int:
        found = []
        for index, sheet in enumerate(self.sheets):
            if sheet["visible"]:
                self._raise_problem(sheet)
                if self._heading_place(sheet, is_heading) is not None:
                    found.append(index)
        if len(found) > 1:
            raise refused("sheets_two", file=self.name, names=quoted([self.sheets[index]["name"] for index in found]))
        if found:
            return found[0]
        seen = [sheet["name"] for sheet in self.sheets if sheet["visible"] and sheet["top"]]
        only = seen[0] if len(seen) == 1 else ""
        raise refused("no_headings", file=self.name, sheet=only, most=self.limits.heading_rows)

    def _raise_problem(self, sheet: dict[str, Any]) -> None:
        if sheet.get("problem"):
            raise self.process.refusal(sheet["problem"])

    def _heading_place(self, sheet: dict[str, Any], is_heading: IsHeading) -> int | None:
        for place, (_number, cells) in enumerate(sheet["top"][: self.limits.heading_rows]):
            if is_heading(cleaned(cells)):
                return place
        return None

    def _heading(self, sheet: dict[str, Any], is_heading: IsHeading) -> tuple[int, list[str]]:
        place = self._heading_place(sheet, is_heading)
        assert place is not None
        number, cells = sheet["top"][place]
        return number, cleaned(cells)

    def _rows(self, sheet: str, headings: list[str]) -> Iterator[Row]:
        process = self.process
        places_of = Places()
        try:
            while True:
                told = process.answer()
                if "end" in told:
                    if count := told["end"]["beyond"]:
                        self.warnings.append(notice("cells_beyond", count=count, cell=told["end"]["beyond_at"]))
                    return
                offences = told.get("offences")
                for number, cells, marks in told["rows"]:
                    if marks:
                        for place, made in places_of[marks]:
                            cells[place] = made(cells[place])
                        if "l" in marks:
                            yield Row(number, cells, _long_cell(cells, headings))
                            continue
                    if offences and (found := offences.get(str(number))):
                        place, sign = found[0]
                        fault = {"code": "bad_character", "field": headings[place], "character": sign}
                        yield Row(number, cells, fault)
                    else:
                        yield Row(number, cells)
        finally:
            process.close()


def _long_cell(cells: list[str], headings: list[str]) -> dict[str, Any]:
    place = next(place for place, cell in enumerate(cells) if isinstance(cell, LongCell))
    return {"code": "long_cell", "field": headings[place]}
