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

from grids.domain.naming import stem

SVG = "http://www.w3.org/2000/svg"
Box = tuple[int, int, int, int]
WIDE_PX, HIGH_PX = 900, 680  # the room a page gives a map; sizes below are in pixels of it
LABEL_PX, SMALLEST_LABEL_PX, NOTE_PX = 17, 9, 13
MARGIN = 0.01  # of the frame's width
WORD_WIDTH, NARROW = 1.04, 0.55
TAB_STOPS = 40  # a map with more links leaves the keyboard to its table
NUMBERED, NUMBER_PX = 60, 9  # spots that carry their number on the map, and how large


class Grade(Enum):
    """How a value is judged; the tone is the one that tags and tables use. A mere count is judged by nobody: steps."""

    GOOD = "green"
    FAIR = "yellow"
    POOR = "orange"
    BAD = "red"
    PLAIN = "info"
    NO_DATA = "mute"
    NOUGHT = "s0"
    FEW = "s1"
    SOME = "s2"
    MANY = "s3"
    MOST = "s4"


# grade → the drawing of its texture in a square of 8; print in grey and colour-blind readers need no tint
TEXTURES = {
    Grade.FAIR: '<circle cx="2" cy="2" r="0.9"/>',
    Grade.POOR: '<path d="M-2 2L2-2M0 8L8 0M6 10L10 6"/>',
    Grade.BAD: '<path d="M0 0L8 8M8 0L0 8"/>',
    Grade.NO_DATA: '<path d="M0 4H8"/>',
    Grade.SOME: '<circle cx="2" cy="2" r="0.9"/>',
    Grade.MANY: '<path d="M-2 2L2-2M0 8L8 0M6 10L10 6"/>',
    Grade.MOST: '<path d="M0 0L8 8M8 0L0 8"/>',
}


@dataclass(frozen=True, slots=True)
class Shade:
    """What a map shows for one area: its grade, and the value in words (shown on hover, in full in the table)."""

    grade: Grade
    words: str
    brief: str = ""  # the value alone, under the name where there is room


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline as stored."""

    area_id: int
    name: str
    path: str
    box: Box
    label: tuple[int, int, int]
    colour: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that is pointed out in red: numbered as in the list beside the map, and linked to its line there."""

    number: int
    path: str
    box: Box
    label: tuple[int, int, int]
    words: str
    href: str


@dataclass(slots=True)
class Scene:
    """Everything one drawing needs. ``key`` keeps ids apart where a page holds several maps."""

    shapes: Sequence[Shape]
    title: str
    description: str
    note: Sequence[str]
    values: Mapping[int, Shade] | None = None
    borders: Sequence[Shape] = ()
    labels: Sequence[Shape] = ()
    link: Callable[[int], str] | None = None
    frame: Box | None = None
    marks: Sequence[Box] = ()
    ground: Sequence[Shape] = ()  # what lies around and is not spoken of
    spots: Sequence[Spot] = ()
    key: str = "map"
    wide: int = WIDE_PX
    pixel: float = field(init=False, default=1.0)


