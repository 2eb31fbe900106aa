"""Employments: who works where, from when to when, in which form (rule catalogue 9.1, "Employment")."""

from employers.domain.derivation.facts import Facts

ROSTERS = """
CREATE TEMP TABLE t_roster ON COMMIT DROP AS
SELECT r.employer_id, r.id AS roster_id, r.as_of, r.contract_columns
FROM {rosters} r WHERE r.employer_id IN (SELECT DISTINCT employer_id FROM t_target)
"""

# One row per roster that lists the worker. `spell` counts employments: a listing opens another one only where the
# one before it has ended on or before its first day; otherwise it corrects.
LISTINGS = """
CREATE TEMP TABLE t_listing ON COMMIT DROP AS
SELECT *, sum(opens_another) OVER (PARTITION BY employer_id, worker_id ORDER BY as_of) AS spell
FROM (
    SELECT l.employer_id, l.worker_id, r.as_of, s.name, s.household, s.hired_on, s.left_on, s.form, s.dispatcher_code,
           s.contract_start, s.contract_end, s.contract_kind,
           s.form IN ('full_time', 'dispatched') AND s.dispatcher_code = '' AS standard,
           s.form = 'part_time' AND s.dispatcher_code = '' AS part_time,
           coalesce(lag(s.left_on) OVER pair <= s.hired_on, false)::int AS opens_another
    FROM t_target t
    JOIN employers_listing l USING (employer_id, worker_id)
    JOIN t_roster r ON r.roster_id = l.roster_id
    JOIN employers_rosterrow s ON s.id = l.statement_id
    WINDOW pair AS (PARTITION BY l.employer_id, l.worker_id ORDER BY r.as_of)
) listed
"""

# The form on a day is that of the newest roster up to it, else of the earliest one: intervals, only where it changes.
FORMS = """
CREATE TEMP TABLE t_form ON COMMIT DROP AS
WITH changes AS (
    SELECT *, lag(standard) OVER pair AS was_standard,
           (form, dispatcher_code) IS DISTINCT FROM (lag(form) OVER pair, lag(dispatcher_code) OVER pair) AS changed,
           row_number() OVER pair AS nth
    FROM t_listing WINDOW pair AS (PARTITION BY employer_id, worker_id ORDER BY as_of)
)
SELECT employer_id, worker_id, form, dispatcher_code, standard, part_time,
       CASE WHEN nth = 1 THEN '-infinity'::date ELSE as_of END AS from_day,
       coalesce(lead(as_of) OVER (PARTITION BY employer_id, worker_id ORDER BY as_of), 'infinity'::date) AS to_day,
       CASE WHEN standard AND was_standard IS FALSE THEN as_of END AS standard_since
FROM changes WHERE changed
"""

SPELLS = """
CREATE TEMP TABLE t_spell ON COMMIT DROP AS
SELECT DISTINCT ON (l.employer_id, l.worker_id, l.spell)
       l.employer_id, l.worker_id, l.spell, l.hired_on, l.left_on, l.as_of AS listed_as_of, true AS by_roster,
       (SELECT min(r.as_of) FROM t_roster r WHERE r.employer_id = l.employer_id AND r.as_of > l.as_of)
           AS no_longer_listed,
       NULL::date AS ended_on
FROM t_listing l
ORDER BY l.employer_id, l.worker_id, l.spell, l.as_of DESC
"""

