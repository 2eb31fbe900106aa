"""Characters that no cell may hold: they hide, reorder or stand for text that was lost."""

import re

# NUL and control characters but tab and line breaks, DEL and C1, direction marks, U+FFFD, surrogates without a partner
OFFENDERS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd\ud800-\udfff]"
)
# by the first byte of their UTF-8 spelling
SIGNS = {
    b"\xc2": re.compile(rb"\xc2[\x80-\x9f]"),
    b"\xd8": re.compile(rb"\xd8\x9c"),
    b"\xe2": re.compile(rb"\xe2(?:\x80[\x8e\x8f\xaa-\xae]|\x81[\xa6-\xa9])"),
    b"\xed": re.compile(rb"\xed[\xa0-\xbf]"),
    b"\xef": re.compile(rb"\xef\xbf\xbd"),
}
CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
UNREMARKABLE = bytes(sorted(set(range(256)) - set(CONTROLS) - set(b"".join(SIGNS))))


def suspicious(text: bytes) -> bool:
    """Tell, quickly, whether UTF-8 text may hold an offender; three bytes that a cut divides are not seen."""
    left = text.translate(None, UNREMARKABLE)
    if not left:
        return False
    if left.translate(None, b"".join(SIGNS)):
        return True
    return any(first in left and sign.search(text) for first, sign in SIGNS.items())


def offence(cell: str) -> str:
    """Name the first offender in a cell as U+XXXX, or nothing."""
    found = OFFENDERS.search(cell)
    return f"U+{ord(found[0]):04X}" if found else ""
