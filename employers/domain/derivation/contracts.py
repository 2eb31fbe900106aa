"""Contracts: the filed acts of each folded into one, beside what rosters say (rule catalogue 9.1, "Contract")."""

from employers.domain.derivation.facts import Facts

# Filed acts of one contract (employer, worker, start) fold in the order signed or renewed, amendments by day of
# filing then commit, termination. An empty field of an amendment leaves what stood; an open-ended one has no end.
FILED = """
CREATE TEMP TABLE t_contract ON COMMIT DROP AS
SELECT employer_id, worker_id, start, true AS filed,
       nullif((array_agg(said_end ORDER BY rank DESC, filed_on DESC NULLS LAST, number DESC)
           FILTER (WHERE said_end IS NOT NULL))[1], 'infinity'::date) AS ends,
       (array_agg(ended_on ORDER BY number DESC) FILTER (WHERE action IN ('terminated', 'ended')))[1] AS ended_on,
       coalesce((array_agg(kind ORDER BY rank DESC, filed_on DESC NULLS LAST, number DESC)
           FILTER (WHERE kind <> ''))[1], '') AS kind,
       coalesce((array_agg(form ORDER BY rank DESC, filed_on DESC NULLS LAST, number DESC)
           FILTER (WHERE form <> ''))[1], '') AS form,
       (array_agg(hired_on ORDER BY rank DESC, filed_on DESC NULLS LAST, number DESC)
           FILTER (WHERE hired_on IS NOT NULL))[1] AS hired_on,
       (array_agg(pay_day ORDER BY rank DESC, filed_on DESC NULLS LAST, number DESC)
           FILTER (WHERE pay_day IS NOT NULL))[1] AS pay_day,
       coalesce((array_agg(pay_in ORDER BY rank DESC, filed_on DESC NULLS LAST, number DESC)
           FILTER (WHERE pay_in <> ''))[1], '') AS pay_in,
       (array_agg(agreed_wage ORDER BY rank DESC, filed_on DESC NULLS LAST, number DESC)
           FILTER (WHERE agreed_wage IS NOT NULL))[1] AS agreed_wage,
       (array_agg(signed_on ORDER BY rank, number DESC) FILTER (WHERE signed_on IS NOT NULL))[1] AS signed_on,
       max(name) AS name, max(delivery_id) AS delivery_id
FROM (
    SELECT f.*, CASE WHEN kind IN ('open_ended', 'task') THEN 'infinity'::date ELSE f."end" END AS said_end,
           CASE WHEN action IN ('signed', 'renewed') THEN 1 WHEN action = 'changed' THEN 2 ELSE 0 END AS rank
    FROM {filings} f
) acts
GROUP BY employer_id, worker_id, start
"""

# A roster's contract and a filing are the same when their first days are equal: the filing outranks.
ROSTERED = """
INSERT INTO t_contract
SELECT DISTINCT ON (l.employer_id, l.worker_id, l.contract_start)
       l.employer_id, l.worker_id, l.contract_start, false,
       CASE WHEN l.contract_kind IN ('open_ended', 'task') THEN NULL ELSE l.contract_end END,
       NULL, l.contract_kind, '', NULL, NULL, '', NULL, NULL, l.name, NULL
FROM t_listing l
WHERE l.contract_start IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM t_contract c
                  WHERE (c.employer_id, c.worker_id, c.start) = (l.employer_id, l.worker_id, l.contract_start))
ORDER BY l.employer_id, l.worker_id, l.contract_start, l.as_of DESC
"""

# The standing contract on the reading day and on the newest roster's day: of those that count the one in force with
# the greatest last day, else the one with the greatest last day. One that ended before hiring belongs to an earlier
# employment and does not count; one that has not started yet is none.
STANDING = """
CREATE TEMP TABLE t_standing_contract ON COMMIT DROP AS
WITH looks AS (
    SELECT p.employer_id, p.worker_id, p.hired_on, %(on)s::date AS day, 1 AS look FROM t_latest p
    UNION ALL
    SELECT p.employer_id, p.worker_id, p.hired_on, n.as_of, 2
    FROM t_latest p JOIN (SELECT employer_id, max(as_of) AS as_of FROM t_roster GROUP BY 1) n USING (employer_id)
), counted AS (
    SELECT k.employer_id, k.worker_id, k.look, c.start, c.filed, least(c.ends, c.ended_on) AS last_day,
           (c.ends IS NULL OR c.ends >= k.day) AND (c.ended_on IS NULL OR c.ended_on > k.day) AS valid
    FROM looks k JOIN t_contract c USING (employer_id, worker_id)
    WHERE c.start <= k.day AND (least(c.ends, c.ended_on) IS NULL OR k.hired_on IS NULL
                                OR least(c.ends, c.ended_on) >= k.hired_on)
)
SELECT DISTINCT ON (employer_id, worker_id, look) employer_id, worker_id, look, start, filed, last_day, valid
FROM counted
ORDER BY employer_id, worker_id, look, valid DESC, last_day DESC NULLS FIRST, start DESC
"""


def filed(facts: Facts) -> list[str]:
    """Fold filings into ``t_contract`` and add what rosters say. Reads ``t_listing``."""
    return [
        FILED.format(filings=facts.statements("contractfiling")),
        "CREATE INDEX ON t_contract (employer_id, worker_id, start)",
        ROSTERED,
        "ANALYZE t_contract",
    ]


def standing() -> list[str]:
    """Pick the standing contract. Reads ``t_latest``."""
    return [
        STANDING,
        "CREATE INDEX ON t_standing_contract (employer_id, worker_id, look)",
        "ANALYZE t_standing_contract",
    ]
