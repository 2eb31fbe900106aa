"""R30, R31, R32: wages, month by month (保障监察条例 art. 26; 工资支付暂行规定 arts. 6, 7).

The state row holds the months as bits. Rows of the employer's own sheet that did not apply silence all three; a bank's
row that did not apply may be the payment, and counts as a bank's row: it silences R31 and R32.
"""

from django.utils.translation import gettext_lazy as _

from compliance.enums import Severity
from compliance.rules.base import EmployerPart, MonthPart, Rule
from employers.enums import Dataset

ANY_DOUBT = "(coalesce(s.wage_doubtful, 0) | coalesce(s.wage_bank_doubtful, 0))"
OWN_DOUBT = "coalesce(s.wage_doubtful, 0)"
LISTED = "f.roster_fresh AND coalesce(s.doubt, 0) & 1 = 0"

BELOW_MINIMUM = Rule(
    code="R30",
    title=_("Wage below the minimum"),
    sentence=_(
        "For a whole month with full attendance, the wage without overtime pay and special allowances is below the"
        " minimum wage of the employer's district."
    ),
    closes=_("A corrected wage sheet for the month that shows at least the minimum wage."),
    basis=_("Labour Security Supervision Regulations art. 26(2); Minimum Wage Provisions"),
    needs=(Dataset.EMPLOYEE_ROSTER, Dataset.WAGE_PAYMENT),
    severities=(Severity.RED,),
    parameters=("freshness.rosters", "freshness.wages", "wages.months_back"),
    parts=(
        MonthPart(
            bits=f"CASE WHEN f.live AND f.wages_fresh AND {LISTED} THEN s.wage_below & ~{OWN_DOUBT} ELSE 0 END",
            severity="1",
            judged=f"f.wages_fresh AND {LISTED} AND f.sheets & m.bit <> 0 AND {OWN_DOUBT} & m.bit = 0",
            values="jsonb_build_object('comparable', (d->>'comparable')::numeric, 'hours', (d->>'hours')::numeric,"
            " 'standard', (d->>'standard')::numeric, 'confirmed', (d->>'confirmed')::boolean, 'form', s.form)",
        ),
    ),
)

UNPAID = Rule(
    code="R31",
    title=_("Wage not paid in full by its due day"),
    sentence=_("The due day of the month's wage has passed, and less than the amount due has been paid."),
    closes=_("A wage sheet or a bank's file that shows the rest as paid."),
    basis=_("Labour Security Supervision Regulations art. 26(1); Interim Provisions on Wage Payment art. 7"),
    needs=(Dataset.WAGE_PAYMENT,),
    severities=(Severity.YELLOW, Severity.ORANGE, Severity.RED),
    parameters=("R31.tolerance", "R31.orange_after", "R31.red_after", "freshness.wages", "wages.months_back"),
    group="wage",
    reads_closed=True,
    parts=(
        MonthPart(
            bits=f"CASE WHEN f.wages_fresh THEN s.wage_unpaid & ~{ANY_DOUBT} ELSE 0 END",
            severity="CASE WHEN (d->>'due')::date <= %(red_due)s THEN 1"
            " WHEN (d->>'due')::date <= %(orange_due)s THEN 2 ELSE 3 END",
            judged=f"f.wages_fresh AND f.sheets & m.bit <> 0 AND {ANY_DOUBT} & m.bit = 0",
            values="jsonb_build_object('due', d->>'due', 'owed', (d->>'owed')::numeric, 'form', s.form)",
        ),
    ),
)

# The employer has sheets, of an earlier month too, workers whose row is owed for the month, and sent none for it.
NO_SHEET = """
SELECT f.employer_id, '' AS subject, to_char(m.month, 'YYYY-MM') AS period, 3 AS severity, m.month,
       NULL::bigint AS other_id,
       jsonb_build_object('first_sheet', f.first_sheet, 'due', m.last_due, 'workers', expected.workers) AS values
FROM t_judge f
JOIN t_month m ON m.bit & f.sheets = 0 AND m.month > f.first_sheet AND m.last_due < %(on)s
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE s.wage_expected & m.bit <> 0 AND s.doubt & 1 = 0) AS workers,
           count(*) FILTER (WHERE s.wage_doubtful & m.bit <> 0) AS doubtful
    FROM {standing} s WHERE s.employer_id = f.employer_id
) expected
WHERE f.live AND f.roster_fresh AND expected.workers > 0 AND expected.doubtful = 0
"""
MISSING = Rule(
    code="R32",
    title=_("Wage record missing"),
    sentence=_(
        "The employer's wage sheet for the month lacks a worker in standard employment for the whole month; or the"
        " employer, who sent sheets before, sent none for the month."
    ),
    closes=_("A wage sheet for the month that names the worker, or for the employer: the sheet of the month."),
    basis=_("Interim Provisions on Wage Payment art. 6"),
    needs=(Dataset.EMPLOYEE_ROSTER, Dataset.WAGE_PAYMENT),
    severities=(Severity.YELLOW,),
    parameters=("freshness.rosters", "wages.months_back"),
    group="wage",
    parts=(
        MonthPart(
            bits=f"CASE WHEN f.live AND {LISTED} THEN s.wage_missing & ~{ANY_DOUBT} ELSE 0 END",
            severity="3",
            judged=f"{LISTED} AND f.sheets & m.bit <> 0 AND {ANY_DOUBT} & m.bit = 0",
            values="jsonb_build_object('form', s.form, 'hired_on', s.hired_on, 'roster_as_of', s.listed_as_of)",
        ),
        EmployerPart(
            hits=NO_SHEET,
            judged="f.roster_fresh AND f.first_sheet < fd.month AND (f.sheets & m.bit <> 0 OR NOT EXISTS ("
            "SELECT 1 FROM {standing} s WHERE s.employer_id = f.employer_id AND s.wage_doubtful & m.bit <> 0))",
        ),
    ),
)

RULES = (BELOW_MINIMUM, UNPAID, MISSING)
