"""All rules about workers in one scan of the state rows: each condition is a bit, and only rows with a bit are kept.

What is told of a hit is read from the kept rows, so that the state rows themselves are gone through once.
"""

from compliance.rules.base import MonthPart, PairPart, Rule

Parts = list[tuple[Rule, PairPart]]
Months = list[tuple[Rule, MonthPart]]

SCAN = """
CREATE TEMP TABLE t_pair ON COMMIT DROP AS
SELECT s.* FROM (
    SELECT s.*, {flags} AS flags{bits} FROM t_judge f JOIN {standing} s ON s.employer_id = f.employer_id OFFSET 0
) s WHERE s.flags <> 0 OR ({some}) <> 0
"""
TELL = """
INSERT INTO t_hit (rule, employer_id, subject, period, severity, worker_id, month, "values", area_id, district_id,
                   street_id, community_id)
SELECT h.rule, s.employer_id, 'worker:' || s.worker_id, {period}, h.severity, s.worker_id, {month}, h.values, f.area_id,
       f.district_id, f.street_id, f.community_id
FROM t_pair s
JOIN t_judge f ON f.employer_id = s.employer_id
{window}
CROSS JOIN LATERAL (VALUES {found}) h(rule, hit, severity, values)
WHERE h.hit AND {some}
"""
WINDOW = """
JOIN t_month m ON m.bit & ({some}) <> 0 AND m.month >= %(first_month)s
LEFT JOIN LATERAL jsonb_array_elements(s.wage_details) d ON d->>'month' = to_char(m.month, 'YYYY-MM')
"""


def scan(rules: list[Rule]) -> list[str]:
    """The statements that find and tell the hits about workers."""
    pairs: Parts = [(rule, rule.part(PairPart)) for rule in rules if rule.part(PairPart)]
    months: Months = [(rule, rule.part(MonthPart)) for rule in rules if rule.part(MonthPart)]
    flags = " | ".join(f"CASE WHEN {part.when} THEN {1 << n} ELSE 0 END" for n, (_, part) in enumerate(pairs)) or "0"
    bits = "".join(f", {part.bits} AS {column(rule)}" for rule, part in months)
    some = " | ".join(f"s.{column(rule)}" for rule, _ in months) or "0"
    statements = [SCAN.replace("{flags}", flags).replace("{bits}", bits).replace("{some}", some)]
    if pairs:
        statements.append(_tell("''", "NULL::date", "", _found_pairs(pairs), "s.flags <> 0"))
    if months:
        window = WINDOW.replace("{some}", some)
        bits = f"({some}) <> 0"
        statements.append(_tell("to_char(m.month, 'YYYY-MM')", "m.month", window, _found_months(months), bits))
    return statements


def column(rule: Rule) -> str:
    """The name of a rule's month bits."""
    return rule.code.lower()


def _found_pairs(pairs: Parts) -> str:
    return ", ".join(_found(rule, part, f"s.flags & {1 << n} <> 0") for n, (rule, part) in enumerate(pairs))


def _found_months(months: Months) -> str:
    return ", ".join(_found(rule, part, f"s.{column(rule)} & m.bit <> 0") for rule, part in months)


def _found(rule: Rule, part: PairPart | MonthPart, hit: str) -> str:
    """The values of evidence are made for hits only."""
    return f"('{rule.code}', {hit}, {part.severity}, CASE WHEN {hit} THEN {part.values} END)"


def _tell(period: str, month: str, window: str, found: str, some: str) -> str:
    sql = TELL.replace("{window}", window).replace("{found}", found)
    return sql.replace("{period}", period).replace("{month}", month).replace("{some}", some)
