"""What every commit leaves beside its statements: coverage, rows that did not apply, confirmations, journal."""

from typing import Any
from uuid import uuid4

from django.utils.translation import gettext_noop

from core import calendar, journal
from core.actor import Actor
from dataexchange.importing.applying.statements import values
from employers.enums import Dataset, Mode
from employers.models import Delivery

DELIVERED = gettext_noop("%(source)s delivered “%(dataset)s”: %(rows)s rows about this employer say something new.")

# By area: the employers placed within it on the received day. By name: the employers that the file names.
COVER_AREA = """
INSERT INTO employers_coverage (employer_id, dataset, delivery_id, own, period, received_on, number, kinds, "full")
SELECT e.id, %(dataset)s, %(delivery)s, true, %(covered)s, %(received_on)s, %(number)s, %(kinds)s, %(full)s
FROM employers_employer e
JOIN LATERAL (
    SELECT p.area_id FROM employers_placement p WHERE p.employer_id = e.id AND p.superseded_at IS NULL
      AND (p.valid_to IS NULL OR p.valid_to > %(received_on)s)
    ORDER BY p.valid_from <= %(received_on)s DESC,
             CASE WHEN p.valid_from <= %(received_on)s THEN p.valid_from END DESC, p.valid_from LIMIT 1
) placed ON true
JOIN grids_area a ON a.id = placed.area_id
WHERE a.path LIKE %(path)s || '%%' AND e.status IN ('open', 'closed')
"""
COVER_NAMED = """
INSERT INTO employers_coverage (employer_id, dataset, delivery_id, own, period, received_on, number, kinds, "full")
SELECT s.employer, %(dataset)s, %(delivery)s, %(own)s, {period}, %(received_on)s, %(number)s, 0, false
FROM {staged} s WHERE s.employer IS NOT NULL AND s.verdict <> 'outside' AND {period} IS NOT NULL GROUP BY 1, 5
"""
UNAPPLIED = """
INSERT INTO employers_unapplied (delivery_id, dataset, row, verdict, employer_id, number_hash, name, month, kinds,
                                 settled_by)
SELECT %(delivery)s, %(dataset)s, s.row, s.verdict, s.employer, s.number_hash, left(s.name, 60),
       coalesce(s.month, CASE WHEN %(dataset)s IN ('social_insurance', 'wage_payment') THEN %(period)s::date END),
       coalesce(nullif((s.values->>'named')::int, 0), %(kinds)s), ''
FROM {staged} s WHERE s.verdict IN ('invalid', 'conflict', 'outside', 'unmatched')
"""
HELD_COLUMNS = (
    "upload_id, row, verdict, faults, warnings, row_hash, content_hash, key_hash, statement, employer, worker, uscc, "
    "org_code, registration_no, taxpayer_no, insurance_unit_no, name, document_kind, number_hash, number_cipher, "
    "number_mask, birth_date, sex, phone_hash, phone_cipher, phone_mask, month, values"
)
HELD = f"""
INSERT INTO dataexchange_heldrow ({HELD_COLUMNS})
SELECT {HELD_COLUMNS} FROM {{staged}} WHERE verdict IN ('invalid', 'conflict', 'outside', 'unmatched')
"""
CONFIRMATIONS = """
INSERT INTO dataexchange_confirmation (delivery_id, row, received_on, key_hash, row_hash, content_hash, statement,
                                       verdict)
SELECT %(delivery)s, row, %(received_on)s, key_hash, row_hash, content_hash, statement, verdict FROM {staged}
"""
JOURNAL = """
INSERT INTO core_journalentry (act, verb, sentence, "values", change, subject, subject_name, actor_name, user_id, "on",
                               recorded_at)
SELECT %(act)s, 'delivery.applied', %(sentence)s, jsonb_build_object('source', %(source_name)s::text, 'dataset',
       %(dataset_name)s::text, 'rows', count(*), 'delivery', %(delivery)s), NULL, 'employers.employer:' || e.id,
       left(e.name, 200),
       %(actor)s, %(user)s, %(on)s, now()
FROM {read} s JOIN employers_employer e ON e.id = s.employer
WHERE s.verdict IN ('new', 'changed') GROUP BY e.id, e.name
"""


def write(cursor: Any, delivery: Delivery, staged: str, read: str, *, by: Actor, on: Any) -> None:
    """All receipts of one commit, set-wise."""
    dataset = Dataset(delivery.dataset)
    told = values(delivery) | {
        "dataset": dataset.value,
        "covered": delivery.period if dataset is Dataset.SOCIAL_INSURANCE else delivery.received_on,
        "full": delivery.mode == Mode.SNAPSHOT,
        "own": delivery.source_id != "yinhang",
        "as_of": delivery.as_of,
        "act": uuid4(),
        "sentence": DELIVERED,
        "source_name": delivery.source.name,
        "dataset_name": journal.told(word=dataset.label)["word"],
        "actor": by.name[:150],
        "user": by.user_id,
        "on": on,
    }
    if dataset in Dataset.must_name_area:
        cursor.execute(COVER_AREA, told)
    elif dataset in Dataset.labour:
        period = (
            "coalesce((s.values->>'as_of')::date, %(as_of)s)"
            if dataset is Dataset.EMPLOYEE_ROSTER
            else "%(period)s::date"
        )
        cursor.execute(COVER_NAMED.format(staged=staged, period=period), told)
    if dataset in Dataset.labour:
        cursor.execute(UNAPPLIED.format(staged=staged), told)
        cursor.execute(HELD.format(staged=staged))
    else:
        cursor.execute(HELD.format(staged=staged).replace(", 'outside', 'unmatched'", ", 'outside'"))
    month_partition(cursor, delivery)
    cursor.execute(CONFIRMATIONS.format(staged=staged), told)
    cursor.execute(JOURNAL.format(read=read), told)


def month_partition(cursor: Any, delivery: Delivery) -> None:
    """Confirmations of a month stand together; the first delivery of a month makes the room."""
    first = calendar.month_first(delivery.received_on)
    cursor.execute(
        f"CREATE TABLE IF NOT EXISTS dataexchange_confirmation_{first:%Y%m} PARTITION OF dataexchange_confirmation"
        f" FOR VALUES FROM ('{first}') TO ('{calendar.add_months(first, 1)}')"
    )
