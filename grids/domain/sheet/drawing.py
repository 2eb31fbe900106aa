"""The map of a sheet: its grids as SVG in millimetres without a word in it, and where the words stand."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from grids.domain.colouring import PALETTE
from grids.domain.drawing import SVG
from grids.domain.outlines import polygons
from grids.domain.sheet import labels, projecting
from grids.domain.sheet.labels import Words
from grids.domain.sheet.paper import Layout

INNER, OUTER = 0.18, 0.55  # mm


@dataclass(frozen=True, slots=True)
class Cell:
    """One grid on the sheet: its outline in WGS-84 degrees, its colour, what is to be written in it."""

    area_id: int
    shape: BaseGeometry
    colour: int
    words: Words


def colour(number: int) -> str:
    return PALETTE[number % len(PALETTE)]


def draw(cells: Sequence[Cell], layout: Layout) -> dict[str, Any]:
    """What the template needs of the map: the drawing, the labels, the scale and its bar."""
    shapes = {cell.area_id: cell.shape for cell in cells}
    projection = projecting.fit(shapes, layout.map_width, layout.map_height)
    figures = projecting.thinned({key: projection.figure(shape) for key, shape in shapes.items()})
    placed = labels.place(figures, {cell.area_id: cell.words for cell in cells})
    bar = projecting.scale_bar(projection)
    return {
        "svg": _svg(cells, figures, layout),
        "labels": [asdict(line) for label in placed.values() for line in label.lines],
        "by_number": sorted(key for key, label in placed.items() if label.by_number),
        "unlabelled": sorted(key for key in figures if key not in placed),
        "denominator": projection.denominator,
        "bar": asdict(bar),
        "centre": list(projection.centre),
    }


def _svg(cells: Sequence[Cell], figures: Mapping[int, BaseGeometry], layout: Layout) -> str:
    outer = shapely.union_all(list(figures.values()))
    wide, high = layout.map_width, layout.map_height
    parts = [
        f'<svg xmlns="{SVG}" width="{wide}mm" height="{high}mm" viewBox="0 0 {wide} {high}" stroke-linejoin="round">',
        f'<g stroke="#555" stroke-width="{INNER}">',
        *(
            f'<path fill="{colour(cell.colour)}" fill-rule="evenodd" d="{_path(figures[cell.area_id])}"/>'
            for cell in cells
        ),
        "</g>",
        f'<path fill="none" stroke="#111" stroke-width="{OUTER}" d="{_path(outer)}"/>',
        "</svg>",
    ]
    return "".join(parts)


def _path(figure: BaseGeometry) -> str:
    rings = [ring for part in polygons(figure) for ring in (part.exterior, *part.interiors)]
    return "".join("M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in ring.coords[:-1]) + "z" for ring in rings)
