"""R13: what the departments count at one employer (a condition for clause 27 reports: the figures must agree).

Reference days: insurance the last day of M*, the roster its own day, registers the day their head-count refers to. Rows
that arrived and did not apply may be people: where counting them would change the answer, the rule is silent.
"""

from django.utils.translation import gettext_lazy as _

from compliance.enums import Severity
from compliance.rules.base import EmployerPart, Rule
from employers.enums import Dataset

# Whom state rows count, and whom they might count if rows without an employer were his.
PEOPLE = """
CREATE TEMP TABLE t_heads ON COMMIT DROP AS
SELECT s.employer_id, count(*) FILTER (WHERE s.insured <> 0) AS insured, count(*) FILTER (WHERE s.counted) AS listed,
       count(*) FILTER (WHERE s.insured = 0 AND s.doubt & 4 <> 0) AS maybe_insured,
       count(*) FILTER (WHERE NOT s.counted AND s.doubt & 1 <> 0) AS maybe_listed
FROM t_judge f JOIN {standing} s ON s.employer_id = f.employer_id
WHERE f.live AND (f.insurance_fresh OR f.roster_fresh) GROUP BY 1
"""
# Rows of this employer that did not apply, about people whom the same list does not count already.
UNREAD = """
CREATE TEMP TABLE t_unread ON COMMIT DROP AS
SELECT f.employer_id,
       count(DISTINCT (u.number_hash, u.name)) FILTER (
           WHERE u.dataset = 'social_insurance' AND u.month = f.insured_month) AS insurance,
       count(DISTINCT (u.number_hash, u.name)) FILTER (
           WHERE u.dataset = 'employee_roster' AND coalesce(u.as_of, f.roster_as_of) = f.roster_as_of) AS roster
FROM t_judge f JOIN {unapplied} u ON u.employer_id = f.employer_id
WHERE u.dataset IN ('social_insurance', 'employee_roster') AND NOT EXISTS (
    SELECT 1 FROM {standing} s JOIN employers_worker w ON w.id = s.worker_id
    WHERE s.employer_id = f.employer_id
      AND CASE WHEN u.number_hash IS NULL THEN w.name = u.name ELSE w.number_hash = u.number_hash END
      AND CASE WHEN u.dataset = 'social_insurance' THEN s.insured <> 0 ELSE s.counted END)
GROUP BY 1
"""
COUNTS = """
SELECT f.employer_id, 'social_insurance' AS dataset, f.insured_last AS day, coalesce(p.insured, 0) AS heads,
       coalesce(p.insured, 0) + coalesce(u.insurance, p.maybe_insured, 0) AS most
FROM t_judge f
LEFT JOIN t_heads p ON p.employer_id = f.employer_id LEFT JOIN t_unread u ON u.employer_id = f.employer_id
WHERE f.live AND f.insurance_fresh
UNION ALL
SELECT f.employer_id, 'employee_roster', f.roster_as_of, coalesce(p.listed, 0),
       coalesce(p.listed, 0) + coalesce(u.roster, p.maybe_listed, 0)
FROM t_judge f
LEFT JOIN t_heads p ON p.employer_id = f.employer_id LEFT JOIN t_unread u ON u.employer_id = f.employer_id
WHERE f.live AND f.roster_fresh
UNION ALL
SELECT e.employer_id, e.dataset, e.heads_as_of, e.heads, e.heads
FROM t_judge f JOIN {entries} e ON e.employer_id = f.employer_id
WHERE f.live AND e.dataset IN ('tax_register', 'statistics_units', 'code_register') AND e.listed
  AND e.heads IS NOT NULL AND e.heads_as_of BETWEEN %(on)s - %(freshness_registers)s AND %(on)s
"""
# Of one dataset the newest day counts; of all only those within the window of the newest. Told: as counted; the others
# count the unread rows of insurance, of the roster, or of both.
DIFFERS = "max({heads}) - min({heads}) > greatest(%(r13_heads)s, %(r13_share)s * max({heads}) / 100.0)"
COMPARED = f"""
CREATE TEMP TABLE t_compared ON COMMIT DROP AS
SELECT employer_id, told, told = with_insured AND told = with_listed AND told = with_all AS sure, counts, highest,
       lowest
FROM (
    SELECT employer_id, {DIFFERS.format(heads="heads")} AS told, {DIFFERS.format(heads="most")} AS with_all,
           {DIFFERS.format(heads="CASE dataset WHEN 'social_insurance' THEN most ELSE heads END")} AS with_insured,
           {DIFFERS.format(heads="CASE dataset WHEN 'employee_roster' THEN most ELSE heads END")} AS with_listed,
           jsonb_agg(jsonb_build_object('dataset', dataset, 'day', day, 'heads', heads) ORDER BY dataset) AS counts,
           max(heads) AS highest, min(heads) AS lowest
    FROM (
        SELECT *, max(day) OVER (PARTITION BY employer_id) AS newest FROM (
            SELECT DISTINCT ON (employer_id, dataset) * FROM ({COUNTS}) every
            ORDER BY employer_id, dataset, day DESC, heads DESC
        ) each
    ) near
    WHERE newest - day <= %(r13_window)s
    GROUP BY employer_id HAVING count(*) >= 2
) compared
"""
PREPARE = (PEOPLE, UNREAD, COMPARED)

HITS = """
SELECT c.employer_id, '' AS subject, '' AS period, 3 AS severity, NULL::date AS month, NULL::bigint AS other_id,
       jsonb_build_object('counts', c.counts, 'highest', c.highest, 'lowest', c.lowest) AS values
FROM t_compared c JOIN t_judge f ON f.employer_id = c.employer_id
WHERE f.live AND c.told AND c.sure
"""

HEADS_DISAGREE = Rule(
    code="R13",
    title=_("Head-counts disagree"),
    sentence=_("What the departments count at this employer differs by more than three people and more than a tenth."),
    closes=_("Files in which the counts agree, or a corrected roster."),
    basis=_("Founding document, clause 3(4): the departments' data are compared"),
    needs=(
        Dataset.EMPLOYEE_ROSTER,
        Dataset.SOCIAL_INSURANCE,
        Dataset.TAX_REGISTER,
        Dataset.STATISTICS_UNITS,
        Dataset.CODE_REGISTER,
    ),
    severities=(Severity.YELLOW,),
    parameters=(
        "R13.heads",
        "R13.share",
        "R13.window",
        "freshness.registers",
        "freshness.rosters",
        "freshness.insurance",
    ),
    in_force="R13.heads",
    parts=(
        EmployerPart(
            hits=HITS,
            judged="NOT f.live OR EXISTS (SELECT 1 FROM t_compared c WHERE c.employer_id = fd.employer_id AND c.sure)",
        ),
    ),
)

RULES = (HEADS_DISAGREE,)
