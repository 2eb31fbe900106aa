# ruff: noqa: PLC0415  (models exist only once Django is set up)
"""The real merger of streets on a large archive against one UPDATE of the employers' level columns.

    python -m benchmarks.regridding [--employers 100000] [--rounds 3] [--before FILE --after FILE --crosswalk FILE]

The yardstick rewrites area, district, street and community of every employer in one statement. The merger is the whole
act: tree, employers, placements, register entries, figures, journal, appointments, sums by area. Both are rolled back.
"""

import argparse
import json
import statistics
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import city

DIVISIONS = Path(__file__).resolve().parents[2] / "shared" / "data" / "divisions"
ON = date(2019, 12, 31)
YARDSTICK = """
UPDATE employers_employer e
SET area_id = a.id, district_id = a.district_id, street_id = a.street_id, community_id = NULL
FROM grids_area a WHERE a.id = e.street_id
"""


class Enough(Exception):
    """Ends a transaction whose work was only to be timed."""


def timed(act: Any) -> tuple[float, Any]:
    """Seconds of an act whose work is taken back, and its answer."""
    from django.db import transaction

    answer = None
    begun = time.perf_counter()
    try:
        with transaction.atomic():
            answer = act()
            spent = time.perf_counter() - begun
            raise Enough
    except Enough:
        return spent, answer


def yardstick() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(YARDSTICK)


def merger(files: argparse.Namespace) -> Any:
    from core.actor import COMMAND_LINE
    from grids.domain import changes, division_files, successions
    from grids.models.change import ChangeKind
    from oversight.domain import regridding

    plan = successions.as_plan(
        division_files.read(files.after),
        successions.read_crosswalk(files.crosswalk),
        division_files.read_mapping(files.mapping),
    )
    said = changes.Proposal(ChangeKind.SUCCESSION, "merger", ON, "benchmark", plan, "none", True)
    change = changes.draft(said, by=COMMAND_LINE, on=ON)
    changes.propose(change=change, by=COMMAND_LINE, on=ON)
    changes.approve(change=change, by=COMMAND_LINE, on=ON)
    return regridding.apply(change=change, by=COMMAND_LINE, on=ON)


def build(files: argparse.Namespace, employers: int) -> None:
    from django.db import connection

    from core.actor import COMMAND_LINE
    from employers.domain import rollups
    from grids.domain import division_files, tree

    tree.load(division_files.read(files.before), on=date(2019, 10, 31), by=COMMAND_LINE)
    city.archives(employers)
    rollups.employers(None, on=ON)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE employers_placement SET valid_from = '2019-11-01'")
        cursor.execute("VACUUM ANALYZE")


def measure(files: argparse.Namespace) -> dict[str, Any]:
    from django.db import connection

    build(files, files.employers)
    ratios, one, whole, outcome = [], [], [], None
    for _ in range(files.rounds):
        with connection.cursor() as cursor:
            cursor.execute("VACUUM employers_employer")
        plain, _none = timed(yardstick)
        spent, outcome = timed(lambda: merger(files))
        ratios.append(spent / plain)
        one.append(plain)
        whole.append(spent)
    assert outcome is not None and outcome.total == files.employers
    return {
        "employers": files.employers,
        "community": outcome.community,
        "street": outcome.street,
        "queued": outcome.queued,
        "update_s": round(statistics.median(one), 2),
        "merger_s": round(statistics.median(whole), 2),
        "merger_of_update": round(statistics.median(ratios), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--employers", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--before", type=Path, default=DIVISIONS / "chengdu_2019.csv")
    parser.add_argument("--after", type=Path, default=DIVISIONS / "chengdu_2020.csv")
    parser.add_argument("--crosswalk", type=Path, default=DIVISIONS / "street_crosswalk_2019_2023.csv")
    mappings = Path(__file__).resolve().parents[1] / "grids" / "data" / "mappings"
    parser.add_argument("--mapping", type=Path, default=mappings / "chengdu_2015_2023.csv")
    files = parser.parse_args()
    if missing := [path.name for path in (files.before, files.after, files.crosswalk) if not path.exists()]:
        sys.exit(f"The yearly files may not ship; name them: {', '.join(missing)} not found.")
    with city.database("regridding"):
        json.dump(measure(files), sys.stdout, indent=2)
        print()


if __name__ == "__main__":
    main()
