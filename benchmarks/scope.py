# ruff: noqa: E501, PLC0415  (wide statements; models exist only once Django is set up)
"""What a territory costs: the first page of the list of employers, scoped against unscoped, at a million employers.

    python -m benchmarks.scope [--employers 999999] [--rounds 30]

Bounds: city and district at most 1.3 times the unscoped page, the smallest scope (a community) at most 2 times. Medians
of warm queries, alternating, so that a busy machine slows both. Makes a database of its own and drops it.
"""

import argparse
import json
import statistics
import sys
import time
from typing import Any

from benchmarks import city

BOUNDS = {"city": 1.3, "district": 1.3, "street": 1.3, "community": 2.0}
# Employers laid over the communities of the tree, the k-th community taking every n-th one.
SPREAD = """
UPDATE employers_employer e SET area_id = c.id, district_id = c.district_id, street_id = c.street_id, community_id = c.id
FROM (SELECT id, district_id, street_id, row_number() OVER (ORDER BY id) - 1 AS k, count(*) OVER () AS n
      FROM grids_area WHERE tier = 'community' AND closed_on IS NULL) c
WHERE e.id % c.n = c.k
"""


def scopes() -> dict[str, Any]:
    """A scope of each tier: the district, street and community in the middle of the tree."""
    from core.enums import Tier
    from core.scope import Scope
    from grids.models import Area

    found = {}
    for tier in Tier:
        areas = list(Area.objects.live().at(tier).in_order().values_list("pk", flat=True))
        found[tier.value] = Scope(frozenset({(tier, areas[len(areas) // 2])}))
    return found


def page(rows: Any) -> float:
    """The rows of a first page, in the order of the list: milliseconds."""
    began = time.perf_counter()
    list(rows.order_by("-id").values_list("id", "name", "org_code", "area__name")[:50])
    return (time.perf_counter() - began) * 1000


def measured(rounds: int) -> dict[str, Any]:
    from employers.models import Employer

    told: dict[str, Any] = {"employers": Employer.objects.count()}
    for name, scope in scopes().items():
        plain, scoped = [], []
        for _round in range(rounds + 3):
            plain.append(page(Employer.objects.all()))
            scoped.append(page(Employer.objects.within(scope)))
        base, cost = statistics.median(plain[3:]), statistics.median(scoped[3:])
        told[name] = {"unscoped_ms": round(base, 2), "scoped_ms": round(cost, 2), "ratio": round(cost / base, 2),
                      "bound": BOUNDS[name], "holds": cost <= base * BOUNDS[name]}  # fmt: skip
    return told


def measure(employers: int, rounds: int) -> dict[str, Any]:
    from django.db import connection

    city.archives(employers)
    with connection.cursor() as cursor:
        cursor.execute(SPREAD)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE employers_employer")
    return measured(rounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--employers", type=int, default=999_999)  # invented codes have six digits
    parser.add_argument("--rounds", type=int, default=30)
    told = parser.parse_args()
    with city.database("bench_scope"):
        answer = measure(told.employers, told.rounds)
        print(json.dumps(answer, ensure_ascii=False).replace("}, ", "},\n "))
        missed = [name for name in BOUNDS if not answer[name]["holds"]]
        print("goals met" if not missed else f"goals missed: {', '.join(missed)}", file=sys.stderr)


if __name__ == "__main__":
    main()
