"""Outlines of areas: kept as uploaded and in WGS-84, drawn in one frame, coloured, districts dissolved from streets.

No outline of this system delimits anything: every map prints so, and that it is derived unless its row says official.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from core import journal
from core.actor import Actor
from core.enums import Tier
from grids.domain import colouring, outlines
from grids.domain.boundary_files import Outline, refuse_if
from grids.domain.tree import lock
from grids.enums import Datum
from grids.models import Area, Boundary, BoundaryDraft


@dataclass(frozen=True, slots=True)
class Recoloured:
    """A grid that stood before and changes its colour, because a neighbour has it."""

    area: Area
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Published:
    """What an upload did: how many outlines were taken, which areas of the tier have none now, which change colour."""

    taken: int
    dissolved: int
    missing: list[str]
    recoloured: list[Recoloured] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Source:
    """What is said about a whole upload."""

    datum: Datum
    attribution: str = ""
    official: bool = False


@transaction.atomic
def publish(
    found: Sequence[Outline], *, tier: Tier, source: Source, on: date, by: Actor, draft: BoundaryDraft | None = None
) -> Published:
    """Take the outlines of one tier from ``on``; the same ones again change nothing.

    Districts and the city are dissolved from their streets anew, by path, so that a zone's outline is its streets'.
    """
    lock()
    areas = {area.code or area.local_code: area for area in Area.objects.live().at(tier)}
    refuse_if([_("%(code)s is no area of this tier") % {"code": o.code} for o in found if o.code not in areas])
    if draft is None:  # what was repaired is published from a draft, whose preview showed how
        refuse_if([_("%(code)s: ring is not valid") % {"code": o.code} for o in found if o.repairs])
    geometries = {areas[outline.code].pk: outline.geometry for outline in found}
    new = set(changing(geometries, source, on))
    if not new:
        return Published(0, 0, _missing(tier))
    figures = {areas[outline.code].pk: outlines.to_wgs84(outline.shape, source.datum) for outline in found}
    sheet = Sheet(tier, {key: figure for key, figure in figures.items() if key in new}, on)
    _replace(sheet, geometries, source, on, draft=draft)
    together = dissolve_from(on=on, by=by) if tier is Tier.STREET else 0
    journal.record(
        "boundaries.published",
        gettext_noop("%(count)s outlines published, datum %(datum)s."),
        about=draft.area if draft else Area.objects.at(Tier.CITY).get(),
        by=by,
        on=on,
        count=len(new),
        datum=source.datum.label,
    )
    return Published(len(new), together, _missing(tier), sheet.recoloured())


def dissolve_from(*, on: date, by: Actor) -> int:
    """Dissolve on a day and on every later day on which street outlines begin; answers how many began on the first."""
    later = Boundary.objects.filter(area__tier=Tier.STREET, valid_from__gt=on).order_by("valid_from")
    changed = dissolve(on=on, by=by)
    for day in later.values_list("valid_from", flat=True).distinct():
        dissolve(on=day, by=by)
    return changed


@transaction.atomic
def dissolve(*, on: date, by: Actor) -> int:
    """Draw districts, zones and the city from the street outlines in force; answers how many changed."""
    streets = list(
        Boundary.objects.in_force(on)
        .filter(area__tier=Tier.STREET, area__closed_on__isnull=True)
        .select_related("area")
        .defer("geometry", "path")
        .order_by("area__sort_key")
    )
    if not streets:
        return 0
    source = Source(
        Datum.WGS84,
        "; ".join(sorted({row.attribution for row in streets if row.attribution})),
        all(row.official for row in streets),
    )
    figures = {row.area_id: shape(row.wgs84) for row in streets}
    thin = outlines.simplified({key: outlines.lay_flat(figure, Datum.WGS84) for key, figure in figures.items()})
    root = Area.objects.at(Tier.CITY).get()
    changed = 0
    for tier, groups in (
        (Tier.DISTRICT, {row.area_id: row.area.district_id for row in streets if row.area.district_id}),
        (Tier.CITY, dict.fromkeys(figures, root.pk)),
    ):
        joined, drawn = outlines.dissolved(figures, groups), outlines.dissolved(thin, groups)
        geometries = {key: outlines.as_json(figure) for key, figure in joined.items()}
        new = changing(geometries, source, on)
        if new:
            sheet = Sheet(tier, {key: joined[key] for key in new}, on)
            _replace(sheet, geometries, source, on, drawn=drawn)
        changed += len(new)
    return changed


class Sheet:
    """All outlines of one tier as they would stand on a day: the new ones, and around them those that stay."""

    def __init__(self, tier: Tier, figures: Mapping[int, BaseGeometry], on: date):
        self.figures, self.on = dict(figures), on
        rows = list(
            Boundary.objects.in_force(on)
            .filter(area__tier=tier, area__closed_on__isnull=True)
            .select_related("area")
            .defer("geometry", "path")
        )
        self.standing = {row.area_id: row for row in rows}
        self.staying = {key: shape(row.wgs84) for key, row in self.standing.items() if key not in self.figures}
        self.flat = {
            key: outlines.lay_flat(figure, Datum.WGS84)
            for key, figure in (*self.figures.items(), *self.staying.items())
        }
        self.touching = colouring.neighbours(self.flat)
        self.colours = colouring.settle(
            self.touching,
            {key: row.colour for key, row in self.standing.items()},
            movable=set(self.figures),
            order=_order(self.flat),
        )

    def recoloured(self) -> list[Recoloured]:
        changed = [row for key, row in self.standing.items() if self.colours.get(key, row.colour) != row.colour]
        changed.sort(key=lambda row: row.area.sort_key)
        return [Recoloured(row.area, row.colour, self.colours[row.area_id]) for row in changed]

    def drawn(self) -> dict[int, outlines.Drawn]:
        """What maps draw of the new outlines: simplified together with those that stay, so that seams agree."""
        thin = outlines.simplified(self.flat)
        return {key: outlines.draw(thin[key]) for key in self.figures}


def _replace(
    sheet: Sheet,
    geometries: Mapping[int, dict[str, Any]],
    source: Source,
    on: date,
    *,
    drawn: Mapping[int, BaseGeometry] | None = None,
    draft: BoundaryDraft | None = None,
) -> None:
    """End the outlines in force and begin new ones, all under one version number."""
    lines = {key: outlines.draw(drawn[key]) for key in sheet.figures} if drawn else sheet.drawn()
    version = last_version() + 1
    others = [row for row in sheet.recoloured() if row.area.pk not in sheet.figures]
    copies = [_in_another_colour(change, version, on) for change in others]
    _end([*sheet.figures, *(change.area.pk for change in others)], on)
    rows = [
        Boundary(
            area_id=key,
            version=version,
            geometry=geometries[key],
            wgs84=outlines.as_json(sheet.figures[key]),
            datum=source.datum,
            official=source.official,
            attribution=source.attribution,
            path=lines[key].path,
            box=lines[key].box,
            label=lines[key].label,
            colour=sheet.colours[key],
            valid_from=on,
            draft=draft,
        )
        for key in sheet.figures
    ]
    Boundary.objects.bulk_create([*rows, *copies])


def _end(areas: Iterable[int], on: date) -> None:
    """What is in force ends; what would have begun on the day or later never does."""
    rows = Boundary.objects.filter(area__in=list(areas))
    rows.filter(valid_from__gte=on).delete()
    rows.in_force(on).update(valid_to=on)


def _in_another_colour(change: Recoloured, version: int, on: date) -> Boundary:
    """The same outline of a grid outside the upload, in its new colour: a version of its own, so that prints agree."""
    row = Boundary.objects.in_force(on).get(area=change.area)
    row.pk, row.version, row.colour, row.valid_from, row.valid_to = None, version, change.new, on, None
    return row


def last_version() -> int:
    """The number of the newest version of any outline: a check made before it may no longer hold."""
    return Boundary.objects.aggregate(last=Max("version"))["last"] or 0


def _order(keys: Collection[int]) -> list[int]:
    """Ties of the colouring go by code, not by id: the same city is coloured alike wherever it is loaded."""
    return list(Area.objects.filter(pk__in=keys).order_by("sort_key").values_list("pk", flat=True))


def changing(geometries: Mapping[int, dict[str, Any]], source: Source, on: date) -> list[int]:
    """The areas whose outline in force is not exactly this one."""
    same = {
        row.area_id
        for row in Boundary.objects.in_force(on).filter(area__in=geometries).defer("wgs84", "path")
        if row.geometry == outlines.plain(geometries[row.area_id])
        and (row.datum, row.attribution, row.official) == (source.datum, source.attribution, source.official)
    }
    return [key for key in geometries if key not in same]


def _missing(tier: Tier) -> list[str]:
    bare = Area.objects.live().at(tier).exclude(boundaries__valid_to__isnull=True, boundaries__isnull=False)
    return [f"{area.local_code} {area.name}" for area in bare.in_order()]
