"""The placer itself: built once from the tree of a day, asked for every address."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.enums import Tier
from grids.domain.placing import reading, reasons, roads
from grids.domain.placing.districts import DistrictNames
from grids.domain.placing.names import CURRENT, OLDER, District, Index, Target
from grids.domain.placing.places import Former, Place, community_name, community_stem
from grids.domain.placing.reasons import Reason


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An area that a person may choose, and why."""

    area_id: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Placing:
    """Where an address leads: the area, the words of the address that say so, the reason, and what else it may be."""

    area_id: int
    tier: Tier
    evidence: tuple[str, ...]
    reason: Reason
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def suggestion(self) -> int | None:
        """The first area suggested beyond the one placed in."""
        return self.suggestions[0].area_id if self.suggestions else None


@dataclass(frozen=True, slots=True)
class Mention:
    """A street name found in an address."""

    start: int
    end: int
    target: Target


@dataclass(frozen=True, slots=True)
class Village:
    """A community found behind a street name: the word of the address, and whether the tree has the same word."""

    word: str
    community: int
    exact: bool


class Gazetteer:
    """The names of one day's tree, ready to read addresses."""

    def __init__(self, index: Index, districts: DistrictNames) -> None:
        self._index = index
        self._districts = districts

    @classmethod
    def from_places(cls, places: Iterable[Place], former: Iterable[Former]) -> "Gazetteer":
        """The gazetteer of the areas of a day, with the names they bore before."""
        former = tuple(former)
        index = Index(places, former)
        return cls(index, DistrictNames(index, former))

    def suggest(self, address: str) -> list[tuple[int, Reason]]:
        """The areas that the queue offers for an address, the likeliest first, each with its reason."""
        placing = self.locate(address)
        found = [] if placing.tier == Tier.CITY else [(placing.area_id, placing.reason)]
        return found + [(suggestion.area_id, suggestion.reason) for suggestion in placing.suggestions]

    def doorway(self, address: str) -> roads.Doorway:
        """The road and the door number of an address, without a quarter named before the road."""
        return roads.doorway(address, self._index.quarters)

    def contradicts(self, found: Placing, street_id: int) -> bool:
        """Whether an address leads to another street, or to another district, than the one an employer is placed in."""
        place = self._index.places.get(street_id)
        if place is None or found.tier == Tier.CITY:
            return False
        if found.tier == Tier.DISTRICT:
            return found.area_id not in {district.place.id for district in self._index.districts_of(place)}
        return (self._street_of(found.area_id) if found.tier == Tier.COMMUNITY else found.area_id) != street_id

    def locate(self, address: str) -> Placing:
        """Place an address: the deepest area it names without doubt, otherwise its district, otherwise the city."""
        text = reading.plain(address)
        if not text:
            return self._in_city(Reason.of(reasons.NO_ADDRESS))
        if reading.in_another_city(text, self._districts.words):
            return self._in_city(Reason.of(reasons.ANOTHER_CITY))
        named = self._districts.read(text)
        if len(named.ids) > 1:
            names = "、".join(self._index.name(id_) for id_ in named.ids)
            may = tuple(Suggestion(id_, Reason.of(reasons.TWO_DISTRICTS, names=names)) for id_ in named.ids)
            return self._in_city(Reason.of(reasons.TWO_DISTRICTS, names=names), named.evidence, may)
        if named.ids:
            return self._within(text, self._index.districts[named.ids[0]], named.stops, named.evidence)
        return self._anywhere(text, named.stops)

    # -- with a district ------------------------------------------------------------------------------------------

    def _within(self, text: str, district: District, stops: frozenset[int], evidence: tuple[str, ...]) -> Placing:
        mentions = self._mentions(text, district.streets, stops)
        for younger in self._index.carved.get(district.place.id, ()) if not mentions else ():
            mentions = mentions or self._mentions(text, self._index.districts[younger].streets, stops)
        if not mentions:
            return self._without_street(text, district, stops, evidence)
        targets = _agreeing([mention.target for mention in mentions])
        if targets is None:
            areas = list(dict.fromkeys(area for mention in mentions for area in mention.target.areas))
            reason = Reason.of(reasons.TWO_STREETS, names="、".join(self._index.name(area) for area in areas))
            return self._in_district(district, reason, evidence, [Suggestion(area, reason) for area in areas])
        words = evidence + tuple(text[mention.start : mention.end] for mention in mentions)
        return self._settle(text, mentions[-1].end, targets, district, words)

    def _settle(self, text: str, at: int, target: Target, district: District, evidence: tuple[str, ...]) -> Placing:
        """Decide on one street name, with the help of the community that may follow it."""
        village = self._village_words(text, at)
        if target.certain:
            return self._settle_certain(target, village, evidence)
        found = self._village_in(target.areas, village)
        if found is not None:
            return self._by_village(reasons.VILLAGE_DECIDES, target, found, evidence)
        names = "、".join(self._index.name(area) for area in target.areas)
        code = reasons.OLDER_TOWN if target.how == OLDER or len(target.areas) == 1 else reasons.DIVIDED
        reason = Reason.of(code, former=target.name, names=names)
        may = [Suggestion(area, reason) for area in target.areas] + self._villages_of(district, village)
        return self._in_district(district, reason, evidence, may)

    def _settle_certain(self, target: Target, village: list[str], evidence: tuple[str, ...]) -> Placing:
        street = target.areas[0]
        name = self._index.name(street)
        found = self._village_in((street,), village)
        if found is not None and found.exact:
            reason = Reason.of(reasons.COMMUNITY_NAMED, name=name + found.word)
            return self._at(found.community, (*evidence, found.word), reason)
        if found is None and target.how == CURRENT:
            moved = self._village_in(self._index.moved.get(street, ()), village)
            if moved is not None:
                return self._by_village(reasons.VILLAGE_MOVED, target, moved, evidence)
        reason = Reason.of(reasons.STREET_NAMED, name=name)
        if target.how != CURRENT:
            reason = Reason.of(reasons.FORMER_NAMED, former=target.name, name=name)
        return self._at(street, evidence, reason, self._likely(found))

    def _by_village(self, code: str, target: Target, found: Village, evidence: tuple[str, ...]) -> Placing:
        """Place by a village that one part alone has: in it where the words are the same, else in its street."""
        street = self._street_of(found.community)
        reason = Reason.of(code, former=target.name, village=found.word, name=self._index.name(street))
        words = (*evidence, found.word)
        if found.exact:
            return self._at(found.community, words, reason)
        return self._at(street, words, reason, self._likely(found))

    def _likely(self, found: Village | None) -> tuple[Suggestion, ...]:
        """A village may have become the community of the same name, whole or in parts: offered, not decided."""
        if found is None:
            return ()
        community = self._index.places[found.community]
        street = self._index.name(self._street_of(found.community))
        reason = Reason.of(reasons.COMMUNITY_LIKELY, village=community_name(community.name), name=street)
        return (Suggestion(found.community, reason),)

    def _without_street(
        self, text: str, district: District, stops: frozenset[int], evidence: tuple[str, ...]
    ) -> Placing:
        bare = self._bare(text, district, stops)
        if bare is not None:
            village = self._village_words(text, bare.end)
            words = (*evidence, text[bare.start : bare.end])
            if self._village_in(bare.target.areas, village) is not None:
                return self._settle(text, bare.end, bare.target, district, words)
            if bare.target.certain and district.has_towns and reading.own_name(text, bare.end):
                return self._settle(text, bare.end, bare.target, district, words)
        community = self._lone_community(text, district, stops)
        if community is not None:
            name = community_name(self._index.name(community))
            return self._at(community, (*evidence, name), Reason.of(reasons.COMMUNITY_NAMED, name=name))
        return self._in_district(district, *self._why_no_street(text, district, stops, evidence, bare))

    def _lone_community(self, text: str, district: District, stops: frozenset[int]) -> int | None:
        """The community named right behind the district, where no other there is called so.

        Villages only in the core of the city: elsewhere their names recur, and recurred more often in former trees.
        """
        for start in sorted(stops):
            for word in self._village_words(text, start):
                found = district.villages.get(community_stem(word), set())
                for community in found if len(found) == 1 and (word[-1] == "区" or not district.has_towns) else ():
                    if community_name(self._index.name(community)) == word:
                        return community
        return None

    def _why_no_street(
        self, text: str, district: District, stops: frozenset[int], evidence: tuple[str, ...], bare: Mention | None
    ) -> tuple[Reason, tuple[str, ...], list[Suggestion]]:
        """The reason why an address stays with its district, and what the queue may offer."""
        name = district.place.name
        may = []
        if bare is not None:
            reason = Reason.of(reasons.LIKE_A_ROAD, street=text[bare.start : bare.end])
            may = [Suggestion(area, reason) for area in bare.target.areas]
        for start in sorted(stops):
            may += self._villages_of(district, self._village_words(text, start))
        elsewhere = self._mentions(text, self._index.all_names, stops)
        if elsewhere:
            found = elsewhere[0]
            code = reasons.OUTSIDE_ZONE if district.is_zone else reasons.ELSEWHERE
            reason = Reason.of(code, street=found.target.name, name=name)
            may += [Suggestion(area, reason) for area in found.target.areas]
            return reason, evidence + (found.target.name,), may
        return Reason.of(reasons.DISTRICT_ONLY, name=name), evidence, may

    # -- without a district ---------------------------------------------------------------------------------------

    def _anywhere(self, text: str, stops: frozenset[int]) -> Placing:
        mentions = self._mentions(text, self._index.all_names, stops)
        if not mentions:
            return self._in_city(Reason.of(reasons.NOTHING_NAMED), (), self._sounding_like(text, stops))
        mention = mentions[0]
        name = text[mention.start : mention.end]
        found = self._index.anywhere[name]
        if len(found) == 1:
            district_id, target = found[0]
            placing = self._settle(text, mention.end, target, self._index.districts[district_id], (name,))
            # a name that is only guessed tells nothing of the district: other towns may have been called so
            if target.how != OLDER or placing.tier.rank > Tier.DISTRICT.rank:
                return placing
            return self._in_city(placing.reason, placing.evidence, placing.suggestions)
        reason = Reason.of(reasons.SAME_NAME, street=name)
        areas = dict.fromkeys(area for _, target in found for area in target.areas)
        return self._in_city(reason, (name,), tuple(Suggestion(area, reason) for area in areas))

    def _sounding_like(self, text: str, stops: frozenset[int]) -> tuple[Suggestion, ...]:
        """Streets whose bare name the address begins with; in the city's core that is mostly a road or a quarter."""
        for start in sorted(stops):
            for length in (5, 4, 3, 2):
                word = text[start : start + length]
                if word in self._index.bare:
                    reason = Reason.of(reasons.LIKE_A_ROAD, street=word)
                    return tuple(Suggestion(area, reason) for area in dict.fromkeys(self._index.bare[word]))
        return ()

    # -- finding words --------------------------------------------------------------------------------------------

    def _mentions(self, text: str, names: dict[str, Target], stops: frozenset[int]) -> list[Mention]:
        """The street names that begin where a name can begin, those before the house number first and alone."""
        found: list[Mention] = []
        for word in reading.STREET_WORD.finditer(text):
            end = word.end()
            for start in range(max(0, end - 10), word.start()):
                target = names.get(text[start:end])
                if target is None or not reading.starts_name(text, start, stops):
                    continue
                if word.group() in "镇乡" and reading.is_town_road(text, end):
                    continue
                while found and found[-1].start >= start:
                    found.pop()
                found.append(Mention(start, end, target))
                stops = stops | {end}
                break
        house = reading.house_number(text)
        return [mention for mention in found if mention.start < house] or found

    def _bare(self, text: str, district: District, stops: frozenset[int]) -> Mention | None:
        for start in sorted(stops, reverse=True):
            for length in (5, 4, 3, 2):
                target = district.bare.get(text[start : start + length])
                if target is not None:
                    return Mention(start, start + length, target)
        return None

    def _village_words(self, text: str, at: int) -> list[str]:
        """What may be the name of a community here, the longest first."""
        if text[at : at + 1] in ("(", "原"):
            at += 1
        words = []
        for end in range(min(len(text), at + 10), at + 1, -1):
            word = text[at:end]
            if word.endswith(("村", "社区")) and not reading.is_road(text, end):
                words.append(word)
        return words

    def _village_in(self, streets: tuple[int, ...], words: list[str]) -> Village | None:
        """The community that one and only one of the streets has, by its name or, less surely, by its stem."""
        for word in words:
            stem = community_stem(word)
            holders = [street for street in streets if stem in self._index.villages[street].by_stem]
            if len(holders) == 1:
                villages = self._index.villages[holders[0]]
                exact = villages.by_name.get(word)
                return Village(word, exact or villages.by_stem[stem], exact is not None)
        return None

    def _villages_of(self, district: District, words: list[str]) -> list[Suggestion]:
        may = []
        for word in words:
            for community in sorted(district.villages.get(community_stem(word), ())):
                street = self._street_of(community)
                reason = Reason.of(reasons.COMMUNITY_LIKELY, village=word, name=self._index.name(street))
                may.append(Suggestion(street, reason))
        return may[:3]

    # -- answers --------------------------------------------------------------------------------------------------

    def _street_of(self, community: int) -> int:
        return self._index.places[community].parent_id or self._index.city

    def _at(self, area: int, evidence: tuple[str, ...], reason: Reason, may: tuple[Suggestion, ...] = ()) -> Placing:
        return Placing(area, Tier(self._index.places[area].tier), evidence, reason, may)

    def _in_district(
        self, district: District, reason: Reason, evidence: tuple[str, ...], may: list[Suggestion]
    ) -> Placing:
        once = {suggestion.area_id: suggestion for suggestion in reversed(may)}
        return Placing(district.place.id, Tier.DISTRICT, evidence, reason, tuple(reversed(once.values())))

    def _in_city(self, reason: Reason, evidence: tuple[str, ...] = (), may: tuple[Suggestion, ...] = ()) -> Placing:
        return Placing(self._index.city, Tier.CITY, evidence, reason, may)


def _agreeing(targets: list[Target]) -> Target | None:
    """The target that all mentions can mean, the surest one; nothing when they contradict each other."""
    common = set(targets[0].areas)
    for target in targets[1:]:
        common &= set(target.areas)
    if not common:
        return None
    sure = next((target for target in targets if target.certain and set(target.areas) <= common), None)
    return sure or min(targets, key=lambda target: len(target.areas))
