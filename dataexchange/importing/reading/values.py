"""Numbers, days and escapes of a workbook as text."""

import re
from datetime import date, timedelta
from decimal import Decimal

NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?\Z", re.ASCII)
SHORT_DECIMAL = re.compile(r"-?(?:0|[1-9]\d{0,11})\.\d?[1-9]\Z", re.ASCII)
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
ISO_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:T[0-9:.]*Z?)?\Z", re.ASCII)
DIGITS_KEPT = 15  # a spreadsheet keeps no more; the digits after them are noughts or noise
LAST_SERIAL = 2_958_465  # 9999-12-31
LEAP_DAY_1900 = 60  # the day 1900-02-29, which spreadsheets count and no calendar has
DAYS_TO_1904 = 1_462
SECONDS = 86_400

DATE_FORMATS = frozenset([*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58])
TIME_FORMATS = frozenset([*range(18, 22), *range(32, 36), 45, 47, 55, 56])
LENGTH_FORMATS = frozenset([46])
QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
GENERAL = re.compile(r"general|g/通用格式", re.IGNORECASE)
DAY_SIGNS = re.compile(r"e(?![+-])|y|d|g|bb|aaa|年|日")
LENGTH_SIGNS = re.compile(r"\[(?:h+|m+|s+)\]")


def number_text(raw: str) -> str | None:
    """Spell a stored number as the sheet shows it at full width; None where it is no number (NaN, INF).

    Fifteen digits are kept, as spreadsheets keep them: 3456.7800000000002 is 3456.78. Longer ones stay in scientific
    spelling, so that nobody takes the noughts at their end for digits that were typed.
    """
    if raw.isdigit() and len(raw) <= DIGITS_KEPT and raw.isascii() and (raw[0] != "0" or len(raw) == 1):
        return raw
    if SHORT_DECIMAL.match(raw):
        return raw
    raw = raw.strip()
    if not NUMBER.match(raw):
        return None
    value = float(raw)
    if value in (float("inf"), float("-inf")):
        return None
    if value == 0:
        return "0"
    shown = f"{value:.{DIGITS_KEPT}g}"
    if abs(value) >= 10**DIGITS_KEPT:
        mantissa, _, power = f"{value:.{DIGITS_KEPT - 1}e}".partition("e")
        return f"{mantissa.rstrip('0').rstrip('.')}E+{int(power)}"
    if "e" in shown:
        if abs(value) < 1e-30:
            return shown.upper()
        shown = f"{Decimal(shown):f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def kind_of_format(code: str) -> str:
    """Tell what a number format shows: a day ``d``, a time of day ``t``, a length of time ``l``, a plain number ''."""
    first = GENERAL.sub("", code.split(";", maxsplit=1)[0])
    bare = QUOTED.sub("", first).lower()
    if LENGTH_SIGNS.search(bare):
        return "l"
    if DAY_SIGNS.search(bare):
        return "d"
    if "h" in bare or "s" in bare:
        return "t"
    return "d" if "m" in bare and not any(sign in bare for sign in "#0?@%") else ""


def kind_of_builtin(number: int) -> str:
    """Tell the same of a format that every spreadsheet knows by number (those of a Chinese system included)."""
    if number in DATE_FORMATS:
        return "d"
    if number in TIME_FORMATS:
        return "t"
    return "l" if number in LENGTH_FORMATS else ""


def day_text(raw: str, *, since_1904: bool) -> str | None:
    """Spell a day serial as ``YYYY-MM-DD`` (its time of day is left out); None where no calendar has it."""
    try:
        serial = int(float(raw) // 1)
    except (ValueError, OverflowError):
        return None
    if since_1904:
        if serial < 0:
            return None
        serial += DAYS_TO_1904
    if not 1 <= serial <= LAST_SERIAL or serial == LEAP_DAY_1900:
        return None
    return (date(1899, 12, 31 if serial < LEAP_DAY_1900 else 30) + timedelta(days=serial)).isoformat()


def time_text(raw: str) -> str | None:
    """Spell a part of a day, or a length of time, as ``H:MM:SS``."""
    try:
        seconds = round(float(raw) * SECONDS)
    except (ValueError, OverflowError):
        return None
    if not 0 <= seconds < 10**9:
        return None
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def iso_day(raw: str) -> str | None:
    """Read the day of an ISO date cell."""
    if not (found := ISO_DAY.match(raw.strip())):
        return None
    try:
        return date.fromisoformat(found[1]).isoformat()
    except ValueError:
        return None


def unescaped(text: str) -> str:
    """Undo the workbook's spelling of characters that XML cannot hold (``_x000D_``)."""
    if "_x" not in text:
        return text
    plain = ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    try:
        plain = plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    except UnicodeDecodeError:
        return plain
    return one_line_break(plain)


def one_line_break(text: str) -> str:
    """Write every line break as the same one."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


COLUMN_NUMBERS: dict[str, int] = {}


def column_number(letters: str) -> int:
    """Count a column from 0: A, B, … XFD; -1 for anything else."""
    if letters in COLUMN_NUMBERS:
        return COLUMN_NUMBERS[letters]
    if not 1 <= len(letters) <= 3 or not letters.isascii() or not letters.isalpha() or not letters.isupper():
        return -1
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    if number > 16_384:
        return -1
    COLUMN_NUMBERS[letters] = number - 1
    return number - 1


def column_letters(number: int) -> str:
    """Name a column counted from 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


LETTERS = tuple(column_letters(number) for number in range(16_385))
