"""Which district or special zone an address names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from grids.domain.placing import places, reading
from grids.domain.placing.names import CARVED, Index
from grids.domain.placing.places import Former

# 成都高新区 is a zone; 金牛高新技术产业园区 and the 高新区 inside a private park are none
_ZONE_BEFORE = re.compile("(?:^|成都|成都市|市辖区|国家|四川省|四川|试验区|自贸区|[()])$")
_ZONE_PART = re.compile("(?:双流|高新|龙泉|新津|彭山|仁寿|眉山|简阳)")
_NO_DISTRICT = re.compile("(?:国际)?(?:机场|空港|大道|路|街|巷|[东西南北中]+[街路])")


@dataclass(frozen=True, slots=True)
class Named:
    """The districts an address names, where each mention ends, and the words."""

    ids: tuple[int, ...]
    stops: frozenset[int]
    evidence: tuple[str, ...]


class DistrictNames:
    """Finds districts by their full, former and short names, zones by theirs, and parks that lie in one district."""

    def __init__(self, index: Index, former: Iterable[Former]) -> None:
        self._index = index
        self._full: dict[str, int] = {}
        self._zone: dict[str, int] = {}
        self._short: dict[str, int] = {}
        self._core: dict[str, int] = {}
        for district in index.districts.values():
            names = (district.place.name, *district.place.aliases)
            if district.is_zone:
                self._zone.update(dict.fromkeys(names, district.place.id))
                continue
            self._full.update(dict.fromkeys(names, district.place.id))
            for name in names:
                (self._short if district.has_towns else self._core)[places.district_stem(name)] = district.place.id
        for other in former:
            place = index.of_code.get(other.district)
            if other.street or other.kind == CARVED or place is None:
                continue
            (self._zone if other.kind == "zone" else self._full)[other.name] = place
            if other.kind == "former" and len(other.name) > 2:
                self._short.setdefault(places.district_stem(other.name), place)
        every = [*self._full, *self._zone, *(stem + "园区" for stem in (*self._short, *self._core))]
        self._any = re.compile("|".join(map(re.escape, sorted(every, key=len, reverse=True))))
        self.words = tuple(self._full)

    def read(self, text: str) -> Named:
        """The districts that the address names; those behind the house number count only where none stands before."""
        head = reading.head_end(text)
        found = list(self._mentions(text, head))
        house = reading.house_number(text)
        counted = [hit for hit in found if hit[0] < house] or found
        ids = tuple(dict.fromkeys(hit[2] for hit in counted))
        stops = frozenset({head} | {hit[1] for hit in counted})
        return Named(self._narrow(ids), stops, tuple(text[start:end] for start, end, _ in counted))

    def _mentions(self, text: str, head: int) -> Iterable[tuple[int, int, int]]:
        short = self._at_head(text, head)
        if short is not None:
            yield short
        for match in self._any.finditer(text):
            start, end, name = match.start(), match.end(), match.group()
            if text[start - 1 : start] == "原" or (short is not None and start < short[1]):
                continue
            if name in self._zone:
                if self._is_zone(text, start, end, name):
                    yield start, end, self._zone[name]
            elif name in self._full:
                yield start, end, self._full[name]
            else:
                yield start, end, self._stem(name.removesuffix("园区"))

    def _stem(self, stem: str) -> int:
        return self._short[stem] if stem in self._short else self._core[stem]

    def _at_head(self, text: str, head: int) -> tuple[int, int, int] | None:
        """A short name right behind the city: 双流西航港…; of the city-core districts only before a park's words."""
        if any(text.startswith(name, head) for name in self._full):
            return None
        for length in (3, 2):
            word = text[head : head + length]
            end = head + length
            if word in self._short and text[end : end + 1] not in ("区", "县", "市"):
                return None if _NO_DISTRICT.match(text, end) else (head, end, self._short[word])
            if word in self._core and text[end : end + 1] != "区" and reading.PARK_WORD.match(text, end):
                return head, end, self._core[word]
        return None

    def _is_zone(self, text: str, start: int, end: int, name: str) -> bool:
        before = text[:start]
        if not name.startswith("高新"):
            return not _ZONE_PART.match(text, end)
        if _ZONE_BEFORE.search(before):
            return True
        hosts = self._index.districts[self._zone[name]].hosts
        return any(before.endswith(word) for word, id_ in self._full.items() if id_ in hosts)

    def _narrow(self, ids: tuple[int, ...]) -> tuple[int, ...]:
        """A zone and the district whose ground it lies on name the same place; the zone says it more closely."""
        for id_ in ids:
            others = set(ids) - {id_}
            if others and others <= self._index.districts[id_].hosts:
                return (id_,)
        return ids
