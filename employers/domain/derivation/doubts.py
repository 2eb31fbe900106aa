"""Whom a row that arrived and did not apply may be about: no rule that needs the row accuses them (9.1, coverage).

A row counts as present for its worker; where the number is unreadable, for every worker of that employer with that
name, and if none bears it, for all its workers; where the employer is unreadable, for every worker of that name or
number in the delivery's area. It counts only for those without an applied row in the same slot, and until a later
delivery covers the slot or an applied row of the same source gives that employer, name and month (start). A row whose
employer is readable and has no archive (unmatched) is about nobody here.
"""

from typing import Any

from employers.domain.derivation.facts import Facts

DATASETS = "('employee_roster', 'contract_filing', 'social_insurance', 'wage_payment')"

# ``slot``: the roster's day, the month of insurance and wages, the first day of a contract.
OPEN_ROWS = f"""
CREATE TEMP TABLE t_unapplied ON COMMIT DROP AS
SELECT * FROM (
    SELECT u.*, CASE u.dataset WHEN 'employee_roster' THEN coalesce(u.as_of, u.month, (
               SELECT max(c.period) FROM employers_coverage c
               WHERE c.delivery_id = u.delivery_id AND c.employer_id = u.employer_id)) ELSE u.month END AS slot
    FROM {{unapplied}} u
    WHERE u.dataset IN {DATASETS}
      AND (u.employer_id IN (SELECT DISTINCT employer_id FROM t_target)
           OR (u.employer_id IS NULL AND u.verdict <> 'unmatched'))
) u
WHERE NOT EXISTS (
    SELECT 1 FROM {{coverage}} c
    WHERE c.employer_id = u.employer_id AND c.dataset = u.dataset
      AND CASE u.dataset WHEN 'contract_filing' THEN c."full" AND c.number > u.number
                         WHEN 'employee_roster' THEN c.period > u.slot OR (c.period = u.slot AND c.number > u.number)
                         WHEN 'social_insurance'
                             THEN c.period = u.slot AND c.number > u.number AND c.kinds & u.kinds = u.kinds
                         ELSE c.period = u.slot AND c.number > u.number AND c.own = (u.source_id = 'danwei') END)
  AND NOT EXISTS (
    SELECT 1 FROM employers_contractfiling f JOIN employers_delivery d ON d.id = f.delivery_id
    WHERE u.dataset = 'contract_filing' AND f.employer_id = u.employer_id AND f.name = u.name AND f.start = u.slot
      AND f.number > u.number AND f.listed AND d.withdrawn_at IS NULL {{known}})
"""

# The names under which the target's workers are known, for rows whose number cannot be read.
NAMED = """
CREATE TEMP TABLE t_named ON COMMIT DROP AS
SELECT t.employer_id, t.worker_id, w.number_hash, w.name, e.district_id, e.street_id, e.community_id
FROM t_target t JOIN employers_worker w ON w.id = t.worker_id JOIN employers_employer e ON e.id = t.employer_id
WHERE EXISTS (SELECT 1 FROM t_unapplied)
"""

