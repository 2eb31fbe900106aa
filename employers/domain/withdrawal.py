"""What the archive does when a delivery is withdrawn: archives it opened, numbers it stated, fields it gave.

Called after the entries of the registers stand again as the remaining deliveries stated them. Nothing is deleted: an
archive closes as withdrawn when nothing else refers to it, a number that nobody states any more ends.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext_noop

from core.actor import Actor
from employers.domain import opening
from employers.domain.opening import COPIES, LINK
from employers.models import Delivery

CLOSED = gettext_noop("Archive withdrawn with the delivery %(delivery)s that opened it; nothing else refers to it.")

EMPLOYERS = """
CREATE TEMP TABLE w_employer ON COMMIT DROP AS
SELECT id FROM employers_employer
WHERE id = ANY(%(touched)s) OR opening_id = %(delivery)s
   OR id IN (SELECT employer_id FROM employers_identifier WHERE delivery_id = %(delivery)s)
"""
# Any remaining word that it is alive would have opened it, whatever was said later.
CLOSE = """
UPDATE employers_employer e SET status = 'withdrawn', closed_on = %(on)s
WHERE e.opening_id = %(delivery)s AND e.status IN ('open', 'closed')
  AND NOT EXISTS (SELECT 1 FROM employers_registerentry x
                  JOIN employers_registerversion v ON v.entry_id = x.id AND v.listed AND (v.fields->>'live')::boolean
                  JOIN employers_delivery d ON d.id = v.delivery_id AND d.withdrawn_at IS NULL
                  WHERE x.employer_id = e.id AND x.listed AND x.dataset IN ('code_register', 'business_register'))
  AND NOT EXISTS (SELECT 1 FROM employers_roster r WHERE r.employer_id = e.id AND r.withdrawn_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM employers_contractfiling f WHERE f.employer_id = e.id AND f.superseded_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM employers_insurance f WHERE f.employer_id = e.id AND f.superseded_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM employers_wage f WHERE f.employer_id = e.id AND f.superseded_at IS NULL)
RETURNING e.id
"""
UNLINK = "UPDATE employers_registerentry SET employer_id = NULL WHERE employer_id = ANY(%(closed)s)"
# An archive that others refer to was opened by the first of them that says the employer is alive.
OPENED_BY = """
UPDATE employers_employer e SET opening_id = n.delivery_id, opened_on = n.received_on
FROM (SELECT DISTINCT ON (x.employer_id) x.employer_id, v.delivery_id, v.received_on
      FROM employers_registerentry x JOIN employers_registerversion v ON v.entry_id = x.id
      JOIN employers_delivery d ON d.id = v.delivery_id AND d.withdrawn_at IS NULL
      WHERE x.listed AND v.listed AND (v.fields->>'live')::boolean
        AND x.dataset IN ('code_register', 'business_register')
      ORDER BY x.employer_id, v.number) n
WHERE e.id = n.employer_id AND e.opening_id = %(delivery)s AND e.status <> 'withdrawn'
"""
# A number is borne since the first remaining statement of it to the open archive, until another of its kind is stated.
STATED = """
CREATE TEMP TABLE o_number ON COMMIT DROP AS
WITH said AS (
    SELECT e.employer_id AS employer, n.kind, n.value, n.derived, e.dataset, v.delivery_id, v.number, v.id,
           v.received_on AS first_delivered_on, v.superseded_at IS NULL AS stands
    FROM employers_registerentry e JOIN w_employer w ON w.id = e.employer_id
    JOIN employers_registerversion v ON v.entry_id = e.id AND v.listed
    JOIN employers_delivery d ON d.id = v.delivery_id AND d.withdrawn_at IS NULL
    JOIN employers_employer a ON a.id = e.employer_id
    LEFT JOIN employers_delivery o ON o.id = a.opening_id
    CROSS JOIN LATERAL (VALUES
        ('uscc', v.fields->>'uscc', false), ('org_code', v.fields->>'org_code', false),
        ('registration_no', v.fields->>'registration_no', false),
        ('taxpayer_no', CASE WHEN v.fields->>'taxpayer_no' NOT IN (e.uscc, e.org_code)
                             THEN v.fields->>'taxpayer_no' END, false),
        ('org_code', substr(v.fields->>'uscc', 9, 9), true)) n (kind, value, derived)
    WHERE coalesce(n.value, '') <> '' AND v.number >= coalesce(o.number, 0)
), told AS (
    SELECT *, bool_or(stands) OVER (PARTITION BY employer, kind, value) AS still,
           bool_or(stands) OVER (PARTITION BY employer, kind) AS another
    FROM said
)
SELECT DISTINCT ON (employer, kind, value) employer, kind, value, derived, dataset, delivery_id, first_delivered_on
FROM told WHERE still OR NOT another
ORDER BY employer, kind, value, derived, number, id
"""
# What the withdrawn delivery stated and nobody else does has never been so.
ENDED = """
UPDATE employers_identifier i SET valid_to = i.valid_from
WHERE i.delivery_id = %(delivery)s AND i.valid_to IS NULL AND i.kind <> 'insurance_unit_no'
  AND NOT EXISTS (SELECT 1 FROM o_number o WHERE o.employer = i.employer_id AND o.kind = i.kind AND o.value = i.value)
