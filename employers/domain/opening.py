"""Archives opened and fed by registers: employers, placements, identifiers, shown fields (set verbs over ``r_row``).

``r_row`` is the table of rows that a commit writes: row, employer, entry, version, opens. Archives are opened by the
code and business registers, marked unverified, and placed by address: the deepest area that the address names without
doubt, else the district it names, else the city, with a reasoned suggestion. Digits of a code place nobody.
"""

from collections import Counter
from datetime import date
from itertools import islice
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext_noop

from core import codes, journal
from core.actor import Actor
from employers.domain import addresses
from employers.enums import OpenedBy
from employers.models import Delivery
from grids.domain.placing.loading import gazetteer
from grids.models import Area

OPENED = gettext_noop("Archive opened from “%(dataset)s”, not yet verified on the ground; placed in %(area)s.")
CLOSED = gettext_noop("Closed: “%(dataset)s” says “%(status)s”.")
CHUNK = 5_000

KINDS = """
CASE left(s.uscc, 2) WHEN '11' THEN 'state_organ' WHEN '12' THEN 'institution' WHEN '13' THEN 'association'
    WHEN '51' THEN 'association' WHEN '52' THEN 'private_non_enterprise' WHEN '53' THEN 'association'
    WHEN '91' THEN 'enterprise' WHEN '92' THEN 'individual' WHEN '93' THEN 'enterprise'
    ELSE CASE WHEN s.values->>'kind' LIKE '%%个体%%' THEN 'individual'
              WHEN s.values->>'kind' LIKE '%%机关%%' THEN 'state_organ'
              WHEN s.values->>'kind' LIKE '%%事业%%' THEN 'institution'
              WHEN s.values->>'kind' LIKE '%%民办非企业%%' THEN 'private_non_enterprise'
              WHEN s.values->>'kind' LIKE '%%社会团体%%' OR s.values->>'kind' LIKE '%%基金会%%' THEN 'association'
              WHEN s.values->>'kind' LIKE '%%公司%%' OR s.values->>'kind' LIKE '%%企业%%' THEN 'enterprise'
              ELSE '' END END
"""
EMPLOYERS = f"""
INSERT INTO employers_employer (id, area_id, district_id, street_id, community_id, name, kind, org_code, uscc,
    registration_no, address, legal_rep, industry, registered_on, status, opened_by, opening_id, opened_on,
    suggested_area_id, suggestion, road, door)
SELECT r.employer, o.area, a.district_id, a.street_id, a.community_id, left(s.name, 200), {KINDS},
       CASE WHEN s.org_code <> '' THEN s.org_code ELSE substr(s.uscc, 9, 9) END, s.uscc, s.registration_no,
       coalesce(s.values->>'address', ''), coalesce(s.values->>'legal_rep', ''), coalesce(s.values->>'industry', ''),
       (s.values->>'registered_on')::date, 'open', {OpenedBy.REGISTER.value}, %(delivery)s, %(received_on)s,
       o.suggested, o.suggestion, o.road, o.door
FROM r_row r JOIN {{staged}} s USING (row) JOIN o_place o USING (row) JOIN grids_area a ON a.id = o.area
"""
PLACEMENTS = """
INSERT INTO employers_placement (employer_id, area_id, district_id, valid_from, reason, recorded_at)
SELECT r.employer, o.area, a.district_id, %(received_on)s, o.reason, now()
FROM r_row r JOIN o_place o USING (row) JOIN grids_area a ON a.id = o.area
"""
JOURNAL = """
INSERT INTO core_journalentry (act, verb, sentence, "values", subject, subject_name, actor_name, user_id, "on",
                               recorded_at)
SELECT %(act)s, 'employer.opened', %(sentence)s, jsonb_build_object('dataset', %(dataset)s::text, 'area', a.name),
       'employers.employer:' || e.id, left(e.name, 200), %(actor)s, %(user)s, %(on)s, now()
FROM employers_employer e JOIN grids_area a ON a.id = e.area_id WHERE e.opening_id = %(delivery)s
"""

