"""How archives lay on a past day, in the areas of that day: a report for 2019 reads in the streets of 2019."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from grids.models import Area, AreaVersion

LAY = """
SELECT nullif(split_part(v.path, '/', %(depth)s), '')::bigint, count(*)
FROM employers_placement p
JOIN grids_areaversion v ON v.area_id = p.area_id AND v.valid_from <= %(on)s
     AND (v.valid_to IS NULL OR v.valid_to > %(on)s)
WHERE p.superseded_at IS NULL AND p.valid_from <= %(on)s AND (p.valid_to IS NULL OR p.valid_to > %(on)s)
  AND v.path LIKE %(path)s || '%%'
GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A part of the area as it was called that day, and how many archives lay in it; the last line is 未落格."""

    name: str
    local_code: str
    code: str
    employers: int


def lay(area: Area, on: date) -> list[Line]:
    """The parts of an area on a day; empty where the area did not stand. The lines add up to the area."""
    version = AreaVersion.objects.in_force(on).filter(area=area).first()
    if version is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(LAY, {"on": on, "path": version.path, "depth": version.path.count("/") + 1})
        found = dict(cursor.fetchall())
    parts = AreaVersion.objects.in_force(on).filter(parent=area).select_related("area")
    lines = [
        Line(part.name, part.area.local_code, part.code, found.pop(part.area_id, 0))
        for part in parts.order_by("code", "area__sort_key")
    ]
    rest = sum(found.values())
    return [*lines, Line(_("Not yet placed in %(area)s") % {"area": version.name}, "", "", rest)]
