"""The road and the door number of an address: what a person places by, where the address names no street office.

A queue of addresses is worked road by road (三(一) of the founding document wants all employers of a grid, and most
registrations say only 区 + 路 + 号). The key must be the same for all spellings of one road and must not depend on the
tree of a day, so it is read from the words alone: 天府大道北段1700号附2号 → 天府大道北段, 1700; 核桃村九组 → 核桃村, 9.
"""

import re
from dataclasses import dataclass

from grids.domain.placing import reading

LONGEST = 20

_NUMERAL = "零一二三四五六七八九十"
_VALUE = {sign: number for number, sign in enumerate(_NUMERAL)} | {"〇": 0, "百": 100, "两": 2}
_HAN = "\u4e00-\u9fff"
_ZONE = re.compile(
    "(?:\\(四川\\))?(?:自由贸易试验区)?(?:成都市|成都)?"
    "(?:(?:国家)?高新(?:技术产业开发区|区)|(?:四川)?天府新区(?:成都片区|成都直管区)?|东部新区)?"
)
_DISTRICT = re.compile(f"[{_HAN}]{{2,3}}?(?<![小社园校片新厂])[区县市](?![场政])")
_SIDE = f"[东西南北中上下前后正横新老支大小顺沿{_NUMERAL}]"
# What a road's name cannot run across: offices, towns, quarters and parks named before it.
_OFFICES = re.compile(
    "街道办事处|街道办|街道|街办|办事处|管委会|居委会|村委会|社区|小区|片区|园区|开发区|工业区|工业园|科技园|产业园|"
    f'工业港|[东西南北中]区|^原|[0-9{_NUMERAL}]+[组社队](?!区)|[镇乡场](?!{_SIDE}{{0,2}}[路街巷道口])|[(),、;:"“”@]'
)
_SECTION = f"(?:[东西南北中上下前后新老]{{0,2}}[{_NUMERAL}]{{1,2}}段|[{_HAN}]{{1,3}}段)?"
_ROAD = re.compile(
    f"[{_HAN}]*?(?:大道|路(?![口边旁侧])|街(?!道|办|坊|区|口|街[道办])|巷(?!口)|胡同|道(?=[0-9]))" + _SECTION
)
_BARE_SECTION = re.compile(f"[{_HAN}]{{2,8}}?[东西南北中]?[{_NUMERAL}东西南北中]{{1,2}}段(?=[0-9])")
_MORE_ROAD = re.compile(f"[{_NUMERAL}东西南北中横正支后前]{{1,3}}(?:路|街|巷)")
_DOOR = re.compile(f"(?:[A-Z甲乙丙丁新老])?([0-9]{{1,5}}|[{_NUMERAL}百]{{1,5}}(?=号))")
_VILLAGE = re.compile(
    f"([{_HAN}]{{1,6}}?(?:村|社区))(?!{_SIDE}{{0,2}}[路街巷道])(?:委会)?第?(?:([0-9]{{1,3}}|[{_NUMERAL}]{{1,3}})"
    f"(?:[、,和][0-9{_NUMERAL}]+)*(?:村民|居民)?(?:[组社队号幢栋]|小组))?"
)  # fmt: skip
_GROUP = re.compile(f"([{_HAN}]{{2,5}}?)第?([0-9]{{1,3}}|[{_NUMERAL}]{{1,3}})(?:村民小?)?[组社队]")
_PLACE = re.compile(f"([{_HAN}]{{2,10}})(?:[A-Z]区?)?([0-9]{{1,5}})?")
_BARE = re.compile(f"{_SIDE}{{0,3}}(?:大道|路|街|巷|道)?(?:{_SIDE}{{0,3}}段)?$")  # 玉林小区 + 东路: no name of its own
_TAIL = re.compile("(?:第|附|新|原|内|附近|旁|侧)+$")
_DIGITS = re.compile("[0-9]{1,2}(?=[环段街路巷横])")


@dataclass(frozen=True, slots=True)
class Doorway:
    """A road (or village, or named place) and a number on it; both empty where the address has none."""

    road: str = ""
    door: int | None = None


NOWHERE = Doorway()