# Whom no roster lists, a filing employs: from `hired_on`, else the contract's first day. A filed end opens another
# employment only when the next contract starts later than the gap allows.
FILED_SPELLS = """
INSERT INTO t_spell
SELECT employer_id, worker_id, spell, hired_on, NULL, NULL, false,
       (SELECT min(r.as_of) FROM t_roster r WHERE r.employer_id = filed.employer_id AND r.as_of >= filed.hired_on),
       NULL
FROM (
    SELECT employer_id, worker_id, spell,
           coalesce((array_agg(hired_on ORDER BY start DESC) FILTER (WHERE hired_on IS NOT NULL))[1], min(start))
               AS hired_on
    FROM (
        SELECT *, sum(opens_another) OVER (PARTITION BY employer_id, worker_id ORDER BY start) AS spell
        FROM (
            SELECT c.employer_id, c.worker_id, c.start, c.hired_on,
                   coalesce(c.start > lag(c.ended_on) OVER pair + %(gap_days)s, false)::int AS opens_another
            FROM t_contract c
            WHERE c.filed AND c.start <= %(on)s
              AND NOT EXISTS (SELECT 1 FROM t_spell s WHERE (s.employer_id, s.worker_id) = (c.employer_id, c.worker_id))
            WINDOW pair AS (PARTITION BY c.employer_id, c.worker_id ORDER BY c.start)
        ) ordered
    ) numbered
    GROUP BY employer_id, worker_id, spell
) filed
"""

# A filed termination ends the employment open on the day before, unless a later roster still lists the worker or
# another filed contract goes on or starts within the gap.
FILED_ENDS = """
UPDATE t_spell s SET ended_on = filed.ended_on
FROM (
    SELECT p.employer_id, p.worker_id, p.spell, min(c.ended_on) AS ended_on
    FROM t_spell p
    JOIN t_contract c USING (employer_id, worker_id)
    WHERE c.filed AND c.ended_on IS NOT NULL
      AND p.hired_on < c.ended_on AND (p.left_on IS NULL OR p.left_on >= c.ended_on)
      AND NOT EXISTS (SELECT 1 FROM t_listing l WHERE (l.employer_id, l.worker_id) = (c.employer_id, c.worker_id)
                      AND l.as_of > c.ended_on)
      AND NOT EXISTS (
          SELECT 1 FROM t_contract o
          WHERE (o.employer_id, o.worker_id) = (c.employer_id, c.worker_id) AND o.filed AND o.start <> c.start
            AND (o.start BETWEEN c.ended_on + 1 AND c.ended_on + %(gap_days)s
                 OR (o.start <= c.ended_on AND (o.ends IS NULL OR o.ends >= c.ended_on)
                     AND (o.ended_on IS NULL OR o.ended_on > c.ended_on))))
    GROUP BY p.employer_id, p.worker_id, p.spell
) filed
WHERE (s.employer_id, s.worker_id, s.spell) = (filed.employer_id, filed.worker_id, filed.spell)
"""

FILED_FORMS = """
INSERT INTO t_form
SELECT DISTINCT ON (employer_id, worker_id) employer_id, worker_id, form, '', form IN ('full_time', 'dispatched'),
       form = 'part_time', '-infinity', 'infinity', NULL
FROM t_contract c
WHERE c.filed AND c.form <> ''
  AND NOT EXISTS (SELECT 1 FROM t_listing l WHERE (l.employer_id, l.worker_id) = (c.employer_id, c.worker_id))
ORDER BY employer_id, worker_id, start DESC
"""

ENDS = "UPDATE t_spell SET left_on = least(left_on, ended_on) WHERE ended_on IS NOT NULL"


def listings(facts: Facts) -> list[str]:
    """Tables of rosters, listings, forms and the employments that rosters know."""
    return [
        ROSTERS.format(rosters=facts.rosters),
        "CREATE INDEX ON t_roster (employer_id, as_of)",
        "ANALYZE t_roster",
        LISTINGS,
        "CREATE INDEX ON t_listing (employer_id, worker_id, as_of)",
        "ANALYZE t_listing",
        FORMS,
        SPELLS,
        "CREATE INDEX ON t_spell (employer_id, worker_id)",
        "ANALYZE t_spell",
    ]


def filed() -> list[str]:
    """What filings add: employments nobody listed, ends, and forms. Reads ``t_contract``."""
    return [
        FILED_SPELLS,
        FILED_ENDS,
        ENDS,
        FILED_FORMS,
        "CREATE INDEX ON t_form (employer_id, worker_id)",
        "ANALYZE t_form",
    ]
