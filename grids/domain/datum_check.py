"""Whether uploaded outlines lie where they are said to lie.

The union of the uploaded rings is laid beside the known outline, read in the datum declared and in the other one. For
each reading the plain shift that brings the two lines closest is found as well. Another reading that fits clearly
better, or a shift that does, is a question to the person; nothing is moved without an answer. (Latitude before
longitude is seen ring by ring, ``rings.py``.)
"""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from grids.domain import datums
from grids.enums import Datum

Metres = np.ndarray

LEAST_M = 100.0  # what is off by less is within the truth of known outlines; the datums differ by 338–399 m here
BETTER = 0.5  # another reading fits if it leaves less than this part of the distance
SAMPLES = 400
ROUNDS = 40
NEAR_M = 1500.0  # points of the line farther than this from the known one say nothing about a shift


@dataclass(frozen=True, slots=True)
class Fit:
    """How one reading lies: median distance of the lines, the shift that helps best, and what it leaves."""

    datum: Datum
    off: float
    east: float
    north: float
    rest: float

    @property
    def shift(self) -> float:
        return float(np.hypot(self.east, self.north))


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reading that fits better than the one declared: in another datum, or (``datum`` empty) moved by a shift."""

    datum: Datum | None
    metres: float
    east: float
    north: float
    off: float
    rest: float


def doubt(uploaded: BaseGeometry, declared: Datum, known: BaseGeometry) -> Doubt | None:
    """Lay ``uploaded`` (degrees, as written) beside ``known`` (degrees, WGS-84)."""
    line = shapely.boundary(shapely.transform(known, datums.flat))
    other = Datum.WGS84 if declared is Datum.GCJ02 else Datum.GCJ02
    said, else_read = fit(uploaded, declared, line), fit(uploaded, other, line)
    apart = said.off - else_read.off
    if apart > LEAST_M / 2 and else_read.off < BETTER * said.off and else_read.shift < LEAST_M:
        there = _middle(uploaded, other) - _middle(uploaded, declared)
        return Doubt(other, float(np.hypot(*there)), there[0], there[1], said.off, else_read.off)
    if said.shift >= LEAST_M and said.rest < BETTER * said.off:
        return Doubt(None, said.shift, said.east, said.north, said.off, said.rest)
    return None


def fit(uploaded: BaseGeometry, datum: Datum, line: BaseGeometry) -> Fit:
    """Move the sampled line step by step towards the nearest points of the known one, by least squares.

    Each pair of points speaks only along its own direction (a line may slide along another unseen); far and odd pairs
    are left out, so that borders that were really redrawn do not count as a shift.
    """
    points = _sampled(shapely.transform(uploaded, lambda p: datums.flat(datums.to_wgs84(p, datum))))
    shift, off = np.zeros(2), 0.0
    best = (np.inf, shift)
    for number in range(ROUNDS):
        away = _to_line(points + shift, line)
        far = np.hypot(*away.T)
        middle = float(np.median(far))
        if number == 0:
            off = middle
        if middle < best[0]:
            best = (middle, shift)
        use = (far > 1e-6) & (far <= min(NEAR_M, max(2.5 * middle, 20.0)))
        if use.sum() < 3:
            break
        normal = away[use] / far[use, None]
        step, *_rest = np.linalg.lstsq(normal, far[use], rcond=None)
        shift = shift + step
        if np.hypot(*step) < 0.5:
            break
    rest, (east, north) = best
    return Fit(datum, off, float(east), float(north), rest)


def _sampled(figure: BaseGeometry) -> Metres:
    line = shapely.boundary(figure)
    at = np.linspace(0, 1, SAMPLES, endpoint=False)
    return shapely.get_coordinates(shapely.line_interpolate_point(_one_line(line), at, normalized=True))


def _one_line(line: BaseGeometry) -> BaseGeometry:
    """The longest ring: islands and holes are few and say the same."""
    parts = shapely.get_parts(line)
    return max(parts, key=lambda part: part.length)


def _to_line(points: Metres, line: BaseGeometry) -> Metres:
    """From each point to the nearest point of the line."""
    pairs = shapely.shortest_line(shapely.points(points), line)
    ends = shapely.get_coordinates(pairs).reshape(-1, 2, 2)
    return ends[:, 1] - ends[:, 0]


def _middle(figure: BaseGeometry, datum: Datum) -> Metres:
    point = shapely.get_coordinates(shapely.centroid(figure))
    return datums.flat(datums.to_wgs84(point, datum))[0]