# A number that a register states belongs to the archive from the day it was received; another number of the same kind
# that no register states any more ends. An organization code inside a unified code is derived, not stated.
STATED = """
CREATE TEMP TABLE o_number ON COMMIT DROP AS
SELECT DISTINCT ON (r.employer, n.kind, n.value) r.employer, r.entry, n.kind, n.value, n.derived
FROM r_row r JOIN {staged} s USING (row) CROSS JOIN LATERAL (VALUES
    ('uscc', s.uscc, false), ('org_code', s.org_code, false), ('registration_no', s.registration_no, false),
    ('taxpayer_no', CASE WHEN s.taxpayer_no NOT IN (s.uscc, s.org_code) THEN s.taxpayer_no ELSE '' END, false),
    ('org_code', substr(s.uscc, 9, 9), true)) n (kind, value, derived)
WHERE r.employer IS NOT NULL AND n.value <> ''
ORDER BY r.employer, n.kind, n.value, n.derived
"""
ENDED = """
UPDATE employers_identifier i SET valid_to = greatest(i.valid_from, %(received_on)s)
FROM o_number o WHERE i.employer_id = o.employer AND i.kind = o.kind AND i.dataset <> '' AND i.valid_to IS NULL
  AND i.value <> o.value
  AND NOT EXISTS (SELECT 1 FROM o_number k WHERE k.employer = o.employer AND k.kind = i.kind AND k.value = i.value)
  AND NOT EXISTS (SELECT 1 FROM employers_registerentry e WHERE e.employer_id = i.employer_id AND e.listed
                  AND i.value IN (e.uscc, e.org_code, e.registration_no, substr(e.uscc, 9, 9),
                                  e.fields->>'taxpayer_no'))
"""
STATED_NOW = """
UPDATE employers_identifier i SET derived = false, delivery_id = %(delivery)s, dataset = %(dataset)s
FROM o_number o WHERE i.employer_id = o.employer AND i.kind = o.kind AND i.value = o.value AND i.valid_to IS NULL
  AND i.derived AND NOT o.derived
"""
NUMBERS = """
INSERT INTO employers_identifier (employer_id, kind, value, valid_from, derived, conforming, delivery_id, dataset,
                                  override_reason, override_by)
SELECT o.employer, o.kind, o.value, %(received_on)s, o.derived, true, %(delivery)s, %(dataset)s, '', ''
FROM o_number o
WHERE NOT EXISTS (SELECT 1 FROM employers_identifier i WHERE i.employer_id = o.employer AND i.kind = o.kind
                  AND i.value = o.value AND i.valid_to IS NULL)
"""
COPIES = """
UPDATE employers_employer e SET uscc = c.uscc, org_code = c.org_code, registration_no = c.registration_no
FROM (
    SELECT i.employer_id,
           coalesce((array_agg(i.value ORDER BY i.valid_from DESC, i.id DESC)
               FILTER (WHERE i.kind = 'uscc'))[1], '') AS uscc,
           coalesce((array_agg(i.value ORDER BY i.derived, i.valid_from DESC, i.id DESC)
               FILTER (WHERE i.kind = 'org_code'))[1], '') AS org_code,
           coalesce((array_agg(i.value ORDER BY i.valid_from DESC, i.id DESC)
               FILTER (WHERE i.kind = 'registration_no'))[1], '') AS registration_no
    FROM employers_identifier i
    WHERE i.valid_to IS NULL AND i.employer_id IN (SELECT employer FROM r_row WHERE employer IS NOT NULL)
    GROUP BY 1
) c
WHERE e.id = c.employer_id
  AND (e.uscc, e.org_code, e.registration_no) IS DISTINCT FROM (c.uscc, c.org_code, c.registration_no)
"""

