"""How two spellings of one heading are seen to be the same."""

import re
import unicodedata

# Byte-order marks, marks of no width, blanks and line breaks, asterisks of required columns, full stops.
DROPPED = re.compile("[\\s\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff*.。．]+")
BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】|〔([^〔〕]*)〕|\{([^{}]*)\}")
OTHER_UNIT = re.compile("[万萬]|千元|仟元")


def normalised(heading: str) -> str:
    """A heading for comparing: NFKC, without blanks, brackets' content, full stops and asterisks, small letters.

    >>> normalised("\\ufeff 社会保障号（即居民身份证号码）* ")
    '社会保障号'
    """
    text = DROPPED.sub("", unicodedata.normalize("NFKC", heading))
    shorter = BRACKETS.sub("", text)
    while shorter != text:
        text, shorter = shorter, BRACKETS.sub("", shorter)
    return text.casefold()


def other_unit(heading: str) -> str:
    """What a heading's brackets say of 万 or 千元 (amounts are only read in yuan); empty where nothing."""
    for found in BRACKETS.finditer(DROPPED.sub("", unicodedata.normalize("NFKC", heading))):
        inside = next(part for part in found.groups() if part is not None)
        if OTHER_UNIT.search(inside):
            return inside
    return ""
