"""Contract filings, insurance and wages: rows become statements, what they replace names its successor."""

from datetime import date
from typing import Any

from dataexchange.importing.applying import workers
from dataexchange.importing.applying.tables import FACTS
from employers.enums import Dataset, Mode
from employers.models import Delivery

GREW = 20_000  # rows after which a plan made from the old statistics may take minutes

# Ids are drawn first, so that the superseded row is written once.
NEW_IDS = """
CREATE TEMP TABLE a_new ON COMMIT DROP AS
SELECT s.row, s.statement AS old_id, s.employer, coalesce(s.worker, w.id) AS worker, nextval('{facts}_id_seq') AS id
FROM {read} s
LEFT JOIN employers_worker w ON w.number_hash = s.number_hash AND w.document_kind = s.document_kind
WHERE s.verdict IN ('new', 'changed')
"""
SUPERSEDE = """
UPDATE {facts} f SET superseded_by = n.id, superseded_at = now() FROM a_new n WHERE f.id = n.old_id
"""
INSERT = """
INSERT INTO {facts} (id, delivery_id, number, row, key_hash, row_hash, content_hash, listed, recorded_at,
                     employer_id, worker_id, {columns})
SELECT n.id, %(delivery)s, %(number)s, s.row, s.key_hash, s.row_hash, s.content_hash, true, now(),
       n.employer, n.worker, {values}
FROM {read} s JOIN a_new n USING (row)
"""
# Whom a delivery wrote about, and whose state changes by its day all the same.
PAIRS = """
CREATE TEMP TABLE a_pair ON COMMIT DROP AS SELECT DISTINCT employer AS employer_id, worker AS worker_id FROM a_new
"""
GONE_PAIRS = """
INSERT INTO a_pair SELECT f.employer_id, f.worker_id FROM {facts} f JOIN a_gone n ON n.id = f.id
EXCEPT SELECT employer_id, worker_id FROM a_pair
"""
DUE_PAIRS = """
INSERT INTO a_pair SELECT employer_id, worker_id FROM employers_standing
WHERE changes_on <= %(day)s AND employer_id IN (SELECT employer_id FROM a_pair)
EXCEPT SELECT employer_id, worker_id FROM a_pair
"""

