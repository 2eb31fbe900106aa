"""Entries of a withdrawn register: each key stands as the last remaining delivery stated it."""

from typing import Any

from dataexchange.importing.applying.registers import ABSENT, GONE, KEY, values
from employers.enums import Dataset
from employers.models import Delivery

ENTRIES = f"""
CREATE TEMP TABLE w_entry ON COMMIT DROP AS
SELECT e.id AS entry, e.employer_id AS employer, {KEY.format(key="e.key", year="e.year")} AS key_hash
FROM employers_registerentry e
WHERE e.id IN (SELECT entry_id FROM employers_registerversion WHERE delivery_id = %(delivery)s)
"""
SAID = """
CREATE TEMP TABLE w_said ON COMMIT DROP AS
SELECT k.entry, c.content_hash, c.row_hash, c.row, d.id AS delivery_id, d.number, d.received_on
FROM dataexchange_confirmation c JOIN w_entry k ON k.key_hash = c.key_hash
JOIN employers_delivery d ON d.id = c.delivery_id AND d.withdrawn_at IS NULL AND d.id <> %(delivery)s
     AND d.dataset = %(dataset)s AND d.source_id = %(source)s
WHERE c.verdict IN ('new', 'changed', 'unchanged', 'unmatched')
"""
# Of those who confirmed a withdrawn version, before another remaining one took its place, the first takes it over.
TAKE_OVER = """
INSERT INTO employers_registerversion (entry_id, fields, listed, delivery_id, number, row, row_hash, content_hash,
                                       received_on, recorded_at, superseded_at)
SELECT DISTINCT ON (v.id) v.entry_id, v.fields, true, t.delivery_id, t.number, t.row, t.row_hash, t.content_hash,
       t.received_on, now(), now()
FROM employers_registerversion v
JOIN w_said t ON t.entry = v.entry_id AND t.content_hash = v.content_hash AND t.number > v.number
WHERE v.delivery_id = %(delivery)s AND v.listed
  AND NOT EXISTS (SELECT 1 FROM employers_registerversion o
                  JOIN employers_delivery d ON d.id = o.delivery_id AND d.withdrawn_at IS NULL
                  WHERE o.entry_id = v.entry_id AND o.number > v.number AND o.number <= t.number)
ORDER BY v.id, t.number
"""
STANDS = """
CREATE TEMP TABLE w_stands ON COMMIT DROP AS
SELECT DISTINCT ON (v.entry_id) v.entry_id AS entry, v.id
FROM employers_registerversion v JOIN w_entry k ON k.entry = v.entry_id
JOIN employers_delivery d ON d.id = v.delivery_id AND d.withdrawn_at IS NULL
ORDER BY v.entry_id, v.number DESC, v.id DESC
"""
STEP_BACK = """
UPDATE employers_registerversion v SET superseded_at = now(), superseded_by = w.id
FROM w_entry k LEFT JOIN w_stands w ON w.entry = k.entry
WHERE v.entry_id = k.entry AND v.superseded_at IS NULL AND v.id IS DISTINCT FROM w.id
"""
STEP_FORWARD = """
UPDATE employers_registerversion v SET superseded_at = NULL, superseded_by = NULL
FROM w_stands w WHERE v.id = w.id AND v.superseded_at IS NOT NULL
"""
# The entry is the copy of its standing version; without one nobody lists it any more.
COPY = """
UPDATE employers_registerentry e SET listed = coalesce(v.listed, false),
    delivery_id = coalesce(v.delivery_id, e.delivery_id), row = coalesce(v.row, e.row),
    received_on = coalesce(v.received_on, e.received_on), fields = f.fields,
    name = left(coalesce(f.fields->>'name', ''), 200), uscc = coalesce(f.fields->>'uscc', ''),
    org_code = coalesce(f.fields->>'org_code', ''), registration_no = coalesce(f.fields->>'registration_no', ''),
    address = coalesce(f.fields->>'address', ''), status = coalesce(f.fields->>'status', ''),
    live = coalesce((f.fields->>'live')::boolean, true),
    heads = coalesce((f.fields->>'declared_heads')::int, (f.fields->>'employees')::int),
    heads_as_of = CASE e.dataset
        WHEN 'tax_register' THEN ((f.fields->>'reference_month')::date + interval '1 month')::date - 1
        WHEN 'statistics_units' THEN make_date((f.fields->>'year')::int, 12, 31)
        WHEN 'code_register' THEN (f.fields->>'issued_on')::date END,
    first_delivered_on = coalesce(s.first, v.received_on, e.first_delivered_on)
FROM w_entry k
LEFT JOIN w_stands w ON w.entry = k.entry
LEFT JOIN employers_registerversion v ON v.id = w.id
LEFT JOIN (SELECT entry, min(received_on) AS first FROM w_said GROUP BY 1) s ON s.entry = k.entry
JOIN employers_registerentry own ON own.id = k.entry
CROSS JOIN LATERAL (SELECT coalesce(v.fields, own.fields) AS fields) f
WHERE e.id = k.entry
"""
LATER = """
SELECT id FROM employers_delivery WHERE dataset = %(dataset)s AND source_id = %(source)s AND withdrawn_at IS NULL
  AND committed_at IS NOT NULL AND number > %(number)s AND period = %(period)s AND mode = 'snapshot' ORDER BY number
"""
# What a later directory said of the entries, as if it were staged again.
AGAIN = """
CREATE TEMP TABLE w_staged ON COMMIT DROP AS
SELECT v.id AS statement, NULL::jsonb AS values
FROM w_said t JOIN employers_registerversion v ON v.entry_id = t.entry AND v.superseded_at IS NULL
WHERE t.delivery_id = %(delivery)s
"""
ONLY = """
  AND e.id IN (SELECT v.entry_id FROM employers_registerversion v JOIN w_entry k ON k.entry = v.entry_id
               WHERE v.superseded_at IS NULL AND v.number < %(number)s)
"""
TABLES = "w_entry, w_said, w_stands, w_staged"


