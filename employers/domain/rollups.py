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
from employers.enums import RateBit

FIGURES = {
    "employments": RateBit.EMPLOYMENT,
    "standard": RateBit.STANDARD,
    "contracts_met": RateBit.CONTRACTS_MET,
    "contracts_of": RateBit.CONTRACTS_OF,
    "contracts_unknown": RateBit.CONTRACTS_UNKNOWN,
    "insurance_met": RateBit.INSURANCE_MET,
    "insurance_of": RateBit.INSURANCE_OF,
    "insurance_unknown": RateBit.INSURANCE_UNKNOWN,
    "wages_met": RateBit.WAGES_MET,
    "wages_of": RateBit.WAGES_OF,
    "wages_unknown": RateBit.WAGES_UNKNOWN,
}
DATES = "insurance_from insurance_to wages_from wages_to".split()

# Contracts: standard employments open on the day, more than a month after R14's base, with a valid contract ÷ all such.
# Insurance: those open on the last day of M* and hired more than 30 days before it, with every required kind ÷ all
# such.
# Wages: worker-months of the newest covered month with a due day past, paid in full by it ÷ all such.
# Whoever lacks fresh data is in neither number: he is counted beside them. A closed archive is read by no rate.
CONTRACTS = """
CASE WHEN (CASE WHEN f.contracts_by = 'roster' THEN s.open_then ELSE s.open END AND s.standard
           AND CASE WHEN f.contracts_by = 'roster' THEN f.roster_as_of ELSE %(on)s::date END
               > (greatest(s.hired_on, s.standard_since, %(since)s) + %(months)s * interval '1 month')::date
          ) IS NOT TRUE THEN 0
     WHEN f.contracts_by = '' OR s.doubt & 3 <> 0 THEN {CONTRACTS_UNKNOWN}
     WHEN CASE WHEN f.contracts_by = 'roster' THEN s.contract_then ELSE s.contract END = 'valid'
          THEN {CONTRACTS_OF} | {CONTRACTS_MET}
     ELSE {CONTRACTS_OF} END
"""
INSURED = """
CASE WHEN f.insurance_fresh AND f.roster_fresh AND s.doubt & 5 = 0
     THEN CASE WHEN (s.open_insured_day AND f.insured_last > s.insured_day_hired_on + %(days)s) IS NOT TRUE THEN 0
               WHEN s.insured & f.required = f.required THEN {INSURANCE_OF} | {INSURANCE_MET}
               ELSE {INSURANCE_OF} END
     WHEN s.open AND s.standard AND s.hired_on < %(on)s::date - %(days)s THEN {INSURANCE_UNKNOWN} ELSE 0 END
"""
WAGES = """
CASE WHEN f.wages_fresh AND s.wage_due & f.newest_wage <> 0
          AND (s.wage_doubtful | s.wage_bank_doubtful) & f.newest_wage = 0
     THEN CASE WHEN s.wage_on_time & f.newest_wage <> 0 THEN {WAGES_OF} | {WAGES_MET} ELSE {WAGES_OF} END
     WHEN s.open AND s.standard THEN {WAGES_UNKNOWN} ELSE 0 END
"""
RATES = f"""
CASE WHEN NOT f.live THEN 0 ELSE s.open::int * {{EMPLOYMENT}} | (s.open AND s.standard)::int * {{STANDARD}}
     | {CONTRACTS.strip()} | {INSURED.strip()} | {WAGES.strip()} END
"""
MARK = f"""
UPDATE employers_standing s SET rates = {RATES.strip()}
FROM t_fresh f WHERE f.employer_id = s.employer_id AND s.rates <> {RATES.strip()}
"""
# Only what differs is written, and only that is locked: most employers stand as they stood the night before.
EMPLOYERS = """
INSERT INTO employers_employerfigures (employer_id, area_id, district_id, street_id, community_id, as_of,
       insurance_from, insurance_to, wages_from, wages_to, {figures})
SELECT new.* FROM (
    SELECT f.employer_id, e.area_id, e.district_id, e.street_id, e.community_id, %(on)s::date AS as_of,
           CASE WHEN c.insurance_of > 0 THEN f.insured_month END AS insurance_from,
           CASE WHEN c.insurance_of > 0 THEN f.insured_month END AS insurance_to,
           CASE WHEN c.wages_of > 0 THEN f.newest_wage_month END AS wages_from,
           CASE WHEN c.wages_of > 0 THEN f.newest_wage_month END AS wages_to, {zeroed}
    FROM t_fresh f JOIN employers_employer e ON e.id = f.employer_id
    LEFT JOIN (SELECT employer_id, {counts} FROM employers_standing
               WHERE employer_id IN (SELECT employer_id FROM t_fresh) GROUP BY 1) c ON c.employer_id = f.employer_id
) new
LEFT JOIN employers_employerfigures old ON old.employer_id = new.employer_id
WHERE old.employer_id IS NULL OR (old.area_id, old.district_id, old.street_id, old.community_id, old.as_of,
      old.insurance_from, old.insurance_to, old.wages_from, old.wages_to, {old}) IS DISTINCT FROM (new.area_id,
      new.district_id, new.street_id, new.community_id, new.as_of, new.insurance_from, new.insurance_to, new.wages_from,
      new.wages_to, {new})
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
def employers(ids: Sequence[int] | None, *, on: date, judged: bool = False) -> None:
    """Count anew the figures of these employers (None: of all) as of ``on``; mark in which each state row counts.

    ``judged``: a check of just these employers has made ``t_fresh`` in this transaction.
    """
    with connection.cursor() as cursor:
        if not judged:
            freshness.build(cursor, on, employers=ids)
        cursor.execute(
            MARK.format(**{str(bit.name): bit.value for bit in RateBit}),
            {
                "on": on,
                "since": parameters.begins("R14.months", on) or on,
                "months": int(parameters.value("R14.months", (), on) or 0),
                "days": int(parameters.value("R25.days", (), on) or 0),
            },
        )
        cursor.execute(
            EMPLOYERS.format(
                figures=", ".join(FIGURES),
                zeroed=", ".join(f"coalesce(c.{figure}, 0) AS {figure}" for figure in FIGURES),
                old=", ".join(f"old.{figure}" for figure in FIGURES),
                new=", ".join(f"new.{figure}" for figure in FIGURES),
                counts=", ".join(
                    f"count(*) FILTER (WHERE rates & {bit.value} <> 0) AS {figure}" for figure, bit in FIGURES.items()
                ),
                excluded=", ".join(f"excluded.{figure}" for figure in FIGURES),
            ),
            {"on": on},
        )


@transaction.atomic
def areas(*, on: date) -> None:
    """Sum the figures of every area, and of what is not yet placed below it; an area with nobody left has no row."""
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
