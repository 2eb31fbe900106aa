"""Registers: every row becomes an entry with its history; two of them open archives, give identifiers, close them."""

from collections import Counter
from datetime import date
from typing import Any

from core.actor import Actor
from dataexchange.importing import partition
from dataexchange.importing.applying.tables import REGISTER_KEY
from dataexchange.importing.matching import (
    CONFLICTS,
    COUNTS,
    OUTSIDE,
    REPEATED,
    TWICE,
    find_employers,
    reset,
    warn_of_age,
)
from dataexchange.models import Upload
from employers.domain import opening
from employers.enums import Dataset, Mode
from employers.models import Delivery

KEY = REGISTER_KEY
# Rows that stand by their hash carry no values: key, content and employer come from their version.
KNOWN = f"""
UPDATE {{staged}} s SET key_hash = {KEY.format(key="e.key", year="e.year")}, content_hash = v.content_hash,
       employer = e.employer_id
FROM employers_registerversion v JOIN employers_registerentry e ON e.id = v.entry_id
WHERE v.id = s.statement AND v.superseded_at IS NULL AND s.values IS NULL
"""
# What stands under the key: its current version decides between unchanged and changed.
STANDING = """
CREATE TEMP TABLE m_entry ON COMMIT DROP AS
SELECT s.row, e.id AS entry, v.id AS version, v.listed AND v.content_hash = s.content_hash AS same, e.employer_id
FROM {staged} s
JOIN employers_registerentry e ON e.source_id = %(source)s AND e.dataset = %(dataset)s AND e.key = s.values->>'key'
     AND e.year IS NOT DISTINCT FROM (s.values->>'year')::smallint
JOIN employers_registerversion v ON v.entry_id = e.id AND v.superseded_at IS NULL
WHERE s.verdict IN ('new', 'outside')
"""
TAKE_STANDING = """
UPDATE {staged} s SET statement = m.version, employer = coalesce(s.employer, m.employer_id),
       verdict = CASE WHEN s.verdict <> 'new' THEN s.verdict WHEN m.same THEN 'unchanged' ELSE 'changed' END
FROM m_entry m WHERE m.row = s.row
"""
# Unmatched says only that no archive bears the code: a register that opens none, or a row that is not live.
UNMATCHED = """
UPDATE {staged} s SET verdict = 'unmatched'
WHERE s.employer IS NULL AND s.verdict IN ('new', 'changed', 'unchanged')
  AND (NOT %(opens)s OR (s.values IS NOT NULL AND NOT (s.values->>'live')::boolean))
"""

