"""Outlines for the small territory of the tests: each grid a square of about a kilometre, side by side."""

from datetime import date

from core.enums import Tier
from grids.domain import outlines
from grids.models import Area, Boundary

SINCE = date(2015, 1, 1)


def square(number: int, *, size: float = 0.012) -> dict:
    left, low = 104.0 + 0.012 * number, 30.6
    corners = [(left, low), (left + size, low), (left + size, low + size), (left, low + size), (left, low)]
    return {"type": "Polygon", "coordinates": [[[x, y] for x, y in corners]]}


def draw(*, since: date = SINCE) -> None:
    """A square for every live street that has none."""
    streets = Area.objects.live().at(Tier.STREET).exclude(boundaries__valid_to__isnull=True, boundaries__isnull=False)
    for number, street in enumerate(streets.in_order()):
        outline(street, square(number), number=number, since=since)


def outline(area: Area, geometry: dict, *, number: int = 0, since: date = SINCE) -> Boundary:
    """One outline in force from a day on; the one before it ends."""
    before = Boundary.objects.filter(area=area, valid_to__isnull=True)
    version = before.count() and before.get().version + 1 or 1
    before.update(valid_to=since)
    drawn = outlines.draw(outlines.lay_flat(outlines.shape(geometry), outlines.Datum.WGS84))
    return Boundary.objects.create(
        area=area, version=version, geometry=geometry, wgs84=geometry, datum="wgs84", attribution="invented",
        path=drawn.path, box=drawn.box, label=drawn.label, colour=number % 4, valid_from=since,
    )  # fmt: skip