def doorway(address: str, quarters: frozenset[str] = frozenset()) -> Doorway:
    """Read the road and the door number; a quarter's name written before a road of its own name is left out."""
    text = reading.plain(address)
    rest = _numerals(text[_head(text) :])
    if not rest:
        return NOWHERE
    found = _on_road(rest) or _in_village(rest) or _at_place(rest)
    return NOWHERE if found is None else Doorway(_without(found.road, quarters), found.door)


def _without(road: str, quarters: frozenset[str]) -> str:
    """簇桥百锦路 is 百锦路, but 红牌楼北街 has no other name."""
    for length in (4, 3, 2):
        if road[:length] in quarters and reading.own_name(road, length):
            return road[length:]
    return road


def _head(text: str) -> int:
    """Where city, district and zone end; a zone may be named before or behind the district it lies in."""
    at = _skip(_ZONE, text, reading.head_end(text))
    return _skip(_ZONE, text, _skip(_DISTRICT, text, at))


def _skip(words: re.Pattern[str], text: str, at: int) -> int:
    match = words.match(text, at)
    return match.end() if match else at


def _numerals(text: str) -> str:
    """2环路西1段 is 二环路西一段; the digits of door numbers stay."""
    return _DIGITS.sub(lambda match: spelled(int(match.group())), text)


def spelled(number: int) -> str:
    """A number below one hundred in Chinese numerals, as road names write it."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _NUMERAL[tens] + "十")
    return head + (_NUMERAL[ones] if ones or not tens else "")


def value(text: str) -> int:
    """The value of a number in digits or in Chinese numerals below one thousand."""
    if text.isdigit():
        return int(text)
    if not {"十", "百"} & set(text):
        return int("".join(str(_VALUE[sign]) for sign in text))
    total = current = 0
    for sign in text:
        if sign in "十百":
            total += (current or 1) * (10 if sign == "十" else 100)
            current = 0
        else:
            current = _VALUE[sign]
    return total + current


def _on_road(text: str) -> Doorway | None:
    """The last road before the first door number; what stands behind the number tells of buildings."""
    start, found = 0, None
    while match := _ROAD.search(text, start) or _BARE_SECTION.match(text, start):
        end = match.end()
        longer = _MORE_ROAD.match(text, end)
        while longer:  # 武科东 + 四路, 青羊大道 + 二街
            end = longer.end()
            longer = _MORE_ROAD.match(text, end)
        found = (match.start(), end)
        number = _DOOR.match(text, end)
        if number or end == start:
            break
        if re.search("[0-9]", text[end : end + 1]):
            break
        start = end
        nearer = _ROAD.match(text, start)
        if nearer is None or not _DOOR.match(text, nearer.end()):
            break
    if found is None:
        return None
    name = _own(text[found[0] : found[1]])
    number = _DOOR.match(text, found[1])
    if len(name) < 2:
        return None
    return Doorway(name[-LONGEST:], value(number.group(1)) if number else None)


def _own(name: str) -> str:
    """The road's own name: without the office, town, quarter or park that is written before it."""
    stops = [
        match.end()
        for match in _OFFICES.finditer(name)
        if match.end() < len(name) and not (match.group().endswith("区") and _BARE.match(name, match.end()))
    ]
    return name[stops[-1] :] if stops else name


def _in_village(text: str) -> Doorway | None:
    """A village, and the number of its group (村民小组) as the number on it."""
    bare = text
    for office in _OFFICES.finditer(text[:14]):
        if office.group()[-1] in "道办处会镇乡区" and office.group() != "社区":
            bare = text[office.end() :]
    if match := _VILLAGE.match(bare):
        return Doorway(match.group(1), value(match.group(2)) if match.group(2) else None)
    if match := _GROUP.match(bare):
        return Doorway(match.group(1) + "村", value(match.group(2)))
    return None


def _at_place(text: str) -> Doorway | None:
    """A named place without a road: 八里庄54号, 中央花园11幢."""
    ends = [match.end() for match in _OFFICES.finditer(text) if match.end() <= LONGEST]
    match = _PLACE.match(text, ends[-1] if ends else 0)
    if match is None:
        return None
    name = _TAIL.sub("", match.group(1))
    if len(name) < 2:
        return None
    return Doorway(name, int(match.group(2)) if match.group(2) else None)