# Shown fields are chosen from what the registers say: the business register before the code register, tax and
# statistics, then the one received last.
SHOWN = """
UPDATE employers_employer e SET name = n.name, address = n.address, legal_rep = n.legal_rep, industry = n.industry
FROM (
    SELECT DISTINCT ON (x.employer_id) x.employer_id, x.name, x.address,
           coalesce(x.fields->>'legal_rep', '') AS legal_rep, coalesce(x.fields->>'industry', '') AS industry
    FROM employers_registerentry x
    WHERE x.listed AND x.employer_id IN (SELECT employer FROM r_row WHERE employer IS NOT NULL AND NOT opens)
    ORDER BY x.employer_id,
             array_position(ARRAY['business_register', 'code_register', 'tax_register', 'statistics_units'],
             x.dataset::text), x.received_on DESC, x.id DESC
) n JOIN employers_employer old ON old.id = n.employer_id
WHERE e.id = n.employer_id AND (e.name, e.address, e.legal_rep, e.industry)
      IS DISTINCT FROM (n.name, n.address, n.legal_rep, n.industry)
RETURNING e.id, old.address <> e.address
"""
# The register that opened the archive decides: deregistration counts from the received day, and can be taken back.
STATUS = """
UPDATE employers_employer e SET status = CASE WHEN x.live THEN 'open' ELSE 'closed' END,
       closed_on = CASE WHEN x.live THEN NULL ELSE %(received_on)s::date END
FROM r_row r JOIN employers_registerentry x ON x.id = r.entry
WHERE e.id = x.employer_id AND x.dataset = (SELECT d.dataset FROM employers_delivery d WHERE d.id = e.opening_id)
  AND ((e.status = 'open' AND x.status IN ('注销', '作废')) OR (e.status = 'closed' AND x.live))
RETURNING e.id, e.status
"""
CLOSINGS = """
INSERT INTO core_journalentry (act, verb, sentence, "values", subject, subject_name, actor_name, user_id, "on",
                               recorded_at)
SELECT %(act)s, 'employer.closed', %(sentence)s, jsonb_build_object('dataset', %(dataset)s::text, 'status', x.status),
       'employers.employer:' || e.id, left(e.name, 200), %(actor)s, %(user)s, %(on)s, now()
FROM employers_employer e JOIN r_row r ON r.employer = e.id JOIN employers_registerentry x ON x.id = r.entry
WHERE e.id = ANY(%(closed)s)
"""
# Entries that waited for an archive, whichever register they are of.
LINK = """
WITH waiting AS (
    SELECT x.id, n.kind, n.value, n.rank
    FROM employers_registerentry x CROSS JOIN LATERAL (VALUES
        ('uscc', x.uscc, 1),
        ('org_code', CASE WHEN x.org_code <> '' THEN x.org_code ELSE substr(x.uscc, 9, 9) END, 2),
        ('registration_no', x.registration_no, 3)) n (kind, value, rank)
    WHERE x.employer_id IS NULL AND n.value <> ''
), found AS (
    SELECT DISTINCT ON (w.id) w.id, o.employer
    FROM waiting w JOIN o_number o ON o.kind = w.kind AND o.value = w.value ORDER BY w.id, w.rank
)
UPDATE employers_registerentry e SET employer_id = m.id, area_id = m.area_id, district_id = m.district_id,
       street_id = m.street_id, community_id = m.community_id
FROM found f JOIN employers_employer m ON m.id = f.employer AND m.status IN ('open', 'closed')
WHERE e.id = f.id
"""


def open_archives(cursor: Any, delivery: Delivery, staged: str, *, by: Actor, on: date) -> Counter[str]:
    """Open an archive for each row that opens one; answer how many were placed at which tier."""
    cursor.execute(
        "UPDATE r_row SET employer = nextval(pg_get_serial_sequence('employers_employer', 'id')) WHERE opens"
    )
    if not cursor.rowcount:
        return Counter()
    placed = _place(cursor, staged, delivery.received_on)
    told = {
        "delivery": delivery.pk,
        "received_on": delivery.received_on,
        "act": uuid4(),
        "sentence": OPENED,
        "dataset": journal.told(word=delivery.get_dataset_display())["word"],
        "actor": by.name[:150],
        "user": by.user_id,
        "on": on,
    }
    for step in (EMPLOYERS, PLACEMENTS, JOURNAL):
        cursor.execute(step.format(staged=staged), told)
    cursor.execute("ANALYZE employers_employer")
    cursor.execute("ANALYZE employers_placement")
    cursor.execute(f"UPDATE {staged} s SET employer = r.employer FROM r_row r WHERE r.row = s.row AND r.opens")
    return placed


