"""How an address is read: its plain form, where its house number begins, what ends a name and what makes it a road."""

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_HEAD = re.compile("(?:中国)?(?:四川省|四川)?(?:成都市|成都)?(?:市辖区|省)?")
_HOUSE = re.compile(r"[0-9一二三四五六七八九十百零]+(?:[-—–~、,][0-9]+)*号")
_OUR_CITY = re.compile("^(?:中国)?(?:四川省|四川)?(?:成都|资阳市简阳)")
_OTHER_CITY = re.compile(
    "^(?:中国)?(?:(?:北京|上海|天津|重庆)(?!路|大?道|街)|(?!四川)[\u4e00-\u9fff]{2,3}省(?!成都)"
    "|(?:内蒙古|广西|西藏|宁夏|新疆|香港|澳门|西藏自治区)(?!路|街|大)|(?:四川省|四川)?(?!成都)[\u4e00-\u9fff]{2,3}市(?!场|区))"
)
# a name ends where the previous one stopped: after a place word, a bracket, a road or a group
_BEFORE_NAME = frozenset("市区县省)(、,;:。/路街段巷道号办处镇乡园组社片")
_ROAD_WORD = "(?:大道|路|街(?!道|办)|巷|胡同)"
_SIDE = "[东西南北中上下前后正横新老大小顺沿一二三四五六七八九十0-9]"
_ROAD_AFTER = re.compile(f"{_SIDE}{{0,3}}{_ROAD_WORD}")
_TOWN_ROAD = re.compile("(?:大道|路(?![口边旁侧])|巷|桥街)")
_OWN_ROAD = re.compile(
    f"((?:(?![城园区港场厂楼])[\u4e00-\u9fff]){{2,6}}?)(?:{_ROAD_WORD}|(?:村|社区)(?!{_SIDE}*{_ROAD_WORD}))"
)
_SIDES = re.compile(f"{_SIDE}+")
STREET_WORD = re.compile("街道办事处|街道办|街道|街办|办事处|办(?![公理学])|镇|乡")
PARK_WORD = re.compile(
    "(?:国家)?(?:高新技术|高科技|高新|科技|经济|工业|都市|现代|总部|物流)[\u4e00-\u9fff]{0,6}?(?:区|园|港|基地)"
)


def plain(address: str) -> str:
    """The address in half-width signs and without blanks."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", address))


def head_end(text: str) -> int:
    """Where province and city end and the district begins."""
    match = _HEAD.match(text)
    return match.end() if match else 0


def house_number(text: str) -> int:
    """Where the first house number begins; what stands behind it tells of buildings and firms."""
    match = _HOUSE.search(text)
    return match.start() if match else len(text)


def in_another_city(text: str, districts: tuple[str, ...]) -> bool:
    """Whether the address begins with another province or city than ours."""
    match = _OTHER_CITY.match(text)
    if match is None or _OUR_CITY.match(text):
        return False
    return not any(name in text[: match.end() + 4] for name in districts)


def starts_name(text: str, at: int, stops: frozenset[int]) -> bool:
    """Whether a name can begin here: nothing before it could belong to it."""
    return at == 0 or at in stops or text[at - 1] in _BEFORE_NAME


def is_road(text: str, at: int) -> bool:
    """Whether what follows makes the name before it a road: 光华村 + 南街, 大弯 + 南路."""
    return bool(_ROAD_AFTER.match(text, at))


def is_town_road(text: str, at: int) -> bool:
    """Whether a town's name goes on as a road's (中和镇路); 新都镇南街 is a street in the town."""
    return bool(_TOWN_ROAD.match(text, at))


def own_name(text: str, at: int) -> bool:
    """Whether a road or village with a name of its own follows, so that the one before is no part of it."""
    match = _OWN_ROAD.match(text, at)
    return match is not None and len(_SIDES.sub("", match.group(1))) >= 2
