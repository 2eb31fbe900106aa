"""The index of the placer: for every district the names in it, and what each name stands for.

A district here is a district, a county or a special zone. A street of a zone is also found under the district whose
code it bears, because addresses name either.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from core.enums import Tier
from grids.domain.placing import places
from grids.domain.placing.places import Former, Place

CURRENT, FORMER, OLDER = "current", "former", "older"
CARVED = "carved from"  # the kind of a row that says which zone a younger zone was taken out of


@dataclass(frozen=True, slots=True)
class Target:
    """What a street name stands for: the area, or the areas that its ground was divided among."""

    name: str
    areas: tuple[int, ...]
    certain: bool
    how: str


@dataclass(slots=True)
class Villages:
    """The communities of one street, by name and by stem."""

    by_name: dict[str, int]
    by_stem: dict[str, int]


class District:
    """The names that count once an address has named this district."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.streets: dict[str, Target] = {}
        self.bare: dict[str, Target] = {}
        self.villages: dict[str, set[int]] = defaultdict(set)
        self.hosts: set[int] = set()
        self.has_towns = False  # in the core of the city, which has none, a bare name means a quarter

    @property
    def is_zone(self) -> bool:
        """A special zone carries a code of ours instead of a statistical one."""
        return not self.place.code.isdigit()


class Index:
    """All names of one day's tree, with the former ones resolved to the areas of that day."""

    def __init__(self, areas: Iterable[Place], former: Iterable[Former]) -> None:
        self.places = {place.id: place for place in areas}
        former = tuple(former)
        self.former = [name for name in former if name.street]
        self.city = next(place.id for place in self.places.values() if place.tier == Tier.CITY)
        by_tier: dict[Tier, list[Place]] = defaultdict(list)
        for place in self.places.values():
            by_tier[Tier(place.tier)].append(place)
        self.districts = {place.id: District(place) for place in by_tier[Tier.DISTRICT]}
        self.of_code = {place.code: place.id for place in by_tier[Tier.DISTRICT] + by_tier[Tier.STREET] if place.code}
        self.villages: dict[int, Villages] = {place.id: Villages({}, {}) for place in by_tier[Tier.STREET]}
        self.moved: dict[int, tuple[int, ...]] = {}
        self.carved: dict[int, list[int]] = defaultdict(list)
        for row in former:
            if row.kind == CARVED and row.name in self.of_code and row.district in self.of_code:
                self.carved[self.of_code[row.name]].append(self.of_code[row.district])
        self.anywhere: dict[str, list[tuple[int, Target]]] = defaultdict(list)
        self.bare: dict[str, tuple[int, ...]] = defaultdict(tuple)
        self._take_streets(by_tier[Tier.STREET])
        self._take_communities(by_tier[Tier.COMMUNITY])
        self._take_former()
        self._guess_older()
        self._read_bare()
        for district in self.districts.values():
            if not district.is_zone:
                for name, target in district.streets.items():
                    self.anywhere[name].append((district.place.id, target))
                for stem, target in district.bare.items():
                    self.bare[stem] += target.areas
        # quarters that a road's own name may follow: 簇桥 + 百锦路
        self.quarters = frozenset(
            stem for district in self.districts.values() for stem in district.bare if len(stem) > 1
        )
        self.all_names = {name: found[0][1] for name, found in self.anywhere.items()}

    def districts_of(self, street: Place) -> Iterable[District]:
        """The district a street hangs under and the one whose digits its code bears."""
        ids = {street.parent_id, self.of_code.get(street.code[:6])}
        return [self.districts[id_] for id_ in ids if id_ in self.districts]

    def name(self, area_id: int) -> str:
        """The name of an area."""
        return self.places[area_id].name

    def _take_streets(self, streets: list[Place]) -> None:
        for street in streets:
            town = street.name.endswith(places.TOWN_KINDS)
            target = Target(street.name, (street.id,), True, CURRENT)
            under = list(self.districts_of(street))
            for district in under:
                district.has_towns = district.has_towns or town or district.is_zone
                for name in (street.name, *street.aliases):
                    for spelling in places.street_spellings(name):
                        district.streets.setdefault(spelling, target)
                if district.is_zone:
                    district.hosts.update(other.place.id for other in under if other is not district)

    def _take_communities(self, communities: list[Place]) -> None:
        for community in communities:
            street = self.places.get(community.parent_id or 0)
            if street is None or street.id not in self.villages:
                continue
            name = places.community_name(community.name)
            stem = places.community_stem(name)
            villages = self.villages[street.id]
            villages.by_name[name] = villages.by_stem[stem] = community.id
            for district in self.districts_of(street):
                district.villages[stem].add(community.id)

    def _take_former(self) -> None:
        for former in self.former:
            areas = tuple(self.of_code[code] for code in former.successors if code in self.of_code)
            if not areas:
                continue
            host = self.of_code.get(former.district)
            standing = self.districts[host].streets.get(former.name) if host in self.districts else None
            if standing is not None:  # the name is in force: the row tells where villages of it went
                street = standing.areas[0]
                self._add_moved(street, areas)
                continue
            if len(areas) > 1 and places.street_stem(former.name) == places.street_stem(self.name(areas[0])):
                self._add_moved(areas[0], areas)
            for district in self._holding(areas, host):
                self._add_former(district, former, areas)

    def _add_moved(self, street: int, areas: tuple[int, ...]) -> None:
        """Note where villages of a street went that kept its name."""
        others = (area for area in (*self.moved.get(street, ()), *areas) if area != street)
        self.moved[street] = tuple(dict.fromkeys(others))

    def _holding(self, areas: tuple[int, ...], host: int | None) -> set[int]:
        found = {district.place.id for area in areas for district in self.districts_of(self.places[area])}
        return found | ({host} if host in self.districts else set())

    def _add_former(self, district_id: int, former: Former, areas: tuple[int, ...]) -> None:
        district = self.districts[district_id]
        certain = former.whole
        if district.is_zone:  # within a zone only the parts inside it count, and one part leaves no doubt
            inside = tuple(area for area in areas if self.places[area].parent_id == district_id)
            certain = certain or len(inside) == 1 < len(areas)
            areas = inside
        target = Target(former.name, areas, certain, FORMER)
        for spelling in places.street_spellings(former.name):
            district.streets.setdefault(spelling, target)

    def _guess_older(self) -> None:
        """A town named like a street of today, which no tree knows: the same place perhaps, never without doubt."""
        for district in self.districts.values():
            for name, target in list(district.streets.items()):
                stem = places.street_stem(name)
                for kind in places.TOWN_KINDS:
                    if not stem.endswith(places.TOWN_KINDS) and stem == places.street_stem(target.name):
                        older = Target(stem + kind, target.areas, False, OLDER)
                        district.streets.setdefault(stem + kind, older)

    def _read_bare(self) -> None:
        """Names without the word for their kind: certain only where a town was called so and all its forms agree."""
        for district in self.districts.values():
            forms: dict[str, dict[str, Target]] = defaultdict(dict)
            for name, target in district.streets.items():
                stem = places.street_stem(name)
                if len(stem) > 1 and places.street_stem(target.name) == stem:
                    forms[stem][name[len(stem) :]] = target
            for stem, targets in forms.items():
                known = [target for target in targets.values() if target.how != OLDER]
                town = any(kind in targets and targets[kind].how != OLDER for kind in places.TOWN_KINDS)
                areas = {area for target in known for area in target.areas}
                certain = town and len(areas) == 1 and all(target.certain for target in known)
                district.bare[stem] = Target(stem, tuple(areas) if len(areas) > 1 else known[0].areas, certain, CURRENT)
