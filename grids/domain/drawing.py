"""A map as inline SVG, drawn by the server: no script, no tiles, no style attribute.

Told what to show: without values the map is the colour map of the grids (colours tell neighbours apart and rank
nothing); with values, ``{area id: Shade}``, each shape has the tint, texture and words of its grade. Every map prints
where its outlines come from, and that they are derived unless they are official.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from html import escape

from django.utils.safestring import SafeString

SVG = "http://www.w3.org/2000/svg"
Box = tuple[int, int, int, int]
WIDE_PX = 1100  # the width at which sizes below are in pixels
LABEL_PX, SMALLEST_LABEL_PX, NOTE_PX = 17, 10, 13
MARGIN = 0.01  # of the frame's width
WORD_WIDTH = 1.04  # a Chinese character is as wide as it is high


class Grade(Enum):
    """How a value is judged; the tone is the one that tags and tables use."""

    GOOD = "green"
    FAIR = "yellow"
    POOR = "orange"
    BAD = "red"
    PLAIN = "info"
    NO_DATA = "mute"


# grade → the drawing of its texture in a square of 8; print in grey and colour-blind readers need no tint
TEXTURES = {
    Grade.FAIR: '<circle cx="2" cy="2" r="0.9"/>',
    Grade.POOR: '<path d="M-2 2L2-2M0 8L8 0M6 10L10 6"/>',
    Grade.BAD: '<path d="M0 0L8 8M8 0L0 8"/>',
    Grade.NO_DATA: '<path d="M0 4H8"/>',
}


@dataclass(frozen=True, slots=True)
class Shade:
    """What a map shows for one area: its grade, and the value in words (shown on hover, in full in the table)."""

    grade: Grade
    words: str


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline as stored."""

    area_id: int
    name: str
    path: str
    box: Box
    label: tuple[int, int, int]
    colour: int


@dataclass(slots=True)
class Scene:
    """Everything one drawing needs. ``key`` keeps ids apart where a page holds several maps."""

    shapes: Sequence[Shape]
    title: str
    description: str
    note: str
    values: Mapping[int, Shade] | None = None
    borders: Sequence[Shape] = ()
    labels: Sequence[Shape] = ()
    link: Callable[[int], str] | None = None
    frame: Box | None = None
    marks: Sequence[Box] = ()
    key: str = "map"
    pixel: float = field(init=False, default=1.0)


def render(scene: Scene) -> SafeString:
    """The SVG element. Everything that was given as text is escaped."""
    left, top, right, bottom = scene.frame or frame(scene.shapes)
    scene.pixel = max(right - left, 1) / WIDE_PX
    foot = round(NOTE_PX * 2 * scene.pixel)
    view = f"{left} {top} {right - left} {bottom - top + foot}"
    ids = f"{scene.key}-t {scene.key}-d"
    note = f'x="{left}" y="{bottom + foot * 0.7:.0f}" font-size="{NOTE_PX * scene.pixel:.0f}"'
    parts = [
        f'<svg class="gm" xmlns="{SVG}" viewBox="{view}" role="group" aria-labelledby="{ids}">',
        f'<title id="{scene.key}-t">{escape(scene.title)}</title>',
        f'<desc id="{scene.key}-d">{escape(scene.description)}</desc>',
        _patterns(scene),
        '<g class="cells">',
        *(_cell(scene, shape) for shape in scene.shapes),
        "</g>",
        _textures(scene),
        '<g class="borders" aria-hidden="true">',
        *(f'<path d="{shape.path}"/>' for shape in scene.borders),
        *(_mark(box) for box in scene.marks),
        "</g>",
        '<g class="labels" aria-hidden="true">',
        *(_label(scene, shape) for shape in scene.labels),
        "</g>",
        f'<text class="note" {note}>{escape(scene.note)}</text>',
        "</svg>",
    ]
    return SafeString("".join(part for part in parts if part))


def frame(shapes: Iterable[Shape]) -> Box:
    """The smallest box around all shapes, with a margin."""
    boxes = [shape.box for shape in shapes]
    if not boxes:
        return (0, 0, WIDE_PX, WIDE_PX // 2)
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    margin = round((right - left) * MARGIN) + 1
    return (left - margin, top - margin, right + margin, bottom + margin)


def touches(box: Box, other: Box) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


def _cell(scene: Scene, shape: Shape) -> str:
    if scene.values is None:
        css, words = f"c{shape.colour}", shape.name
    else:
        shade = scene.values.get(shape.area_id)
        css = f"h-{shade.grade.value if shade else Grade.NO_DATA.value}"
        words = f"{shape.name} {shade.words}" if shade else shape.name
    path = f'<path class="{css}" d="{shape.path}"><title>{escape(words)}</title></path>'
    url = scene.link(shape.area_id) if scene.link else ""
    # Hundreds of tab stops help nobody: the table beside every map is the way for the keyboard.
    return f'<a href="{escape(url)}" tabindex="-1">{path}</a>' if url else path


def _patterns(scene: Scene) -> str:
    if scene.values is None:
        return ""
    scale = f"{scene.pixel:.2f}"
    drawn = "".join(
        f'<pattern id="{scene.key}-{grade.value}" class="x-{grade.value}" width="8" height="8"'
        f' patternUnits="userSpaceOnUse" patternTransform="scale({scale})">{texture}</pattern>'
        for grade, texture in TEXTURES.items()
    )
    return f"<defs>{drawn}</defs>"


def _textures(scene: Scene) -> str:
    """One path a grade over the tints, so that texture costs four elements and not one per area."""
    if scene.values is None:
        return ""
    missing = Shade(Grade.NO_DATA, "")
    paths: dict[Grade, list[str]] = {}
    for shape in scene.shapes:
        paths.setdefault(scene.values.get(shape.area_id, missing).grade, []).append(shape.path)
    drawn = "".join(
        f'<path fill="url(#{scene.key}-{grade.value})" d="{"".join(found)}"/>'
        for grade, found in paths.items()
        if grade in TEXTURES
    )
    return f'<g class="textures" aria-hidden="true">{drawn}</g>'


def _mark(box: Box) -> str:
    left, top, right, bottom = box
    return f'<rect class="mark" x="{left}" y="{top}" width="{right - left}" height="{bottom - top}"/>'


def _label(scene: Scene, shape: Shape) -> str:
    """As large as the widest circle inside allows; a name that would be too small to read is left to the table."""
    x, y, room = shape.label
    fits = 2 * room * 0.95 / (len(shape.name) * WORD_WIDTH * scene.pixel)
    size = min(LABEL_PX, fits)
    if size < SMALLEST_LABEL_PX:
        return ""
    return f'<text x="{x}" y="{y}" font-size="{size * scene.pixel:.0f}">{escape(shape.name)}</text>'
