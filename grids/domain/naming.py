"""When two names of one code are plainly one place: the same word with another ending, a slip of the pen, a homophone.

The source writes 居委会 in one year and 居民委员会 in the next, 街道办事处 and then 街道, 蒙阳 and then 濛阳.
Such pairs need no decision. Everything else does: a loader that cannot tell a new name from a new place asks.
"""

import os
import re
from functools import lru_cache

# Homophones are told by single characters; the phrases would weigh 45 MB in every process.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import lazy_pinyin  # it reads its environment when it is imported

ENDINGS = (
    "街道办事处",
    "街道办",
    "街道",
    "镇",
    "乡",
    "居民委员会",
    "村民委员会",
    "居委筹委会",
    "筹委居委会",
    "居委会",
    "村委会",
    "管理委员会",
    "委员会",
    "社区",
    "村",
)
ENDING = re.compile(f"({'|'.join(ENDINGS)})$")
UNKNOWN = "?"  # what a source writes for a character its encoding lacks (?江镇 for 䢺江镇)


@lru_cache(maxsize=50_000)
def stem(name: str) -> str:
    """The name without what kind of unit it is: 大石桥社区居民委员会 → 大石桥."""
    while (shorter := ENDING.sub("", name)) and shorter != name:
        name = shorter
    return name


def alike(one: str, other: str) -> bool:
    """Say whether two names may be taken for one place without asking."""
    one, other = stem(one), stem(other)
    short, long = sorted((one, other), key=len)
    if one == other or (len(short) > 1 and short in long):
        return True
    if len(one) != len(other):
        return False
    if all(a == b or UNKNOWN in (a, b) for a, b in zip(one, other, strict=True)):
        return True
    return lazy_pinyin(one) == lazy_pinyin(other)
