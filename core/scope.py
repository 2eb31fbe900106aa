"""Which areas somebody may see: a frozen value, read once per request, that turns into a filter."""

from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from django.db.models import Q

from core.enums import Tier


class Located(Protocol):
    """Anything that carries the level columns of an area."""

    district_id: int | None
    street_id: int | None
    community_id: int | None


@dataclass(frozen=True, slots=True)
class Scope:
    """Pairs (tier, area id). Outside a scope nothing exists: lists leave it out, details answer 404."""

    areas: frozenset[tuple[Tier, int]] = field(default_factory=frozenset)

    NOTHING: ClassVar["Scope"]

    @property
    def whole_city(self) -> bool:
        return any(tier is Tier.CITY for tier, _ in self.areas)

    @property
    def empty(self) -> bool:
        return not self.areas

    def ids(self, tier: Tier) -> list[int]:
        """Area ids held at exactly ``tier``, in a stable order."""
        return sorted(area for level, area in self.areas if level is tier)

    def as_q(self, prefix: str = "") -> Q:
        """The rows of these areas, by the level columns: an indexed equality, never a join."""
        if self.whole_city:
            return Q()
        wanted = Q(pk__in=())
        for tier in (Tier.DISTRICT, Tier.STREET, Tier.COMMUNITY):
            if held := self.ids(tier):
                wanted |= Q(**{f"{prefix}{tier.value}_id__in": held})
        return wanted

    def as_sql(self, alias: str) -> tuple[str, dict[str, list[int]]]:
        """The same filter as a condition for hand-written SQL, with its parameters."""
        if self.whole_city:
            return "true", {}
        tiers = {tier: self.ids(tier) for tier in (Tier.DISTRICT, Tier.STREET, Tier.COMMUNITY) if self.ids(tier)}
        if not tiers:
            return "false", {}
        parts = [f"{alias}.{tier.value}_id = ANY(%(scope_{tier.value})s)" for tier in tiers]
        return "(" + " OR ".join(parts) + ")", {f"scope_{tier.value}": ids for tier, ids in tiers.items()}

    def holds(self, place: Located) -> bool:
        """Say whether one row lies inside."""
        if self.whole_city:
            return True
        held = {
            Tier.DISTRICT: place.district_id,
            Tier.STREET: place.street_id,
            Tier.COMMUNITY: place.community_id,
        }
        return any(area is not None and (tier, area) in self.areas for tier, area in held.items())


Scope.NOTHING = Scope()
