"""Labour use and the three rates, per employer and per area (rule catalogue 9.1, "Rates").

The employer's row changes with the fact. Area rows are summed once, in path order, at the end of a commit or when a run
closes. Every figure is a sum over employers, and an area above the street tier carries a row of what is not yet placed
below it, so that parts always add up to the whole.
"""

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction

from core import parameters
from employers.domain import freshness

FIGURES = (
    "employments standard contracts_met contracts_of contracts_unknown insurance_met insurance_of insurance_unknown"
    " wages_met wages_of wages_unknown"
).split()
DATES = "insurance_from insurance_to wages_from wages_to".split()

# Contracts: standard employments open on the day, more than a month after R14's base, with a valid contract ÷ all such.
# Insurance: those open on the last day of M* and hired more than 30 days before it, with every required kind ÷ all such.
# Wages: worker-months of the newest covered month with a due day past, paid in full by it ÷ all such.
# Whoever lacks fresh data is in neither number: he is counted beside them.
EMPLOYERS = """
WITH counted AS (
    SELECT s.employer_id,
           count(*) FILTER (WHERE s.open) AS employments,
           count(*) FILTER (WHERE s.open AND s.standard) AS standard,
           count(*) FILTER (WHERE s.open AND s.standard AND judged.contracts AND judged.met_contract) AS contracts_met,
           count(*) FILTER (WHERE s.open AND s.standard AND judged.contracts) AS contracts_of,
           count(*) FILTER (WHERE s.open AND s.standard AND NOT judged.contracts AND judged.due_contract
                            AND NOT judged.can_contracts) AS contracts_unknown,
           count(*) FILTER (WHERE judged.insurance AND s.insured & f.required = f.required) AS insurance_met,
           count(*) FILTER (WHERE judged.insurance) AS insurance_of,
           count(*) FILTER (WHERE s.open AND s.standard AND NOT judged.can_insurance
                            AND s.hired_on < %(on)s::date - %(insured_days)s) AS insurance_unknown,
           count(*) FILTER (WHERE judged.wages AND s.wage_on_time & f.newest_wage <> 0) AS wages_met,
           count(*) FILTER (WHERE judged.wages) AS wages_of,
           count(*) FILTER (WHERE s.open AND s.standard AND (NOT f.wages_fresh OR s.wage_covered & f.newest_wage = 0))
               AS wages_unknown
    FROM t_fresh f
    JOIN employers_standing s USING (employer_id)
    CROSS JOIN LATERAL (SELECT
        f.contracts_by <> '' AND s.doubt & 3 = 0 AS can_contracts,
        f.insurance_fresh AND f.roster_fresh AND s.doubt & 5 = 0 AS can_insurance,
        CASE WHEN f.contracts_by = 'roster' THEN f.roster_as_of ELSE %(on)s::date END AS day
    ) look
    CROSS JOIN LATERAL (SELECT
        look.can_contracts, look.can_insurance,
        look.day > (greatest(s.hired_on, %(contracts_since)s) + %(contract_months)s * interval '1 month')::date AS due_contract,
        CASE WHEN f.contracts_by = 'roster' THEN s.contract_then ELSE s.contract END = 'valid' AS met_contract,
        look.can_contracts AND
            look.day > (greatest(s.hired_on, %(contracts_since)s) + %(contract_months)s * interval '1 month')::date
            AS contracts,
        look.can_insurance AND s.open_insured_day
            AND f.insured_last > s.hired_on + %(insured_days)s AS insurance,
        f.wages_fresh AND s.wage_due & f.newest_wage <> 0 AND s.wage_doubtful & f.newest_wage = 0 AS wages
    ) judged
    WHERE f.live
    GROUP BY s.employer_id
)
INSERT INTO employers_employerfigures AS old (employer_id, area_id, district_id, street_id, community_id, as_of,
       insurance_from, insurance_to, wages_from, wages_to, {figures})
SELECT f.employer_id, e.area_id, e.district_id, e.street_id, e.community_id, %(on)s,
       CASE WHEN c.insurance_of > 0 THEN f.insured_month END, CASE WHEN c.insurance_of > 0 THEN f.insured_month END,
       CASE WHEN c.wages_of > 0 THEN f.newest_wage_month END, CASE WHEN c.wages_of > 0 THEN f.newest_wage_month END,
       {zeroed}
FROM t_fresh f JOIN employers_employer e ON e.id = f.employer_id LEFT JOIN counted c USING (employer_id)
ON CONFLICT (employer_id) DO UPDATE SET (area_id, district_id, street_id, community_id, as_of, insurance_from,
       insurance_to, wages_from, wages_to, {figures}) = ROW (excluded.area_id, excluded.district_id, excluded.street_id,
       excluded.community_id, excluded.as_of, excluded.insurance_from, excluded.insurance_to, excluded.wages_from,
       excluded.wages_to, {excluded})
"""

