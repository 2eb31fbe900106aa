"""Contract filings, insurance and wages: rows become statements, what they replace names its successor."""

from typing import Any

from dataexchange.importing.applying import workers
from dataexchange.importing.applying.tables import FACTS, FactTable
from employers.enums import Dataset, Mode
from employers.models import Delivery

# Ids are drawn first, so that the superseded row is written once.
NEW_IDS = """
CREATE TEMP TABLE a_new ON COMMIT DROP AS
SELECT s.row, s.statement AS old_id, nextval(pg_get_serial_sequence('{facts}', 'id')) AS id
FROM {staged} s WHERE s.verdict IN ('new', 'changed')
"""
SUPERSEDE = """
UPDATE {facts} f SET superseded_by = n.id, superseded_at = now() FROM a_new n WHERE f.id = n.old_id
"""
INSERT = """
INSERT INTO {facts} (id, delivery_id, number, row, key_hash, row_hash, content_hash, listed, recorded_at,
                     employer_id, worker_id, {columns})
SELECT n.id, %(delivery)s, %(number)s, s.row, s.key_hash, s.row_hash, s.content_hash, true, now(),
       s.employer, s.worker, {values}
FROM {staged} s JOIN a_new n USING (row)
"""

# Whom the file mentions at all, readable or not: no absence is drawn about them.
MENTIONED = """
NOT EXISTS (SELECT 1 FROM {staged} m JOIN employers_worker w ON w.id = f.worker_id
            WHERE m.employer = f.employer_id AND (m.number_hash = w.number_hash
                  OR (m.number_hash IS NULL AND m.statement IS NULL AND m.name = f.name)))
AND NOT EXISTS (SELECT 1 FROM {staged} m WHERE m.statement = f.id)
"""
ABSENT = {
    # Insurance: the month, the area and the kinds that the file names.
    Dataset.SOCIAL_INSURANCE: """
        SELECT f.id FROM {facts} f JOIN employers_employer e ON e.id = f.employer_id JOIN grids_area a ON a.id = e.area_id
        WHERE f.superseded_at IS NULL AND f.listed AND f.month = %(period)s AND f.kinds & %(kinds)s <> 0
          AND f.insured & %(kinds)s <> 0 AND a.path LIKE %(path)s || '%%' AND """
    + MENTIONED,
    # A full stock of filings: only what was signed or renewed and would be valid on its received day, with its changes.
    Dataset.CONTRACT_FILING: """
        SELECT f.id FROM {facts} f JOIN employers_employer e ON e.id = f.employer_id JOIN grids_area a ON a.id = e.area_id
        WHERE f.superseded_at IS NULL AND f.listed AND a.path LIKE %(path)s || '%%'
          AND f.action IN ('signed', 'renewed', 'changed') AND f.start <= %(received_on)s
          AND coalesce(f."end", 'infinity') >= %(received_on)s
          AND NOT EXISTS (SELECT 1 FROM {facts} x WHERE x.superseded_at IS NULL AND x.listed
                          AND (x.employer_id, x.worker_id, x.start) = (f.employer_id, f.worker_id, f.start)
                          AND x.ended_on <= %(received_on)s)
          AND NOT EXISTS (SELECT 1 FROM {staged} m WHERE m.statement = f.id)
          AND NOT EXISTS (SELECT 1 FROM {staged} m JOIN employers_worker w ON w.id = f.worker_id
                          WHERE m.employer = f.employer_id
                            AND ((m.number_hash = w.number_hash AND (m.values->>'start')::date = f.start)
                                 OR (m.verdict IN ('invalid', 'conflict') AND (m.number_hash = w.number_hash
                                     OR (m.number_hash IS NULL AND m.name = f.name)))))""",
    # Wages: the month, for the employers named in the file, within its source; absence drops no instalment.
    Dataset.WAGE_PAYMENT: """
        SELECT f.id FROM {facts} f
        WHERE f.superseded_at IS NULL AND f.listed AND f.month = %(period)s AND f.source_id = %(source)s
          AND f.pay_type = 'whole' AND %(source)s = 'danwei'
          AND f.employer_id IN (SELECT employer FROM {staged} WHERE employer IS NOT NULL) AND """
    + MENTIONED,
}
LISTED_COLUMNS = {"employer_id", "worker_id"}


