"""Gaps, overlaps and slivers: one street one grid means that every place lies in exactly one (founding document, 二).

Reckoned in map units over the uploaded outlines and those that stay around them. A strip thinner on average than
``SLIVER_M`` was hardly meant and is called a sliver; below ``NOISE_M`` lies what rounding and the datum themselves
leave, and nothing is said of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from grids.domain.outlines import UNIT_METRES, polygons
from grids.enums import FlawKind

SLIVER_M = 10.0
NOISE_M = 0.5
SHOWN = 300  # the largest are listed and drawn one by one, of the rest number and area


@dataclass(frozen=True, slots=True)
class Flaw:
    """One place that lies in no grid or in two: whose, how large, how wide, and where."""

    kind: FlawKind
    areas: tuple[int, ...]
    square_metres: float
    width: float
    shape: BaseGeometry
    gap: bool = False


def find(
    uploaded: Mapping[int, BaseGeometry], around: Mapping[int, BaseGeometry], former: BaseGeometry | None
) -> list[Flaw]:
    """The largest first. ``former`` is what the uploaded areas covered until now: ground left over is a gap too."""
    found = [*_overlaps(uploaded, around), *_gaps(uploaded, around, former)]
    return sorted(found, key=lambda flaw: -flaw.square_metres)


def _overlaps(uploaded: Mapping[int, BaseGeometry], around: Mapping[int, BaseGeometry]) -> Iterator[Flaw]:
    keys, shapes = [*uploaded, *around], [*uploaded.values(), *around.values()]
    left, right = shapely.STRtree(shapes).query(list(uploaded.values()), predicate="intersects")
    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        if one >= other:
            continue
        common = shapely.intersection(shapes[one], shapes[other])
        for part in polygons(common):
            if flaw := _flaw(FlawKind.OVERLAP, (keys[one], keys[other]), part):
                yield flaw


def _gaps(
    uploaded: Mapping[int, BaseGeometry], around: Mapping[int, BaseGeometry], former: BaseGeometry | None
) -> Iterator[Flaw]:
    whole = shapely.union_all([*uploaded.values(), *around.values()])
    # What the grids enclose or covered until now, and cover no more: a hole that was covered is one place, told once.
    enclosed = [Polygon(part.exterior) for part in polygons(whole)]
    ground = shapely.union_all(enclosed if former is None else [*enclosed, former])
    merged = polygons(shapely.difference(ground, whole))
    tree = shapely.STRtree(list(uploaded.values()))
    keys = [*uploaded]
    for part in merged:
        beside = tree.query(part, predicate="dwithin", distance=0.1).tolist()
        if beside and (flaw := _flaw(FlawKind.GAP, tuple(sorted(keys[number] for number in beside)), part)):
            yield flaw


def _flaw(kind: FlawKind, areas: tuple[int, ...], part: BaseGeometry) -> Flaw | None:
    area = float(part.area) * UNIT_METRES**2
    width = 2 * area / (float(part.length) * UNIT_METRES)
    if width < NOISE_M:
        return None
    return Flaw(FlawKind.SLIVER if width < SLIVER_M else kind, areas, area, width, part, gap=kind is FlawKind.GAP)
