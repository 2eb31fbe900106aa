"""Invented names and numbers: organizations, people, codes. Nothing here belongs to anybody.

Organization codes begin with XN and identity numbers with 510199, which no register and no district has; all check
characters are right, so that the few wrong ones in the city are wrong on purpose.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from core.code_arithmetic import org_check, registration_check, resident_check, uscc_check

NOWHERE = "510199"

_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏"
    "魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华建国玉兰红梅文斌宇浩轩子涵雨欣怡佳琪晨曦志远海波晓燕春雪婷"
    "倩楠凯鹏飞龙辉鑫峰旭东云帆思源俊豪嘉诚梓萱诗琳若彤安然锦程弘毅泽民永康清荷沐阳书瑶语桐景行"
)
_MARKS_FIRST = "澜霁岫笙蘅槿葭琅珩璟煜颀翊昀旻晟骞翎蔚芮"
_MARKS_SECOND = "衡阙铎钧瀚澈沅泓渊嵘岱崧峤枢桓楷榕棠樾梵"
_MARKS_THIRD = "盛达通源信合创联恒泰和瑞"

Industry = tuple[str, tuple[str, ...], int, tuple[str, ...]]

# section of GB/T 4754-2017, words a name ends with, mean monthly wage in yuan, posts
INDUSTRIES: tuple[Industry, ...] = (
    ("C", ("机械制造", "电子科技", "食品加工", "家具制造", "印务"), 5600, ("操作工", "质检员", "车间主任", "维修工")),
    ("E", ("建筑工程", "装饰工程", "劳务"), 5100, ("瓦工", "钢筋工", "施工员", "安全员")),
    ("F", ("商贸", "贸易", "医药销售", "超市"), 5050, ("营业员", "采购", "仓管", "店长")),
    ("G", ("物流", "运输", "仓储服务"), 5500, ("驾驶员", "分拣员", "调度")),
    ("H", ("餐饮管理", "酒店管理", "火锅"), 4000, ("服务员", "厨师", "前厅经理", "洗碗工")),
    ("I", ("软件", "信息技术", "网络科技"), 10300, ("工程师", "测试", "产品经理", "运维")),
    ("K", ("物业管理", "房地产经纪"), 4700, ("保安", "保洁", "客服", "工程维修")),
    ("L", ("企业管理咨询", "广告传媒", "会展服务"), 5500, ("策划", "文员", "业务员")),
    ("O", ("家政服务", "汽车维修", "美容美发"), 4000, ("技师", "前台", "学徒工")),
    ("Q", ("医疗管理", "养老服务"), 5900, ("护士", "医师", "护理员", "药师")),
)
_FORMS_OF = {
    "91": ("有限公司", "有限责任公司"),
    "92": ("店", "经营部"),
    "93": ("农民专业合作社",),
    "11": ("局",),
    "12": ("中心",),
    "13": ("联合会",),
    "51": ("协会",),
    "52": ("培训学校", "幼儿园"),
    "53": ("基金会",),
}


class Codes:
    """Hands out codes, each once, in an order that depends on the seed only."""

    def __init__(self, seed: int) -> None:
        self._step = 314159  # coprime to 10**6: a walk through all numbers, none twice
        self._at = seed * 7919 % 1_000_000

    def org(self) -> str:
        self._at = (self._at + self._step) % 1_000_000
        body = f"XN{self._at:06d}"
        return body + org_check(body)

    def unified(self, pair: str, host: str, org: str) -> str:
        body = pair + host + org
        return body + uscc_check(body)

    def registration(self) -> str:
        self._at = (self._at + self._step) % 1_000_000
        body = f"{NOWHERE}00{self._at:06d}"
        return body + registration_check(body)


def organization_name(rng: Random, pair: str, industry: Industry) -> str:
    mark = rng.choice(_MARKS_FIRST) + rng.choice(_MARKS_SECOND)
    if rng.random() < 0.7 or pair in ("11", "12"):
        mark += rng.choice(_MARKS_THIRD)
    end = rng.choice(_FORMS_OF[pair])
    word = rng.choice(industry[1])
    match pair:
        case "11":
            return f"成都市{mark}事务管理{end}"
        case "12" | "13" | "51" | "53":
            return f"成都市{mark}{word}{end}"
        case "52":
            return f"成都{mark}{end}"
        case _:
            return f"成都{mark}{word}{end}"


@dataclass(slots=True)
class Person:
    name: str
    number: str
    female: bool
    birth: date
    phone: str
    household: str

    @property
    def sex(self) -> str:
        return "女" if self.female else "男"


class People:
    """Makes people; no two have one number, and some have one name."""

    def __init__(self, rng: Random, on: date) -> None:
        self._rng = rng
        self._on = on
        self._seen: set[str] = set()
        self._count = 0

    def person(self, *, oldest_hire: date | None = None, retired: bool = False, name: str = "") -> Person:
        """Of working age on the business date (or past it), and at least eighteen when first hired."""
        rng = self._rng
        female = rng.random() < 0.46
        if retired:
            age = rng.randint(61, 67)
        else:
            youngest = 19 + ((self._on - oldest_hire).days // 365 if oldest_hire else 0)
            age = rng.randint(min(youngest, 47), 47 if female else max(min(youngest, 47), 56))
            age = max(age, youngest)
        birth = self._on - timedelta(days=age * 365 + age // 4 + rng.randint(20, 340))
        self._count += 1
        return Person(
            name=name or self.name(),
            number=self._number(birth, female),
            female=female,
            birth=birth,
            phone=f"199{self._count % 100_000_000:08d}",
            household="非城镇" if rng.random() < 0.55 else "城镇",
        )

    def name(self) -> str:
        rng = self._rng
        given = rng.choice(_GIVEN)
        return rng.choice(_SURNAMES) + given + (rng.choice(_GIVEN) if rng.random() < 0.8 else "")

    def _number(self, birth: date, female: bool) -> str:
        while True:
            order = self._rng.randrange(1, 499) * 2 + (0 if female else 1)
            body = f"{NOWHERE}{birth:%Y%m%d}{order:03d}"
            number = body + resident_check(body)
            if number not in self._seen:
                self._seen.add(number)
                return number


def mistyped(number: str) -> str:
    """The same number with a wrong check character."""
    return number[:17] + ("0" if number[17] != "0" else "1")
