"""Which line of a yearly file is which place that already stands: a pure decision, nothing is written here."""

from collections.abc import Iterable
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field

from core.enums import Tier
from grids.domain.division_files import Decision, Mapping
from grids.domain.naming import alike
from grids.queries import Line


@dataclass(frozen=True, slots=True)
class Known:
    """A place as the tree has it: standing today, or (``live`` false) as it was last called."""

    area: int
    local_code: str
    code: str
    name: str
    live: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """A code whose new name may be another place: only a mapping can say."""

    code: str
    old: str
    new: str


@dataclass(slots=True)
class Match:
    """``same`` maps a line's code to the place it continues; lines that are not in it open a new place."""

    same: dict[str, int] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)


class Matcher:
    """Goes down the tree once; a place is claimed by one line only."""

    def __init__(
        self, known: Iterable[Known], lines: Iterable[Line], mapping: Mapping, district_codes: Dictionary[str, str]
    ):
        self.lines = {line.code: line for line in lines}
        self.mapping = mapping
        self.district_codes = district_codes
        self.standing: dict[str, Known] = {}
        self.former: dict[str, Known] = {}
        self.by_local: dict[str, Known] = {}
        for place in known:
            (self.standing if place.live else self.former)[place.code] = place
            self.by_local.setdefault(place.local_code, place)
        self.old_code = {place.area: place.code for place in self.standing.values()}
        self.match = Match()
        self.claimed: set[int] = set()

    def run(self) -> Match:
        self._follow_recoded()
        for line in sorted(self.lines.values(), key=lambda line: (line.tier.rank, line.code)):
            if line.code not in self.match.same:
                place = self._district(line) if line.tier is Tier.DISTRICT else None
                place = place or self._under_its_code(line) or self._under_a_recoded_parent(line)
                if place is not None:
                    self._claim(line.code, place)
        return self.match

    def _claim(self, code: str, place: Known) -> None:
        self.match.same[code] = place.area
        self.claimed.add(place.area)

    def _follow_recoded(self) -> None:
        """The mapping's own word that a place goes on under another code."""
        for ruling in self.mapping.recoded():
            place, line = self.standing.get(ruling.from_code), self.lines.get(ruling.to_code)
            if place and line and (place.name, line.name) == (ruling.from_name, ruling.to_name):
                self._claim(line.code, place)

    def _district(self, line: Line) -> Known | None:
        """A district is one place under all its codes: 双流县 510122 and 双流区 510116 (the shipped list)."""
        place = self.by_local.get(self.district_codes.get(line.code, line.code))
        return place if place and place.area not in self.claimed else None

    def _under_its_code(self, line: Line) -> Known | None:
        place = self.standing.get(line.code) or self.former.get(line.code)
        if place is None or place.area in self.claimed:
            return None
        if place.name == line.name or alike(place.name, line.name):
            return place
        decision = self.mapping.decision(line.code, place.name, line.name)
        if decision is None:
            self.match.doubts.append(Doubt(line.code, place.name, line.name))
        return place if decision is Decision.SAME else None

    def _under_a_recoded_parent(self, line: Line) -> Known | None:
        """The parent goes on under another code: its children are followed by their own digits, else by name."""
        head = self.old_code.get(self.match.same.get(line.parent, 0), line.parent)
        if head == line.parent:
            return None
        place = self.standing.get(head + line.code[len(line.parent) :])
        if place and self._free(place) and alike(place.name, line.name):
            return place
        namesakes = [
            place
            for code, place in self.standing.items()
            if code.startswith(head) and len(code) == len(line.code) and place.name == line.name and self._free(place)
        ]
        return namesakes[0] if len(namesakes) == 1 else None

    def _free(self, place: Known) -> bool:
        return place.area not in self.claimed and place.code not in self.lines
