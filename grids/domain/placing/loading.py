"""The gazetteer of the tree that stands on a day."""

from datetime import date

from django.db.models import Min

from core.enums import Tier
from grids.domain.placing.gazetteer import Gazetteer
from grids.domain.placing.places import Place, shipped_names
from grids.models import AreaVersion


def gazetteer(on: date) -> Gazetteer:
    """Read the areas in force on a day and index their names; build it once for a whole commit.

    A day before the first tree is read by the first tree: territory is older than its record.
    """
    first = AreaVersion.objects.aggregate(first=Min("valid_from"))["first"]
    rows = AreaVersion.objects.in_force(max(on, first or on)).values_list(
        "area_id", "area__tier", "name", "parent_id", "code", "area__local_code"
    )
    places = [
        Place(id=id_, tier=Tier(tier), name=name, parent_id=parent, code=code or local_code)
        for id_, tier, name, parent, code, local_code in rows
    ]
    return Gazetteer.from_places(places, shipped_names())
