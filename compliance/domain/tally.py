"""Open findings summed by area, rule and severity: once, when a run or a check ends, writing only what differs."""

from datetime import date

from django.db import connection, transaction

SUMS = """
CREATE TEMP TABLE t_tally ON COMMIT DROP AS
WITH placed AS (
    SELECT rule, severity, area_id, district_id, street_id, community_id,
           count(*) FILTER (WHERE NOT aside) AS open, count(*) FILTER (WHERE aside) AS set_aside
    FROM (SELECT *, coalesce(set_aside_until >= %(on)s, false) AS aside FROM compliance_finding WHERE state = 'open') f
    GROUP BY 1, 2, 3, 4, 5, 6
)
SELECT area_id, false AS unplaced, rule, severity, sum(open)::int AS open, sum(set_aside)::int AS set_aside
FROM (
    SELECT (SELECT id FROM grids_area WHERE tier = 'city' ORDER BY id LIMIT 1) AS area_id, rule, severity, open,
           set_aside
    FROM placed
    UNION ALL SELECT district_id, rule, severity, open, set_aside FROM placed WHERE district_id IS NOT NULL
    UNION ALL SELECT street_id, rule, severity, open, set_aside FROM placed WHERE street_id IS NOT NULL
    UNION ALL SELECT community_id, rule, severity, open, set_aside FROM placed WHERE community_id IS NOT NULL
) every GROUP BY 1, 3, 4
UNION ALL
SELECT area_id, true, rule, severity, sum(open)::int, sum(set_aside)::int FROM placed
WHERE community_id IS NULL GROUP BY 1, 3, 4
"""
GONE = """
DELETE FROM compliance_tally o WHERE NOT EXISTS (
    SELECT 1 FROM t_tally t
    WHERE (t.area_id, t.unplaced, t.rule, t.severity) = (o.area_id, o.unplaced, o.rule, o.severity))
"""
WRITE = """
INSERT INTO compliance_tally AS o (area_id, unplaced, rule, severity, open, set_aside)
SELECT area_id, unplaced, rule, severity, open, set_aside FROM t_tally
ON CONFLICT (area_id, unplaced, rule, severity) DO UPDATE
SET (open, set_aside) = ROW (excluded.open, excluded.set_aside)
WHERE (o.open, o.set_aside) <> (excluded.open, excluded.set_aside)
"""
LOCK = "SELECT pg_advisory_xact_lock(hashtext('compliance.tally'))"


@transaction.atomic
def sum_up(*, on: date) -> None:
    """Sum every area anew; one writer at a time."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute("DROP TABLE IF EXISTS pg_temp.t_tally")
        cursor.execute(SUMS, {"on": on})
        cursor.execute(GONE)
        cursor.execute(WRITE)