# A row that arrived and cannot apply is present for whomever it may be about: no absence is drawn from it (9.1).
UNREAD = """
CREATE TEMP TABLE m_unread ON COMMIT DROP AS
SELECT s.employer, s.number_hash, s.name, (s.values->>'named')::int AS named,
       NOT EXISTS (SELECT 1 FROM employers_standing t WHERE t.employer_id = s.employer AND t.name = s.name) AS nobody
FROM {staged} s WHERE s.verdict IN ('invalid', 'conflict', 'outside', 'unmatched')
"""
PRESENT = """
NOT EXISTS (SELECT 1 FROM m_unread u WHERE u.number_hash = w.number_hash
            AND coalesce(u.employer, f.employer_id) = f.employer_id)
AND NOT EXISTS (SELECT 1 FROM m_unread u WHERE u.number_hash IS NULL AND u.employer = f.employer_id
                AND (u.name = f.name OR u.nobody))
AND NOT EXISTS (SELECT 1 FROM m_unread u WHERE u.number_hash IS NULL AND u.employer IS NULL AND u.name = f.name)
AND NOT EXISTS (SELECT 1 FROM {staged} m WHERE m.statement = f.id)
"""
STANDING = """
FROM {facts} f JOIN employers_worker w ON w.id = f.worker_id
JOIN employers_employer e ON e.id = f.employer_id JOIN grids_area a ON a.id = e.area_id
"""
# The insurance kinds that a file names of a worker, by rows that were read and by rows that stand by their hash.
NAMED = """
CREATE TEMP TABLE m_named ON COMMIT DROP AS
SELECT employer_id, worker_id, bit_or(kinds) AS kinds FROM (
    SELECT f.employer_id, f.worker_id, f.kinds::int AS kinds FROM {staged} s JOIN {facts} f ON f.id = s.statement
    UNION ALL
    SELECT s.employer, w.id, (s.values->>'named')::int FROM {staged} s
    JOIN employers_worker w ON w.number_hash = s.number_hash AND w.document_kind = s.document_kind
    WHERE s.verdict IN ('new', 'changed') AND s.values IS NOT NULL
) named GROUP BY 1, 2
"""
# Contracts of which the file has any row: their amendments stand with them.
CONTRACTS = """
CREATE TEMP TABLE m_named ON COMMIT DROP AS
SELECT f.employer_id, f.worker_id, f.start FROM {staged} s JOIN {facts} f ON f.id = s.statement
UNION
SELECT s.employer, w.id, s.month FROM {staged} s
JOIN employers_worker w ON w.number_hash = s.number_hash AND w.document_kind = s.document_kind
WHERE s.verdict IN ('new', 'changed') AND s.values IS NOT NULL
"""
PREPARED = {Dataset.SOCIAL_INSURANCE: NAMED, Dataset.CONTRACT_FILING: CONTRACTS}
# Each answers the statement and, of insurance, the kinds that are gone.
ABSENT = {
    # Insurance: the month, the area and the kinds that the file names.
    Dataset.SOCIAL_INSURANCE: "SELECT f.id, f.insured & %(kinds)s & ~coalesce(n.kinds, 0) AS gone"
    + STANDING
    + """
        LEFT JOIN m_named n ON n.employer_id = f.employer_id AND n.worker_id = f.worker_id
        WHERE f.superseded_at IS NULL AND f.listed
          AND f.number < coalesce(%(number)s::bigint, f.number + 1) AND f.month = %(period)s
          AND f.insured & %(kinds)s & ~coalesce(n.kinds, 0) <> 0 AND a.path LIKE %(path)s || '%%' AND """
    + PRESENT,
    # A full stock of filings: only what was signed or renewed and would be valid on its received day, with its changes.
    Dataset.CONTRACT_FILING: "SELECT f.id, 0 AS gone"
    + STANDING
    + """
        WHERE f.superseded_at IS NULL AND f.listed
          AND f.number < coalesce(%(number)s::bigint, f.number + 1) AND a.path LIKE %(path)s || '%%'
          AND f.action IN ('signed', 'renewed', 'changed') AND f.start <= %(received_on)s
          AND coalesce(f."end", 'infinity') >= %(received_on)s
          AND NOT EXISTS (SELECT 1 FROM {facts} x WHERE x.superseded_at IS NULL AND x.listed
                          AND (x.employer_id, x.worker_id, x.start) = (f.employer_id, f.worker_id, f.start)
                          AND x.ended_on <= %(received_on)s)
          AND NOT EXISTS (SELECT 1 FROM m_named n
                          WHERE (n.employer_id, n.worker_id, n.start) = (f.employer_id, f.worker_id, f.start)) AND """
    + PRESENT,
    # Wages: the month, for the employers named in the file, within its source; absence drops no instalment.
    Dataset.WAGE_PAYMENT: "SELECT f.id, 0 AS gone"
    + STANDING
    + """
        WHERE f.superseded_at IS NULL AND f.listed
          AND f.number < coalesce(%(number)s::bigint, f.number + 1) AND f.month = %(period)s
          AND f.source_id = %(source)s
          AND f.pay_type = 'whole' AND %(source)s = 'danwei'
          AND f.employer_id IN (SELECT employer FROM {staged}
                                WHERE employer IS NOT NULL AND verdict <> 'outside') AND """
    + PRESENT,
}


def absent_count(cursor: Any, delivery: Delivery, staged: str) -> int:
    """How many standing statements a full list no longer names."""
    query = _absent(cursor, delivery, staged)
    if not query:
        return 0
    cursor.execute(f"SELECT count(*) FROM ({query}) gone", values(delivery))
    return cursor.fetchone()[0]


def apply(cursor: Any, delivery: Delivery, staged: str, read: str) -> None:
    """Write the statements of a delivery and what its full list no longer names."""
    write(cursor, delivery, read)
    apply_absence(cursor, delivery, staged)