def render(scene: Scene) -> SafeString:
    """The SVG element. Everything that was given as text is escaped."""
    left, top, right, bottom = shown = scene.frame or frame(scene.shapes)
    scene.pixel = max((right - left) / scene.wide, (bottom - top) / HIGH_PX, 0.01)
    lines = _wrapped(scene.note, scene.wide if scene.frame else (right - left) / scene.pixel)
    foot = round(NOTE_PX * 1.5 * (len(lines) + 0.3) * scene.pixel)
    view = f"{left} {top} {right - left} {bottom - top + foot}"
    ids = f"{scene.key}-t {scene.key}-d"
    clip, cut = _clip(scene, shown)
    parts = [
        f'<svg class="gm" xmlns="{SVG}" viewBox="{view}" role="group" aria-labelledby="{ids}">',
        f'<title id="{scene.key}-t">{escape(scene.title)}</title>',
        f'<desc id="{scene.key}-d">{escape(scene.description)}</desc>',
        _patterns(scene),
        clip,
        f'<g aria-hidden="true"{cut}>',
        *(f'<path class="ground" d="{shape.path}"/>' for shape in scene.ground),
        "</g>",
        f'<g class="cells"{cut}>',
        *(_cell(scene, shape) for shape in scene.shapes),
        "</g>",
        _textures(scene, cut),
        f'<g class="borders" aria-hidden="true"{cut}>',
        *(f'<path d="{shape.path}"/>' for shape in scene.borders),
        *(_mark(box) for box in scene.marks),
        "</g>",
        '<g class="labels" aria-hidden="true">',
        *(_label(scene, shape) for shape in scene.labels if touches(shown, (*shape.label[:2], *shape.label[:2]))),
        "</g>",
        *(_spot(scene, spot) for spot in scene.spots),
        f'<rect class="under" x="{left}" y="{bottom}" width="{(right - left) * 1.01:.0f}" height="{foot}"/>',
        *(_note(scene, line, left, bottom, number) for number, line in enumerate(lines, start=1)),
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


def _clip(scene: Scene, shown: Box) -> tuple[str, str]:
    """A drawing with a frame of its own is cut off there: its definition, and the attribute that asks for it."""
    if not scene.frame:
        return "", ""
    left, top, right, bottom = shown
    frame = f'<rect x="{left}" y="{top}" width="{right - left}" height="{bottom - top}"/>'
    return f'<clipPath id="{scene.key}-clip">{frame}</clipPath>', f' clip-path="url(#{scene.key}-clip)"'


def _cell(scene: Scene, shape: Shape) -> str:
    if scene.values is None:
        css, words = f"c{shape.colour}", shape.name
    else:
        shade = scene.values.get(shape.area_id)
        css = f"h-{shade.grade.value if shade else Grade.NO_DATA.value}"
        words = f"{shape.name} {shade.words}" if shade else shape.name
    path = f'<path class="{css}" d="{shape.path}"><title>{escape(words)}</title></path>'
    url = scene.link(shape.area_id) if scene.link else ""
    return f'<a href="{escape(url)}"{_stop(len(scene.shapes))}>{path}</a>' if url else path


def _stop(links: int) -> str:
    """Hundreds of tab stops help nobody: of large maps the table beside them is the way for the keyboard."""
    return "" if links <= TAB_STOPS else ' tabindex="-1"'


def _spot(scene: Scene, spot: Spot) -> str:
    """The place in red, however small, and its number on a disc beside it."""
    x, y, _room = spot.label
    size, title = NUMBER_PX * scene.pixel, f"<title>{escape(spot.words)}</title>"
    number = ""
    if spot.number <= NUMBERED:
        number = f'<circle cx="{x}" cy="{y}" r="{size:.0f}"/>'
        number += f'<text x="{x}" y="{y}" font-size="{size * 1.1:.0f}">{spot.number}</text>'
    link = f'<a class="spot" href="{escape(spot.href)}"{_stop(len(scene.spots))}>'
    return f'{link}{title}<path d="{spot.path}"/>{number}</a>'


def _patterns(scene: Scene) -> str:
    """The textures that the map uses."""
    scale, used = f"{scene.pixel:.2f}", _by_grade(scene)
    drawn = "".join(
        f'<pattern id="{scene.key}-{grade.value}" class="x-{grade.value}" width="8" height="8"'
        f' patternUnits="userSpaceOnUse" patternTransform="scale({scale})">{texture}</pattern>'
        for grade, texture in TEXTURES.items()
        if grade in used
    )
    return f"<defs>{drawn}</defs>" if drawn else ""


def _by_grade(scene: Scene) -> dict[Grade, str]:
    """The paths of each grade, put together."""
    paths: dict[Grade, str] = {}
    for shape in scene.shapes if scene.values is not None else ():
        shade = scene.values.get(shape.area_id) if scene.values else None
        grade = shade.grade if shade else Grade.NO_DATA
        paths[grade] = paths.get(grade, "") + shape.path
    return paths


def _textures(scene: Scene, cut: str) -> str:
    """One path a grade over the tints, so that texture costs four elements and not one per area."""
    drawn = "".join(
        f'<path fill="url(#{scene.key}-{grade.value})" d="{path}"/>'
        for grade, path in _by_grade(scene).items()
        if grade in TEXTURES
    )
    return f'<g class="textures" aria-hidden="true"{cut}>{drawn}</g>' if drawn else ""


def _mark(box: Box) -> str:
    left, top, right, bottom = box
    return f'<rect class="mark" x="{left}" y="{top}" width="{right - left}" height="{bottom - top}"/>'


def _note(scene: Scene, line: str, left: int, bottom: int, number: int) -> str:
    y = bottom + NOTE_PX * 1.5 * number * scene.pixel
    return f'<text class="note" x="{left}" y="{y:.0f}" font-size="{NOTE_PX * scene.pixel:.0f}">{escape(line)}</text>'


def _wrapped(sentences: Sequence[str], width: float) -> list[str]:
    """As many sentences to a line as fit into ``width`` pixels; a sentence is never broken."""
    lines = [""]
    for sentence in sentences:
        longer = joined([lines[-1], sentence])
        if lines[-1] and _width(longer) * NOTE_PX > width:
            lines.append(sentence)
        else:
            lines[-1] = longer
    return lines


def joined(sentences: Iterable[str]) -> str:
    """One after the other; Chinese sentences stand without a blank between them."""
    text = ""
    for sentence in sentences:
        text += sentence if not text or text.endswith("。") else f" {sentence}"
    return text


def _width(text: str) -> float:
    """In heights of a character: Chinese ones are square, Latin ones about half."""
    return sum(WORD_WIDTH if ord(character) > 0x2E7F else NARROW for character in text)


def _label(scene: Scene, shape: Shape) -> str:
    """As large as the widest circle inside allows: the whole name, else without its ending (少城街道, 少城).

    A name that would be too small to read is left to the table. Under it stands the value, if both have room.
    """
    x, y, room = shape.label
    shade = scene.values.get(shape.area_id) if scene.values else None
    brief = shade.brief if shade else ""
    for words in (shape.name, stem(shape.name)):
        size = min(LABEL_PX, 1.9 * room / (_width(words) * scene.pixel))
        if size < SMALLEST_LABEL_PX:
            continue
        height = size * scene.pixel
        if not brief or 2.4 * height > 1.7 * room:
            return _text(x, y, height, words)
        return _text(x, y - 0.6 * height, height, words) + _text(x, y + 0.6 * height, height, brief)
    return ""


def _text(x: float, y: float, height: float, words: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="{height:.0f}">{escape(words)}</text>'


def sketch(path: str, box: Box, css: str, words: str) -> SafeString:
    """One outline alone, before or after a repair; ``words`` is read where it cannot be seen."""
    left, top, right, bottom = box
    margin = max(right - left, bottom - top) // 12 + 1
    view = f"{left - margin} {top - margin} {right - left + 2 * margin} {bottom - top + 2 * margin}"
    return SafeString(
        f'<svg class="gm sketch" xmlns="{SVG}" viewBox="{view}" role="img" aria-label="{escape(words)}">'
        f'<path class="{css}" fill-rule="evenodd" d="{path}"/></svg>'
    )
