"""Statements of a withdrawn delivery: each key stands as the last remaining committed delivery stated it.

What remaining deliveries said of a key is read from their confirmations, which hold every row with its content. Who
only confirmed a withdrawn statement takes it over under his own name and row; full lists that came later and do not
name the key say that it is absent.
"""

from typing import Any

from dataexchange.importing.applying import statements
from dataexchange.importing.applying.tables import FACTS
from employers.enums import Dataset, Mode
from employers.models import Delivery

KEYS = """
CREATE TEMP TABLE w_key ON COMMIT DROP AS
SELECT key_hash, min(employer_id) AS employer_id, min(worker_id) AS worker_id
FROM {facts} WHERE number = %(number)s AND delivery_id = %(delivery)s GROUP BY 1
"""
SAID = """
CREATE TEMP TABLE w_said ON COMMIT DROP AS
SELECT c.key_hash, c.content_hash, c.row_hash, c.row, d.id AS delivery_id, d.number
FROM dataexchange_confirmation c
JOIN employers_delivery d ON d.id = c.delivery_id AND d.withdrawn_at IS NULL AND d.id <> %(delivery)s
     AND d.dataset = %(dataset)s AND d.source_id = %(source)s
WHERE c.key_hash IN (SELECT key_hash FROM w_key) AND c.verdict IN ('new', 'changed', 'unchanged')
"""
# Of those who confirmed a withdrawn statement, before another remaining one took its place, the first takes it over.
TAKERS = """
CREATE TEMP TABLE w_take ON COMMIT DROP AS
SELECT DISTINCT ON (s.id) s.id AS old_id, t.delivery_id, t.number, t.row, t.row_hash,
       nextval('{facts}_id_seq') AS id
FROM {facts} s
JOIN w_key k ON k.key_hash = s.key_hash
JOIN w_said t ON t.key_hash = s.key_hash AND t.content_hash = s.content_hash AND t.number > s.number
WHERE s.number = %(number)s AND s.delivery_id = %(delivery)s AND s.listed
  AND NOT EXISTS (SELECT 1 FROM {facts} o JOIN employers_delivery d ON d.id = o.delivery_id AND d.withdrawn_at IS NULL
                  WHERE o.key_hash = s.key_hash AND o.number > s.number AND o.number <= t.number)
ORDER BY s.id, t.number
"""
TAKE_OVER = """
INSERT INTO {facts} (id, delivery_id, number, row, key_hash, row_hash, content_hash, listed, recorded_at, superseded_at,
                     employer_id, worker_id, {columns})
SELECT t.id, t.delivery_id, t.number, t.row, s.key_hash, t.row_hash, s.content_hash, true, now(), now(),
       s.employer_id, s.worker_id, {said}
FROM w_take t JOIN {facts} s ON s.id = t.old_id
"""
# The statement that stands from now on: of the remaining ones that with the highest commit number. An absence of what
# nobody ever listed says nothing.
STANDS = """
CREATE TEMP TABLE w_stands ON COMMIT DROP AS
SELECT DISTINCT ON (s.key_hash) s.key_hash, s.id
FROM {facts} s JOIN w_key k ON k.key_hash = s.key_hash
JOIN employers_delivery d ON d.id = s.delivery_id AND d.withdrawn_at IS NULL
WHERE s.listed OR EXISTS (SELECT 1 FROM {facts} o JOIN employers_delivery l ON l.id = o.delivery_id
                          AND l.withdrawn_at IS NULL
                          WHERE o.key_hash = s.key_hash AND o.listed AND o.number < s.number)
ORDER BY s.key_hash, s.number DESC, s.id DESC
"""
STEP_BACK = """
UPDATE {facts} s SET superseded_at = now(), superseded_by = w.id
FROM w_key k LEFT JOIN w_stands w ON w.key_hash = k.key_hash
WHERE s.key_hash = k.key_hash AND s.superseded_at IS NULL AND s.id IS DISTINCT FROM w.id
"""
STEP_FORWARD = """
UPDATE {facts} s SET superseded_at = NULL, superseded_by = NULL
FROM w_stands w WHERE s.id = w.id AND s.superseded_at IS NOT NULL
"""
TABLES = "w_key, w_said, w_take, w_stands, w_staged"

