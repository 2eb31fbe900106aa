"""The queue of those not yet placed, road by road, and what those placed already say of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import Mod

from core.actor import Actor
from core.enums import Role, Tier
from employers.models import Employer
from employers.models.employer import EmployerQuerySet
from grids import queries as territory
from grids.domain.placing import reasons
from grids.domain.placing.neighbours import Placed, neighbour
from grids.domain.placing.reasons import Reason

Road = tuple[int, str]  # the area that those waiting are known to, and the road
SIDES = {"odd": 1, "even": 0}
# Readings of an address that may be accepted with others by one decision: they name one area and leave no doubt.
FIRM = frozenset(
    {reasons.COMMUNITY_NAMED, reasons.STREET_NAMED, reasons.FORMER_NAMED, reasons.VILLAGE_MOVED,
     reasons.VILLAGE_DECIDES, reasons.COMMUNITY_LIKELY}
)  # fmt: skip


def waiting(actor: Actor) -> EmployerQuerySet:
    """Who waits for a person of this role: above the grid, and for a street office above the community."""
    rows = Employer.objects.within(actor.scope)
    if actor.role is Role.STREET:
        return rows.live().filter(community__isnull=True, answered_on__isnull=True, misplaced=False)
    if not actor.scope.whole_city:  # the index begins with the area that they are known to
        rows = rows.filter(area__in=actor.scope.ids(Tier.DISTRICT))
    return rows.waiting()


def answered(actor: Actor) -> EmployerQuerySet:
    """Those of whom a person has said that their address does not suffice."""
    rows = Employer.objects.within(actor.scope).live().filter(answered_on__isnull=False)
    return rows.filter(community__isnull=True) if actor.role is Role.STREET else rows.not_placed()


def roads(rows: EmployerQuerySet) -> QuerySet:
    """One row per area and road: how many wait there, and the lowest and highest number."""
    return rows.order_by().values("area_id", "road").annotate(many=Count("pk"), low=Min("door"), high=Max("door"))


def on_road(rows: EmployerQuerySet, road: Road, *, low: int | None = None, high: int | None = None,
            side: str = "") -> EmployerQuerySet:  # fmt: skip
    """Those of one road, between two numbers and on one side of it where asked."""
    found = rows.filter(area=road[0], road=road[1])
    if low is not None:
        found = found.filter(door__gte=low)
    if high is not None:
        found = found.filter(door__lte=high)
    return on_side(found, side) if side in SIDES else found


def on_side(rows: EmployerQuerySet, side: str) -> EmployerQuerySet:
    """Numbers are odd on one side of a road and even on the other."""
    return rows.alias(side=Mod("door", 2)).filter(side=SIDES[side])


def placed_on(wanted: Iterable[Road]) -> dict[Road, list[Placed]]:
    """Those placed on these roads by street and number, for a district its own only; one query for all."""
    asked = {road for road in wanted if road[1]}
    if not asked:
        return {}
    tiers = territory.tiers(area for area, _road in asked)
    inside = Q(pk__in=())
    for area, name in asked:
        tier = tiers.get(area)
        within = Q() if tier in (None, Tier.CITY) else Q(**{f"{tier}_id": area})
        inside |= within & Q(road=name)
    rows = Employer.objects.live().filter(inside, street__isnull=False).exclude(road="").order_by()
    counted = rows.values_list("road", "district_id", "street_id", "door").annotate(many=Count("pk"))
    by_road: dict[str, list[tuple[int, Placed]]] = defaultdict(list)
    for name, district, street, door, many in counted:
        by_road[name].append((district, Placed(street, door, many)))
    return {
        (area, name): [one for district, one in by_road[name] if tiers.get(area) != Tier.DISTRICT or district == area]
        for area, name in asked
    }


def neighbours(rows: Sequence[Any]) -> dict[int, tuple[int, Reason]]:
    """For each employer of a page that waits: the street its neighbours on the road lie in, and why."""
    lost = [row for row in rows if row.street_id is None and row.road]
    placed = placed_on((row.area_id, row.road) for row in lost)
    names = territory.names({one.street for found in placed.values() for one in found})
    found = {row.pk: neighbour(row.road, row.door, placed.get((row.area_id, row.road), []), names) for row in lost}
    return {pk: answer for pk, answer in found.items() if answer is not None}


@dataclass(frozen=True, slots=True)
class Span:
    """From which number to which those placed on a road lie in one street; ``code`` where the reader may choose it."""

    street: int
    name: str
    code: str
    many: int
    low: int | None
    high: int | None


def spans(placed: Sequence[Placed], names: Mapping[int, str], codes: Mapping[int, str]) -> list[Span]:
    """Those placed on a road, street by street, the most first: where one's numbers end, another's may begin."""
    by_street: dict[int, list[Placed]] = defaultdict(list)
    for one in placed:
        by_street[one.street].append(one)
    found = []
    for street, some in by_street.items():
        doors = [one.door for one in some if one.door is not None]
        many = sum(one.many for one in some)
        low, high = min(doors, default=None), max(doors, default=None)
        found.append(Span(street, names.get(street, ""), codes.get(street, ""), many, low, high))
    return sorted(found, key=lambda span: (-span.many, span.street))
