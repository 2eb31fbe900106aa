"""Outlines of areas: taken as uploaded, drawn in one frame, coloured once, districts dissolved from their streets.

No outline of this system delimits anything: unless a row says official, every map prints that it is derived.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from shapely.geometry import mapping as as_geojson
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from core import journal
from core.actor import Actor
from core.enums import Tier
from grids.domain import colouring, outlines
from grids.domain.boundary_files import Outline, refuse_if
from grids.domain.division_files import Refused
from grids.domain.tree import lock
from grids.enums import Datum
from grids.models import Area, Boundary


@dataclass(frozen=True, slots=True)
class Published:
    """What an upload did: how many outlines were taken, and which areas of the tier have none now."""

    taken: int
    dissolved: int
    missing: list[str]


@dataclass(frozen=True, slots=True)
class Source:
    """What is said about a whole upload."""

    datum: Datum
    attribution: str = ""
    official: bool = False


@transaction.atomic
def publish(found: Sequence[Outline], *, tier: Tier, source: Source, on: date, by: Actor) -> Published:
    """Take the outlines of one tier from ``on``; the same ones again change nothing.

    Districts and the city are dissolved from their streets anew, by path, so that a zone's outline is its streets'.
    """
    lock()
    areas = {area.code or area.local_code: area for area in Area.objects.live().at(tier)}
    refuse_if([_("%(code)s is no area of this tier") % {"code": o.code} for o in found if o.code not in areas])
    figures = {areas[outline.code].pk: outline.shape for outline in found}
    geometries = {areas[outline.code].pk: outline.geometry for outline in found}
    if _stands(geometries, source):
        return Published(0, 0, _missing(tier))
    _replace(figures, geometries, source, on)
    together = dissolve(on=on, by=by) if tier is Tier.STREET else 0
    root = Area.objects.at(Tier.CITY).get()
    journal.record(
        "boundaries.published",
        gettext_noop("%(count)s outlines published, datum %(datum)s."),
        about=root,
        by=by,
        on=on,
        count=len(figures),
        datum=source.datum.label,
    )
    return Published(len(figures), together, _missing(tier))


@transaction.atomic
def dissolve(*, on: date, by: Actor) -> int:
    """Draw districts, zones and the city from the street outlines in force; answers how many changed."""
    streets = list(
        Boundary.objects.in_force(on)
        .filter(area__tier=Tier.STREET, area__closed_on__isnull=True)
        .select_related("area")
    )
    if not streets:
        return 0
    datums = {Datum(row.datum) for row in streets}
    if len(datums) > 1:
        raise Refused(_("The street outlines are in several datums and cannot be joined."))
    source = Source(
        datums.pop(),
        "; ".join(sorted({row.attribution for row in streets if row.attribution})),
        all(row.official for row in streets),
    )
    figures = {row.area_id: shape(row.geometry) for row in streets}
    root = Area.objects.at(Tier.CITY).get()
    joined = outlines.dissolved(figures, {row.area_id: row.area.district_id for row in streets if row.area.district_id})
    changed = 0
    for group in (joined, outlines.dissolved(figures, dict.fromkeys(figures, root.pk))):
        geometries = {key: as_geojson(figure) for key, figure in group.items()}
        if not _stands(geometries, source):
            _replace(group, geometries, source, on, drawn=_from_drawn_streets(streets, group))
            changed += len(group)
    return changed


def _from_drawn_streets(streets: Collection[Boundary], group: Mapping[int, BaseGeometry]) -> dict[int, BaseGeometry]:
    """The same union over the simplified streets, so that a district's line lies on its streets' lines."""
    flat = {row.area_id: outlines.lay_flat(shape(row.geometry), Datum(row.datum)) for row in streets}
    thin = outlines.simplified(flat)
    by_district = {row.area_id: district for row in streets if (district := row.area.district_id) and district in group}
    if by_district:
        return outlines.dissolved(thin, by_district)
    return outlines.dissolved(thin, dict.fromkeys(thin, next(iter(group))))


def _replace(
    figures: Mapping[int, BaseGeometry],
    geometries: Mapping[int, dict],
    source: Source,
    on: date,
    drawn: Mapping[int, BaseGeometry] | None = None,
) -> None:
    """End the outlines in force and begin new ones, all under one version number."""
    flat = {key: outlines.lay_flat(figure, source.datum) for key, figure in figures.items()}
    colours = colouring.colour(colouring.neighbours(flat), _order(figures))
    thin = drawn or outlines.simplified(flat)
    version = (Boundary.objects.aggregate(last=Max("version"))["last"] or 0) + 1
    current = Boundary.objects.filter(area__in=figures, valid_to__isnull=True)
    current.filter(valid_from__gte=on).delete()
    current.filter(valid_from__lt=on).update(valid_to=on)
    rows = []
    for key in figures:
        lines = outlines.draw(thin[key])
        rows.append(
            Boundary(
                area_id=key,
                version=version,
                geometry=geometries[key],
                datum=source.datum,
                official=source.official,
                attribution=source.attribution,
                path=lines.path,
                box=lines.box,
                label=lines.label,
                colour=colours[key],
                valid_from=on,
            )
        )
    Boundary.objects.bulk_create(rows)


def _order(keys: Collection[int]) -> list[int]:
    """Ties of the colouring go by code, not by id: the same city is coloured alike wherever it is loaded."""
    return list(Area.objects.filter(pk__in=keys).order_by("sort_key").values_list("pk", flat=True))


def _stands(geometries: Mapping[int, dict], source: Source) -> bool:
    """Say whether exactly these outlines are in force already."""
    rows = Boundary.objects.filter(area__in=geometries, valid_to__isnull=True)
    same = {
        row.area_id
        for row in rows
        if row.geometry == _plain(geometries[row.area_id])
        and (row.datum, row.attribution, row.official) == (source.datum, source.attribution, source.official)
    }
    return same == set(geometries)


def _plain(geometry: dict) -> dict:
    """As JSON keeps it: tuples become lists."""
    return {"type": geometry["type"], "coordinates": _lists(geometry["coordinates"])}


def _lists(value: object) -> object:
    return [_lists(item) for item in value] if isinstance(value, (list, tuple)) else value


def _missing(tier: Tier) -> list[str]:
    bare = Area.objects.live().at(tier).exclude(boundaries__valid_to__isnull=True, boundaries__isnull=False)
    return [f"{area.local_code} {area.name}" for area in bare.in_order()]