# Full lists that came after a statement that stands again, and cover its employer.
LATER = """
SELECT DISTINCT d.id, d.number
FROM {facts} f JOIN w_key k ON k.key_hash = f.key_hash
JOIN employers_coverage c ON c.employer_id = f.employer_id AND c.dataset = %(dataset)s AND c.withdrawn_at IS NULL
     AND c.number > f.number
JOIN employers_delivery d ON d.id = c.delivery_id AND d.mode = %(snapshot)s AND d.source_id = %(source)s
     AND d.withdrawn_at IS NULL
WHERE f.superseded_at IS NULL AND f.listed ORDER BY d.number
"""
# Such a list as if it were staged again: what it said of the keys, and the rows that did not apply.
AGAIN = """
CREATE TEMP TABLE w_staged ON COMMIT DROP AS
SELECT c.row, c.verdict::text, f.id AS statement, f.employer_id AS employer, NULL::uuid AS number_hash,
       ''::text AS name,
       ''::text AS document_kind, NULL::date AS month, NULL::jsonb AS values
FROM dataexchange_confirmation c JOIN {facts} f ON f.key_hash = c.key_hash AND f.superseded_at IS NULL
WHERE c.delivery_id = %(delivery)s AND c.verdict IN ('new', 'changed', 'unchanged')
UNION ALL
SELECT u.row, u.verdict, NULL, u.employer_id, u.number_hash, u.name, '', u.month,
       jsonb_build_object('named', nullif(u.kinds, 0))
FROM employers_unapplied u WHERE u.delivery_id = %(delivery)s
UNION ALL
SELECT NULL, 'covered', NULL, c.employer_id, NULL, '', '', NULL, NULL
FROM employers_coverage c WHERE c.delivery_id = %(delivery)s
"""


def withdraw(cursor: Any, delivery: Delivery) -> list[int]:
    """Let the keys of ``delivery`` stand as the others stated them; answer the employers concerned."""
    dataset = Dataset(delivery.dataset)
    facts = FACTS[dataset]
    names = {
        "facts": facts.table,
        "columns": ", ".join(facts.columns),
        "said": ", ".join(f"s.{column}" for column in facts.columns),
    }
    told = statements.values(delivery) | {"dataset": dataset.value, "snapshot": Mode.SNAPSHOT.value}
    cursor.execute("DROP TABLE IF EXISTS " + ", ".join(f"pg_temp.{name}" for name in TABLES.split(", ")))
    cursor.execute(KEYS.format(**names), told)
    cursor.execute("ANALYZE w_key")
    cursor.execute(SAID.format(**names), told)
    cursor.execute("ANALYZE w_said")
    for step in (TAKERS, TAKE_OVER, STANDS):
        cursor.execute(step.format(**names), told if "%(" in step else None)
    cursor.execute("ANALYZE w_stands")
    cursor.execute(STEP_BACK.format(**names))
    cursor.execute(STEP_FORWARD.format(**names))
    _absences(cursor, names, told)
    cursor.execute("SELECT DISTINCT employer_id FROM w_key")
    return [employer for (employer,) in cursor.fetchall()]


def _absences(cursor: Any, names: dict[str, str], told: dict[str, Any]) -> None:
    """What later full lists do not name is absent by their word; each list speaks once, in its order."""
    cursor.execute(LATER.format(**names), told)
    for pk, _number in cursor.fetchall():
        later = Delivery.objects.select_related("area").get(pk=pk)
        cursor.execute("DROP TABLE IF EXISTS pg_temp.w_staged, pg_temp.a_gone")
        cursor.execute(AGAIN.format(**names), {"delivery": pk})
        cursor.execute("ANALYZE w_staged")
        statements.apply_absence(cursor, later, "w_staged", among="w_key")


def kept(cursor: Any, delivery: Delivery) -> dict[int, int]:
    """Later deliveries whose word about these keys stays: delivery → keys."""
    table = FACTS[Dataset(delivery.dataset)].table
    cursor.execute(
        f"SELECT f.delivery_id, count(*) FROM {table} f JOIN w_key k ON k.key_hash = f.key_hash"
        " WHERE f.superseded_at IS NULL AND f.number > %s GROUP BY 1 ORDER BY 1",
        [delivery.number],
    )
    return dict(cursor.fetchall())
