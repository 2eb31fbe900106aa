"""From staged rows to verdicts: whose archive a row is about, what stands under its key, which verdict holds first.

Order of verdicts: invalid, conflict, repeated, outside, unmatched, unchanged, changed, new. Set statements over the
partition of one upload; run again at commit, because the archive may have moved since the preview.
"""

from typing import Any

from core.enums import Tier
from dataexchange.importing import partition
from dataexchange.importing.applying.tables import FACTS, FactTable
from dataexchange.models import Upload
from employers.enums import Dataset
from employers.models import Delivery

# A row finds its archive by unified code, then organization code (given, else characters 9 to 17 of the unified
# code), then registration, taxpayer and unit number. Closed archives still take statements; merged ones do not.
# Many rows name the same employer: each way of naming one is looked up once.
CODES = "uscc, org_code, registration_no, taxpayer_no, insurance_unit_no"
EMPLOYERS = f"""
CREATE TEMP TABLE m_employer ON COMMIT DROP AS
WITH named AS (
    SELECT row_number() OVER () AS no, n.* FROM (SELECT DISTINCT {CODES} FROM {{read}}) n
), given AS (
    SELECT n.no, g.kind, g.value, g.rank
    FROM named n CROSS JOIN LATERAL (VALUES
        ('uscc', n.uscc, 1),
        ('org_code', CASE WHEN n.org_code <> '' THEN n.org_code ELSE substr(n.uscc, 9, 9) END, 2),
        ('registration_no', n.registration_no, 3),
        ('taxpayer_no', n.taxpayer_no, 4),
        ('insurance_unit_no', n.insurance_unit_no, 5)) g (kind, value, rank)
    WHERE g.value <> ''
), held AS (
    SELECT g.no, g.rank, min(i.employer_id) AS employer, count(DISTINCT i.employer_id) AS holders
    FROM given g
    JOIN employers_identifier i ON i.value = g.value AND i.kind = g.kind AND i.valid_to IS NULL
    JOIN employers_employer e ON e.id = i.employer_id AND e.status IN ('open', 'closed')
    GROUP BY 1, 2
), found AS (
    SELECT no, (array_agg(employer ORDER BY rank))[1] AS employer, (array_agg(holders ORDER BY rank))[1] > 1 AS shared,
           count(DISTINCT employer) FILTER (WHERE rank <= 2) > 1 AS torn
    FROM held GROUP BY no
)
SELECT {CODES}, f.employer, coalesce(f.shared, false) AS shared, coalesce(f.torn, false) AS torn
FROM named n LEFT JOIN found f USING (no)
"""
TAKE_EMPLOYERS = f"""
UPDATE {{read}} s SET employer = m.employer,
       verdict = CASE WHEN s.verdict = 'invalid' THEN 'invalid'
                      WHEN m.shared OR (m.torn AND %(labour)s) THEN 'conflict' ELSE s.verdict END,
       faults = CASE WHEN s.verdict = 'invalid' THEN s.faults
                     WHEN m.shared THEN '[{{{{"code": "shared_code", "field": "employer_code"}}}}]'::jsonb
                     WHEN m.torn AND %(labour)s
                     THEN '[{{{{"code": "two_employers", "field": "employer_code"}}}}]'::jsonb
                     ELSE s.faults END,
       key_hash = CASE WHEN s.verdict <> 'invalid' THEN {{key_hash}} END
FROM m_employer m
WHERE (s.{CODES.replace(", ", ", s.")}) = (m.{CODES.replace(", ", ", m.")})
"""

# The document of a worker whom the file does not describe: looked up among the employer's workers (datasets page).
OTHER_DOCUMENTS = """
UPDATE {read} s SET document_kind = w.document_kind, number_hash = w.number_hash, worker = w.id
FROM employers_standing t JOIN employers_worker w ON w.id = t.worker_id
WHERE s.document_kind = '' AND s.verdict NOT IN ('invalid') AND s.employer = t.employer_id
  AND w.document_kind <> 'resident' AND w.number_hash = ANY(
      ARRAY(SELECT h::uuid FROM jsonb_array_elements_text(s.values->'number_hashes') h))
"""
UNKNOWN_DOCUMENTS = """
UPDATE {read} s SET verdict = 'invalid', faults = jsonb_build_array(jsonb_build_object(
       'code', 'document_unknown', 'field', 'id_number', 'column', %(id_column)s::text, 'mask', s.number_mask))
WHERE s.document_kind = '' AND s.number_hash IS NULL AND s.values ? 'number_hashes' AND s.employer IS NOT NULL
  AND s.verdict <> 'invalid'
"""

# What a row is about: source, employer, person, and what the dataset adds. A document whose kind has been found gives
# its row another key.
KEY = """md5(concat_ws('|', %(source)s, coalesce({employer}::text, s.uscc || '/' || s.org_code), s.document_kind,
                           s.number_hash, {key}))::uuid"""
