"""Hold the hits against the findings and write the differences, and nothing else (decisions 23).

A hit without a finding opens one, a hit with a closed finding reopens it, a hit whose facts, severity, place or rule
version differ updates it. An open finding without a hit closes if its subject could be judged; else it keeps its state.
"""

import json
from collections.abc import Mapping
from typing import Any

from compliance.domain import evidence
from compliance.models import RuleVersion
from compliance.rules.base import CityPart, EmployerPart, MonthPart, Rule
from compliance.rules.catalogue import BY_CODE, OF_CITY, OF_EMPLOYERS
from compliance.rules.judging import Reading, run

CHANGES = """
CREATE TEMP TABLE t_change ON COMMIT DROP AS
SELECT h.*, v.version_id, fd.id AS finding_id, '{}'::jsonb AS evidence,
       CASE WHEN fd.id IS NULL THEN 'opened' WHEN fd.state = 'closed' THEN 'reopened' ELSE '' END AS event
FROM t_hit h
JOIN (SELECT key AS rule, value::bigint AS version_id FROM jsonb_each_text(%(versions)s::jsonb)) v ON v.rule = h.rule
LEFT JOIN compliance_finding fd
     ON fd.rule = h.rule AND {same_employer} AND fd.subject = h.subject AND fd.period = h.period
WHERE fd.id IS NULL OR fd.state = 'closed' OR fd.evidence_hash <> h.facts OR fd.severity <> h.severity
   OR fd.version_id <> v.version_id OR fd.area_id <> h.area_id
"""
EQUAL = "fd.employer_id = h.employer_id"
EQUAL_OR_NONE = "fd.employer_id IS NOT DISTINCT FROM h.employer_id"

OPENED = """
WITH new AS (
    INSERT INTO compliance_finding (rule, employer_id, subject, period, severity, state, reason, became, worker_id,
        other_id, month, first_seen, last_opened, evidence, evidence_hash, version_id, area_id, district_id, street_id,
        community_id)
    SELECT rule, employer_id, subject, period, severity, 'open', '', '', worker_id, other_id, month, %(on)s, %(on)s,
           evidence, facts, version_id, area_id, district_id, street_id, community_id
    FROM t_change WHERE event = 'opened'
    RETURNING id, severity)
INSERT INTO compliance_findingchange (finding_id, event, "on", severity, reason, became, run_id)
SELECT id, 'opened', %(on)s, severity, '', '', %(run)s FROM new
"""
UPDATED = """
UPDATE compliance_finding fd
SET severity = c.severity, evidence = c.evidence, evidence_hash = c.facts, version_id = c.version_id, state = 'open',
    reason = '', became = '', closed_on = NULL, other_id = c.other_id,
    last_opened = CASE WHEN c.event = 'reopened' THEN %(on)s ELSE fd.last_opened END,
    area_id = c.area_id, district_id = c.district_id, street_id = c.street_id, community_id = c.community_id
FROM t_change c WHERE fd.id = c.finding_id
"""
REOPENED = """
INSERT INTO compliance_findingchange (finding_id, event, "on", severity, reason, became, run_id)
SELECT finding_id, 'reopened', %(on)s, severity, '', '', %(run)s FROM t_change WHERE event = 'reopened'
"""

# Open findings without a hit. Counted before they are judged: there may be none or a month's, and the plan differs.
GONE = """
CREATE TEMP TABLE t_gone ON COMMIT DROP AS
SELECT fd.id, fd.rule, fd.employer_id, fd.other_id, fd.worker_id, fd.subject, fd.period, fd.month, fd.severity
FROM compliance_finding fd {scope}
WHERE fd.state = 'open' AND fd.rule = ANY(%(rules)s) AND NOT EXISTS (
    SELECT 1 FROM t_hit h
    WHERE h.rule = fd.rule AND {same_employer} AND h.subject = fd.subject AND h.period = fd.period)
"""
# Those of them that close, each with what it takes to judge its subject, and with the rule of its group that holds now.
CLOSING = """
CREATE TEMP TABLE t_closing ON COMMIT DROP AS
SELECT fd.id, fd.severity, {reason} AS reason, coalesce(next.rule, '') AS became
FROM t_gone fd
{facts}
LEFT JOIN (
    SELECT g.id, min(h.rule) AS rule
    FROM t_gone g JOIN t_hit h ON h.employer_id = g.employer_id AND h.subject = g.subject AND h.period = g.period
    WHERE g.subject <> '' AND (%(groups)s::jsonb->>h.rule) = (%(groups)s::jsonb->>g.rule) GROUP BY 1
) next ON next.id = fd.id
WHERE {judged}
"""
EMPLOYER_FACTS = """
JOIN t_judge f ON f.employer_id = fd.employer_id
LEFT JOIN {standing} s ON s.employer_id = fd.employer_id AND s.worker_id = fd.worker_id
LEFT JOIN t_month m ON m.month = fd.month AND m.month >= %(first_month)s
"""
BEYOND = "(fd.month < %(first_month)s)"
REASON = f"""
CASE WHEN NOT f.live AND NOT fd.rule = ANY(%(reads_closed)s) THEN 'archive_closed'
     WHEN next.rule IS NOT NULL THEN 'became'
     WHEN {BEYOND} THEN 'beyond_reach'
     WHEN fd.rule IN ('R01', 'R02') AND EXISTS (
         SELECT 1 FROM employers_identifier i WHERE i.employer_id = fd.employer_id AND 'code:' || i.value = fd.subject
           AND i.valid_to IS NULL AND i.override_reason <> '') THEN 'overridden'
     ELSE 'facts' END
"""
CLOSED = """
WITH closed AS (
    UPDATE compliance_finding fd SET state = 'closed', closed_on = %(on)s, reason = c.reason, became = c.became
    FROM t_closing c WHERE fd.id = c.id RETURNING fd.id, fd.severity, fd.reason, fd.became)
INSERT INTO compliance_findingchange (finding_id, event, "on", severity, reason, became, run_id)
SELECT id, 'closed', %(on)s, severity, reason, became, %(run)s FROM closed
"""
# A finding lies where its employer lies, open or not.
FOLLOW = """
UPDATE compliance_finding fd SET area_id = f.area_id, district_id = f.district_id, street_id = f.street_id,
       community_id = f.community_id
FROM t_judge f WHERE fd.employer_id = f.employer_id AND fd.area_id <> f.area_id
"""


