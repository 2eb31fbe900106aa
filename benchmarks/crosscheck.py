# ruff: noqa: E501, PLC0415  (wide statements; models exist only once Django is set up)
"""The night's check against DuckDB doing the same checks over the same normalised rows in Parquet.

    pip install -r requirements-bench.lock
    python -m benchmarks.crosscheck [--employers 100000] [--rounds 3]

State rows are current; building them is reported apart. One session of the product against one thread of DuckDB, in
turns. The product's time is a whole run: every rule, difference to the findings, evidence, figures and ledger; DuckDB's
is the eight rules about workers, without differences. Equality of their hits is asserted, before and after a change.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import checks_duckdb, city

# One employer in two hundred: his newest sheet pays less than is due, and his workers lose a kind of insurance.
CHANGED = """
UPDATE employers_wage SET paid = paid - 500 WHERE month = '2026-04-01' AND source_id = 'danwei' AND employer_id = ANY(%s);
"""
UNINSURED = "UPDATE employers_insurance SET insured = 11 WHERE month = '2026-04-01' AND employer_id = ANY(%s)"
OPEN = """
SELECT rule, employer_id, worker_id, period FROM compliance_finding WHERE state = 'open' AND rule = ANY(%s)
"""


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    answer = act()
    return time.perf_counter() - begun, answer


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def night() -> tuple[float, dict[str, float], Any]:
    """A whole run, its parts timed."""
    from compliance.domain import diff, run, tally
    from compliance.rules import judging
    from core.actor import COMMAND_LINE
    from employers.domain import rollups, standing

    spent: Counter[str] = Counter()
    watched = {"judge": (judging, "judge_employers"), "diff": (diff, "write_employers"), "city": (judging, "judge_city"),
               "figures": (rollups, "employers"), "areas": (rollups, "areas"), "tally": (tally, "sum_up"),
               "due": (standing, "rebuild_due")}  # fmt: skip
    kept = {name: getattr(module, verb) for name, (module, verb) in watched.items()}

    def watch(name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            seconds, answer = timed(lambda: kept[name](*args, **kwargs))
            spent[name] += seconds
            return answer

        return call

    for name, (module, verb) in watched.items():
        setattr(module, verb, watch(name))
    try:
        opened = run.open_check(on=city.ON, by=COMMAND_LINE)
        seconds, ended = timed(lambda: run.work(opened, by=COMMAND_LINE))
    finally:
        for name, (module, verb) in watched.items():
            setattr(module, verb, kept[name])
    assert ended.good, list(ended.shards.exclude(error="").values_list("no", "error")[:3])
    return seconds, {name: round(value, 2) for name, value in spent.items()}, ended


def equal(hits: set[tuple[Any, ...]]) -> dict[str, int]:
    """Assert that the open findings are DuckDB's hits; answer how many per rule."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(OPEN, [list(checks_duckdb.RULES)])
        found = set(cursor.fetchall())
    if found != hits:
        for name, rows in (("only the product", found - hits), ("only DuckDB", hits - found)):
            say(f"{name}: {Counter(row[0] for row in rows)} {sorted(rows, key=str)[:5]}")
        raise SystemExit("The hits differ.")
    return dict(sorted(Counter(row[0] for row in hits).items()))


def measure(employers: int, rounds: int) -> dict[str, Any]:
    from django.db import connection

    from employers.domain import standing

    made, _ = timed(lambda: (city.archives(employers), city.facts()))
    built, pairs = timed(lambda: standing.rebuild(city.ON))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE employers_standing")
    say(f"{employers} employers, {pairs} state rows: facts {made:.1f} s, state rows {built:.1f} s")
    values = checks_duckdb.told(city.ON)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        checks_duckdb.export(folder, city.ON)
        duck, hits = checks_duckdb.check(folder, values, 1)
        first, parts, _run = night()
        say(f"first run {first:.2f} s {parts}, DuckDB {duck:.2f} s")
        per_rule = equal(hits)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        same, ducks = [], [duck]
        for _ in range(rounds):
            seconds, parts, again = night()
            assert (again.opened, again.closed, again.reopened) == (0, 0, 0)
            same.append((seconds, parts))
            ducks.append(checks_duckdb.check(folder, values, 1)[0])
            say(f"again {seconds:.2f} s {parts}, DuckDB {ducks[-1]:.2f} s")
        changed = list(range(7, employers + 1, 200))
        with connection.cursor() as cursor:
            cursor.execute(CHANGED, [changed])
            cursor.execute(UNINSURED, [changed])
        rebuilt, _ = timed(lambda: standing.rebuild(city.ON, employers=changed))
        after, after_parts, last = night()
        checks_duckdb.export(folder, city.ON)
        duck_after, hits = checks_duckdb.check(folder, values, 1)
        equal(hits)
        say(f"after changes {after:.2f} s {after_parts}, DuckDB {duck_after:.2f} s")
    base = statistics.median(ducks)
    middle = sorted(same, key=lambda one: one[0])[len(same) // 2]
    return {
        "employers": employers, "state_rows": pairs, "hits": per_rule, "build_state_rows_of_duckdb": round(built / base, 1),
        "duckdb_s": round(base, 2), "first_run_of_duckdb": round(first / base, 2),
        "second_run_of_duckdb": round(middle[0] / base, 2), "second_run_parts_s": middle[1],
        "judge_and_diff_of_duckdb": round((middle[1]["judge"] + middle[1]["diff"] + middle[1]["city"]) / base, 2),
        "after_half_a_percent_of_duckdb": round(after / duck_after, 2),
        "changes": [last.opened, last.closed], "rebuild_changed_s": round(rebuilt, 2),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--employers", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    told = parser.parse_args()
    with city.database():
        print(json.dumps(measure(told.employers, told.rounds), ensure_ascii=False))


if __name__ == "__main__":
    main()
