"""Rosters of a withdrawn delivery: they list nobody any more; what they replaced stands again."""

from typing import Any

from dataexchange.importing.applying.tables import FACTS
from employers.enums import Dataset
from employers.models import Delivery

WITHDRAWN = """
CREATE TEMP TABLE w_roster ON COMMIT DROP AS
SELECT id, employer_id, as_of FROM employers_roster WHERE delivery_id = %(delivery)s
"""
WITHDRAW = "UPDATE employers_roster r SET withdrawn_at = now() FROM w_roster w WHERE r.id = w.id"
# Of an employer's rosters of one day the one committed last stands; the others name it.
STANDS = """
UPDATE employers_roster r SET replaced_by = nullif(n.id, r.id)
FROM (SELECT DISTINCT ON (o.employer_id, o.as_of) o.employer_id, o.as_of, o.id
      FROM employers_roster o JOIN w_roster w ON w.employer_id = o.employer_id AND w.as_of = o.as_of
      WHERE o.withdrawn_at IS NULL ORDER BY o.employer_id, o.as_of, o.number DESC) n
WHERE r.employer_id = n.employer_id AND r.as_of = n.as_of AND r.withdrawn_at IS NULL
  AND r.replaced_by IS DISTINCT FROM nullif(n.id, r.id)
"""
# A later roster that said the same only lists the worker by the withdrawn row: the first such takes the row over.
TAKERS = """
CREATE TEMP TABLE w_take ON COMMIT DROP AS
SELECT DISTINCT ON (s.id) s.id AS old_id, r.delivery_id, r.number, r.as_of, l.row,
       nextval(pg_get_serial_sequence('employers_rosterrow', 'id')) AS id
FROM employers_rosterrow s
JOIN employers_listing l ON l.employer_id = s.employer_id AND l.worker_id = s.worker_id AND l.statement_id = s.id
JOIN employers_roster r ON r.id = l.roster_id AND r.withdrawn_at IS NULL
WHERE s.delivery_id = %(delivery)s AND s.employer_id IN (SELECT employer_id FROM w_roster)
ORDER BY s.id, r.number, r.as_of
"""
TAKE_OVER = """
INSERT INTO employers_rosterrow (id, delivery_id, number, row, key_hash, row_hash, content_hash, listed, recorded_at,
                                 employer_id, worker_id, {columns})
SELECT t.id, t.delivery_id, t.number, t.row, s.key_hash, s.row_hash, s.content_hash, true, now(), s.employer_id,
       s.worker_id, {said}
FROM w_take t JOIN employers_rosterrow s ON s.id = t.old_id
"""
POINT = """
UPDATE employers_listing l SET statement_id = t.id FROM w_take t, employers_rosterrow s, employers_roster r
WHERE s.id = t.old_id AND l.employer_id = s.employer_id AND l.worker_id = s.worker_id AND l.statement_id = s.id
  AND r.id = l.roster_id AND r.withdrawn_at IS NULL
"""


def withdraw(cursor: Any, delivery: Delivery) -> list[int]:
    """Take the rosters of ``delivery`` back; answer the employers concerned."""
    told = {"delivery": delivery.pk}
    columns = FACTS[Dataset.EMPLOYEE_ROSTER].columns
    said = ", ".join("t.as_of" if column.strip('"') == "as_of" else f"s.{column}" for column in columns)
    cursor.execute("DROP TABLE IF EXISTS pg_temp.w_roster, pg_temp.w_take")
    cursor.execute(WITHDRAWN, told)
    cursor.execute("ANALYZE w_roster")
    cursor.execute(WITHDRAW)
    cursor.execute(STANDS)
    cursor.execute(TAKERS, told)
    cursor.execute("ANALYZE w_take")
    cursor.execute(TAKE_OVER.format(columns=", ".join(columns), said=said))
    cursor.execute(POINT)
    cursor.execute("SELECT DISTINCT employer_id FROM w_roster")
    return [employer for (employer,) in cursor.fetchall()]


def kept(cursor: Any, delivery: Delivery) -> dict[int, int]:
    """Later deliveries whose rosters of these employers stay: delivery → rosters."""
    cursor.execute(
        "SELECT r.delivery_id, count(*) FROM employers_roster r WHERE r.number > %s AND r.withdrawn_at IS NULL"
        " AND r.employer_id IN (SELECT employer_id FROM w_roster) GROUP BY 1 ORDER BY 1",
        [delivery.number],
    )
    return dict(cursor.fetchall())
