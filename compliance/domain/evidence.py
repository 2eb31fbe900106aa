"""The evidence that a finding copies: its values, and the rows of both sources with delivery, row number and day.

Only findings that open, reopen or change are given evidence anew. A side that says nothing is a row too: ``absent``,
with the delivery that should have named it.
"""

from collections.abc import Mapping
from typing import Any

from compliance.rules.judging import Reading, fill

# One source row as JSON.
ROW = (
    "jsonb_build_object('dataset', {dataset}, 'source', d.source_id, 'delivery', d.id, 'row', {row},"
    " 'received_on', d.received_on, 'as_of', {as_of}, 'fields', jsonb_strip_nulls(jsonb_build_object({fields})))"
)


def _row(dataset: str, row: str, as_of: str, *fields: str, quoted: bool = True) -> str:
    named = ", ".join(f"'{name.split('.')[-1]}', {name}" for name in fields)
    return ROW.format(dataset=f"'{dataset}'" if quoted else dataset, row=row, as_of=as_of, fields=named)


ABSENT = """
(SELECT jsonb_agg(jsonb_build_object('dataset', v.dataset, 'source', d.source_id, 'delivery', d.id, 'absent', true,
        'received_on', d.received_on, 'as_of', v.period) ORDER BY v.number DESC)
 FROM (SELECT * FROM employers_coverage v WHERE v.employer_id = c.employer_id AND v.dataset = '{dataset}'
       AND v.withdrawn_at IS NULL {which} ORDER BY v.number DESC LIMIT {limit}) v
 JOIN employers_delivery d ON d.id = v.delivery_id)
"""
ROSTER = f"""
(SELECT jsonb_build_array({
    _row(
        "employee_roster",
        "l.row",
        "r.as_of",
        "s.name",
        "s.hired_on",
        "s.left_on",
        "s.form",
        "s.household",
        "s.post",
        "s.contract_start",
        "s.contract_end",
        "s.contract_kind",
    )
})
 FROM employers_listing l
 JOIN employers_roster r ON r.id = l.roster_id AND r.replaced_by IS NULL AND r.withdrawn_at IS NULL
 JOIN employers_rosterrow s ON s.id = l.statement_id JOIN employers_delivery d ON d.id = r.delivery_id
 WHERE l.employer_id = c.employer_id AND l.worker_id = c.worker_id AND r.as_of <= %(on)s ORDER BY r.as_of DESC LIMIT 1)
"""
FILINGS = f"""
(SELECT jsonb_agg({
    _row(
        "contract_filing",
        "s.row",
        "s.filed_on",
        "s.name",
        "s.action",
        "s.start",
        "s.end",
        "s.kind",
        "s.ended_on",
        "s.hired_on",
        "s.form",
        "s.pay_day",
        "s.pay_in",
    ).replace("s.end,", 's."end",')
} ORDER BY s.start DESC, s.number DESC)
 FROM employers_contractfiling s JOIN employers_delivery d ON d.id = s.delivery_id
 WHERE s.employer_id = c.employer_id AND s.worker_id = c.worker_id AND s.superseded_at IS NULL AND s.listed)
"""
INSURANCE = f"""
(SELECT jsonb_agg({_row("social_insurance", "s.row", "s.month", "s.name", "s.kinds", "s.insured", "s.base", "s.status")}
                  ORDER BY s.number)
 FROM employers_insurance s JOIN employers_delivery d ON d.id = s.delivery_id
 WHERE s.employer_id = c.employer_id AND s.worker_id = c.worker_id AND s.superseded_at IS NULL AND s.listed
   AND s.month = (c.values->>'month' || '-01')::date)
"""
WAGES = f"""
(SELECT jsonb_agg({
    _row(
        "wage_payment",
        "s.row",
        "s.month",
        "s.name",
        "s.payable",
        "s.overtime",
        "s.allowances",
        "s.deductions",
        "s.paid",
        "s.paid_on",
        "s.hours",
        "s.days_due",
        "s.days_present",
    )
} ORDER BY s.source_id, s.paid_on, s.number)
 FROM employers_wage s JOIN employers_delivery d ON d.id = s.delivery_id
 WHERE s.employer_id = c.employer_id AND s.worker_id = c.worker_id AND s.superseded_at IS NULL AND s.listed
   AND s.month = c.month)
"""
ENTRY = _row(
    "x.dataset", "x.row", "x.received_on", "x.key", "x.name", "x.uscc", "x.org_code", "x.registration_no", "x.address",
    "x.status", "x.heads", "x.heads_as_of", quoted=False,
)  # fmt: skip
ENTRIES = f"""
(SELECT jsonb_agg({ENTRY} ORDER BY x.id)
 FROM employers_registerentry x JOIN employers_delivery d ON d.id = x.delivery_id
 WHERE {{which}})
"""
NOTHING = "'[]'::jsonb"
SHEET = ABSENT.format(dataset="wage_payment", which="AND v.own AND v.period = c.month", limit=1)
COVERED = "AND v.period = (c.values->>'month' || '-01')::date"
STOCK = ABSENT.format(dataset="contract_filing", which="", limit=1)
OF_BOTH = (
    "x.employer_id IN (c.employer_id, c.other_id) AND x.dataset IN (c.values->>'dataset', c.values->>'other_dataset')"
)

