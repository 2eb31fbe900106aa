"""The territory that ships, and that an empty site starts with: tree of 2023, special zones, derived outlines."""

from collections.abc import Callable
from datetime import date

from django.db import transaction

from core.actor import Actor
from core.enums import Tier
from grids.domain import boundaries, boundary_files, division_files, tree, zones
from grids.enums import Datum
from grids.models import Area

TREE = tree.DATA / "chengdu_2023.csv"
TREE_DAY = date(2023, 6, 30)  # reference date of the file (grids/data/SOURCES.md)
OUTLINES = tree.DATA / "chengdu_streets_2023_ccby.geojson"
ATTRIBUTION = "Vonng/adcode (CC BY 4.0)"
STEPS = 3

Progress = Callable[[int, int], None]


def _silent(_done: int, _total: int) -> None:
    pass


@transaction.atomic
def seed(*, by: Actor, on_progress: Progress = _silent, on: date = TREE_DAY) -> int:
    """Load what ships; safe to repeat. Answers how many live areas there are."""
    tree.load(division_files.read(TREE), on=on, by=by)
    on_progress(1, STEPS)
    zones.found(on=on, by=by)
    on_progress(2, STEPS)
    boundaries.publish(
        boundary_files.read(OUTLINES.read_bytes()),
        tier=Tier.STREET,
        source=boundaries.Source(Datum.GCJ02, ATTRIBUTION),
        on=on,
        by=by,
    )
    on_progress(STEPS, STEPS)
    return Area.objects.live().count()
