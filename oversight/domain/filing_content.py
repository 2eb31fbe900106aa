"""What a district's sheet shows on a day: grids with outlines, employers from the archive, people from the roster."""

from datetime import date
from typing import Any

import shapely
from django.db.models import F, Func, Sum, TextField
from django.db.models.functions import Cast, Length
from django.utils import translation
from django.utils.translation import gettext as _
from shapely.geometry import shape

from core.enums import Tier
from core.permissions import Denied
from employers.models import AreaFigures
from grids import queries as territory
from grids.domain.sheet import drawing
from grids.domain.sheet.labels import Words
from grids.domain.sheet.paper import LAYOUTS
from grids.domain.sheet.setting import LANGUAGE
from grids.enums import Datum, Paper
from grids.models import Area, Boundary, Staffing


def figures(district: Area, *, on: date) -> dict[str, Any]:
    """Everything on the sheet but its lines: cheap enough to compare with the last filing on every page."""
    grids = list(territory.subtree(district).at(Tier.STREET))
    ids = [grid.pk for grid in grids]
    rows = {row.area_id: row for row in _outlines(district, on).defer("wgs84", "geometry", "path")}
    archive = {(row.area_id, row.unplaced): row for row in AreaFigures.objects.filter(area__in=[district.pk, *ids])}
    staff = {row.area_id: row for row in Staffing.objects.filter(area__in=ids)}
    whole, rest = archive.get((district.pk, False)), archive.get((district.pk, True))
    root = territory.city()
    return {
        "district": {"code": district.local_code, "name": district.name, "city": root.name if root else ""},
        "data_on": (whole.as_of if whole and whole.as_of else on).isoformat(),
        "unplaced": rest.employers if rest else 0,
        "sources": {
            "official": bool(rows) and all(row.official for row in rows.values()),
            "attribution": sorted({row.attribution for row in rows.values() if row.attribution}),
            "datums": sorted({str(Datum(row.datum).label) for row in rows.values()}),
        },
        "grids": [_grid(grid, rows.get(grid.pk), archive.get((grid.pk, False)), staff.get(grid.pk)) for grid in grids],
    }


def drawn(district: Area, paper: Paper, *, on: date) -> dict[str, Any]:
    """The figures with the map as it lies on ``paper``."""
    content = figures(district, on=on)
    shapes = dict(_outlines(district, on).values_list("area", "wgs84"))
    if not shapes:
        raise Denied(_("No outline of a grid of this district is loaded, so there is no map to draw."))
    with translation.override(LANGUAGE):
        cells = [
            drawing.Cell(grid["area"], shapely.force_2d(shape(found)), grid["colour"], _words(grid, number))
            for number, grid in enumerate(content["grids"], start=1)
            if (found := shapes.get(grid["area"]))
        ]
    return content | {"maps": {paper.value: drawing.draw(cells, LAYOUTS[paper])}}


def weight(district: Area, *, on: date) -> int:
    """How many characters of outline have to be read for the map: what its time depends on."""
    size = Length(Cast("wgs84", TextField()))
    return _outlines(district, on).order_by().aggregate(all=Sum(size))["all"] or 0


def _outlines(district: Area, on: date):
    """The outlines in force of the live grids; their hash tells whether a grid was redrawn."""
    rows = Boundary.objects.in_force(on).filter(
        area__tier=Tier.STREET, area__path__startswith=district.path, area__closed_on__isnull=True
    )
    return rows.annotate(outline=Func(Cast(F("wgs84"), TextField()), function="md5", output_field=TextField()))


def _grid(grid: Area, row: Boundary | None, archive: AreaFigures | None, staff: Staffing | None) -> dict[str, Any]:
    return {
        "area": grid.pk,
        "code": grid.local_code,
        "name": grid.name,
        "colour": row.colour if row else None,
        "outline": getattr(row, "outline", ""),
        "employers": archive.employers if archive else 0,
        "inspectors": staff.inspectors if staff else None,
        "needed": staff.inspectors_needed if staff else 0,
        "assistants": staff.assistants if staff else None,
    }


def _words(grid: dict[str, Any], number: int) -> Words:
    return Words(
        grid["name"], str(number), (grid["code"], _("%(count)s employers") % {"count": f"{grid['employers']:,}"})
    )