def withdraw(cursor: Any, delivery: Delivery) -> list[int]:
    """Let the entries of ``delivery`` stand as the others stated them; answer the employers they belonged to."""
    told = values(delivery)
    cursor.execute("DROP TABLE IF EXISTS " + ", ".join(f"pg_temp.{name}" for name in TABLES.split(", ")))
    for step in (ENTRIES, "ANALYZE w_entry", SAID, "ANALYZE w_said", TAKE_OVER, STANDS, STEP_BACK, STEP_FORWARD, COPY):
        cursor.execute(step, told if "%(" in step else None)
    if delivery.dataset == Dataset.STATISTICS_UNITS:
        _absences(cursor, told)
    cursor.execute("SELECT DISTINCT employer FROM w_entry WHERE employer IS NOT NULL")
    return [employer for (employer,) in cursor.fetchall()]


def _absences(cursor: Any, told: dict[str, Any]) -> None:
    """Entries that a later directory of the year does not name are absent by its word."""
    cursor.execute(LATER, told)
    for (pk,) in cursor.fetchall():
        later = values(Delivery.objects.select_related("area").get(pk=pk))
        cursor.execute("DROP TABLE IF EXISTS pg_temp.w_staged")
        cursor.execute(AGAIN, later)
        cursor.execute(GONE.format(absent=ABSENT.format(staged="w_staged") + ONLY), later)


def kept(cursor: Any, delivery: Delivery) -> dict[int, int]:
    """Later deliveries whose word about these entries stays: delivery → entries."""
    cursor.execute(
        "SELECT v.delivery_id, count(*) FROM employers_registerversion v JOIN w_entry k ON k.entry = v.entry_id"
        " WHERE v.superseded_at IS NULL AND v.number > %s GROUP BY 1 ORDER BY 1",
        [delivery.number],
    )
    return dict(cursor.fetchall())
