"""Run the rules set-wise: from fresh data and state rows to ``t_hit``, the hits of the employers looked at.

One scan of the state rows serves all rules about workers: each rule's condition becomes a bit, and only rows with a bit
are looked at again. A past day reads what was known then, out of the same statements.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.rules import headcounts, workers
from compliance.rules.base import (
    CityPart,
    EmployerPart,
    Rule,
    Settings,
    day_before,
    latest_base,
    latest_base_sql,
    settings,
)
from compliance.rules.catalogue import PARAMETERS, RULES
from core.calendar import add_months
from employers.domain import freshness
from employers.domain.derivation.facts import Facts

TABLES = "t_judge t_pair t_hit t_register t_shared t_heads t_unread t_compared".split()

# Days that thresholds lead to: a base on or before them is old enough. Nothing where the rule began later.
JUDGE = f"""
CREATE TEMP TABLE t_judge ON COMMIT DROP AS
SELECT f.employer_id, {{live}} AS live, f.roster_as_of, f.roster_fresh, f.contracts_by, f.filings_received,
       f.insured_month,
       f.insured_last, f.required, f.insurance_fresh, f.newest_sheet, f.first_sheet, f.wages_fresh,
       e.area_id, e.district_id, e.street_id, e.community_id, look.day AS look,
       CASE WHEN month.base >= %(r14_months_since)s THEN month.base END AS month_base,
       CASE WHEN year.base >= %(r15_years_since)s THEN year.base END AS year_base,
       look.day - %(r17_grace)s - 1 AS expired_base,
       {latest_base_sql("look.day - 1", "%(r17_red_after)s")} AS expired_red,
       CASE WHEN f.insured_last - %(r25_days)s - 1 >= %(r25_days_since)s THEN f.insured_last - %(r25_days)s - 1 END
           AS insured_base,
       f.sheets
FROM t_fresh f
JOIN employers_employer e ON e.id = f.employer_id
CROSS JOIN LATERAL (SELECT CASE WHEN f.contracts_by = 'roster' THEN f.roster_as_of ELSE %(on)s::date END AS day) look
CROSS JOIN LATERAL (SELECT {latest_base_sql("look.day - 1", "%(r14_months)s")} AS base) month
CROSS JOIN LATERAL (SELECT {latest_base_sql("look.day", "12 * %(r15_years)s")} AS base) year
"""

REGISTER = """
CREATE TEMP TABLE t_register ON COMMIT DROP AS
SELECT d.dataset, d.received_on, a.path, a.tier = 'city' AS whole_city
FROM employers_delivery d JOIN grids_area a ON a.id = d.area_id
WHERE d.dataset IN ('code_register', 'business_register', 'tax_register', 'statistics_units')
  AND d.committed_at IS NOT NULL AND d.withdrawn_at IS NULL
  AND d.received_on >= %(on)s::date - %(freshness_registers)s {known}
