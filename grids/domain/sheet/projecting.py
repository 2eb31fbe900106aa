"""From degrees to millimetres on paper: transverse Mercator centred on the sheet, at a round scale.

Within a district (100 km at most) the projection's own scale differs from 1 by less than one part in ten thousand, so
the scale bar is true everywhere on the sheet.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from grids.domain import datums

# × a power of ten: scales that a ruler can follow
ROUND = (1, 1.1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 8.5, 9, 9.5, 10)
EDGE = 4.0  # mm between the outermost line and the frame
BAR = (24.0, 62.0)  # mm: how short and how long a scale bar may be
FINE = 0.1  # mm: corners whose triangle is smaller than the square of this are not seen


@dataclass(frozen=True, slots=True)
class Projection:
    """Where a point of the earth lies on the paper; the origin is the upper left corner of the map's frame."""

    centre: tuple[float, float]
    middle: tuple[float, float]
    denominator: int
    width: float
    height: float

    def points(self, degrees: datums.Points) -> datums.Points:
        """WGS-84 degrees to millimetres, y downwards."""
        metres = (datums.flat(degrees, self.centre) - np.array(self.middle)) * 1000 / self.denominator
        return np.column_stack((self.width / 2 + metres[:, 0], self.height / 2 - metres[:, 1]))

    def figure(self, shape: BaseGeometry) -> BaseGeometry:
        return shapely.transform(shape, self.points)


@dataclass(frozen=True, slots=True)
class Bar:
    """A scale bar: so many metres of ground, so long on the paper."""

    metres: int
    length: float


def fit(shapes: Mapping[int, BaseGeometry], width: float, height: float) -> Projection:
    """The projection that shows all shapes (WGS-84 degrees) as large as a round scale allows."""
    west, south, east, north = shapely.total_bounds(list(shapes.values()))
    centre = ((west + east) / 2, (south + north) / 2)
    flat = [shapely.transform(shape, lambda points: datums.flat(points, centre)) for shape in shapes.values()]
    left, low, right, high = shapely.total_bounds(flat)
    needed = max((right - left) / (width - 2 * EDGE), (high - low) / (height - 2 * EDGE)) * 1000
    middle = ((left + right) / 2, (low + high) / 2)
    return Projection(centre, middle, _round_up(max(needed, 1000)), width, height)


def _round_up(denominator: float) -> int:
    power = 10 ** int(np.floor(np.log10(denominator)))
    return int(next(step * power for step in ROUND if step * power >= denominator))


def scale_bar(projection: Projection) -> Bar:
    """The longest bar of 1, 2 or 5 times a power of ten metres that has room."""
    fitting = [
        Bar(metres, metres * 1000 / projection.denominator)
        for power in range(6)
        for metres in (10**power, 2 * 10**power, 5 * 10**power)
        if BAR[0] <= metres * 1000 / projection.denominator <= BAR[1]
    ]
    return fitting[-1]


def thinned(figures: Mapping[int, BaseGeometry]) -> dict[int, BaseGeometry]:
    """Without the corners that the paper does not show; common borders stay common."""
    return dict(zip(figures, shapely.coverage_simplify(list(figures.values()), FINE), strict=True))