def _place(cursor: Any, staged: str, on: date) -> Counter[str]:
    """``o_place``: where each opening row's address leads. The one step here that reads text row by row."""
    book = gazetteer(on)
    city = Area.objects.values_list("pk", flat=True).get(tier="city")
    cursor.execute(
        "CREATE TEMP TABLE o_place (row int PRIMARY KEY, area bigint, reason text, suggested bigint, suggestion jsonb,"
        " road text, door int) ON COMMIT DROP"
    )
    cursor.execute(
        f"SELECT s.row, coalesce(s.values->>'address', '') FROM {staged} s JOIN r_row r USING (row) WHERE r.opens"
    )
    unread = iter(cursor.fetchall())
    placed: Counter[str] = Counter()
    while chunk := list(islice(unread, CHUNK)):
        with cursor.copy("COPY o_place FROM STDIN") as copy:
            for row, address in chunk:
                found = book.locate(address)
                placed[found.tier.value] += 1
                at = book.doorway(address)
                copy.write_row((row, found.area_id or city, found.reason.code, found.suggestion, addresses.told(found),
                                at.road, at.door))  # fmt: skip
    cursor.execute("ANALYZE o_place")
    return placed


def take_identifiers(cursor: Any, delivery: Delivery, staged: str) -> None:
    """Give archives the numbers that the rows state, and judge the new ones by their standards."""
    told = {"delivery": delivery.pk, "received_on": delivery.received_on, "dataset": delivery.dataset}
    cursor.execute(STATED.format(staged=staged))
    cursor.execute("CREATE INDEX ON o_number (employer, kind)")
    cursor.execute("ANALYZE o_number")
    for step in (ENDED, STATED_NOW, NUMBERS):
        cursor.execute(step, told)
    cursor.execute("ANALYZE employers_identifier")
    cursor.execute(COPIES)
    cursor.execute(
        "SELECT id, kind, value FROM employers_identifier WHERE delivery_id = %s AND kind IN ('uscc', 'org_code')",
        [delivery.pk],
    )
    sound = {"uscc": codes.uscc_valid, "org_code": codes.org_code_valid}
    faulty = [pk for pk, kind, value in cursor.fetchall() if not sound[kind](value)]
    if faulty:
        cursor.execute("UPDATE employers_identifier SET conforming = false WHERE id = ANY(%s)", [faulty])


def show(cursor: Any, *, on: date) -> None:
    """Choose the shown fields anew; an address that changed is read anew."""
    cursor.execute(SHOWN)
    moved = [pk for pk, other in cursor.fetchall() if other]
    if moved:
        addresses.reread(cursor, moved, on=on)


def take_fields(cursor: Any, delivery: Delivery, *, by: Actor, on: date) -> None:
    """Choose the shown fields anew and follow the opening register's word on whether the employer is alive."""
    show(cursor, on=on)
    cursor.execute(STATUS, {"received_on": delivery.received_on})
    closed = [pk for pk, status in cursor.fetchall() if status == "closed"]
    if closed:
        cursor.execute(
            CLOSINGS,
            {
                "closed": closed,
                "act": uuid4(),
                "sentence": CLOSED,
                "dataset": journal.told(word=delivery.get_dataset_display())["word"],
                "actor": by.name[:150],
                "user": by.user_id,
                "on": on,
            },
        )


def link_entries(cursor: Any, delivery: Delivery) -> None:
    """Entries of any register that name a number an archive now bears belong to it."""
    cursor.execute(LINK)