def write(cursor: Any, delivery: Delivery, read: str) -> None:
    """Write the statements of the rows read that are new or changed."""
    facts = FACTS[Dataset(delivery.dataset)]
    names = {"facts": facts.table, "read": read}
    workers.add(cursor, read)
    cursor.execute(NEW_IDS.format(**names))
    cursor.execute("ANALYZE a_new")
    cursor.execute(SUPERSEDE.format(**names))
    columns = facts.columns
    cursor.execute(
        INSERT.format(columns=", ".join(columns), values=", ".join(columns.values()), **names), values(delivery)
    )
    if cursor.rowcount > GREW:
        cursor.execute(f"ANALYZE {facts.table}")
        cursor.execute("ANALYZE employers_worker")


def touched_pairs(cursor: Any, delivery: Delivery, day: date) -> list[int]:
    """Make ``a_pair``, whose state rows have to be rebuilt; answer the employers whom the delivery wrote about."""
    cursor.execute(PAIRS)
    cursor.execute("SELECT to_regclass('pg_temp.a_gone')")
    if cursor.fetchone()[0] is not None:
        cursor.execute(GONE_PAIRS.format(facts=FACTS[Dataset(delivery.dataset)].table))
    cursor.execute("SELECT DISTINCT employer_id FROM a_pair ORDER BY 1")
    touched = [employer for (employer,) in cursor.fetchall()]
    cursor.execute(DUE_PAIRS, {"day": day})
    return touched


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


def _absent(cursor: Any, delivery: Delivery, staged: str) -> str:
    """The query of what a full list no longer names, its tables made; empty where absence says nothing."""
    dataset = Dataset(delivery.dataset)
    if delivery.mode != Mode.SNAPSHOT or dataset not in ABSENT:
        return ""
    names = {"facts": FACTS[dataset].table, "staged": staged}
    cursor.execute("DROP TABLE IF EXISTS pg_temp.m_unread, pg_temp.m_named")
    cursor.execute(UNREAD.format(**names))
    cursor.execute("ANALYZE m_unread")
    if dataset in PREPARED:
        cursor.execute(PREPARED[dataset].format(**names))
        cursor.execute("ANALYZE m_named")
    return ABSENT[dataset].format(**names)


def apply_absence(cursor: Any, delivery: Delivery, staged: str, *, among: str = "") -> None:
    """Absence is a statement too: under the same key, not listed, pointing at its delivery.

    ``among`` names a table of keys that alone are looked at: a withdrawal asks again what a standing list left out.
    """
    query, table = _absent(cursor, delivery, staged), FACTS[Dataset(delivery.dataset)].table
    if not query:
        return
    columns = FACTS[Dataset(delivery.dataset)].columns
    only = f"AND o.key_hash IN (SELECT key_hash FROM {among})" if among else ""
    # Rows just written stand in the file; they carry this delivery's number. Nothing said later is touched.
    cursor.execute(
        f"CREATE TEMP TABLE a_gone ON COMMIT DROP AS SELECT g.id AS old_id, g.gone,"
        f" nextval('{table}_id_seq') AS id"
        f" FROM ({query}) g JOIN {table} o ON o.id = g.id AND o.number < %(number)s {only}",
        values(delivery),
    )
    cursor.execute("ANALYZE a_gone")
    cursor.execute(
        f"UPDATE {table} f SET superseded_by = n.id, superseded_at = now() FROM a_gone n WHERE f.id = n.old_id"
    )
    kept = ", ".join(columns)
    said = ", ".join(_absence_value(column) for column in columns)
    cursor.execute(
        f"INSERT INTO {table} (id, delivery_id, number, row, key_hash, listed, recorded_at, employer_id, worker_id,"
        f" {kept}) SELECT n.id, %(delivery)s, %(number)s, NULL, f.key_hash, false, now(), f.employer_id, f.worker_id,"
        f" {said} FROM {table} f JOIN a_gone n ON f.id = n.old_id",
        values(delivery),
    )


def _absence_value(column: str) -> str:
    """An absent insurance row keeps the kinds its key names, but is not insured in those that are gone."""
    if column.strip('"') == "insured":
        return "f.insured & ~n.gone"
    return f"f.{column}"
