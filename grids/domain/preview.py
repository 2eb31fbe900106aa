"""A draft of outlines as a page shows it: the map with the faults in red, and every finding as a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import atan2, degrees, hypot
from typing import Any

import shapely
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.enums import Tier
from grids.domain import drawing, examining, maps, outlines, rings
from grids.domain.drawing import Scene, Shape, Spot
from grids.enums import Datum, FlawKind
from grids.models import Boundary, BoundaryDraft

DIRECTIONS = (
    gettext_lazy("north"),
    gettext_lazy("north-east"),
    gettext_lazy("east"),
    gettext_lazy("south-east"),
    gettext_lazy("south"),
    gettext_lazy("south-west"),
    gettext_lazy("west"),
    gettext_lazy("north-west"),
)
COLOUR_WORDS = (
    gettext_lazy("sand"),
    gettext_lazy("light blue"),
    gettext_lazy("grey-green"),
    gettext_lazy("cyan"),
    gettext_lazy("light purple"),
    gettext_lazy("pale green"),
)


@dataclass(frozen=True, slots=True)
class FlawLine:
    """One line of the list beside the map."""

    number: int
    kind: str
    tone: str
    words: str
    square_metres: int
    width: float


@dataclass(frozen=True, slots=True)
class RepairLine:
    """One polygon that had to be repaired: what was wrong, and both drawings."""

    code: str
    name: str
    sentences: list[str]
    before: SafeString
    after: SafeString


TONES = {FlawKind.GAP: "orange", FlawKind.OVERLAP: "red", FlawKind.SLIVER: "yellow", FlawKind.UNKNOWN: "red"}


def flaw_lines(draft: BoundaryDraft) -> list[FlawLine]:
    return [
        FlawLine(
            number,
            str(FlawKind(flaw["kind"]).label),
            TONES[FlawKind(flaw["kind"])],
            _flaw(flaw),
            flaw["square_metres"],
            flaw["width"],
        )
        for number, flaw in enumerate(draft.checked["flaws"], start=1)
    ]


def _flaw(flaw: dict[str, Any]) -> str:
    names = "、".join(flaw["names"])
    if flaw["kind"] == FlawKind.UNKNOWN:
        return _("%(code)s names no grid of this area") % {"code": names}
    if flaw["gap"]:
        return _("in no grid; beside %(names)s") % {"names": names}
    return _("in several grids: %(names)s") % {"names": names}


def questions(draft: BoundaryDraft) -> list[tuple[str, Datum | None]]:
    """What is asked about the position, and the datum that would answer it."""
    return [(_question(asked, draft), Datum(asked["datum"]) if asked["datum"] else None)
            for asked in draft.checked["questions"]]  # fmt: skip


def _question(asked: dict[str, Any], draft: BoundaryDraft) -> str:
    values = asked | {"declared": Datum(draft.read_as).label, "direction": direction(asked["east"], asked["north"])}
    if asked["datum"]:
        return _(
            "%(district)s: read as %(declared)s, the outline lies %(off)s m beside the known one; read as "
            "%(datum)s, %(rest)s m. Between the two lie %(metres)s m: the file seems to be in %(datum)s."
        ) % (values | {"datum": Datum(asked["datum"]).label})
    return (
        _(
            "%(district)s: the outline lies %(off)s m beside the known one; moved by %(metres)s m to the "
            "%(direction)s it would lie %(rest)s m beside it. The whole file seems to be shifted."
        )
        % values
    )


def direction(east: float, north: float) -> str:
    return str(DIRECTIONS[round(degrees(atan2(east, north)) / 45) % 8]) if hypot(east, north) else ""


def colour_lines(draft: BoundaryDraft) -> list[dict[str, Any]]:
    """Which grids change colour: name, and both colours as number and word."""
    return [
        line | {"old_word": COLOUR_WORDS[line["old"] % 6], "new_word": COLOUR_WORDS[line["new"] % 6]}
        for line in draft.checked["colours"]
    ]


def repair_lines(draft: BoundaryDraft) -> Iterator[RepairLine]:
    names = {code: grid.name for code, grid in examining.grids_of(draft.area).items()}
    datum = Datum(draft.read_as)
    for row in draft.outlines:
        if not row["repairs"]:
            continue
        turned = any(repair["fault"] == rings.SWAPPED for repair in row["repairs"])
        after = outlines.lay_flat(examining.figure_of(row), datum)
        before = [outlines.lay_flat(line, datum) for line in rings.lines(row["geometry"], turned=turned)]
        if turned:  # as written: mirrored along the diagonal
            before = [shapely.transform(line, lambda points: -points[:, ::-1]) for line in before]
        lines = outlines.draw(after)
        yield RepairLine(
            row["code"],
            names.get(row["code"], ""),
            [_repair(repair) for repair in row["repairs"]],
            _sketch(before, _("%(code)s as uploaded") % {"code": row["code"]}),
            drawing.sketch(lines.path, _box(lines.box), "after", _("%(code)s repaired") % {"code": row["code"]}),
        )


def _sketch(lines: list[shapely.LineString], words: str) -> SafeString:
    """Rings as they were written: an open one stays open."""
    left, top, right, bottom = (round(side) for side in shapely.bounds(shapely.MultiLineString(lines)))
    paths = ("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in line.coords) for line in lines)
    return drawing.sketch("".join(paths), (left, top, right, bottom), "before", words)


def _repair(repair: dict[str, Any]) -> str:
    match repair["fault"]:
        case rings.UNCLOSED:
            return _("The ring was not closed; its ends lie %(metres)s m apart and were joined.") % repair
        case rings.SWAPPED:
            return _("Latitude stood before longitude; the two were exchanged.")
        case _:
            return (
                _(
                    "The ring crosses itself at %(where)s; it enclosed %(before)s m² reckoned by its corners, repaired "
                    "%(after)s m²."
                )
                % repair
            )


def picture(draft: BoundaryDraft) -> SafeString:
    """The uploaded grids in the colours they would get, what lies around in grey, faults in red."""
    drawn = draft.checked["drawn"]
    shapes = [
        Shape(row["area"], row["name"], row["path"], _box(row["box"]), _label(row["label"]), row["colour"])
        for row in drawn
    ]
    spots = [
        Spot(line.number, flaw["path"], _box(flaw["box"]), _label(flaw["label"]), f"{line.number} {line.kind}: "
             f"{line.words}", f"#flaw-{line.number}")
        for line, flaw in zip(flaw_lines(draft), draft.checked["flaws"], strict=True)
    ]  # fmt: skip
    around = drawing.frame([*shapes, *_stray(spots)])
    scene = Scene(
        shapes=shapes,
        title=_("Preview of the outlines: %(area)s") % {"area": draft.area.name},
        description=_("%(count)s faults in red; the list on this page says the same.") % {"count": len(spots)},
        note=[maps.sketch_note(), _("Draft, not published."), *([draft.attribution] if draft.attribution else [])],
        labels=shapes,
        ground=[
            shape for shape in _ground(draft, {row["area"] for row in drawn}) if drawing.touches(shape.box, around)
        ],
        spots=spots,
        frame=around,
        key="draft",
    )
    return drawing.render(scene)


def _stray(spots: list[Spot]) -> list[Shape]:
    return [Shape(0, "", "", spot.box, spot.label, 0) for spot in spots]


def _ground(draft: BoundaryDraft, drawn: set[int]) -> Iterator[Shape]:
    rows = Boundary.objects.in_force(draft.valid_from).filter(area__tier=Tier.STREET, area__closed_on__isnull=True)
    for row in rows.exclude(area__in=drawn).only("area_id", "path", "box", "label", "colour"):
        yield Shape(row.area_id, "", row.path, _box(row.box), _label(row.label), row.colour)


def _box(numbers: list[int]) -> drawing.Box:
    left, top, right, bottom = numbers
    return left, top, right, bottom


def _label(numbers: list[int]) -> tuple[int, int, int]:
    x, y, room = numbers
    return x, y, room
