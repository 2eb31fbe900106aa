"""The hits of a day as the bureau's own scripts read them, for today or for a past day, without writing anything."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from compliance.domain.shards import snapshot
from compliance.enums import Severity
from compliance.rules import judging
from employers.domain import standing

LISTED = """
SELECT h.rule, coalesce(nullif(e.uscc, ''), nullif(e.org_code, ''), e.registration_no, '') AS employer_code,
       coalesce(w.mask, regexp_replace(h.subject, '^(code|entry:[a-z_]+):', '')) AS subject, h.subject AS subject_id,
       h.period, h.severity
FROM t_hit h LEFT JOIN employers_employer e ON e.id = h.employer_id LEFT JOIN employers_worker w ON w.id = h.worker_id
ORDER BY h.rule, employer_code, h.subject, h.period
"""
COUNTED = "SELECT rule, count(*) FROM t_hit GROUP BY 1 ORDER BY 1"
PARTS = (judging.judge_employers, judging.judge_city)


@contextmanager
def _facts(on: date, past: bool) -> Iterator[Any]:
    """A cursor that sees the state rows of the day."""
    if not past:
        with snapshot() as cursor:
            yield cursor
        return
    with standing.derived(on, past=True) as cursor:
        cursor.execute("CREATE INDEX ON t_standing (employer_id)")
        cursor.execute("ANALYZE t_standing")
        yield cursor


def counts(on: date, *, past: bool = False) -> dict[str, int]:
    """Hits per rule."""
    found: dict[str, int] = {}
    with _facts(on, past) as cursor:
        read = judging.reading(cursor, on, past=past)
        for judge in PARTS:
            judge(cursor, read, None)
            cursor.execute(COUNTED)
            found |= dict(cursor.fetchall())
    return found


def listing(on: date, *, past: bool = False) -> list[dict[str, str]]:
    """Every hit, with numbers of people masked; ``subject_id`` tells apart what masks do not."""
    rows: list[dict[str, str]] = []
    with _facts(on, past) as cursor:
        read = judging.reading(cursor, on, past=past)
        for judge in PARTS:
            judge(cursor, read, None)
            cursor.execute(LISTED)
            names = [column.name for column in cursor.description]
            rows += [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        row["severity"] = Severity(row["severity"]).letter
    return sorted(rows, key=lambda row: (row["rule"], row["employer_code"], row["subject_id"], row["period"]))
