"""Rosters: a header per employer and day, a listing per worker, a row only where it says something else than before."""

from typing import Any

from dataexchange.importing.applying import workers
from dataexchange.importing.applying.statements import values
from dataexchange.importing.applying.tables import FACTS
from employers.enums import Dataset
from employers.models import Delivery

HEADERS = """
INSERT INTO employers_roster (employer_id, delivery_id, number, as_of, listed, contract_columns)
SELECT s.employer, %(delivery)s, %(number)s, coalesce((s.values->>'as_of')::date, %(as_of)s), count(*),
       bool_or(coalesce(s.values->>'contract_start', '') <> '')
FROM {staged} s WHERE s.verdict IN ('new', 'changed', 'unchanged') AND s.values IS NOT NULL
GROUP BY 1, 4
ON CONFLICT (delivery_id, employer_id, as_of) DO UPDATE SET listed = employers_roster.listed + excluded.listed,
    contract_columns = employers_roster.contract_columns OR excluded.contract_columns
"""
# The same day again replaces the earlier list whole; a row that waited may join a list that was replaced since.
REPLACE = """
UPDATE employers_roster r SET replaced_by = nullif(n.id, r.id)
FROM (SELECT DISTINCT ON (o.employer_id, o.as_of) o.employer_id, o.as_of, o.id
      FROM employers_roster o JOIN employers_roster d ON d.delivery_id = %(delivery)s
           AND d.employer_id = o.employer_id AND d.as_of = o.as_of
      WHERE o.withdrawn_at IS NULL ORDER BY o.employer_id, o.as_of, o.number DESC) n
WHERE r.employer_id = n.employer_id AND r.as_of = n.as_of AND r.withdrawn_at IS NULL
  AND r.replaced_by IS DISTINCT FROM nullif(n.id, r.id)
"""
ROWS = """
INSERT INTO employers_rosterrow (delivery_id, number, row, key_hash, row_hash, content_hash, listed, recorded_at,
                                 employer_id, worker_id, {columns})
SELECT %(delivery)s, %(number)s, s.row, s.key_hash, s.row_hash, s.content_hash, true, now(), s.employer,
       s.worker, {said}
FROM {staged} s WHERE s.verdict IN ('new', 'changed')
"""
LISTINGS = """
INSERT INTO employers_listing (roster_id, employer_id, worker_id, statement_id, row)
SELECT r.id, s.employer, s.worker, CASE WHEN s.verdict = 'unchanged' THEN s.statement ELSE w.id END, s.row
FROM {staged} s
JOIN employers_roster r ON r.delivery_id = %(delivery)s AND r.employer_id = s.employer
     AND r.as_of = coalesce((s.values->>'as_of')::date, %(as_of)s)
LEFT JOIN employers_rosterrow w ON w.number = %(number)s AND w.row = s.row AND w.employer_id = s.employer
     AND w.worker_id = s.worker
WHERE s.verdict IN ('new', 'changed', 'unchanged')
"""


def apply(cursor: Any, delivery: Delivery, staged: str, read: str) -> None:
    """Write the rosters of a delivery. Every row of a roster was read."""
    workers.ensure(cursor, read)
    told = values(delivery) | {"as_of": delivery.as_of}
    columns = FACTS[Dataset.EMPLOYEE_ROSTER].columns
    cursor.execute(HEADERS.format(staged=staged), told)
    cursor.execute(REPLACE, told)
    cursor.execute(ROWS.format(staged=staged, columns=", ".join(columns), said=", ".join(columns.values())), told)
    cursor.execute(LISTINGS.format(staged=staged), told)


def touched_employers(cursor: Any, delivery: Delivery) -> list[int]:
    """The employers whose roster this delivery brought: everybody of theirs may stand differently."""
    cursor.execute("SELECT DISTINCT employer_id FROM employers_roster WHERE delivery_id = %s", [delivery.pk])
    return [employer for (employer,) in cursor.fetchall()]
