"""Labour use and the three rates, per employer and per area (rule catalogue 9.1, "Rates").

The employer's row changes with the fact. Area rows are summed once, in path order, at the end of a commit or when a run
closes. Every figure is a sum over employers, and an area above the street tier carries a row of what is not yet placed
below it, so that parts always add up to the whole.
"""

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction

from employers.domain import freshness, rates
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

# Whose basis differs from that of his figures: his freshness, the day, a parameter or a
# state row has changed since; or who was moved.
CHANGED = """
CREATE TEMP TABLE t_changed ON COMMIT DROP AS
SELECT f.employer_id FROM t_fresh f JOIN employers_employer e ON e.id = f.employer_id
LEFT JOIN employers_employerfigures old ON old.employer_id = f.employer_id
WHERE old.basis IS DISTINCT FROM f.basis OR %(anew)s OR (old.area_id, old.district_id, old.street_id, old.community_id)
      IS DISTINCT FROM (e.area_id, e.district_id, e.street_id, e.community_id)
"""
MARK = f"""
UPDATE employers_standing s SET rates = {rates.RATES}
FROM t_fresh f JOIN t_changed USING (employer_id)
WHERE f.employer_id = s.employer_id AND s.rates <> {rates.RATES}
"""
EMPLOYERS = """
INSERT INTO employers_employerfigures (employer_id, area_id, district_id, street_id, community_id, as_of, basis,
       insurance_from, insurance_to, wages_from, wages_to, {figures})
SELECT f.employer_id, e.area_id, e.district_id, e.street_id, e.community_id, %(on)s, f.basis,
       CASE WHEN c.insurance_of > 0 THEN f.insured_month END, CASE WHEN c.insurance_of > 0 THEN f.insured_month END,
       CASE WHEN c.wages_of > 0 THEN f.newest_wage_month END, CASE WHEN c.wages_of > 0 THEN f.newest_wage_month END,
       {zeroed}
FROM t_changed JOIN t_fresh f USING (employer_id) JOIN employers_employer e ON e.id = f.employer_id
LEFT JOIN (SELECT employer_id, {counts} FROM employers_standing
           WHERE employer_id IN (SELECT employer_id FROM t_changed) GROUP BY 1) c ON c.employer_id = f.employer_id
ON CONFLICT (employer_id) DO UPDATE SET (area_id, district_id, street_id, community_id, as_of, basis, insurance_from,
       insurance_to, wages_from, wages_to, {figures}) = ROW (excluded.area_id, excluded.district_id, excluded.street_id,
       excluded.community_id, excluded.as_of, excluded.basis, excluded.insurance_from, excluded.insurance_to,
       excluded.wages_from, excluded.wages_to, {excluded})
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
def employers(ids: Sequence[int] | None, *, on: date, judged: bool = False, anew: bool = False) -> None:
    """Count the figures of these employers (None: of all) as of ``on``; mark in which each state row counts.

    Counted is whom something changed since he was last counted; ``anew``: everybody. ``judged``: a check or a rebuild
    of just these employers has made ``t_fresh`` in this transaction.
    """
    with connection.cursor() as cursor:
        if not judged:
            freshness.build(cursor, on, employers=ids)
        cursor.execute("DROP TABLE IF EXISTS pg_temp.t_changed")
        cursor.execute(CHANGED, {"anew": anew})
        cursor.execute("ANALYZE t_changed")
        cursor.execute(MARK, rates.values(on))
        counts = [f"count(*) FILTER (WHERE rates & {bit.value} <> 0) AS {name}" for name, bit in FIGURES.items()]
        cursor.execute(
            EMPLOYERS.format(
                figures=", ".join(FIGURES),
                zeroed=", ".join(f"coalesce(c.{figure}, 0)" for figure in FIGURES),
                counts=", ".join(counts),
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