"""
# The insurance office's unit number stays while insurance of that employer stands.
UNLEARNT = """
UPDATE employers_identifier i SET valid_to = i.valid_from
WHERE i.delivery_id = %(delivery)s AND i.valid_to IS NULL AND i.kind = 'insurance_unit_no'
  AND NOT EXISTS (SELECT 1 FROM employers_insurance f
                  WHERE f.employer_id = i.employer_id AND f.superseded_at IS NULL AND f.listed)
"""
TAKEN_OVER = """
UPDATE employers_identifier i SET delivery_id = o.delivery_id, dataset = o.dataset, derived = o.derived,
       valid_from = least(o.first_delivered_on, coalesce(i.valid_to, o.first_delivered_on))
FROM o_number o
WHERE i.delivery_id = %(delivery)s AND i.valid_to IS NULL
  AND o.employer = i.employer_id AND o.kind = i.kind AND o.value = i.value
"""
REOPENED = """
UPDATE employers_identifier i SET valid_to = NULL
FROM (SELECT DISTINCT ON (c.employer_id, c.kind, c.value) c.id
      FROM employers_identifier c
      JOIN o_number o ON o.employer = c.employer_id AND o.kind = c.kind AND o.value = c.value
      WHERE NOT EXISTS (SELECT 1 FROM employers_identifier k WHERE k.employer_id = c.employer_id AND k.kind = c.kind
                        AND k.value = c.value AND k.valid_to IS NULL)
      ORDER BY c.employer_id, c.kind, c.value, c.valid_to DESC, c.id DESC) again
WHERE i.id = again.id
"""
# The register that opened the archive decides whether it is alive.
STATUS = """
UPDATE employers_employer e SET status = n.status, closed_on = n.closed_on
FROM (SELECT DISTINCT ON (x.employer_id) x.employer_id,
             CASE WHEN x.status IN ('注销', '作废') THEN 'closed' ELSE 'open' END AS status,
             CASE WHEN x.status IN ('注销', '作废') THEN x.received_on END AS closed_on
      FROM employers_registerentry x JOIN w_employer w ON w.id = x.employer_id
      JOIN employers_employer e ON e.id = x.employer_id JOIN employers_delivery d ON d.id = e.opening_id
      WHERE x.listed AND x.dataset = d.dataset
      ORDER BY x.employer_id, x.received_on DESC, x.id DESC) n
WHERE e.id = n.employer_id AND e.status IN ('open', 'closed')
  AND (e.status, e.closed_on) IS DISTINCT FROM (n.status, n.closed_on)
"""
# What the shared statements of the opening verbs read: the employers whose copies are made anew.
ROWS = """
CREATE TEMP TABLE r_row ON COMMIT DROP AS
SELECT w.id AS employer, false AS opens FROM w_employer w JOIN employers_employer e ON e.id = w.id
WHERE e.status IN ('open', 'closed')
"""
JOURNAL = """
INSERT INTO core_journalentry (act, verb, sentence, "values", subject, subject_name, actor_name, user_id, "on",
                               recorded_at)
SELECT %(act)s, 'employer.withdrawn', %(sentence)s, jsonb_build_object('delivery', %(delivery)s),
       'employers.employer:' || e.id, left(e.name, 200), %(actor)s, %(user)s, %(on)s, now()
FROM employers_employer e WHERE e.id = ANY(%(closed)s)
"""
TABLES = "w_employer, o_number, r_row"


def settle(cursor: Any, delivery: Delivery, touched: Iterable[int], *, by: Actor, on: date) -> list[int]:
    """Close what ``delivery`` alone opened, end what it alone stated, choose copies anew; answer what closed."""
    told = {"delivery": delivery.pk, "touched": list(touched), "on": on}
    cursor.execute("DROP TABLE IF EXISTS " + ", ".join(f"pg_temp.{name}" for name in TABLES.split(", ")))
    cursor.execute(EMPLOYERS, told)
    cursor.execute(CLOSE, told)
    closed = [pk for (pk,) in cursor.fetchall()]
    cursor.execute(UNLINK, {"closed": closed})
    for step in (OPENED_BY, STATED, ENDED, UNLEARNT, TAKEN_OVER, REOPENED, STATUS, ROWS, COPIES):
        cursor.execute(step, told if "%(" in step else None)
    opening.show(cursor, on=on)
    cursor.execute(LINK)
    if closed:
        cursor.execute(
            JOURNAL,
            told | {"closed": closed, "act": uuid4(), "sentence": CLOSED, "actor": by.name[:150], "user": by.user_id},
        )
    return closed
