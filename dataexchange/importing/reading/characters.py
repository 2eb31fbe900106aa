"""Characters that no cell may hold: they hide, reorder or stand for text that was lost."""

import re

# NUL and control characters but tab and line breaks, DEL and C1, direction marks, U+FFFD, surrogates without a partner
OFFENDERS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd\ud800-\udfff]"
)
ALLOWED_BYTES = bytes([9, 10, 13, *range(32, 127), *range(128, 256)])
# each begins with one literal byte, so that the search is a scan for that byte
SIGNS = (
    re.compile(rb"\xc2[\x80-\x9f]"),
    re.compile(rb"\xd8\x9c"),
    re.compile(rb"\xe2\x80[\x8e\x8f\xaa-\xae]"),
    re.compile(rb"\xe2\x81[\xa6-\xa9]"),
    re.compile(rb"\xed[\xa0-\xbf]"),
    re.compile(rb"\xef\xbf\xbd"),
)


def suspicious(text: bytes) -> bool:
    """Tell, quickly, whether UTF-8 text may hold an offender; a cut at its edges hides none of the control characters."""
    return bool(text.translate(None, ALLOWED_BYTES)) or any(sign.search(text) for sign in SIGNS)


def offence(cell: str) -> str:
    """Name the first offender in a cell as U+XXXX, or nothing."""
    found = OFFENDERS.search(cell)
    return f"U+{ord(found[0]):04X}" if found else ""
