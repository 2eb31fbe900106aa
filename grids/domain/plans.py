"""What a change of territory is to do, as a value: areas opened, moved and closed, and where their ground goes.

``heirs`` says whose ground goes to whom. An area that goes on and has an heir is divided; so is a closed one with two.
An area to be opened is named by its ``ref`` until it has an id.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.enums import Tier
from grids.domain.division_files import Refused
from grids.enums import Kind
from grids.models import Area

Ref = int | str  # an area's id, or the name of one that is to be opened
MERGED, PART = "merged", "part"


@dataclass(frozen=True, slots=True)
class Opening:
    """An area that the change opens. ``code`` is empty where statistics know no such place: a part is ours alone."""

    ref: str
    tier: str
    name: str
    kind: str
    parent: int
    code: str = ""
    local_code: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    opens: tuple[Opening, ...] = ()
    moves: tuple[tuple[int, Ref], ...] = ()
    closes: tuple[int, ...] = ()
    heirs: tuple[tuple[int, Ref], ...] = ()
    line: tuple[int, int] | None = None
    words: tuple[str, ...] = field(default_factory=tuple)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Plan":
        return cls(
            opens=tuple(Opening(**each) for each in told.get("opens", ())),
            moves=tuple((area, to) for area, to in told.get("moves", ())),
            closes=tuple(told.get("closes", ())),
            heirs=tuple((area, to) for area, to in told.get("heirs", ())),
            line=tuple(told["line"]) if told.get("line") else None,
            words=tuple(told.get("words", ())),
        )

    def named(self) -> set[int]:
        """Every standing area that the plan speaks of."""
        return set(self._named())

    def _named(self) -> Iterator[int]:
        yield from self.closes
        yield from self.line or ()
        yield from (opening.parent for opening in self.opens)
        for area, to in (*self.moves, *self.heirs):
            yield area
            if isinstance(to, int):
                yield to


def merge(streets: Sequence[Area], *, into: Area | None, children: Sequence[Area], name: str = "",
          code: str = "") -> Plan:  # fmt: skip
    """Several grids become one: one of them that goes on, or a new one of its own name."""
    closing = [street for street in streets if street != into]
    refuse(len(streets) < 2, _("Choose at least two streets to merge."))
    refuse(len({street.parent_id for street in streets}) > 1, _("Streets are merged within one district."))
    refuse(any(street.tier != Tier.STREET for street in streets), _("Only streets and townships are merged."))
    refuse(into is not None and into not in streets, _("The street that goes on must be one of those merged."))
    refuse(into is None and not name, _("A new street needs a name."))
    first = streets[0]
    to: Ref = into.pk if into else MERGED
    opening = Opening(MERGED, Tier.STREET, name, first.kind, first.parent_id or 0, code)
    gone = {street.pk for street in closing}
    return Plan(
        opens=() if into else (opening,),
        moves=tuple((child.pk, to) for child in children if child.parent_id in gone),
        closes=tuple(street.pk for street in closing),
        heirs=tuple((street.pk, to) for street in closing),
    )


def split(street: Area, communities: Sequence[Area], *, name: str, code: str = "") -> Plan:
    """Some communities of a grid become a grid of their own; the rest goes on."""
    refuse(street.tier != Tier.STREET, _("Only a street or township is split."))
    refuse(not communities, _("Choose the communities of the new street."))
    refuse(any(c.parent_id != street.pk for c in communities), _("The communities must lie in the street."))
    refuse(not name, _("A new street needs a name."))
    opening = Opening(PART, Tier.STREET, name, street.kind, street.parent_id or 0, code, f"{street.local_code}-02")
    return Plan(
        opens=(opening,), moves=tuple((c.pk, PART) for c in communities), heirs=((street.pk, PART),)
    )  # fmt: skip


def transfer(areas: Sequence[Area], *, to: Area) -> Plan:
    """Communities go to another street, or streets to another district, with everything in them.

    A street that gives a community away is divided: of an employer known to the street alone nobody knows the side.
    A district is not: who is known to it alone stays in its queue.
    """
    refuse(not areas, _("Choose what is transferred."))
    refuse(any(Tier(area.tier).below is None and Tier(to.tier) != Tier.STREET for area in areas),
           _("A community is transferred to a street."))  # fmt: skip
    refuse(any(Tier(to.tier).below != Tier(area.tier) for area in areas),
           _("An area is transferred to one of the next higher tier."))  # fmt: skip
    refuse(any(area.parent_id == to.pk for area in areas), _("It belongs there already."))
    givers = {area.parent_id for area in areas if area.tier == Tier.COMMUNITY and area.parent_id}
    return Plan(
        moves=tuple((area.pk, to.pk) for area in areas), heirs=tuple((giver, to.pk) for giver in sorted(givers))
    )  # fmt: skip


def zone(*, name: str, local_code: str, root: Area, streets: Sequence[Area]) -> Plan:
    """A special zone: a district of our own tree that takes streets of others over by path; their codes stay."""
    refuse(not name or not local_code, _("A zone needs a name and a local code."))
    refuse(any(street.tier != Tier.STREET for street in streets), _("A zone takes over streets."))
    opening = Opening(PART, Tier.DISTRICT, name, Kind.ZONE, root.pk, "", local_code)
    return Plan(opens=(opening,), moves=tuple((street.pk, PART) for street in streets))


def line(giver: Area, taker: Area, *, words: Sequence[str]) -> Plan:
    """The line between two neighbours moves: employers whose address names one of the roads change side."""
    refuse(giver.tier != taker.tier or giver.pk == taker.pk, _("A line runs between two areas of one tier."))
    refuse(giver.tier not in (Tier.STREET, Tier.COMMUNITY), _("A line runs between streets or communities."))
    kept = tuple(dict.fromkeys(word.strip() for word in words if len(word.strip()) > 1))
    refuse(not kept, _("Name the roads or numbers that change side."))
    return Plan(line=(giver.pk, taker.pk), words=kept)


def refuse(wrong: bool, sentence: str) -> None:
    if wrong:
        raise Refused(sentence)
