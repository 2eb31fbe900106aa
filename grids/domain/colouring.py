"""Which grids touch, how few colours tell neighbours apart, and how few must change when a border moves.

A colour ranks nothing. It is decided once per version of the outlines, so that two prints of one version agree; a grid
keeps its colour from version to version unless a neighbour has it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

import shapely
from shapely.geometry.base import BaseGeometry

# Apart for every eye, colour-blind ones too; DSATUR needs four for the street outlines of 2023.
PALETTE = ("#fadca0", "#a0befa", "#afbea0", "#b2f5f5", "#cdafcd", "#dcebcd")
COLOURS = len(PALETTE)
NEAR_UNITS = 3.0  # 30 m: surveyed neighbours may leave a strip between them and are neighbours none the less
LONG_UNITS = 20.0  # … along at least 200 m; a corner within 30 m of a corner is no border
EFFORT = 4000  # steps of the search for the fewest changes; beyond it a near answer is taken

Colours = dict[int, int]


def neighbours(shapes: Mapping[int, BaseGeometry]) -> dict[int, set[int]]:
    """Areas that share a border of some length, or run along each other; touching in a point is no border.

    ``shapes`` are in map units.
    """
    keys, geometries = list(shapes), list(shapes.values())
    found: dict[int, set[int]] = {key: set() for key in keys}
    left, right = shapely.STRtree(geometries).query(geometries, predicate="dwithin", distance=NEAR_UNITS)
    borders = shapely.boundary(geometries)
    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        if one < other and _side_by_side(borders[one], borders[other]):
            found[keys[one]].add(keys[other])
            found[keys[other]].add(keys[one])
    return found


def _side_by_side(one: BaseGeometry, other: BaseGeometry) -> bool:
    if shapely.length(shapely.intersection(one, other)) > 0:
        return True
    return bool(shapely.length(shapely.intersection(one, shapely.buffer(other, NEAR_UNITS, quad_segs=2))) > LONG_UNITS)


def colour(touching: Mapping[int, set[int]], order: Sequence[int] = ()) -> Colours:
    """Colour by saturation degree (Brélaz 1979): the area with the most colours around it comes next.

    Ties go by number of neighbours, then by ``order``, so that the same territory is always coloured alike.
    """
    return _Search(touching, set(), order).quickly({})


def settle(
    touching: Mapping[int, set[int]],
    before: Mapping[int, int],
    *,
    movable: Collection[int] | None = None,
    order: Sequence[int] = (),
    palette: int = COLOURS,
) -> Colours:
    """Colour a changed territory: an area keeps its colour unless a neighbour has it, and the fewest change.

    ``before`` holds the colours so far; an area without one is new and costs nothing. Only ``movable`` ones change
    (those of an upload), unless no colouring exists without changing others.
    """
    held = {key: before[key] for key in touching if key in before}
    if not held:
        return colour(touching, order)
    for may_change in (set(touching) if movable is None else set(movable), set(touching)):
        if (found := _Search(touching, may_change, order, palette).fewest(held)) is not None:
            return found
    return colour(touching, order)


class _Search:
    """The search for the fewest changes: take colours away one by one until the rest can be coloured."""

    def __init__(
        self, touching: Mapping[int, set[int]], movable: set[int], order: Sequence[int], palette: int = COLOURS
    ):
        self.touching, self.movable, self.palette = touching, movable, palette
        self.rank = {key: place for place, key in enumerate(order or sorted(touching))}
        self.steps = 0

    def fewest(self, held: Colours) -> Colours | None:
        """Deepen the number of changes until a colouring is found; nothing where none exists within what may move."""
        for changes in range(len(self.movable) + 1):
            if (found := self.within(held, changes)) is not None:
                return found
            if self.steps > EFFORT:
                return self.nearly(held)
        return None

    def within(self, held: Colours, changes: int) -> Colours | None:
        self.steps += 1
        pair = next(self.clashes(held), None)
        if pair is None and (found := self.fill(held)) is not None:
            return found
        if not changes or self.steps > EFFORT:
            return None
        for key in self.in_order(pair or self.in_the_way(held)):
            rest = {other: shade for other, shade in held.items() if other != key}
            if (found := self.within(rest, changes - 1)) is not None:
                return found
        return None

    def nearly(self, held: Colours) -> Colours | None:
        """Free the movable area with the most clashes until none is left; then all of them if that is not enough."""
        held = dict(held)
        while pairs := list(self.clashes(held)):
            ends = [key for pair in pairs for key in pair if key in self.movable]
            if not ends:
                return None
            held.pop(max(ends, key=lambda key: (ends.count(key), -self.rank[key])))
        kept = {key: shade for key, shade in held.items() if key not in self.movable}
        return self.fill(held) or self.fill(kept)

    def clashes(self, held: Colours) -> Iterator[tuple[int, int]]:
        for key in sorted(held, key=self.rank.__getitem__):
            for other in self.touching[key]:
                if self.rank[key] < self.rank[other] and held.get(other) == held[key]:
                    yield key, other

    def in_the_way(self, held: Colours) -> set[int]:
        """Coloured neighbours of what cannot be coloured."""
        return {other for key in self.touching if key not in held for other in self.touching[key] if other in held}

    def in_order(self, keys: Collection[int]) -> list[int]:
        return sorted((key for key in keys if key in self.movable), key=self.rank.__getitem__)

    def fill(self, held: Colours) -> Colours | None:
        """Colour what has none with the colours of the palette: quickly, or by trying all ways."""
        quick = self.quickly(held)
        return quick if max(quick.values(), default=0) < self.palette else self.every_way(held)

    def quickly(self, held: Colours) -> Colours:
        """Each with the lowest colour free around it, never a step back; may need more than the palette."""
        colours = dict(held)
        around = {key: self.taken(key, held) for key in self.touching if key not in held}
        while around:
            key = max(around, key=lambda area: (len(around[area]), len(self.touching[area]), -self.rank[area]))
            taken = around.pop(key)
            colours[key] = next(number for number in range(len(taken) + 1) if number not in taken)
            for neighbour in self.touching[key]:
                if neighbour in around:
                    around[neighbour].add(colours[key])
        return colours

    def every_way(self, colours: Colours) -> Colours | None:
        self.steps += 1
        bare = [key for key in self.touching if key not in colours]
        if not bare:
            return colours
        if self.steps > EFFORT:
            return None
        key = max(bare, key=lambda area: (len(self.taken(area, colours)), -self.rank[area]))
        for number in sorted(set(range(self.palette)) - self.taken(key, colours)):
            if (found := self.every_way({**colours, key: number})) is not None:
                return found
        return None

    def taken(self, key: int, colours: Colours) -> set[int]:
        return {colours[other] for other in self.touching[key] if other in colours}