# Rows that say something: also of unmatched ones, whose entry is kept all the same.
WRITTEN = """
CREATE TEMP TABLE r_row ON COMMIT DROP AS
SELECT s.row, s.employer, s.statement AS old_version, x.id AS old_entry,
       coalesce(x.id, nextval(pg_get_serial_sequence('employers_registerentry', 'id'))) AS entry,
       nextval(pg_get_serial_sequence('employers_registerversion', 'id')) AS version,
       s.employer IS NULL AND s.verdict IN ('new', 'changed') AND %(opens)s AS opens
FROM {staged} s LEFT JOIN employers_registerversion v ON v.id = s.statement
LEFT JOIN employers_registerentry x ON x.source_id = %(source)s AND x.dataset = %(dataset)s
     AND x.key = s.values->>'key' AND x.year IS NOT DISTINCT FROM (s.values->>'year')::smallint
WHERE s.values IS NOT NULL AND (s.verdict IN ('new', 'changed')
      OR (s.verdict = 'unmatched' AND (v.id IS NULL OR NOT v.listed OR v.content_hash <> s.content_hash)))
"""
FIELDS = """
    left(s.name, 200) AS name, s.uscc, s.org_code, s.registration_no, coalesce(s.values->>'address', '') AS address,
    coalesce(s.values->>'status', '') AS status, (s.values->>'live')::boolean AS live,
    coalesce((s.values->>'declared_heads')::int, (s.values->>'employees')::int) AS heads,
    CASE %(dataset)s WHEN 'tax_register' THEN ((s.values->>'reference_month')::date + interval '1 month')::date - 1
                     WHEN 'statistics_units' THEN make_date((s.values->>'year')::int, 12, 31)
                     WHEN 'code_register' THEN (s.values->>'issued_on')::date END AS heads_as_of,
    (s.values - 'key') || jsonb_build_object('name', s.name, 'uscc', s.uscc, 'org_code', s.org_code,
        'registration_no', s.registration_no, 'taxpayer_no', s.taxpayer_no) AS fields
"""
NEW_ENTRIES = f"""
INSERT INTO employers_registerentry (id, source_id, dataset, key, year, employer_id, area_id, district_id, street_id,
    community_id, listed, first_delivered_on, delivery_id, row, received_on, name, uscc, org_code, registration_no,
    address, status, live, heads, heads_as_of, fields)
SELECT r.entry, %(source)s, %(dataset)s, s.values->>'key', (s.values->>'year')::smallint, r.employer,
       coalesce(e.area_id, %(area)s), coalesce(e.district_id, %(district)s), coalesce(e.street_id, %(street)s),
       coalesce(e.community_id, %(community)s), true, %(received_on)s, %(delivery)s, s.row, %(received_on)s, {FIELDS}
FROM r_row r JOIN {{staged}} s USING (row) LEFT JOIN employers_employer e ON e.id = r.employer
WHERE r.old_entry IS NULL
"""
CHANGED_ENTRIES = f"""
UPDATE employers_registerentry e SET listed = true, delivery_id = %(delivery)s, row = n.row,
    received_on = %(received_on)s, employer_id = coalesce(n.employer, e.employer_id), name = n.name, uscc = n.uscc,
    area_id = coalesce(n.area_id, e.area_id),
    district_id = CASE WHEN n.area_id IS NULL THEN e.district_id ELSE n.district_id END,
    street_id = CASE WHEN n.area_id IS NULL THEN e.street_id ELSE n.street_id END,
    community_id = CASE WHEN n.area_id IS NULL THEN e.community_id ELSE n.community_id END,
    first_delivered_on = CASE WHEN n.old_version IS NULL THEN %(received_on)s ELSE e.first_delivered_on END,
    org_code = n.org_code, registration_no = n.registration_no, address = n.address, status = n.status, live = n.live,
    heads = n.heads, heads_as_of = n.heads_as_of, fields = n.fields
FROM (SELECT r.entry, r.employer, r.old_version, m.area_id, m.district_id, m.street_id, m.community_id, s.row, {FIELDS}
      FROM r_row r JOIN {{staged}} s USING (row) LEFT JOIN employers_employer m ON m.id = r.employer
      WHERE r.old_entry IS NOT NULL) n WHERE n.entry = e.id
"""
SUPERSEDE = """
UPDATE employers_registerversion v SET superseded_by = r.version, superseded_at = now()
FROM r_row r WHERE v.id = r.old_version
"""
VERSIONS = """
INSERT INTO employers_registerversion (id, entry_id, fields, listed, delivery_id, number, row, row_hash, content_hash,
                                       received_on, recorded_at)
SELECT r.version, r.entry, e.fields, true, %(delivery)s, %(number)s, s.row, s.row_hash, s.content_hash, %(received_on)s,
       now()
FROM r_row r JOIN {staged} s USING (row) JOIN employers_registerentry e ON e.id = r.entry
"""
# A directory is the snapshot of a year: what it no longer lists within its area is an absence.
ABSENT = """
SELECT e.id FROM employers_registerentry e JOIN grids_area a ON a.id = e.area_id
WHERE e.source_id = %(source)s AND e.dataset = %(dataset)s AND e.listed AND e.year = extract(year FROM %(period)s::date)
  AND a.path LIKE %(path)s || '%%'
  AND NOT EXISTS (SELECT 1 FROM {staged} s LEFT JOIN employers_registerversion v ON v.id = s.statement
                  WHERE s.values->>'key' = e.key OR v.entry_id = e.id)
"""
GONE = """
WITH gone AS ({absent}), unlisted AS (UPDATE employers_registerentry e SET listed = false FROM gone g
    WHERE e.id = g.id RETURNING e.id, e.fields),
old AS (UPDATE employers_registerversion v SET superseded_at = now() FROM unlisted u
        WHERE v.entry_id = u.id AND v.superseded_at IS NULL)
INSERT INTO employers_registerversion (entry_id, fields, listed, delivery_id, number, received_on, recorded_at)
SELECT id, fields, false, %(delivery)s, %(number)s, %(received_on)s, now() FROM unlisted
"""