def versions(read: Reading) -> dict[str, int]:
    """The version under which each rule judges; a new one is written down the first time it is used."""
    answer = {}
    for rule in read.rules():
        digest, used = read.settings.version(rule)
        version, _new = RuleVersion.objects.get_or_create(
            rule=rule.code, digest=digest, defaults={"parameters": used, "first_used_on": read.on}
        )
        answer[rule.code] = version.pk
    return answer


def write_employers(cursor: Any, read: Reading, known: Mapping[str, int], run_id: int | None) -> dict[str, int]:
    """Write the differences for the employers in ``t_judge``; answer the hits per rule."""
    rules = [rule for rule in OF_EMPLOYERS if rule.code in known]
    judged = " ".join(f"WHEN {_which(rule, part)} THEN {_judged(rule, part)}" for rule in rules for part in rule.parts)
    gone = _fill(GONE, scope="JOIN t_judge f ON f.employer_id = fd.employer_id", same_employer=EQUAL)
    closing = _fill(CLOSING, reason=REASON, facts=EMPLOYER_FACTS, judged=f"coalesce(CASE {judged} END, false)")
    changes = _fill(CHANGES, same_employer=EQUAL)
    return _write(
        cursor, read, known, run_id, rules, changes=changes, gone=gone, closing=closing, follow=FOLLOW
    )  # fmt: skip


def write_city(
    cursor: Any, read: Reading, known: Mapping[str, int], run_id: int | None, employers: list[int] | None
) -> dict[str, int]:
    """The same for the rules of the whole city; of shared codes only these employers', where given."""
    rules = [rule for rule in OF_CITY if rule.code in known]
    judged = " ".join(f"WHEN fd.rule = '{rule.code}' THEN {rule.part(CityPart).judged}" for rule in rules)
    scope = "" if employers is None else "JOIN (SELECT 1) one ON fd.employer_id IS NULL OR {ids}"
    scope = scope.replace("{ids}", "fd.employer_id = ANY(%(ids)s) OR fd.other_id = ANY(%(ids)s)")
    gone = _fill(GONE, scope=scope, same_employer=EQUAL_OR_NONE)
    closing = _fill(
        CLOSING,
        reason="CASE WHEN next.rule IS NOT NULL THEN 'became' ELSE 'facts' END",
        facts="",
        judged=f"coalesce(CASE {judged} END, false)",
    )
    changes = _fill(CHANGES, same_employer=EQUAL_OR_NONE)
    return _write(cursor, read, known, run_id, rules, changes=changes, gone=gone, closing=closing, ids=employers)


def _write(cursor: Any, read: Reading, known: Mapping[str, int], run_id: int | None, rules: list[Rule], *, changes: str,
           gone: str, closing: str, follow: str = "", **more: Any) -> dict[str, int]:  # fmt: skip
    told = read.told | more | {
        "run": run_id,
        "versions": json.dumps(known),
        "rules": [rule.code for rule in rules],
        "groups": json.dumps({code: rule.group for code, rule in BY_CODE.items() if rule.group}),
        "reads_closed": [rule.code for rule in rules if rule.reads_closed],
    }  # fmt: skip
    cursor.execute("DROP TABLE IF EXISTS pg_temp.t_change, pg_temp.t_gone, pg_temp.t_closing")
    cursor.execute(changes, told)
    changed = cursor.rowcount
    cursor.execute(gone, told)
    missing = cursor.rowcount
    if missing:
        cursor.execute("ANALYZE t_gone")
        run(cursor, read, closing, **told)
    if changed:
        evidence.gather(cursor, read)
    steps = [OPENED, UPDATED, REOPENED] if changed else []
    for step in (*steps, *([CLOSED] if missing else []), *([follow] if follow else [])):
        cursor.execute(step, told)
    cursor.execute("SELECT rule, count(*) FROM t_hit GROUP BY 1")
    return dict(cursor.fetchall())


def _which(rule: Rule, part: Any) -> str:
    """Tells a rule's parts apart: findings about workers, and findings about employers."""
    if isinstance(part, EmployerPart):
        return f"fd.rule = '{rule.code}' AND fd.worker_id IS NULL"
    return f"fd.rule = '{rule.code}' AND fd.worker_id IS NOT NULL"


def _judged(rule: Rule, part: Any) -> str:
    """Closed archives are read by R31 only, so the others' findings close with them; old months are out of reach."""
    ways = [part.judged]
    if not rule.reads_closed:
        ways.append("NOT f.live")
    if isinstance(part, MonthPart) or (isinstance(part, EmployerPart) and rule.part(MonthPart)):
        ways.append(BEYOND)
    return "(" + " OR ".join(f"({way})" for way in ways) + ")"


def _fill(sql: str, **places: str) -> str:
    for key, text in places.items():
        sql = sql.replace("{" + key + "}", text)
    return sql
