"""The heading row: found among title lines, cleaned, and put together where it stands in two merged rows."""

import re
from collections.abc import Callable, Sequence

# what a heading collects on its way: byte-order marks, zero-width characters, line breaks, the star of "required"
DROPPED = re.compile("[\ufeff\u200b-\u200f\u2060\u00ad\u202a-\u202e\u2066-\u2069\r\n\t*＊\x00-\x1f\x7f]")
IsHeading = Callable[[list[str]], bool]


def cleaned(cells: Sequence[str]) -> list[str]:
    return [DROPPED.sub("", cell).strip() for cell in cells]


def width_of(cells: Sequence[str]) -> int:
    """How many columns there are up to the last filled one."""
    return max((place + 1 for place, cell in enumerate(cells) if cell), default=0)


def joined(above: list[str], below: list[str]) -> list[str]:
    """One heading row out of two: the lower word where there is one; neighbours share the upper one."""
    count = max(len(above), len(below))
    above = above + [""] * (count - len(above))
    below = below + [""] * (count - len(below))
    return [low or high for high, low in zip(above, below, strict=True)]
