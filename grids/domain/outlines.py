"""From rings in degrees to what a map draws: a path in whole map units, its box, and where a label has room.

One frame for all outlines of the territory: map units are counted from one origin, x to the east and y to the south, so
that paths of different versions and tiers lie on each other. Borders are simplified together: no gaps, no overlaps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon, mapping, shape
from shapely.geometry.base import BaseGeometry

from grids.domain import datums
from grids.enums import Datum

UNIT_METRES = 10  # one map unit; a city map of 1,100 px is about ten units to the pixel
TOLERANCE_UNITS = 20.0  # a corner goes when its triangle is smaller than the square of this (200 m)
LABEL_PRECISION = 20.0
DIGITS = 7  # decimals of a degree that are kept: a centimetre


@dataclass(frozen=True, slots=True)
class Drawn:
    """An outline ready for a map."""

    path: str
    box: list[int]
    label: list[int]


def to_wgs84(figure: BaseGeometry, datum: Datum) -> BaseGeometry:
    """The same figure in WGS-84, rounded to a centimetre, as it is kept; heights are left out."""
    return shapely.transform(figure, lambda points: datums.to_wgs84(points, datum).round(DIGITS))


def as_json(figure: BaseGeometry) -> dict[str, Any]:
    """A figure as GeoJSON."""
    return plain(mapping(figure))


def plain(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """As the database gives it back: tuples become lists, what is not the geometry itself is left out."""
    return {"type": geometry["type"], "coordinates": _lists(geometry["coordinates"])}


def _lists(value: object) -> object:
    return [_lists(item) for item in value] if isinstance(value, (list, tuple)) else value


def in_wgs84(geometry: dict[str, Any], datum: Datum) -> dict[str, Any]:
    """An uploaded geometry in WGS-84."""
    return as_json(to_wgs84(shape(geometry), datum))


def lay_flat(geometry: BaseGeometry, datum: Datum) -> BaseGeometry:
    """Degrees of ``datum`` to map units, y downwards."""

    def project(points: datums.Points) -> datums.Points:
        metres = datums.flat(datums.to_wgs84(points, datum))
        return np.column_stack((metres[:, 0], -metres[:, 1])) / UNIT_METRES

    return shapely.transform(geometry, project)


def simplified(shapes: Mapping[int, BaseGeometry]) -> dict[int, BaseGeometry]:
    """Simplify all outlines together, so that a common border stays common."""
    thinner = shapely.coverage_simplify(list(shapes.values()), TOLERANCE_UNITS)
    return dict(zip(shapes, thinner, strict=True))


def dissolved(shapes: Mapping[int, BaseGeometry], groups: Mapping[int, int]) -> dict[int, BaseGeometry]:
    """Union the shapes of each group: ``groups`` says to which area a shape belongs. Overlaps and gaps may occur."""
    members: dict[int, list[BaseGeometry]] = {}
    for key, figure in shapes.items():
        if key in groups:
            members.setdefault(groups[key], []).append(figure)
    return {group: together(parts) for group, parts in members.items()}


def together(parts: Sequence[BaseGeometry]) -> BaseGeometry:
    """One figure out of many, the same in whatever order they come: quickly where they share their borders exactly."""
    joined = shapely.coverage_union_all(parts) if shapely.coverage_is_valid(parts) else shapely.union_all(parts)
    return shapely.normalize(joined)


def draw(shape: BaseGeometry) -> Drawn:
    parts = polygons(shape)
    left, top, right, bottom = shapely.bounds(shape)
    largest = max(parts, key=lambda part: part.area)
    circle = shapely.maximum_inscribed_circle(largest, tolerance=LABEL_PRECISION)
    (x, y), _edge = circle.coords
    box = [int(np.floor(left)), int(np.floor(top)), int(np.ceil(right)), int(np.ceil(bottom))]
    path = "".join(ring_path(ring.coords) for part in parts for ring in (part.exterior, *part.interiors))
    return Drawn(path, box, [round(x), round(y), round(circle.length)])


def polygons(shape: BaseGeometry) -> list[Polygon]:
    match shape:
        case Polygon():
            return [shape]
        case MultiPolygon():
            return list(shape.geoms)
        case _:
            return [part for part in getattr(shape, "geoms", ()) if isinstance(part, Polygon)]


def ring_path(points: Sequence[tuple[float, ...]]) -> str:
    """One closed ring in relative whole units. Rounding a shared corner gives the same unit on both sides."""
    corners = [(round(point[0]), round(point[1])) for point in points]
    steps = [corners[0]] + [corner for before, corner in zip(corners, corners[1:], strict=False) if corner != before]
    if steps[-1] == steps[0]:
        steps.pop()
    if len(steps) < 3:
        return ""
    moves = [(x - before_x, y - before_y) for (before_x, before_y), (x, y) in zip(steps, steps[1:], strict=False)]
    numbers = " ".join(f"{x} {y}" for x, y in moves).replace(" -", "-")
    return f"M{steps[0][0]} {steps[0][1]}l{numbers}z"
