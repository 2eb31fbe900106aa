"""The maps of the territory, put together from the outlines in force: city, district, and the inset of the core."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.enums import Tier
from grids.domain import drawing
from grids.domain.drawing import Grade, Scene, Shade, Shape
from grids.enums import Datum
from grids.models import Area, Boundary

# 城区 of the founding document's pilot clause: 锦江, 青羊, 金牛, 武侯, 成华; illegible at the scale of the city.
INSET_PX = 600  # the room of the inset beside the map
CORE = ("510104", "510105", "510106", "510107", "510108")


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a legend."""

    css: str
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A map for a page: ``{% include "grids/_map.html" with picture=… %}``."""

    svg: SafeString
    inset: SafeString
    legend: tuple[Key, ...]
    note: str
    without_outline: tuple[str, ...]


def draw(
    area: Area,
    tier: Tier,
    *,
    on: date,
    title: str,
    values: Mapping[int, Shade] | None = None,
    legend: Mapping[Grade, str] | None = None,
    link: Callable[[int], str] | None = None,
    key: str = "map",
) -> Picture:
    """The areas of ``tier`` within ``area`` as a map; told ``values``, a heat map with ``legend``.

    The city drawn by streets carries the lines of its districts, and an inset of the five core districts.
    """
    rows = _rows(area, tier, on)
    shapes = [_shape(row) for row in rows]
    borders = [_shape(row) for row in _rows(area, Tier.DISTRICT, on)] if tier is Tier.STREET else []
    whole = area.tier == Tier.CITY
    scene = Scene(
        shapes=shapes,
        title=title,
        description=_("%(count)s areas; the table on this page says the same.") % {"count": len(shapes)},
        note=source_note(rows),
        values=values,
        borders=borders,
        labels=borders if whole and borders else shapes,
        link=link,
        key=key,
    )
    core = _core(area, tier, on) if whole else None
    inset = SafeString("")
    if core:
        scene.marks = [core]
        inset = drawing.render(_inset(scene, core))
    bare = Area.objects.live().under(area).at(tier).exclude(pk__in=[row.area_id for row in rows]).in_order()
    return Picture(
        svg=drawing.render(scene),
        inset=inset,
        legend=_legend(values, legend),
        note=drawing.joined(scene.note),
        without_outline=tuple(bare.values_list("name", flat=True)),
    )


def source_note(rows: list[Boundary]) -> list[str]:
    """What must stand on every map: whether the outlines are official, whose they are, and in which datum."""
    if not rows:
        return [_("No outlines have been loaded.")]
    official = all(row.official for row in rows)
    said = _("Official outlines.") if official else _("Outlines derived, not official.")
    whose = "; ".join(sorted({row.attribution for row in rows if row.attribution}))
    source = _("Outlines: %(whose)s.") % {"whose": whose} if whose else ""
    if rows[0].area.tier == Tier.STREET:
        datums = ", ".join(sorted({str(Datum(row.datum).label) for row in rows}))
        drawn = _("Datum as uploaded: %(datums)s.") % {"datums": datums}
    else:
        drawn = _("Dissolved from the outlines of the grids.")
    return [part for part in (sketch_note(), said, source, drawn) if part]


def sketch_note() -> str:
    """What every map says, official outlines or not: a map of this system settles no limit."""
    return _("Sketch map; no basis for the limits of administrative divisions.")


def _rows(area: Area, tier: Tier, on: date) -> list[Boundary]:
    """The outlines in force; a day before the first outline shows the first (territory is older than its drawing)."""
    wanted = Boundary.objects.filter(area__tier=tier, area__path__startswith=area.path, area__closed_on__isnull=True)
    wanted = wanted.select_related("area").defer("geometry").order_by("area__sort_key")
    return list(wanted.in_force(on)) or list(wanted.filter(valid_to__isnull=True))


def _shape(row: Boundary) -> Shape:
    left, top, right, bottom = row.box
    x, y, room = row.label
    return Shape(row.area_id, row.area.name, row.path, (left, top, right, bottom), (x, y, room), row.colour)


def _core(area: Area, tier: Tier, on: date) -> drawing.Box | None:
    """The frame of the core districts, where they are part of this territory and drawn smaller than they need."""
    if tier is not Tier.STREET:
        return None
    rows = [row for row in _rows(area, Tier.DISTRICT, on) if row.area.local_code in CORE]
    return drawing.frame(_shape(row) for row in rows) if rows else None


def _inset(scene: Scene, core: drawing.Box) -> Scene:
    return Scene(
        shapes=[shape for shape in scene.shapes if drawing.touches(shape.box, core)],
        title=_("%(title)s: the five core districts") % {"title": scene.title},
        description=scene.description,
        note=scene.note,
        values=scene.values,
        borders=[shape for shape in scene.borders if drawing.touches(shape.box, core)],
        labels=[shape for shape in scene.shapes if drawing.touches(shape.box, core)],
        link=scene.link,
        frame=core,
        key=f"{scene.key}-core",
        wide=INSET_PX,
    )


def _legend(values: Mapping[int, Shade] | None, words: Mapping[Grade, str] | None) -> tuple[Key, ...]:
    if values is None:
        return ()
    said = dict(words or {})
    if any(shade.grade is Grade.NO_DATA for shade in values.values()):
        said.setdefault(Grade.NO_DATA, _("no data"))
    return tuple(Key(grade.value, said[grade]) for grade in Grade if grade in said)
