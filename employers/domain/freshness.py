"""What may be said of an employer on a day: which of his data are fresh (rule catalogue 9.1, "Coverage and freshness").

``t_fresh`` has one row per employer. Age is the day minus the received day for filings, minus the as-of day for
rosters, minus the month's last day for insurance and wages; exactly the limit is fresh. Stale data never accuses.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from core import parameters
from employers.domain.derivation import insurance, reference
from employers.domain.derivation.facts import Facts

LIMITS = ("registers", "rosters", "filings", "insurance", "wages")

# contracts_by: 'filings' where a full stock covers the employer and the newest covering delivery is fresh; else
# 'roster' where his newest roster has a contract column filled and is fresh; else ''. Bit 0 is the month of the day, so
# that the lowest bit is the newest month. ``basis`` is what the rates read of it, the day and the parameters: where it
# stays the same, so do the marks of state rows that stay the same.
FRESH = """
CREATE TEMP TABLE t_fresh ON COMMIT DROP AS
SELECT f.*, hashtextextended(concat_ws('|', %(on)s::date, %(revision)s::text, live, roster_as_of, roster_fresh,
       contracts_by, insured_month, insured_last, required, insurance_fresh, wages_fresh, newest_wage_month,
       newest_wage), 0) AS basis
FROM (
SELECT t.employer_id, e.status = 'open' AS live,
       r.as_of AS roster_as_of, coalesce(%(on)s::date - r.as_of <= %(rosters)s, false) AS roster_fresh,
       c.received_on AS filings_received, CASE
           WHEN NOT coalesce(%(on)s::date - r.as_of <= %(rosters)s, false) THEN ''
           WHEN c.stock AND %(on)s::date - c.received_on <= %(filings)s THEN 'filings'
           WHEN r.contract_columns THEN 'roster' ELSE '' END AS contracts_by,
       i.month AS insured_month, i.month_last AS insured_last, coalesce(i.required, 0) AS required,
       coalesce(%(on)s::date - i.month_last <= %(insurance)s, false) AS insurance_fresh,
       w.month AS newest_sheet, w.first AS first_sheet, coalesce(w.sheets, 0) AS sheets,
       coalesce(%(on)s::date - ((w.month + interval '1 month')::date - 1) <= %(wages)s, false) AS wages_fresh,
       due.month AS newest_wage_month, coalesce(due.bit, 0) AS newest_wage
FROM t_who t
JOIN employers_employer e ON e.id = t.employer_id
LEFT JOIN (SELECT DISTINCT ON (employer_id) employer_id, as_of, contract_columns FROM {rosters} r
           WHERE employer_id IN (SELECT employer_id FROM t_who) ORDER BY employer_id, as_of DESC) r
     ON r.employer_id = t.employer_id
LEFT JOIN (SELECT employer_id, max(received_on) AS received_on, bool_or("full") AS stock FROM {coverage} c
           WHERE dataset = 'contract_filing' AND employer_id IN (SELECT employer_id FROM t_who) GROUP BY 1) c
     ON c.employer_id = t.employer_id
LEFT JOIN t_insurance_month i ON i.employer_id = t.employer_id
LEFT JOIN (SELECT employer_id, max(period) AS month, min(period) AS first, bit_or(m.bit) AS sheets
           FROM {coverage} c LEFT JOIN t_month m ON m.month = c.period
           WHERE dataset = 'wage_payment' AND own AND employer_id IN (SELECT employer_id FROM t_who) GROUP BY 1) w
     ON w.employer_id = t.employer_id
LEFT JOIN (SELECT employer_id, bit_or(wage_due) AS bits FROM {standing}
           WHERE employer_id IN (SELECT employer_id FROM t_who) GROUP BY 1) d ON d.employer_id = t.employer_id
LEFT JOIN t_month due ON due.bit = d.bits & -d.bits
) f
"""
# Of whom filings vouch with a delivery and not without it, or the other way round.
VOUCHED_ANEW = """
SELECT employer_id FROM employers_coverage
WHERE dataset = 'contract_filing' AND withdrawn_at IS NULL
  AND employer_id IN (SELECT employer_id FROM employers_coverage WHERE delivery_id = %(delivery)s)
GROUP BY 1
HAVING (bool_or("full") AND %(on)s::date - max(received_on) <= %(limit)s) IS DISTINCT FROM
       coalesce(bool_or("full") FILTER (WHERE delivery_id <> %(delivery)s)
                AND %(on)s::date - max(received_on) FILTER (WHERE delivery_id <> %(delivery)s) <= %(limit)s, false)
"""
TABLES = "t_who, t_target, t_kinds, t_month, t_insurance_month, t_fresh"


def build(cursor: Any, on: date, *, employers: Iterable[int] | None = None, past: bool = False,
          standing: str = "employers_standing") -> None:  # fmt: skip
    """Make ``t_fresh`` (and ``t_month``) for these employers, or for everybody. Inside a transaction."""
    facts = Facts(on, past)
    cursor.execute("DROP TABLE IF EXISTS " + ", ".join(f"pg_temp.{name.strip()}" for name in TABLES.split(",")))
    cursor.execute("CREATE TEMP TABLE t_who (employer_id bigint PRIMARY KEY) ON COMMIT DROP")
    if employers is None:
        cursor.execute("INSERT INTO t_who SELECT id FROM employers_employer WHERE status IN ('open', 'closed')")
    else:
        cursor.execute("INSERT INTO t_who SELECT DISTINCT unnest(%s::bigint[])", [list(employers)])
    cursor.execute("ANALYZE t_who")
    reference.months(cursor, reference.WorkingDays(on))
    cursor.execute("SELECT DISTINCT period FROM employers_delivery d WHERE dataset = 'social_insurance'"
                   " AND committed_at IS NOT NULL ORDER BY 1")  # fmt: skip
    reference.required_kinds(cursor, [month for (month,) in cursor.fetchall() if month])
    cursor.execute(
        "CREATE TEMP TABLE t_target ON COMMIT DROP AS SELECT employer_id, NULL::bigint AS worker_id FROM t_who"
    )
    limits = {name: int(parameters.value(f"freshness.{name}", (), on) or 0) for name in LIMITS}
    for step in insurance.months(facts):
        cursor.execute(step, {"on": on} if "%(" in step else None)
    fresh = FRESH.format(rosters=facts.rosters, coverage=facts.coverage, standing=standing)
    cursor.execute(fresh, {"on": on, "revision": parameters.revision(), **limits})
    cursor.execute("CREATE INDEX ON t_fresh (employer_id)")
    cursor.execute("ANALYZE t_fresh")


def vouched_anew(cursor: Any, delivery_id: int, on: date) -> list[int]:
    """The employers of whom filings vouch because of this delivery: of those whom it covers, only they may be judged
    otherwise, whether or not a row is about them."""
    limit = int(parameters.value("freshness.filings", (), on) or 0)
    cursor.execute(VOUCHED_ANEW, {"delivery": delivery_id, "on": on, "limit": limit})
    return [employer for (employer,) in cursor.fetchall()]
