"""What a cell of a workbook was before it became text.

A reader hands over text only. Where the sheet held something else, the text comes as one of these kinds of ``str``, so
that a check can tell a code written as text from a code that a spreadsheet turned into a number. This module imports
nothing: the process that opens foreign workbooks loads it without the application.
"""


class Cell(str):
    """Text of a cell that was not written as text."""

    __slots__ = ()


class NumberCell(Cell):
    """A number; the text is its shortest decimal spelling, without exponent where it has no more than 15 digits."""

    __slots__ = ()


class DateCell(Cell):
    """A number formatted as a day; the text is ``YYYY-MM-DD``, or the bare number where no calendar has that day."""

    __slots__ = ()


class BoolCell(Cell):
    """A truth value; the text is ``TRUE`` or ``FALSE``."""

    __slots__ = ()


class ErrorCell(Cell):
    """An error such as ``#N/A``; the text is what the sheet shows."""

    __slots__ = ()


class NoValueCell(Cell):
    """A formula whose result was never stored; the text is empty."""

    __slots__ = ()


class MergedCell(Cell):
    """A cell covered by the merge of another one; the text is empty. Merges are never filled down."""

    __slots__ = ()


class LongCell(Cell):
    """A cell over the limit of characters, cut to its beginning."""

    __slots__ = ()


KINDS: dict[str, type[Cell]] = {
    "n": NumberCell,
    "d": DateCell,
    "b": BoolCell,
    "e": ErrorCell,
    "f": NoValueCell,
    "m": MergedCell,
    "l": LongCell,
}
