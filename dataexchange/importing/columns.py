"""The types a column can have. A column reads one cell: to a value, or to a value with what is wrong about it.

Only the spellings named on the datasets page are read; anything else is told, never guessed. What a workbook held
before it became text decides too: a code that arrives as a number is refused, because its digits may be gone.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from dataexchange.importing.cells import BoolCell, DateCell, ErrorCell, LongCell, MergedCell, NoValueCell, NumberCell
from dataexchange.importing.faults import Problem, excerpt

# Control characters but line breaks and tabs (these are blanks), marks that turn the reading direction, the
# replacement character of a failed decoding, and halves of surrogate pairs.
BAD = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd\ud800-\udfff]"
)
# Marks of no width are not seen by whoever typed the cell: they are dropped.
NO_WIDTH = re.compile("[\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff]")
NO_WIDTH_OR_BLANK = re.compile("[\\s\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff]+")
BLANKS = re.compile(r"\s+")
WHOLE_NUMBER = re.compile(r"(\d+)\.0+")


class Flawed:
    """A cell's value (``None`` where there is none) together with what must be said about it."""

    __slots__ = ("problems", "value")

    def __init__(self, value: object, *problems: Problem) -> None:
        self.value = value
        self.problems = problems


def wrong(code: str, **values: Any) -> Flawed:
    """No value, one fault."""
    return Flawed(None, {"code": code, **values})


def squeezed(text: str) -> str:
    """Half-width, without blanks and marks of no width: how codes and numbers are compared."""
    if text.isascii() and text.isalnum():
        return text
    return NO_WIDTH_OR_BLANK.sub("", unicodedata.normalize("NFKC", text))


def tidied(text: str) -> str:
    """Running text as it was meant: blanks at the ends and marks of no width dropped, line breaks one blank."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return BLANKS.sub(" ", NO_WIDTH.sub("", text)).strip()


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a dataset: its field in code, the heading printed first, what else is recognised."""

    field: str
    heading: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    sensitive: bool = False
    in_template: bool = True
    note: object = ""

    empty: ClassVar[object] = None
    repeats: ClassVar[bool] = True  # the same text stands in many rows: worth remembering its value
    spelling: ClassVar[object] = _("text")

    @property
    def other_headings(self) -> list[str]:
        """The headings recognised beside the printed one."""
        return [alias for alias in dict.fromkeys(self.aliases) if alias != self.heading]

    def parse(self, text: str) -> object:
        """The value of a tidied, not empty text, or ``Flawed``."""
        raise NotImplementedError

    def tidy(self, text: str) -> str:
        return squeezed(text)

    def from_number(self, text: str) -> object:
        """A cell that the workbook kept as a number."""
        return self.parse(text)

    def from_date(self, text: str) -> object:
        """A cell that the workbook kept as a day."""
        return wrong("date_cell", value=text)

    def from_bool(self, text: str) -> object:
        return wrong("bool_cell", value=text)

    def read(self, cell: str) -> object:
        """The value of a cell, ``empty`` for a blank one, or ``Flawed``."""
        if cell.__class__ is not str:
            return self.read_odd(cell)
        if not cell:
            return self.empty
        if (not cell.isprintable() or "\ufffd" in cell) and (bad := BAD.search(cell)):
            return wrong("bad_character", character=f"U+{ord(bad.group()):04X}")
        text = self.tidy(cell)
        return self.parse(text) if text else self.empty

    def read_odd(self, cell: str) -> object:
        """A cell that was not written as text."""
        match cell:
            case NumberCell():
                return self.from_number(str(cell))
            case DateCell():
                return self.from_date(str(cell))
            case BoolCell():
                return self.from_bool(str(cell))
            case ErrorCell():
                return wrong("error_cell", value=excerpt(cell))
            case NoValueCell():
                return wrong("no_value")
            case MergedCell():
                return wrong("merged")
            case LongCell():
                return wrong("long_cell")
        return self.read(str(cell))

    def reader(self, heading: str, *, required: bool) -> Callable[[str], object]:
        """``read`` for a file that calls this column ``heading``: problems name it, an empty required cell is one."""
        read, empty, field = self.read, self.empty, self.field

        def read_cell(cell: str) -> object:
            value = read(cell)
            if value.__class__ is Flawed:
                for each in value.problems:
                    each["field"], each["column"] = field, heading
            elif required and value == empty:
                return wrong("required", field=field, column=heading)
            return value

        return read_cell


@dataclass(frozen=True, kw_only=True)
class Text(Column):
    """Kept as written, but for blanks at its ends."""

    limit: int = 200
    empty: ClassVar[object] = ""

    def tidy(self, text: str) -> str:
        return tidied(text)

    def parse(self, text: str) -> object:
        if len(text) > self.limit:
            return wrong("too_long", length=len(text), limit=self.limit)
        return text

    def from_number(self, text: str) -> object:
        whole = WHOLE_NUMBER.fullmatch(text)
        return self.parse(whole[1] if whole else text)

    def from_date(self, text: str) -> object:
        return self.parse(text)

    def from_bool(self, text: str) -> object:
        return self.parse(text)


@dataclass(frozen=True, kw_only=True)
class RowNumber(Text):
    """The sender's own number of a row: kept as evidence, different in every row."""

    limit: int = 60
    repeats: ClassVar[bool] = False


BETWEEN_HAN = re.compile("(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
MIDDLE_DOTS = str.maketrans("•‧∙・･．", "······")


@dataclass(frozen=True, kw_only=True)
class PersonName(Text):
    """A person's name: two characters are often padded with a blank, and the middle dot has many forms."""

    limit: int = 60
    repeats: ClassVar[bool] = False
    spelling: ClassVar[object] = _("a name")

    def parse(self, text: str) -> object:
        if not text.isalpha():
            text = BETWEEN_HAN.sub("", text.translate(MIDDLE_DOTS))
        return super().parse(text)


@dataclass(frozen=True, kw_only=True)
class Phone(Text):
    """A telephone number; a number cell lost nothing, because no Chinese number has more than 15 digits."""

    limit: int = 40
    sensitive: bool = True
    repeats: ClassVar[bool] = False
    spelling: ClassVar[object] = _("a telephone number")

    def tidy(self, text: str) -> str:
        return squeezed(text)


@dataclass(frozen=True, kw_only=True)
class Number(Text):
    """A number that names something (no amount): a number cell may have lost digits of it."""

    limit: int = 32
    spelling: ClassVar[object] = _("a number, formatted as text")

    def tidy(self, text: str) -> str:
        return squeezed(text).upper()

    def from_number(self, text: str) -> object:
        return wrong("code_as_number")

    def from_date(self, text: str) -> object:
        return wrong("date_cell", value=text)


BRACKETED = re.compile(r"\(.*?\)|\[.*?\]|【.*?】|〔.*?〕")


@dataclass(frozen=True, kw_only=True)
class Enumeration(Column):
    """One of a closed list of words; ``words`` gives each spelling its value, the first spelling is printed."""

    words: dict[str, object]
    empty: ClassVar[object] = ""

    def parse(self, text: str) -> object:
        value = self.words.get(text)
        if value is None:
            value = self.words.get(BRACKETED.sub("", text))
        if value is None:
            return wrong("not_in_list", value=excerpt(text), words="、".join(self.printed))
        return value

    @property
    def printed(self) -> list[str]:
        """The first spelling of each value: what templates and sentences name."""
        first: dict[object, str] = {}
        for word, value in self.words.items():
            first.setdefault(value, word)
        return list(first.values())

    spelling: ClassVar[object] = _("one of the words listed")