def absent_count(cursor: Any, delivery: Delivery, staged: str) -> int:
    """How many standing statements a full list no longer names."""
    query = _absent(delivery, staged)
    if not query:
        return 0
    cursor.execute(f"SELECT count(*) FROM ({query}) gone", values(delivery))
    return cursor.fetchone()[0]


def apply(cursor: Any, delivery: Delivery, staged: str) -> None:
    """Write the statements of a delivery and what its full list no longer names."""
    facts = FACTS[Dataset(delivery.dataset)]
    names = {"facts": facts.table, "staged": staged}
    workers.ensure(cursor, staged)
    cursor.execute(NEW_IDS.format(**names))
    cursor.execute("ANALYZE a_new")
    cursor.execute(SUPERSEDE.format(**names))
    columns = facts.columns
    cursor.execute(
        INSERT.format(columns=", ".join(columns), values=", ".join(columns.values()), **names), values(delivery)
    )
    _apply_absence(cursor, delivery, facts, staged)


def touched_pairs(cursor: Any, delivery: Delivery) -> list[tuple[int, int]]:
    """The pairs about whom this delivery wrote a statement."""
    table = FACTS[Dataset(delivery.dataset)].table
    cursor.execute(f"SELECT DISTINCT employer_id, worker_id FROM {table} WHERE number = %s", [delivery.number])
    return cursor.fetchall()


def values(delivery: Delivery) -> dict[str, Any]:
    """What the statements of this module are told about a delivery."""
    return {
        "delivery": delivery.pk,
        "number": delivery.number,
        "source": delivery.source_id,
        "period": delivery.period,
        "kinds": delivery.kinds,
        "received_on": delivery.received_on,
        "path": delivery.area.path,
    }


def _absent(delivery: Delivery, staged: str) -> str:
    dataset = Dataset(delivery.dataset)
    if delivery.mode != Mode.SNAPSHOT or dataset not in ABSENT:
        return ""
    return ABSENT[dataset].format(facts=FACTS[dataset].table, staged=staged)


def _apply_absence(cursor: Any, delivery: Delivery, facts: FactTable, staged: str) -> None:
    """Absence is a statement too: under the same key, not listed, pointing at its delivery."""
    query = _absent(delivery, staged)
    if not query:
        return
    # Rows just written stand in the file; they carry this delivery's number.
    cursor.execute(
        f"CREATE TEMP TABLE a_gone ON COMMIT DROP AS SELECT g.id AS old_id,"
        f" nextval(pg_get_serial_sequence('{facts.table}', 'id')) AS id"
        f" FROM ({query}) g JOIN {facts.table} o ON o.id = g.id AND o.number <> %(number)s",
        values(delivery),
    )
    cursor.execute(
        f"UPDATE {facts.table} f SET superseded_by = n.id, superseded_at = now() FROM a_gone n WHERE f.id = n.old_id"
    )
    kept = ", ".join(facts.columns)
    said = ", ".join(_absence_value(column) for column in facts.columns)
    cursor.execute(
        f"INSERT INTO {facts.table} (id, delivery_id, number, row, key_hash, listed, recorded_at, employer_id, worker_id,"
        f" {kept}) SELECT n.id, %(delivery)s, %(number)s, NULL, f.key_hash, false, now(), f.employer_id, f.worker_id,"
        f" {said} FROM {facts.table} f JOIN a_gone n ON f.id = n.old_id",
        values(delivery),
    )


def _absence_value(column: str) -> str:
    """An absent insurance row keeps the kinds its key names, but is insured in none that the file names."""
    if column.strip('"') == "insured":
        return "f.insured & ~%(kinds)s"
    return f"f.{column}"