def values(delivery: Delivery) -> dict[str, Any]:
    """What these statements are told about a delivery."""
    return {
        "source": delivery.source_id,
        "dataset": delivery.dataset,
        "delivery": delivery.pk,
        "number": delivery.number,
        "period": delivery.period,
        "received_on": delivery.received_on,
        "area": delivery.area_id,
        "district": delivery.district_id,
        "street": delivery.street_id,
        "community": delivery.community_id,
        "path": delivery.area.path,
        "opens": delivery.dataset in Dataset.opening,
        "labour": False,
    }


def classify(cursor: Any, upload: Upload, *, fresh: bool = False) -> None:
    """Verdicts of a register's rows; counts go onto the upload (not saved). ``fresh``: just staged."""
    names = {"staged": partition.table(upload.pk), "read": partition.read(upload.pk)}
    told = values(upload.delivery)
    reset(cursor, names, fresh=fresh)
    cursor.execute(f"ANALYZE {names['staged']}")
    find_employers(cursor, names, told, KEY.format(key="s.values->>'key'", year="s.values->>'year'"))
    for step in (
        *(() if fresh else (KNOWN,)),
        TWICE,
        CONFLICTS,
        REPEATED,
        OUTSIDE,
        STANDING,
        TAKE_STANDING,
        UNMATCHED,
    ):
        cursor.execute(step.format(**names), told if "%(" in step else None)
    warn_of_age(cursor, upload.delivery, names["read"], "employers_registerversion")
    cursor.execute(COUNTS.format(**names))
    found = cursor.fetchall()
    upload.counts = {verdict: count for verdict, count, _ in found}
    upload.warned = sum(warned for _, _, warned in found)


def absent_count(cursor: Any, delivery: Delivery, staged: str) -> int:
    """How many entries of the year a full directory no longer lists."""
    if delivery.dataset != Dataset.STATISTICS_UNITS or delivery.mode != Mode.SNAPSHOT:
        return 0
    cursor.execute(f"SELECT count(*) FROM ({ABSENT.format(staged=staged)}) gone", values(delivery))
    return int(cursor.fetchone()[0])


def apply(cursor: Any, upload: Upload, staged: str, *, by: Actor, on: date) -> list[int]:
    """Write entries and versions, open archives, give them identifiers, close what the opening register closes."""
    delivery = upload.delivery
    told, names = values(delivery), {"staged": staged}
    cursor.execute(WRITTEN.format(**names), told)
    placed: Counter[str] = Counter()
    if told["opens"]:
        placed = opening.open_archives(cursor, delivery, staged, by=by, on=on)
    cursor.execute("ANALYZE r_row")
    for step in (NEW_ENTRIES, CHANGED_ENTRIES, SUPERSEDE, VERSIONS):
        cursor.execute(step.format(**names), told)
    cursor.execute("ANALYZE employers_registerentry")
    cursor.execute("ANALYZE employers_registerversion")
    if delivery.dataset == Dataset.STATISTICS_UNITS and delivery.mode == Mode.SNAPSHOT:
        cursor.execute(GONE.format(absent=ABSENT.format(**names)), told)
    opening.take_identifiers(cursor, delivery, staged)
    opening.take_fields(cursor, delivery, by=by, on=on)
    opening.link_entries(cursor, delivery)
    upload.opened, upload.placed = sum(placed.values()), dict(placed)
    cursor.execute("SELECT DISTINCT employer FROM r_row WHERE employer IS NOT NULL")
    return [employer for (employer,) in cursor.fetchall()]