"""
HIT = """
CREATE TEMP TABLE t_hit (
    rule varchar(4), employer_id bigint, subject text, period text, severity smallint, worker_id bigint, month date,
    other_id bigint, area_id bigint, district_id bigint, street_id bigint, community_id bigint, "values" jsonb,
    facts bigint GENERATED ALWAYS AS (hashtextextended("values"::text, 0)) STORED
) ON COMMIT DROP
"""
# What the rules of the city tell of a hit.
TOLD = (
    'employer_id, subject, period, severity, month, other_id, area_id, district_id, street_id, community_id, "values"'
)
KNOWN = "ANALYZE t_hit (rule, employer_id, subject, period)"


@dataclass(frozen=True, slots=True)
class Reading:
    """A day, whether it lies in the past, and where the facts of that day are read."""

    on: date
    past: bool
    settings: Settings
    newest_year: int | None = None

    @property
    def told(self) -> dict[str, Any]:
        """What the statements are told; a rule that is not in force is not asked, but its places are filled."""
        empty = {True: date.max, False: 0}
        return {
            key: empty[key.endswith("_since")] if value is None else value for key, value in self.settings.told.items()
        }

    @property
    def places(self) -> Mapping[str, str]:
        """The relations that rules read by name."""
        facts = Facts(self.on, self.past)
        names = {"coverage": facts.coverage, "unapplied": facts.unapplied}
        return names | (PAST if self.past else CURRENT)

    def rules(self) -> list[Rule]:
        """The rules in force on the day."""
        return [rule for rule in RULES if self.settings.holds(rule)]


CURRENT = {
    "standing": "employers_standing",
    "live": "e.status = 'open'",
    "identifiers": "(SELECT * FROM employers_identifier WHERE valid_to IS NULL)",
    "employers": "(SELECT *, status = 'open' AS live FROM employers_employer)",
    "entries": "employers_registerentry",
    "orphans": "(SELECT * FROM employers_registerentry WHERE employer_id IS NULL AND live)",
    "known": "",
}
LIVE_THEN = "(e.opened_on <= %(on)s AND (e.status = 'open' OR (e.status = 'closed' AND e.closed_on > %(on)s)))"
ENTRIES_THEN = """(
    SELECT DISTINCT ON (x.id) x.id, x.source_id, x.dataset, x.key, x.year, x.area_id, x.district_id, x.street_id,
           x.community_id, x.first_delivered_on, CASE WHEN e.opened_on <= %(on)s THEN x.employer_id END AS employer_id,
           v.listed, (v.fields->>'live')::boolean AS live, coalesce(v.fields->>'name', '') AS name,
           coalesce(v.fields->>'address', '') AS address, coalesce(v.fields->>'status', '') AS status,
           coalesce((v.fields->>'declared_heads')::int, (v.fields->>'employees')::int) AS heads,
           CASE x.dataset WHEN 'tax_register'
                    THEN ((v.fields->>'reference_month')::date + interval '1 month')::date - 1
                WHEN 'statistics_units' THEN make_date(x.year, 12, 31)
                WHEN 'code_register' THEN (v.fields->>'issued_on')::date END AS heads_as_of
    FROM employers_registerentry x
    JOIN employers_registerversion v ON v.entry_id = x.id AND v.received_on <= %(on)s
    JOIN employers_delivery d ON d.id = v.delivery_id AND d.withdrawn_at IS NULL
    LEFT JOIN employers_employer e ON e.id = x.employer_id
    ORDER BY x.id, v.number DESC)"""
PAST = {
    "standing": "t_standing",
    "live": LIVE_THEN,
    "identifiers": (
        "(SELECT id, employer_id, kind, value, derived, conforming, delivery_id, dataset,"
        " CASE WHEN override_on <= %(on)s THEN override_reason ELSE '' END AS override_reason"
        " FROM employers_identifier WHERE valid_from <= %(on)s AND (valid_to IS NULL OR valid_to > %(on)s))"
    ),
    "employers": f"(SELECT e.*, {LIVE_THEN} AS live FROM employers_employer e)",
    "entries": ENTRIES_THEN,
    "orphans": f"(SELECT * FROM {ENTRIES_THEN} known WHERE employer_id IS NULL AND live)",
    "known": "AND d.received_on <= %(on)s",
}


def reading(cursor: Any, on: date, *, past: bool = False) -> Reading:
    """What a run reads, once for all its parts."""
    told = settings(PARAMETERS, on)
    known = "AND received_on <= %(on)s" if past else ""
    cursor.execute(
        "SELECT extract(year FROM max(period))::int FROM employers_delivery WHERE dataset = 'statistics_units'"
        f" AND committed_at IS NOT NULL AND withdrawn_at IS NULL {known}",
        {"on": on} if past else None,
    )
    year = cursor.fetchone()[0]
    more = {
        "newest_year": year,
        "orange_due": latest_base(day_before(on), int(told.told["r31_orange_after"] or 0)),
        "red_due": latest_base(day_before(on), int(told.told["r31_red_after"] or 0)),
        "first_month": add_months(told.told["month_first"], -int(told.told["wages_months_back"] or 0)),
    }
    return Reading(on, past, Settings(on, {**told.told, **more}, told.stated), year)


def run(cursor: Any, read: Reading, sql: str, **more: Any) -> None:
    """One statement, with the relations and the parameters of the day filled in."""
    cursor.execute(fill(sql, read.places), read.told | more)


def fill(sql: str, places: Mapping[str, str]) -> str:
    for key, relation in places.items():
        sql = sql.replace("{" + key + "}", relation)
    return sql


def drop(cursor: Any) -> None:
    cursor.execute("DROP TABLE IF EXISTS " + ", ".join(f"pg_temp.{table}" for table in TABLES))


def judge_employers(cursor: Any, read: Reading, employers: Iterable[int] | None) -> None:
    """``t_hit`` of every rule about these employers and their workers (or everybody's). Inside a transaction."""
    standing = read.places["standing"]
    freshness.build(cursor, read.on, employers=employers, past=read.past, standing=standing)
    drop(cursor)
    run(cursor, read, JUDGE)
    cursor.execute("CREATE UNIQUE INDEX ON t_judge (employer_id)")
    cursor.execute("ANALYZE t_judge")
    run(cursor, read, REGISTER)
    cursor.execute(HIT)
    rules = read.rules()
    for step in (*workers.scan(rules), *headcounts.PREPARE):
        run(cursor, read, step)
    for rule in rules:
        if part := rule.part(EmployerPart):
            _take(cursor, read, rule, part.hits)
    cursor.execute(KNOWN)


def judge_city(cursor: Any, read: Reading, employers: Iterable[int] | None) -> None:
    """``t_hit`` of the rules that no single employer decides; shared codes only of these employers, where given."""
    drop(cursor)
    run(cursor, read, REGISTER)
    cursor.execute(HIT)
    ids = None if employers is None else list(employers)
    shared = "SELECT kind, value FROM {identifiers} i GROUP BY 1, 2 HAVING count(DISTINCT employer_id) > 1"
    if ids is not None:
        shared = "SELECT DISTINCT kind, value FROM {identifiers} i WHERE employer_id = ANY(%(ids)s)"
    cursor.execute(
        fill("CREATE TEMP TABLE t_shared ON COMMIT DROP AS " + shared, read.places), {**read.told, "ids": ids}
    )
    cursor.execute("ANALYZE t_shared")
    for rule in read.rules():
        if part := rule.part(CityPart):
            run(cursor, read, f"INSERT INTO t_hit (rule, {TOLD}) SELECT '{rule.code}', {TOLD} FROM ({part.hits}) h")
    cursor.execute(KNOWN)


def _take(cursor: Any, read: Reading, rule: Rule, hits: str) -> None:
    run(
        cursor,
        read,
        'INSERT INTO t_hit (rule, employer_id, subject, period, severity, month, other_id, "values", area_id,'
        " district_id, street_id, community_id)"
        f" SELECT '{rule.code}', h.employer_id, h.subject, h.period, h.severity, h.month, h.other_id, h.values,"
        f" f.area_id, f.district_id, f.street_id, f.community_id"
        f" FROM ({hits}) h JOIN t_judge f ON f.employer_id = h.employer_id",
    )
