"""The ground of the invented city: real streets and communities, invented roads, and how an address names them.

The tree is the real one of 2023. An address either names a community or a street so that nobody can doubt it, or only
a district, or only a road; which of them was meant is kept beside it (`Address.area`), because a wrong grid is worse
than none.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random

CITY = "510100"
LATE_DISTRICT = "510131"  # its medical office is late with the newest month
SILENT_DISTRICT = "510129"  # its medical office has never delivered
ZONES = {"CD-GX": "成都高新区", "CD-TF": "四川天府新区", "CD-DB": "成都东部新区"}
LOWER_WAGE_TIER = frozenset(("510121", "510129", "510131", "510181", "510182", "510183", "510184", "510185"))

# Registrations of 1978-2019 by district, as the project's statistics count them: the skew, not the number, is used.
WEIGHTS = {
    "510104": 3356, "510105": 5112, "510106": 6377, "510107": 6300, "510108": 4372, "CD-GX": 5315, "510112": 1578,
    "510113": 723, "510114": 1722, "510115": 1097, "510116": 1400, "CD-TF": 674, "510117": 1116, "510118": 572,
    "510121": 456, "510129": 563, "510131": 306, "510181": 765, "510182": 1037, "510183": 587, "510184": 737,
    "510185": 700, "CD-DB": 150,
}  # fmt: skip

_ROAD_FIRST = "栖澜砚霁岫笙蘅榆桦杉槿葭芷琅钰珩璟煜颀翊"
_ROAD_SECOND = "屏汀岚崖渚麓墨笺帆桨棹笛筝箫弦缦绮绫锷镜"
_SUFFIXES = ("社区居民委员会", "社区居委会", "村民委员会", "村委会", "街道办事处", "街道")


@dataclass(frozen=True, slots=True)
class Street:
    code: str
    name: str
    district: str  # local code of the district or zone it hangs under
    host: str  # six digits of the statistical district
    communities: tuple[tuple[str, str], ...]  # code, name as people write it


@dataclass(frozen=True, slots=True)
class Address:
    text: str
    area: str  # local code of the deepest area the text names without doubt
    tier: str
    district: str  # local code, empty where the text names none
    host: str  # district digits of a code registered here


def _stem(name: str) -> str:
    for suffix in (*_SUFFIXES, "社区", "村", "镇", "乡", "区", "县", "市"):
        if name.endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)]
    return name


def _spoken(name: str) -> str:
    """青河村村民委员会 is 青河村 in an address, 双源社区居委会 is 双源社区."""
    for long, short in (("社区居民委员会", "社区"), ("社区居委会", "社区"), ("村民委员会", "村"), ("村委会", "村")):
        if name.endswith(long):
            bare = name[: -len(long)]
            return bare if bare.endswith(short) else bare + short
    return name


def _zones(path: Path) -> dict[str, str]:
    """Which streets hang under a zone; the zone is written by its local code or its name."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(line for line in source if not line.startswith("#")))
    names = {name[-4:]: code for code, name in ZONES.items()} | {"成都高新区": "CD-GX", "高新区": "CD-GX"}
    answer = {}
    for row in rows:
        zone = row.get("zone") or row.get("zone_code") or row.get("local_code") or ""
        answer[row.get("street_code") or row["code"]] = zone if zone in ZONES else names[zone[-4:]]
    return answer


class City:
    """Streets whose names stand alone in the city, grouped by district, and addresses in them."""

    def __init__(self, rows: Iterable[dict[str, str]], zones: dict[str, str]) -> None:
        tree = list(rows)
        streets = [row for row in tree if row["level"] == "4"]
        self.districts = {row["code"]: row["name"] for row in tree if row["level"] == "3"} | ZONES
        seen = Counter(_stem(row["name"]) for row in tree if row["level"] in "34")
        stems = {_stem(row["name"]) for row in tree if row["level"] in "345"}
        self._roads = self._invented_roads(stems)
        communities = defaultdict(list)
        for row in tree:
            if row["level"] == "5":
                communities[row["parent_code"]].append((row["code"], _spoken(row["name"])))
        spoken = Counter(name for group in communities.values() for _, name in group)
        self.streets: dict[str, list[Street]] = defaultdict(list)
        for row in streets:
            stem = _stem(row["name"])
            if seen[stem] > 1 or len(stem) < 2 or any(stem != other and stem in other for other in seen):
                continue
            plain = tuple(
                (code, name) for code, name in communities[row["code"]]
                if spoken[name] == 1 and len(name) >= 4 and _stem(name) not in seen
            )  # fmt: skip
            local = zones.get(row["code"], row["parent_code"])
            if plain:
                self.streets[local].append(Street(row["code"], row["name"], local, row["parent_code"], plain))

    @classmethod
    def read(cls, tree: Path, zones: Path) -> "City":
        with tree.open(encoding="utf-8-sig", newline="") as source:
            return cls(csv.DictReader(source), _zones(zones))

    @staticmethod
    def _invented_roads(stems: set[str]) -> list[str]:
        roads = [a + b + end for a in _ROAD_FIRST for b in _ROAD_SECOND for end in ("路", "大道")]
        short = {stem for stem in stems if 2 <= len(stem) <= 4}
        return [road for road in roads if not any(road[i : i + n] in short for n in (2, 3, 4) for i in range(5))]

    def chosen(self, employers: int) -> list[str]:
        """The districts in use: all of them in a large city, the first few and the two special ones in a small one."""
        here = [code for code in WEIGHTS if self.streets.get(code)]
        if employers >= 1000:
            return here
        special = [code for code in (LATE_DISTRICT, SILENT_DISTRICT) if code in here]
        tiered = [code for code in ("510107", "510106", "CD-GX", "510182") if code in here]
        return tiered + special

    def spread(self, districts: list[str]) -> "Spread":
        return Spread(districts, list(accumulate(WEIGHTS[code] for code in districts)))

    def address(self, rng: Random, district: str, tier: str) -> Address:
        """An address in `district` that names its area down to `tier` and nothing deeper."""
        house = f"{rng.choice(self._roads)}{rng.randint(1, 399)}号"
        if rng.random() < 0.4:
            house += f"{rng.randint(1, 9)}栋{rng.randint(1, 28)}层{rng.randint(1, 12)}号"
        street = rng.choice(self.streets[district])
        if tier == "city":
            return Address(f"成都市{house}", CITY, tier, "", street.host)
        if tier == "district" and district not in ZONES:
            return Address(f"成都市{self.districts[district]}{house}", district, tier, district, street.host)
        start = "" if district in ZONES else rng.choice(("四川省成都市", "成都市"))
        start += self.districts[district]
        if tier == "street" or district in ZONES and rng.random() < 0.3:
            return Address(f"{start}{street.name}{house}", street.code, "street", district, street.host)
        code, name = rng.choice(street.communities)
        return Address(f"{start}{street.name}{name}{house}", code, "community", district, street.host)


@dataclass(frozen=True)
class Spread:
    """Draws districts as unevenly as registrations lie."""

    codes: list[str]
    upto: list[int]

    def draw(self, rng: Random) -> str:
        return rng.choices(self.codes, cum_weights=self.upto)[0]
