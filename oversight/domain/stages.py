"""How far each grid is: five tests, counted once a day (founding document, 三(一) to 三(五)).

Each test is one function over all grids at once: grid -> what was counted, out of how much, and the record that shows
it. The thresholds are parameters.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction

from compliance.enums import RunKind
from compliance.models import Run
from core import parameters
from core.clock import business_date
from core.enums import Tier
from grids.enums import FilingState
from grids.models import Area, Filing, Staffing
from oversight.enums import Stage
from oversight.models import StageResult


@dataclass(frozen=True, slots=True)
class Counted:
    """What one test counted for one grid; ``evidence`` is the number of the record behind it."""

    count: int
    of: int
    met: bool
    evidence: int | None = None


Grids = list[Area]


def filed(grids: Grids, on: date) -> dict[int, Counted]:
    """划格: the colour map of the district stands with the city, filed and not returned."""
    standing = Filing.objects.filter(state__in=(FilingState.SUBMITTED, FilingState.ACCEPTED)).order_by("version")
    newest = dict(standing.values_list("area_id", "pk"))
    return {
        grid.pk: Counted(
            int(grid.district_id in newest), 1, grid.district_id in newest, newest.get(grid.district_id or 0)
        )
        for grid in grids
    }


def staffed(grids: Grids, on: date) -> dict[int, Counted]:
    """配员: inspectors at the grid, and a supervisor or coordinator in each community."""
    told = {row.area_id: row for row in Staffing.objects.filter(area__in=grids)}
    found = {}
    for grid in grids:
        row = told.get(grid.pk)
        if row is not None:
            found[grid.pk] = Counted(row.inspectors, row.inspectors_needed, not row.short, grid.pk)
    return found


ENTRIES = """
SELECT x.street_id, count(*) FILTER (WHERE e.status = 'open'), count(*)
FROM employers_registerentry x LEFT JOIN employers_employer e ON e.id = x.employer_id
WHERE x.listed AND x.live AND x.street_id IS NOT NULL GROUP BY 1
"""


def archived(grids: Grids, on: date) -> dict[int, Counted]:
    """建档: of the live register entries that lie in the grid, those with an open archive.

    What a register knows of the district only lies in no grid yet and waits in the queue of the district.
    """
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES)
        counted = {street: (met, of) for street, met, of in cursor.fetchall()}
    wanted = parameters.value("programme.archived", (), on)
    found = {}
    for grid in grids:
        met, of = counted.get(grid.pk, (0, 0))
        found[grid.pk] = Counted(met, of, wanted is not None and of > 0 and 100 * met >= wanted * of, grid.pk)
    return found


def collected(grids: Grids, on: date) -> dict[int, Counted]:
    """采集: visited in the half-year. Nobody records visits yet, so nothing is counted and nothing is met."""
    return {grid.pk: Counted(0, 0, False) for grid in grids}


def running(grids: Grids, on: date) -> dict[int, Counted]:
    """运行: good nights in a row up to the last finished day; the night is the whole city's."""
    wanted = int(parameters.value("programme.nights", (), on) or 0)
    last = business_date(on)
    good = Run.objects.filter(kind=RunKind.NIGHT, good=True, business_date__gt=last - timedelta(days=max(wanted, 1)))
    days = set(good.filter(business_date__lte=last).values_list("business_date", flat=True))
    row = 0
    while last - timedelta(days=row) in days:
        row += 1
    return {grid.pk: Counted(row, wanted, wanted > 0 and row >= wanted) for grid in grids}


TESTS: dict[Stage, Callable[[Grids, date], dict[int, Counted]]] = {
    Stage.GRIDS: filed,
    Stage.STAFF: staffed,
    Stage.ARCHIVES: archived,
    Stage.COLLECTED: collected,
    Stage.RUNNING: running,
}


@transaction.atomic
def assess(*, on: date) -> int:
    """Count every stage of every grid as of a day; a stage that is met keeps the day on which it came to be met."""
    grids = list(Area.objects.live().at(Tier.STREET))
    before = {(row.area_id, row.stage): row for row in StageResult.objects.all()}
    rows = []
    for stage, test in TESTS.items():
        found = test(grids, on)
        for grid in grids:
            now = found.get(grid.pk, Counted(0, 0, False))
            old = before.get((grid.pk, stage.value))
            since = (old.met_on if old is not None and old.met else on) if now.met else None
            rows.append(
                StageResult(
                    area=grid,
                    stage=stage,
                    met=now.met,
                    met_on=since,
                    count=now.count,
                    of=now.of,
                    evidence=now.evidence,
                    as_of=on,
                )  # fmt: skip
            )
    StageResult.objects.all().delete()
    StageResult.objects.bulk_create(rows, batch_size=2000)
    return len(rows)
