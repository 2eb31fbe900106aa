"""Where the words of a grid stand: inside the grid, never over another label, never smaller than 6 points.

What does not fit at 6 points becomes the grid's number in the table; a grid too small for that has no label, and the
table says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from grids.domain.naming import stem
from grids.domain.outlines import polygons
from grids.domain.sheet.paper import MM_PER_POINT

SMALLEST = 6.0  # points
WITH_LINES = 8.5  # a name this large or larger carries its code and employers in smaller lines
STEP = 0.5
SMALLER = 0.72
LINE = 1.22  # heights of a character from one line to the next
SQUARE, NARROW = 1.02, 0.62  # widths of a character, a little more than those of our fonts
CLEAR = 0.6  # mm between the words and the line around the grid
ACROSS = 26  # places tried along the longer side of a grid


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a label: its centre and room in millimetres, its size in points."""

    text: str
    size: float
    x: float
    y: float
    width: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Label:
    """The label of one grid; ``by_number`` says that only its number of the table had room."""

    lines: tuple[Line, ...]
    box: tuple[float, float, float, float]
    by_number: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What is to be said of a grid, the most important first."""

    name: str
    number: str
    more: tuple[str, ...]


def place(figures: Mapping[int, BaseGeometry], words: Mapping[int, Words]) -> dict[int, Label]:
    """A label for every grid that has room for one. Grids whose outlines overlap do not let their labels do so."""
    placed: dict[int, Label] = {}
    taken: list[BaseGeometry] = []
    for key in sorted(figures, key=lambda each: figures[each].area):
        room = _Room(figures[key], taken)
        label = room.label(words[key], largest=_largest(figures[key]))
        if label is not None:
            placed[key] = label
            taken.append(box(*label.box))
    return placed


def _largest(figure: BaseGeometry) -> float:
    """A name is not larger than its grid deserves: 13 points on a grid of 30 mm or more."""
    return float(np.clip(np.sqrt(figure.area) / 2.4, SMALLEST + 2, 13.0))


class _Room:
    """The largest part of one grid, with the places that were tried in it, the roomiest first."""

    def __init__(self, figure: BaseGeometry, taken: Sequence[BaseGeometry]):
        self.part: Polygon = max(polygons(figure), key=lambda part: part.area)
        self.taken = list(taken)
        left, top, right, bottom = self.part.bounds
        step = max(right - left, bottom - top) / ACROSS
        across, down = np.meshgrid(np.arange(left, right + step, step), np.arange(top, bottom + step, step))
        (x, y), _edge = shapely.maximum_inscribed_circle(self.part, tolerance=0.2).coords
        points = np.vstack(([x, y], np.column_stack((across.ravel(), down.ravel()))))
        points = points[shapely.contains_xy(self.part, points[:, 0], points[:, 1])]
        depth = shapely.distance(self.part.boundary, shapely.points(points))
        order = np.argsort(-depth, kind="stable")
        self.points, self.depth = points[order], depth[order]
        shapely.prepare(self.part)

    def label(self, words: Words, *, largest: float) -> Label | None:
        rich = [size for size in _sizes(largest) if size >= WITH_LINES]
        for count in range(len(words.more), 0, -1):
            for size in rich:
                if label := self._try([words.name, *words.more[:count]], size):
                    return label
        for size in _sizes(largest):
            for name in dict.fromkeys((words.name, stem(words.name))):
                if label := self._try([name], size):
                    return label
        return self._try([words.number], SMALLEST, by_number=True)

    def _try(self, texts: Sequence[str], size: float, *, by_number: bool = False) -> Label | None:
        sizes = [size, *(max(SMALLEST, size * SMALLER) for _ in texts[1:])]
        widths = [_width(text) * each * MM_PER_POINT for text, each in zip(texts, sizes, strict=True)]
        heights = [each * LINE * MM_PER_POINT for each in sizes]
        found = self._fits(max(widths), sum(heights))
        if found is None:
            return None
        x, y = found
        lines, top = [], y - sum(heights) / 2
        for number, (text, each, width, height) in enumerate(zip(texts, sizes, widths, heights, strict=True)):
            lines.append(Line(text, each, x, top + height / 2, width, bold=number == 0))
            top += height
        half, high = max(widths) / 2, sum(heights) / 2
        return Label(tuple(lines), (x - half, y - high, x + half, y + high), by_number)

    def _fits(self, width: float, height: float) -> tuple[float, float] | None:
        """The roomiest centre around which a block of this size, with its clearance, lies inside the grid."""
        wide, high = width / 2 + CLEAR, height / 2 + CLEAR
        likely = self.points[self.depth >= min(wide, high)]
        if not len(likely):
            return None
        inside = shapely.contains_properly(self.part, _boxes(likely, wide, high))
        for x, y in likely[inside]:
            block = box(x - wide, y - high, x + wide, y + high)
            if not any(block.intersects(other) for other in self.taken):
                return float(x), float(y)
        return None


def _boxes(centres: NDArray[np.float64], wide: float, high: float) -> NDArray:
    x, y = centres[:, 0], centres[:, 1]
    return shapely.box(x - wide, y - high, x + wide, y + high)


def _sizes(largest: float) -> list[float]:
    return [float(size) for size in np.arange(largest, SMALLEST - 0.01, -STEP)] + [SMALLEST]


def _width(text: str) -> float:
    """In heights of a character."""
    return sum(SQUARE if ord(character) > 0x2E7F else NARROW for character in text)
