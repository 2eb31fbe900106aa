"""Which grids touch, and how few colours tell neighbours apart.

A colour ranks nothing. It is decided once per version of the outlines, so that two prints of one version agree.
"""

from collections.abc import Mapping, Sequence

import shapely
from shapely.geometry.base import BaseGeometry

COLOURS = 6  # the palette; DSATUR needs four for the street outlines of 2023


def neighbours(shapes: Mapping[int, BaseGeometry]) -> dict[int, set[int]]:
    """Areas that share a border of some length; touching in a point is no border."""
    keys, geometries = list(shapes), list(shapes.values())
    found: dict[int, set[int]] = {key: set() for key in keys}
    left, right = shapely.STRtree(geometries).query(geometries, predicate="intersects")
    borders = shapely.boundary(geometries)
    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        if one < other and shapely.length(shapely.intersection(borders[one], borders[other])) > 0:
            found[keys[one]].add(keys[other])
            found[keys[other]].add(keys[one])
    return found


def colour(touching: Mapping[int, set[int]], order: Sequence[int] = ()) -> dict[int, int]:
    """Colour by saturation degree (Brélaz 1979): the area with the most colours around it comes next.

    Ties go by number of neighbours, then by ``order``, so that the same territory is always coloured alike.
    """
    rank = {key: place for place, key in enumerate(order or sorted(touching))}
    colours: dict[int, int] = {}
    around: dict[int, set[int]] = {key: set() for key in touching}
    waiting = set(touching)
    while waiting:
        key = max(waiting, key=lambda area: (len(around[area]), len(touching[area]), -rank[area]))
        colours[key] = next(number for number in range(len(touching) + 1) if number not in around[key])
        waiting.discard(key)
        for neighbour in touching[key]:
            around[neighbour].add(colours[key])
    return colours
