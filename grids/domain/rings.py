"""Rings that are no rings: unclosed, crossing themselves, with longitude and latitude exchanged.

What can be repaired is repaired beside the original and said; a person accepts it on the preview, which draws both.
Nothing else is guessed: a polygon far from the city, or one that encloses nothing, is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from grids.domain import datums
from grids.domain.division_files import Refused

Rings = list[list[list[list[float]]]]

# West, south, east, north of the province: an outline of a grid of the city lies inside, in this order of the axes.
PROVINCE = (97.0, 26.0, 109.0, 34.5)
UNCLOSED, CROSSING, SWAPPED = "unclosed", "crossing", "swapped"


@dataclass(frozen=True, slots=True)
class Repair:
    """What was wrong with a polygon: the fault, how large it is in metres, and the area before and after in m²."""

    fault: str
    metres: float = 0.0
    before: float = 0.0
    after: float = 0.0
    where: str = ""


def polygonal(geometry: Mapping[str, Any], code: str) -> dict[str, Any]:
    """The geometry as uploaded if it is one or several polygons of numbers."""
    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        raise Refused(_("%(code)s is no polygon") % {"code": code})
    for parts in _parts(geometry):
        for ring in parts:
            for point in ring:
                if len(point) < 2 or not all(type(number) in (int, float) for number in point):
                    raise Refused(_("%(code)s: a corner is no pair of numbers") % {"code": code})
    return {"type": geometry["type"], "coordinates": geometry["coordinates"]}


def _parts(geometry: Mapping[str, Any]) -> Rings:
    rings = geometry["coordinates"]
    return [rings] if geometry["type"] == "Polygon" else rings


def corners(geometry: Mapping[str, Any]) -> int:
    return sum(len(ring) for part in _parts(geometry) for ring in part)


def mended(geometry: Mapping[str, Any], code: str) -> tuple[BaseGeometry | None, tuple[Repair, ...]]:
    """A sound figure, with what had to be done to make it one; no figure where nothing is enclosed."""
    parts = [[np.array([point[:2] for point in ring], dtype=float) for ring in part] for part in _parts(geometry)]
    repairs = []
    if _swapped(parts):
        parts = [[ring[:, ::-1] for ring in part] for part in parts]
        repairs.append(Repair(SWAPPED))
    _refuse_far(parts, code)
    open_by = [_gap(ring) for part in parts for ring in part]
    if any(open_by):
        repairs.append(Repair(UNCLOSED, metres=max(open_by)))
    if any(len(ring) - (gap == 0) < 3 for ring, gap in zip((r for part in parts for r in part), open_by, strict=True)):
        return None, ()
    figures = [Polygon(part[0], part[1:]) for part in parts]
    figure: BaseGeometry = figures[0] if len(figures) == 1 else MultiPolygon(figures)
    if not figure.is_valid:
        sound = _polygons_of(shapely.make_valid(figure, method="structure", keep_collapsed=False))
        before = sum(abs(_area(ring)) for part in parts for ring in part[:1])
        repairs.append(Repair(CROSSING, before=before, after=area(sound), where=_where(explain_validity(figure))))
        figure = sound
    return (None if figure.is_empty or area(figure) < 1 else figure), tuple(repairs)


def _swapped(parts: list[list[np.ndarray]]) -> bool:
    """Latitude first: only the exchanged pair lies in the province."""
    middle = np.mean(np.vstack([ring for part in parts for ring in part]), axis=0)
    return not _inside(middle) and _inside(middle[::-1])


def _inside(point: np.ndarray) -> bool:
    west, south, east, north = PROVINCE
    return bool(west <= point[0] <= east and south <= point[1] <= north)


def _refuse_far(parts: list[list[np.ndarray]], code: str) -> None:
    points = np.vstack([ring for part in parts for ring in part])
    low, high = points.min(axis=0), points.max(axis=0)
    if not (_inside(low) and _inside(high)):
        raise Refused(
            _("%(code)s: no longitude, latitude in degrees within the province (%(low)s … %(high)s)")
            % {"code": code, "low": _pair(low), "high": _pair(high)}
        )


def _pair(point: np.ndarray) -> str:
    return f"{point[0]:.6g}, {point[1]:.6g}"


def _gap(ring: np.ndarray) -> float:
    """How far the last corner is from the first, in metres; GeoJSON wants nought."""
    if (ring[0] == ring[-1]).all():
        return 0.0
    first, last = datums.flat(ring[[0, -1]])
    return max(float(np.hypot(*(last - first))), 0.001)


def area(figure: BaseGeometry) -> float:
    """Square metres, on the plane of ``datums.flat``."""
    return float(shapely.area(shapely.transform(figure, datums.flat)))


def _area(ring: np.ndarray) -> float:
    x, y = datums.flat(ring).T
    return float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2


def _where(reason: str) -> str:
    """The place that shapely names: ``Self-intersection[104.05 30.66]``."""
    return reason.partition("[")[2].rstrip("]")


def _polygons_of(figure: BaseGeometry) -> BaseGeometry:
    """Lines and points that a repair leaves over enclose nothing."""
    parts = [part for part in shapely.get_parts(figure) if isinstance(part, Polygon)]
    parts += [p for g in shapely.get_parts(figure) if isinstance(g, MultiPolygon) for p in g.geoms]
    if not parts:
        return Polygon()
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def lines(geometry: Mapping[str, Any], *, turned: bool) -> list[shapely.LineString]:
    """The rings as written, for drawing; ``turned`` puts longitude first where the file had latitude first."""
    return [
        shapely.LineString([(point[1], point[0]) if turned else (point[0], point[1]) for point in ring])
        for part in _parts(geometry)
        for ring in part
    ]
