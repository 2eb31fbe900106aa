"""Checks one row after another: every fault of a row is told, never only the first.

A checker is compiled for one file: which cell is read by what is settled once, and the values of texts that many rows
share (codes, days, words, amounts) are remembered.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from dataexchange.importing.cells import MergedCell
from dataexchange.importing.columns import Flawed, squeezed
from dataexchange.importing.faults import Problem, is_warning, problem
from dataexchange.importing.hashing import content_hasher, row_hasher
from dataexchange.importing.mapping import Mapping
from dataexchange.importing.spec import Checked, Context, Spec, Values
from dataexchange.importing.table import Notice, Refused, Row

# Distinct texts remembered per column: enough for the days and words of any file, and a bound for its memory.
REMEMBERED = 32_768
# How a line of totals or signatures begins.
NO_DATA = re.compile(r"(合计|总计|小计|共计|本页|制表|填报|填表|审核|复核|经办|负责人|单位负责人|盖章|说明|注:|备注:)")
SHOWN_ROWS = 20


class Memory(dict[str, object]):
    """The values of texts already read; reads a new one on demand, and starts afresh when it is full."""

    def __init__(self, read: Callable[[str], object]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, text: str) -> object:
        if len(self) >= REMEMBERED:
            self.clear()
        value = self[text] = self.read(text)
        return value


def remembering(read: Callable[[str], object]) -> Callable[[str], object]:
    """As ``read``, which alone sees the cells of a workbook that were not written as text."""
    remembered = Memory(read).__getitem__

    def read_cell(cell: str) -> object:
        return remembered(cell) if cell.__class__ is str else read(cell)

    return read_cell


@dataclass(slots=True)
class LeftOut:
    """A row that is no row of data, and the word of totals or signatures that it begins with."""

    row: int
    text: str


class Checker:
    """The checks of one file. ``row_hash(cells)`` and ``content_hash(values)`` are its two hashes."""

    def __init__(self, spec: Spec, mapping: Mapping, context: Context, *, typed: bool = True) -> None:
        mapping.refuse_unsettled()
        if spec.needs_as_of and context.as_of is None and not mapping.has("as_of"):
            raise Refused(
                _("Neither the file nor the delivery says of which day the roster is: add a column, or --as-of."),
                code="as_of_missing",
            )
        self.spec = spec
        self.mapping = mapping
        self.context = replace(context, mapped=frozenset(mapping.indexes))
        self.row_hash = row_hasher(mapping, context, typed=typed)
        self.content_hash = content_hasher(spec, context.source)
        self.left_out: list[LeftOut] = []
        self.nameless_rows = 0
        self._width = len(mapping.headings)
        self._blank: Values = {
            **{column.field: column.empty for column in spec.columns},
            **spec.derived,
        }
        self._plan = list(self._compiled(typed))
        self._fields = list(mapping.indexes)
        self._steps = [step.look for step in spec.steps]
        self._either = [
            tuple(field for field in group if mapping.has(field))
            for group in spec.either
            if not set(group) & {group_of[0] for group_of in spec.instead}
        ]
        self._keys = [mapping.indexes[field] for field in spec.key_columns if mapping.has(field)]
        self._nameless = mapping.nameless

    def _compiled(self, typed: bool) -> Iterator[tuple[int, Callable[[str], object]]]:
        """For each column read: where it is, and how its cell becomes a value. Values of plain text are remembered."""
        required = self.spec.required(self.context.source) | self._alone()
        for field, index in self.mapping.indexes.items():
            column = self.spec.by_field[field]
            read = column.reader(self.mapping.heading(field), required=field in required)
            if not column.repeats:
                yield index, read
            elif typed:
                yield index, remembering(read)
            else:
                yield index, Memory(read).__getitem__

    def _alone(self) -> set[str]:
        """Of columns of which one is required, those of which the file has only the one."""
        here = [[field for field in group if self.mapping.has(field)] for group in self.spec.either]
        return {group[0] for group in here if len(group) == 1 and group[0] in self.spec.key_columns}

    def check(self, row: Row) -> Checked:
        """All that is to be said of one row."""
        cells = row.cells
        if len(cells) < self._width:
            cells = [*cells, *[""] * (self._width - len(cells))]
        filled = [cell for index in self._keys if (cell := cells[index])]
        if (len(filled) < 2 or row.fault is not None) and (left_out := self._no_data(row, cells, filled)):
            return Checked({}, left_out=left_out)
        if row.fault is not None and row.fault["code"] == "ragged":
            return Checked(self._blank.copy(), [self._of_row(row.fault)])
        if self._nameless and any(map(cells.__getitem__, self._nameless)):
            self.nameless_rows += 1
        told = [read(cells[index]) for index, read in self._plan]
        values = self._blank.copy()
        if row.fault is not None or Flawed in set(map(type, told)):
            if left_out := self._no_data(row, cells, filled):
                return Checked({}, left_out=left_out)
            flawed = [(field, value) for field, value in zip(self._fields, told, strict=True) if type(value) is Flawed]
            values.update((field, value) for field, value in zip(self._fields, told, strict=True)
                          if type(value) is not Flawed)  # fmt: skip
            return self._check_flawed(row, values, flawed)
        values.update(zip(self._fields, told, strict=True))
        found: list[Problem] = []
        for group in self._either:
            if group and not any(map(values.__getitem__, group)):
                found.append(self._one_of(group))
        context = self.context
        for look in self._steps:
            if seen := look(values, context):
                found.extend(seen)
        return self._sorted(values, found) if found else Checked(values)

    def _check_flawed(self, row: Row, values: Values, flawed: list[tuple[str, Flawed]]) -> Checked:
        """The slower way, for a row with a column that was found wrong: steps that read it are left out."""
        found: list[Problem] = [] if row.fault is None else [self._of_row(row.fault)]
        faulty = {each["field"] for each in found}
        told = {(each["code"], each["field"]) for each in found}
        for field, flaw in flawed:
            found.extend(each for each in flaw.problems if (each["code"], field) not in told)
            if flaw.value is None:
                faulty.add(field)
            else:
                values[field] = flaw.value
        for group in self._either:
            if group and not faulty.intersection(group) and not any(map(values.__getitem__, group)):
                found.append(self._one_of(group))
        for step in self.spec.steps:
            if faulty.isdisjoint(step.reads) and (seen := step.look(values, self.context)):
                found.extend(seen)
                faulty.update(each["field"] for each in seen if not is_warning(each))
        return self._sorted(values, found)

    def _of_row(self, fault: Problem) -> Problem:
        """What the reader said of a row; it knows headings, not fields."""
        heading = fault.get("field", "")
        field = dict(zip(self.mapping.headings, self.mapping.fields, strict=True)).get(heading)
        return {**fault, "field": field or "", "column": heading}

    def _one_of(self, group: tuple[str, ...]) -> Problem:
        columns = "、".join(self.mapping.heading(field) for field in group)
        return problem("one_of" if len(group) > 1 else "required", group[0], columns=columns)

    def _sorted(self, values: Values, found: list[Problem]) -> Checked:
        checked = Checked(values)
        for each in found:
            if "column" not in each:
                each["column"] = self.mapping.heading(each["field"])
            (checked.warnings if is_warning(each) else checked.faults).append(each)
        return checked

    def _no_data(self, row: Row, cells: list[str], keys: list[str]) -> str:
        """Whether no key column is filled: a blank row, or a line of totals or signatures. ``keys`` are those filled.

        A row whose keys vanished in a merge is one of data, and spoilt; its fault says so.
        """
        if any(squeezed(key) and not NO_DATA.match(squeezed(key)) for key in keys):
            return ""
        first = next((text for cell in cells if (text := squeezed(cell))), "")
        named = NO_DATA.match(first)
        if not named and any(isinstance(cells[index], MergedCell) for index in self._keys):
            return ""
        if not first:
            return "blank"
        self.left_out.append(LeftOut(row.number, named[0] if named else ""))
        return "keyless"

    def notices(self) -> list[Notice]:
        """What is to be said of the file when all its rows have been checked."""
        said = []
        if self.left_out:
            shown = [f"{left.row} {left.text}".strip() for left in self.left_out[:SHOWN_ROWS]]
            more = "…" if len(self.left_out) > SHOWN_ROWS else ""
            said.append(
                Notice(
                    _("Left out, because no key column is filled: %(count)s rows (%(rows)s)."),
                    {"count": len(self.left_out), "rows": "、".join(shown) + more},
                    "keyless_rows",
                )
            )
        if self.nameless_rows:
            said.append(
                Notice(
                    _("Not read: columns without a heading that hold something, in %(count)s rows."),
                    {"count": self.nameless_rows},
                    "nameless_columns",
                )
            )
        return said
