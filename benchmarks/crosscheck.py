# ruff: noqa: E501, PLC0415  (wide statements; models exist only once Django is set up)
"""The night's check against DuckDB doing the same checks over the same normalised rows in Parquet.

    pip install -r requirements-bench.lock
    python -m benchmarks.crosscheck [--employers 100000] [--rounds 3] [--keep]

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


def build(employers: int) -> dict[str, Any]:
    """The invented city with its state rows, or the one that was kept; how long each took."""
    from django.db import connection

    from employers.domain import rollups, standing

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('b_built') IS NOT NULL")
        if cursor.fetchone()[0]:
            cursor.execute("SELECT told FROM b_built")
            return json.loads(cursor.fetchone()[0])
        facts, _ = timed(lambda: (city.archives(employers), city.facts()))
        say(f"{employers} employers: facts {facts:.1f} s")
        states, pairs = timed(lambda: standing.rebuild(city.ON))
        rollups.employers(None, on=city.ON)  # as the commit of a delivery does
        say(f"{pairs} state rows: {states:.1f} s")
        cursor.execute("VACUUM ANALYZE")
        told = {
            "employers": employers,
            "state_rows": pairs,
            "facts_s": round(facts, 1),
            "build_state_rows_s": round(states, 1),
        }
        cursor.execute("CREATE TABLE b_built AS SELECT %s::text AS told", [json.dumps(told)])
    return told


# As on a night of a new date: every employer's figures hold as of the day before, and are counted anew.
NIGHT = "UPDATE employers_employerfigures SET as_of = as_of - 1, basis = basis + 1"
UNCHECKED = """
TRUNCATE compliance_finding, compliance_findingchange, compliance_setaside, compliance_run, compliance_runshard,
         compliance_tally CASCADE
"""
CHANGE = """
CREATE TEMP TABLE b_wage AS SELECT id, paid FROM employers_wage
WHERE month = '2026-04-01' AND source_id = 'danwei' AND employer_id = ANY(%(ids)s);
CREATE TEMP TABLE b_insurance AS SELECT id, insured FROM employers_insurance
WHERE month = '2026-04-01' AND employer_id = ANY(%(ids)s);
UPDATE employers_wage SET paid = paid - 500 WHERE id IN (SELECT id FROM b_wage);
UPDATE employers_insurance SET insured = 11 WHERE id IN (SELECT id FROM b_insurance);
"""
UNCHANGE = """
UPDATE employers_wage w SET paid = b.paid FROM b_wage b WHERE b.id = w.id;
UPDATE employers_insurance i SET insured = b.insured FROM b_insurance b WHERE b.id = i.id;
DROP TABLE b_wage, b_insurance;
"""


def run(sql: str, **told: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for step in sql.split(";"):
            if step.strip():
                cursor.execute(step, told or None)


def measure(employers: int, rounds: int) -> dict[str, Any]:
    """Build or find the city; a first run, unchanged runs, a run after a change; and undo the change."""
    from employers.domain import standing

    built = build(employers)
    run("SET max_parallel_workers_per_gather = 0")  # one thread on either side
    seconds, due = timed(lambda: standing.rebuild_due(city.ON))  # a kept city may be older than the parameters
    say(f"{due} state rows were due: {seconds:.1f} s")
    run(UNCHECKED)
    changed = list(range(7, employers + 1, 200))
    with tempfile.TemporaryDirectory() as before, tempfile.TemporaryDirectory() as after:
        checks_duckdb.export(Path(before), city.ON)
        first, same = unchanged(Path(before), rounds)
        run(CHANGE, ids=changed)
        try:
            checks_duckdb.export(Path(after), city.ON)
            later = once_changed(Path(after), changed)
        finally:
            run(UNCHANGE)
            standing_anew(changed)
        back, parts, ended = night()
        say(f"after they are taken back {back:.2f} s {parts}")
        again, hits = checks_duckdb.check(Path(before), checks_duckdb.told(city.ON), 1)
        equal(hits)
    duck = statistics.median(one["duckdb"] for one in same)
    middle = sorted(same, key=lambda one: one["product"])[len(same) // 2]
    return built | {
        "hits": first["hits"], "duckdb_s": round(duck, 2), "build_state_rows_of_duckdb": round(built["build_state_rows_s"] / duck, 1),
        "first_run_of_duckdb": round(first["product"] / first["duckdb"], 2),
        "second_run_of_duckdb": round(statistics.median(one["product"] / one["duckdb"] for one in same), 2),
        "second_run_s": round(middle["product"], 2), "second_run_parts_s": middle["parts"],
        "after_half_a_percent_of_duckdb": round(later["product"] / later["duckdb"], 2), "changes": later["changes"],
        "taken_back_of_duckdb": round(back / again, 2), "closed": ended.closed,
        "rebuild_changed_s": later["rebuilt"],
    }  # fmt: skip


def unchanged(folder: Path, rounds: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The first run, which opens every finding, and the runs after it, each beside DuckDB's."""
    values = checks_duckdb.told(city.ON)
    duck, hits = checks_duckdb.check(folder, values, 1)
    first, parts, _run = night()
    say(f"first run {first:.2f} s {parts}, DuckDB {duck:.2f} s")
    told = {"product": first, "duckdb": duck, "hits": equal(hits)}
    run("VACUUM ANALYZE")
    same: list[dict[str, Any]] = []
    for _ in range(rounds):
        run(NIGHT)
        run("VACUUM employers_employerfigures")
        seconds, parts, again = night()
        assert (again.opened, again.closed, again.reopened) == (0, 0, 0)
        duck, _hits = checks_duckdb.check(folder, values, 1)
        same.append({"product": seconds, "parts": parts, "duckdb": duck})
        say(f"again {seconds:.2f} s {parts}, DuckDB {duck:.2f} s")
    return told, same


def once_changed(folder: Path, changed: list[int]) -> dict[str, Any]:
    """A run after one employer in two hundred changed; their state rows are rebuilt before it, as a commit does."""
    rebuilt = standing_anew(changed)
    seconds, parts, last = night()
    duck, hits = checks_duckdb.check(folder, checks_duckdb.told(city.ON), 1)
    equal(hits)
    say(f"after changes {seconds:.2f} s {parts}, DuckDB {duck:.2f} s")
    return {"product": seconds, "duckdb": duck, "changes": [last.opened, last.closed], "rebuilt": rebuilt}


def standing_anew(employers: list[int]) -> float:
    from employers.domain import standing

    return round(timed(lambda: standing.rebuild(city.ON, employers=employers))[0], 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--employers", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", action="store_true", help="leave the city there, and take it up the next time")
    parser.add_argument("--build", action="store_true", help="build the city and measure nothing")
    told = parser.parse_args()
    with city.database(f"bench_crosscheck_{told.employers}", keep=told.keep):
        answer = build(told.employers) if told.build else measure(told.employers, told.rounds)
        print(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    main()