KEYS = """
UPDATE {read} s SET key_hash = {key_hash} WHERE s.verdict <> 'invalid' AND s.values ? 'number_hashes'
"""

# Rows that stand by their hash carry no values: they take key, content and employer from their statement.
KNOWN = """
UPDATE {staged} s SET key_hash = f.key_hash, content_hash = f.content_hash, employer = f.employer_id
FROM {facts} f WHERE f.id = s.statement AND f.superseded_at IS NULL AND f.listed AND s.values IS NULL
"""
MOVED = "SELECT count(*) FROM {staged} WHERE values IS NULL AND verdict = 'unchanged' AND key_hash IS NULL"

# Most keys stand once in a file: only those that stand twice are looked at row by row.
TWICE = """
CREATE TEMP TABLE m_twice ON COMMIT DROP AS
SELECT key_hash, count(DISTINCT content_hash) > 1 AS torn FROM {staged}
WHERE key_hash IN (SELECT key_hash FROM {staged} WHERE key_hash IS NOT NULL AND verdict NOT IN ('invalid', 'conflict')
                   GROUP BY key_hash HAVING count(*) > 1)
  AND verdict NOT IN ('invalid', 'conflict')
GROUP BY key_hash
"""
CONFLICTS = """
UPDATE {staged} s SET verdict = 'conflict', faults = '[{{"code": "contradicts", "field": ""}}]'::jsonb
FROM m_twice k WHERE k.torn AND k.key_hash = s.key_hash AND s.verdict <> 'invalid'
"""

REPEATED = """
UPDATE {staged} s SET verdict = 'repeated'
FROM (SELECT t.row, row_number() OVER (PARTITION BY t.key_hash ORDER BY t.row) AS nth
      FROM {staged} t JOIN m_twice k ON k.key_hash = t.key_hash AND NOT k.torn
      WHERE t.verdict NOT IN ('invalid', 'conflict')) k
WHERE k.row = s.row AND k.nth > 1
"""

# Nobody is outside the city; of a smaller area, employers that lie neither in it nor above it.
OUTSIDE = """
UPDATE {staged} s SET verdict = 'outside'
WHERE s.verdict NOT IN ('invalid', 'conflict', 'repeated') AND s.employer IN (
    SELECT e.id FROM employers_employer e JOIN grids_area a ON a.id = e.area_id
    WHERE NOT (a.path LIKE %(path)s || '%%' OR %(path)s LIKE a.path || '%%'))
"""

UNMATCHED = """
UPDATE {read} SET verdict = 'unmatched'
WHERE employer IS NULL AND verdict NOT IN ('invalid', 'conflict', 'repeated', 'outside')
"""

STANDING = """
UPDATE {read} s SET statement = f.id,
       verdict = CASE WHEN f.content_hash = s.content_hash AND f.listed THEN 'unchanged' ELSE 'changed' END
FROM {facts} f
WHERE f.key_hash = s.key_hash AND f.superseded_at IS NULL AND s.verdict = 'new' AND s.values IS NOT NULL
"""

# A name that differs from the archive is a warning, never a verdict.
NAMES = """
UPDATE {read} s SET warnings = coalesce(s.warnings, '[]'::jsonb) || jsonb_build_array(jsonb_build_object(
       'code', 'employer_name_differs', 'field', 'employer_name', 'value', s.values->>'employer_name',
       'archive', e.name))
FROM employers_employer e
WHERE e.id = s.employer AND s.verdict IN ('new', 'changed')
  AND coalesce(s.values->>'employer_name', '') NOT IN ('', e.name)
"""

# The later committed statement wins, whatever it is of; where what stands was received later, the preview says so.
OLDER = """
UPDATE {read} s SET warnings = coalesce(s.warnings, '[]'::jsonb) || jsonb_build_array(jsonb_build_object(
       'code', 'older_than_standing', 'field', '', 'standing', d.received_on, 'stated', %(received_on)s::date))
FROM {facts} f JOIN employers_delivery d ON d.id = f.delivery_id
WHERE f.id = s.statement AND s.verdict = 'changed' AND d.received_on > %(received_on)s
  AND NOT coalesce(s.warnings @> '[{{"code": "older_than_standing"}}]', false)
"""

COUNTS = """
SELECT verdict, count(*), count(*) FILTER (WHERE warnings IS NOT NULL) FROM {staged} GROUP BY verdict
"""