# Rules -> the rows of their two sides.
SOURCES = {
    ("R14", "R15", "R17"): (ROSTER, f"coalesce({FILINGS}, {STOCK})"),
    ("R25", "R26"): (
        ROSTER,
        f"coalesce({INSURANCE}, {ABSENT.format(dataset='social_insurance', which=COVERED, limit=4)})",
    ),
    ("R30", "R31", "R32"): (ROSTER, f"coalesce({WAGES}, {SHEET})", FILINGS),
    ("R01", "R02"): (ENTRIES.format(which="x.employer_id = c.employer_id AND x.dataset = c.values->>'dataset'"),),
    ("R03",): (
        ENTRIES.format(
            which="x.employer_id = c.employer_id AND x.dataset IN (c.values->>'dataset', c.values->>'stated_by')"
        ),
    ),
    ("R06",): (ENTRIES.format(which=OF_BOTH),),
    ("R08",): (ENTRIES.format(which="x.id = (c.values->>'entry')::bigint"),),
    ("R13",): (ENTRIES.format(which="x.employer_id = c.employer_id AND x.heads IS NOT NULL"),),
}

EVIDENCE = """
UPDATE t_change c SET evidence = jsonb_build_object('values', c.values, 'on', %(on)s::date, 'sources', {sources})
WHERE c.rule = ANY(%(rules)s)
"""
# Said without naming the other employer: the worker is insured elsewhere in the city.
ELSEWHERE = """
UPDATE t_change c SET evidence = jsonb_set(c.evidence, '{values,elsewhere}', 'true')
WHERE c.rule IN ('R25', 'R26') AND EXISTS (
    SELECT 1 FROM employers_standing o
    WHERE o.worker_id = c.worker_id AND o.employer_id <> c.employer_id AND o.insured <> 0)
"""
# 实施条例 art. 21: whoever may have reached retirement age is not skipped, but marked.
RETIRED = """
UPDATE t_change c SET evidence = jsonb_set(c.evidence, '{values,past_retirement}', 'true')
FROM employers_worker w
WHERE w.id = c.worker_id AND w.birth_date + make_interval(years => CASE w.sex WHEN 'male' THEN %(retirement_male)s
      WHEN 'female' THEN %(retirement_female)s END) <= %(on)s
"""


def gather(cursor: Any, read: Reading) -> None:
    """Fill ``t_change.evidence``."""
    told: Mapping[str, Any] = read.told
    cursor.execute("SELECT DISTINCT rule FROM t_change")
    present = {rule for (rule,) in cursor.fetchall()}
    for rules, sides in SOURCES.items():
        if found := present.intersection(rules):
            sources = " || ".join(f"coalesce({side.strip()}, {NOTHING})" for side in sides)
            cursor.execute(fill(EVIDENCE, {"sources": sources}), {**told, "rules": sorted(found)})
    if present & {"R25", "R26"}:
        cursor.execute(ELSEWHERE)
    cursor.execute(RETIRED, told)