AREAS = """
WITH placed AS (
    SELECT f.*, e.status FROM employers_employerfigures f JOIN employers_employer e ON e.id = f.employer_id
    WHERE e.status IN ('open', 'closed')
), parts AS (
    SELECT area, false AS unplaced, {sums} FROM (
        SELECT (SELECT id FROM grids_area WHERE tier = 'city') AS area, placed.* FROM placed
        UNION ALL SELECT district_id, placed.* FROM placed WHERE district_id IS NOT NULL
        UNION ALL SELECT street_id, placed.* FROM placed WHERE street_id IS NOT NULL
        UNION ALL SELECT community_id, placed.* FROM placed WHERE community_id IS NOT NULL) every GROUP BY area
    UNION ALL
    SELECT area_id, true, {sums} FROM placed
    WHERE area_id IN (SELECT id FROM grids_area WHERE tier <> 'community') GROUP BY area_id
)
INSERT INTO employers_areafigures (area_id, unplaced, as_of, employers, {dates}, {figures})
SELECT area, unplaced, %(on)s, employers, {dates}, {figures} FROM parts
ON CONFLICT (area_id, unplaced) DO UPDATE SET (as_of, employers, {dates}, {figures}) =
    ROW (excluded.as_of, excluded.employers, {excluded_dates}, {excluded})
"""


@transaction.atomic
def employers(ids: Sequence[int], *, on: date) -> None:
    """Count anew the figures of these employers as of ``on``."""
    with connection.cursor() as cursor:
        freshness.build(cursor, on, employers=ids)
        excluded = ", ".join(f"excluded.{figure}" for figure in FIGURES)
        zeroed = ", ".join(f"coalesce(c.{figure}, 0)" for figure in FIGURES)
        cursor.execute(
            EMPLOYERS.format(figures=", ".join(FIGURES), zeroed=zeroed, excluded=excluded),
            {
                "on": on,
                "contracts_since": parameters.begins("R14.months", on) or on,
                "contract_months": int(parameters.value("R14.months", (), on) or 0),
                "insured_days": int(parameters.value("R25.days", (), on) or 0),
            },
        )


@transaction.atomic
def areas(*, on: date) -> None:
    """Sum the figures of every area, and of what is not yet placed below it; areas with nobody left are zeroed."""
    sums = ", ".join(f"sum({figure}) AS {figure}" for figure in FIGURES)
    spans = ", ".join(f"{'min' if name.endswith('from') else 'max'}({name}) AS {name}" for name in DATES)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('employers.areafigures'))")
        cursor.execute("DELETE FROM employers_areafigures")
        cursor.execute(
            AREAS.format(
                sums=f"count(*) FILTER (WHERE status = 'open') AS employers, {sums}, {spans}",
                figures=", ".join(FIGURES),
                dates=", ".join(DATES),
                excluded=", ".join(f"excluded.{figure}" for figure in FIGURES),
                excluded_dates=", ".join(f"excluded.{name}" for name in DATES),
            ),
            {"on": on},
        )
