"""Whom a row that arrived and did not apply may be about: no rule that needs the row accuses them (9.1, coverage).

A row counts as present for its worker; where the number is unreadable, for every worker of that employer with that
name, and if none bears it, for all its workers; where the employer is unreadable, for every worker of that name or
number in the delivery's area. It counts only for those without an applied row in the same slot, and until a later
delivery covers the slot or an applied row of the same source gives that employer, name and month (start).
"""

from employers.domain.derivation.facts import Facts

OPEN_ROWS = """
CREATE TEMP TABLE t_unapplied ON COMMIT DROP AS
SELECT u.* FROM {unapplied} u
WHERE u.dataset IN ('employee_roster', 'contract_filing', 'social_insurance', 'wage_payment')
  AND (u.employer_id IS NULL OR u.employer_id IN (SELECT DISTINCT employer_id FROM t_target))
  AND NOT EXISTS (
      SELECT 1 FROM {coverage} c
      WHERE c.employer_id = u.employer_id AND c.dataset = u.dataset AND c.number > u.number
        AND CASE u.dataset WHEN 'contract_filing' THEN c.full
                           WHEN 'employee_roster' THEN c.period >= u.as_of
                           WHEN 'social_insurance' THEN c.period = u.month AND c.kinds & u.kinds = u.kinds
                           ELSE c.period = u.month AND (c.own = (u.source_id = 'danwei')) END)
"""

# The names under which an employer's workers are known, for rows whose number cannot be read.
NAMED = """
CREATE TEMP TABLE t_named ON COMMIT DROP AS
SELECT t.employer_id, t.worker_id, w.number_hash, w.name, e.district_id, e.street_id, e.community_id, e.area_id
FROM t_target t JOIN employers_worker w ON w.id = t.worker_id JOIN employers_employer e ON e.id = t.employer_id
WHERE EXISTS (SELECT 1 FROM t_unapplied)
"""

DOUBTS = """
CREATE TEMP TABLE t_doubt ON COMMIT DROP AS
SELECT DISTINCT employer_id, worker_id, dataset, source_id, month, kinds
FROM (
    SELECT n.employer_id, n.worker_id, u.dataset, u.source_id, u.month, u.kinds, u.as_of
    FROM t_unapplied u JOIN t_named n ON n.employer_id = u.employer_id
    WHERE CASE WHEN u.number_hash IS NOT NULL THEN n.number_hash = u.number_hash
               WHEN u.name <> '' AND EXISTS (SELECT 1 FROM t_named o
                                             WHERE o.employer_id = u.employer_id AND o.name = u.name)
                   THEN n.name = u.name
               ELSE true END
    UNION ALL
    SELECT n.employer_id, n.worker_id, u.dataset, u.source_id, u.month, u.kinds, u.as_of
    FROM t_unapplied u JOIN t_named n ON u.employer_id IS NULL
         AND (n.number_hash = u.number_hash OR (u.name <> '' AND n.name = u.name))
         AND (u.district_id IS NULL OR n.district_id = u.district_id)
         AND (u.street_id IS NULL OR n.street_id = u.street_id)
         AND (u.community_id IS NULL OR n.community_id = u.community_id)
) doubtful
WHERE NOT EXISTS (
    SELECT 1 FROM t_applied a
    WHERE (a.employer_id, a.worker_id, a.dataset, a.source_id)
          = (doubtful.employer_id, doubtful.worker_id, doubtful.dataset, doubtful.source_id)
      AND a.slot IS NOT DISTINCT FROM coalesce(doubtful.month, doubtful.as_of)
      AND a.kinds & doubtful.kinds = doubtful.kinds)
"""

# What did apply, by slot: the roster's day, the month of insurance and wages, the first day of a contract.
APPLIED = """
CREATE TEMP TABLE t_applied ON COMMIT DROP AS
SELECT employer_id, worker_id, 'employee_roster' AS dataset, 'danwei' AS source_id, as_of AS slot, 0 AS kinds
FROM t_listing WHERE EXISTS (SELECT 1 FROM t_unapplied)
UNION ALL
SELECT employer_id, worker_id, 'contract_filing', 'beian', start, 0 FROM t_contract
WHERE filed AND EXISTS (SELECT 1 FROM t_unapplied)
UNION ALL
SELECT employer_id, worker_id, 'social_insurance', 'shebao', month, bit_or(kinds)::int FROM {insurance} i
WHERE EXISTS (SELECT 1 FROM t_unapplied) GROUP BY 1, 2, 5
UNION ALL
SELECT employer_id, worker_id, 'wage_payment', source_id, month, 0 FROM {wages} w
WHERE EXISTS (SELECT 1 FROM t_unapplied) GROUP BY 1, 2, 4, 5
"""


def doubts(facts: Facts) -> list[str]:
    """Which pair is in doubt about which dataset and slot. Reads ``t_listing`` and ``t_contract``."""
    return [
        OPEN_ROWS.format(unapplied=facts.unapplied, coverage=facts.coverage),
        NAMED,
        "CREATE INDEX ON t_named (employer_id, name)",
        APPLIED.format(insurance=facts.statements("insurance"), wages=facts.statements("wage")),
        "ANALYZE t_applied",
        DOUBTS,
        "ANALYZE t_doubt",
    ]