# Whether the employer has a worker of the row's name: the target may be some of his workers only.
BORNE = """
EXISTS (SELECT 1 FROM t_named o WHERE o.employer_id = u.employer_id AND o.name = u.name)
"""
BORNE_BY_OTHERS = """
OR EXISTS (SELECT 1 FROM employers_standing o JOIN employers_worker w ON w.id = o.worker_id
           WHERE o.employer_id = u.employer_id AND w.name = u.name)
"""
IN_AREA = """
(u.district_id IS NULL OR n.district_id = u.district_id) AND (u.street_id IS NULL OR n.street_id = u.street_id)
         AND (u.community_id IS NULL OR n.community_id = u.community_id)
"""
DOUBTS = f"""
CREATE TEMP TABLE t_doubt ON COMMIT DROP AS
SELECT DISTINCT employer_id, worker_id, dataset, source_id, slot AS month, kinds
FROM (
    SELECT n.employer_id, n.worker_id, u.dataset, u.source_id, u.slot, u.kinds
    FROM (SELECT u.*, u.name <> '' AND ({{borne}}) AS borne FROM t_unapplied u WHERE u.employer_id IS NOT NULL) u
    JOIN t_named n ON n.employer_id = u.employer_id
    WHERE CASE WHEN u.number_hash IS NOT NULL THEN n.number_hash = u.number_hash
               WHEN u.borne THEN n.name = u.name ELSE true END
    UNION ALL
    SELECT n.employer_id, n.worker_id, u.dataset, u.source_id, u.slot, u.kinds
    FROM t_unapplied u JOIN t_named n ON n.number_hash = u.number_hash WHERE u.employer_id IS NULL AND {IN_AREA}
    UNION ALL
    SELECT n.employer_id, n.worker_id, u.dataset, u.source_id, u.slot, u.kinds
    FROM t_unapplied u JOIN t_named n ON n.name = u.name WHERE u.employer_id IS NULL AND u.name <> '' AND {IN_AREA}
) doubtful
WHERE NOT EXISTS (
    SELECT 1 FROM t_applied a
    WHERE (a.employer_id, a.worker_id, a.dataset, a.source_id)
          = (doubtful.employer_id, doubtful.worker_id, doubtful.dataset, doubtful.source_id)
      AND a.slot IS NOT DISTINCT FROM doubtful.slot AND a.kinds & doubtful.kinds = doubtful.kinds)
"""

# What did apply, by slot.
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

# State rows that a delivery's rows which did not apply may be about, or whose doubt it may settle.
CONCERNED = """
SELECT s.employer_id, s.worker_id FROM employers_standing s
WHERE s.employer_id IN (
    SELECT u.employer_id FROM employers_unapplied u WHERE u.delivery_id = %(delivery)s AND u.employer_id IS NOT NULL
    UNION
    SELECT u.employer_id FROM employers_unapplied u
    WHERE u.employer_id = ANY(%(employers)s) AND u.dataset = %(dataset)s AND u.settled_at IS NULL)
UNION
SELECT s.employer_id, s.worker_id
FROM employers_unapplied u
JOIN employers_delivery d ON d.id = u.delivery_id
JOIN employers_worker w ON w.number_hash = u.number_hash
JOIN employers_standing s ON s.worker_id = w.id
WHERE u.delivery_id = %(delivery)s AND u.employer_id IS NULL AND u.verdict <> 'unmatched' AND {area}
UNION
SELECT s.employer_id, s.worker_id
FROM employers_unapplied u
JOIN employers_delivery d ON d.id = u.delivery_id
JOIN employers_worker w ON w.name = u.name AND u.name <> ''
JOIN employers_standing s ON s.worker_id = w.id
WHERE u.delivery_id = %(delivery)s AND u.employer_id IS NULL AND u.verdict <> 'unmatched' AND {area}
"""


def doubts(facts: Facts) -> list[str]:
    """Which pair is in doubt about which dataset and slot. Reads ``t_listing`` and ``t_contract``."""
    known = "AND d.received_on <= %(on)s" if facts.past else ""
    return [
        OPEN_ROWS.format(unapplied=facts.unapplied, coverage=facts.coverage, known=known),
        NAMED,
        "CREATE INDEX ON t_named (employer_id, name)",
        "ANALYZE t_named",
        APPLIED.format(insurance=facts.statements("insurance"), wages=facts.statements("wage")),
        "ANALYZE t_applied",
        DOUBTS.format(borne=BORNE if facts.past else BORNE + BORNE_BY_OTHERS),
        "ANALYZE t_doubt",
    ]


def concerned(cursor: Any, delivery_id: int, dataset: str, employers: list[int]) -> list[tuple[int, int]]:
    """The pairs to rebuild beside those a commit wrote about: its unread rows may be about them, or it settles one."""
    area = IN_AREA.replace("u.", "d.").replace("n.", "s.")
    told = {"delivery": delivery_id, "dataset": dataset, "employers": employers}
    cursor.execute(CONCERNED.format(area=area), told)
    return list(cursor.fetchall())