def classify(cursor: Any, upload: Upload, *, fresh: bool = False) -> None:
    """Give every staged row its verdict and write the counts onto the upload (not saved). ``fresh``: just staged."""
    delivery = upload.delivery
    names = {"staged": partition.table(upload.pk), "read": partition.read(upload.pk)}
    values = {
        "source": delivery.source_id,
        "path": delivery.area.path,
        "labour": delivery.dataset in Dataset.labour,
        "partial": delivery.area.tier != Tier.CITY,
        "id_column": _heading(upload, "id_number"),
    }
    reset(cursor, names, fresh=fresh)
    cursor.execute(f"ANALYZE {names['read']} (verdict, employer, statement, key_hash, number_hash)")
    if delivery.dataset in Dataset.labour:
        match(cursor, names, values, FACTS[Dataset(delivery.dataset)], fresh=fresh)
        cursor.execute(NAMES.format(**names))
        warn_of_age(cursor, delivery, names["read"], FACTS[Dataset(delivery.dataset)].table)
    cursor.execute(COUNTS.format(**names))
    found = cursor.fetchall()
    upload.counts = {verdict: count for verdict, count, _ in found}
    upload.warned = sum(warned for _, _, warned in found)


def warn_of_age(cursor: Any, delivery: Delivery, read: str, facts: str) -> None:
    """Warn of rows that would take the place of something received later. An older roster takes no place."""
    later = Delivery.objects.standing().filter(source=delivery.source_id, dataset=delivery.dataset)
    if delivery.dataset != Dataset.EMPLOYEE_ROSTER and later.filter(received_on__gt=delivery.received_on).exists():
        cursor.execute(OLDER.format(read=read, facts=facts), {"received_on": delivery.received_on})


def _heading(upload: Upload, field: str) -> str:
    """What the file calls a column."""
    fields = upload.mapping.get("fields", [])
    return str(upload.headings[fields.index(field)]) if field in fields else ""


class Moved(Exception):
    """What a row was said to equal has changed since: the file has to be read again."""


def reset(cursor: Any, names: dict[str, str], *, fresh: bool = False) -> None:
    """Forget an earlier match, so that a commit looks at the archive as it is now."""
    partition.forget(cursor)
    if fresh:
        return
    cursor.execute(
        "UPDATE {read} SET verdict = 'new', statement = NULL, employer = NULL, key_hash = NULL, faults = NULL"
        " WHERE verdict NOT IN ('invalid', 'new') AND values IS NOT NULL".format(**names)
    )
    cursor.execute(
        "UPDATE {staged} SET verdict = 'unchanged', key_hash = NULL"
        " WHERE values IS NULL AND verdict <> 'invalid' AND key_hash IS NOT NULL".format(**names)
    )


def find_employers(cursor: Any, names: dict[str, str], values: dict[str, Any], key_hash: str) -> None:
    """Whose archive each row read is about, and its key: SQL over the row ``s`` and what was found, ``m``."""
    cursor.execute(EMPLOYERS.format(**names))
    cursor.execute("ANALYZE m_employer")
    cursor.execute(TAKE_EMPLOYERS.format(**names, key_hash=key_hash), values)


def match(cursor: Any, names: dict[str, str], values: dict[str, Any], facts: FactTable, *, fresh: bool = False) -> None:
    """Verdicts of labour rows; raises ``Moved`` where a row's statement no longer stands.

    ``names``: the ``staged`` rows, and of them those that were ``read`` and not known by their hash.
    """
    names = names | {"facts": facts.table}
    find_employers(cursor, names, values, KEY.format(employer="m.employer", key=facts.key))
    if facts.undecided:
        cursor.execute(OTHER_DOCUMENTS.format(**names))
        cursor.execute(UNKNOWN_DOCUMENTS.format(**names), values)
        cursor.execute(KEYS.format(**names, key_hash=KEY.format(employer="s.employer", key=facts.key)), values)
    if not fresh:
        cursor.execute(KNOWN.format(**names))
        cursor.execute(MOVED.format(**names))
        if cursor.fetchone()[0]:
            raise Moved
    for step in (*facts.before_duplicates, TWICE, CONFLICTS, REPEATED):
        cursor.execute(step.format(**names), values if "%(" in step else None)
    if values["partial"]:
        cursor.execute(OUTSIDE.format(**names), values)
    for step in (UNMATCHED, facts.standing or STANDING):
        cursor.execute(step.format(**names), values if "%(" in step else None)


ARCHIVE = """
SELECT concat_ws('/', (SELECT max(number) FROM employers_delivery),
       (SELECT count(*) FROM employers_delivery WHERE withdrawn_at IS NOT NULL),
       (SELECT count(*) FROM dataexchange_heldrow WHERE applied_at IS NOT NULL),
       (SELECT sum(hashtextextended(concat_ws('|', employer_id, kind, value), 0)) FROM employers_identifier
        WHERE valid_to IS NULL),
       (SELECT sum(hashtextextended(concat_ws('|', id, area_id, status, name), 0)) FROM employers_employer))
"""


def archive(cursor: Any) -> str:
    """What a match depends on beside the file, as one text: equal texts, equal verdicts."""
    cursor.execute(ARCHIVE)
    return str(cursor.fetchone()[0])
