"""Rows that waited for their employer's archive join it once it is there (decisions: Verdicts).

Called at the end of every commit and by beat every five minutes. A row that joins keeps its delivery, and applies only
where no later delivery spoke for its key.
"""

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_noop

from core import journal
from core.actor import Actor
from core.clock import business_date
from core.enums import Tier
from dataexchange.importing import committing, matching, partition
from dataexchange.importing.applying import receipts, rosters, statements
from dataexchange.importing.applying.tables import FACTS
from employers.domain import rollups, standing
from employers.enums import Dataset
from employers.models import Delivery, Employer
from grids import queries as territory

JOINED = gettext_noop("%(rows)s rows of delivery %(delivery)s (%(dataset)s) had waited for an archive and joined it.")

# Deliveries of which a waiting row names a number that an archive now bears.
READY = """
SELECT DISTINCT u.delivery_id, d.number
FROM dataexchange_heldrow h
JOIN dataexchange_upload u ON u.id = h.upload_id
JOIN employers_delivery d ON d.id = u.delivery_id AND d.committed_at IS NOT NULL AND d.withdrawn_at IS NULL
CROSS JOIN LATERAL (VALUES
    ('uscc', h.uscc), ('org_code', CASE WHEN h.org_code <> '' THEN h.org_code ELSE substr(h.uscc, 9, 9) END),
    ('registration_no', h.registration_no), ('insurance_unit_no', h.insurance_unit_no)) g (kind, value)
JOIN employers_identifier i ON i.value = g.value AND i.kind = g.kind AND i.valid_to IS NULL
JOIN employers_employer e ON e.id = i.employer_id AND e.status IN ('open', 'closed')
WHERE h.verdict = 'unmatched' AND h.applied_at IS NULL AND g.value <> '' AND d.dataset = ANY(%(labour)s)
ORDER BY d.number
"""
# The waiting rows of one delivery as if they were staged.
STAGED = """
CREATE TEMP TABLE h_staged ON COMMIT DROP AS
SELECT h.* FROM dataexchange_heldrow h JOIN dataexchange_upload u ON u.id = h.upload_id
WHERE u.delivery_id = %(delivery)s AND h.verdict = 'unmatched' AND h.applied_at IS NULL
"""
AFRESH = """
UPDATE h_staged SET verdict = 'new', statement = NULL, employer = NULL, worker = NULL, key_hash = NULL, faults = NULL
"""
# Whoever covered the same slot since has spoken for the key, by a row or by leaving it out.
SPOKEN = """
UPDATE h_staged s SET verdict = 'repeated'
WHERE s.verdict IN ('new', 'changed', 'unchanged') AND (
    EXISTS (SELECT 1 FROM {facts} f WHERE f.key_hash = s.key_hash AND f.superseded_at IS NULL AND f.number > %(number)s)
    OR EXISTS (SELECT 1 FROM employers_coverage c WHERE c.employer_id = s.employer AND c.dataset = %(dataset)s
               AND c.number > %(number)s AND c.withdrawn_at IS NULL AND {slot}))
"""
SLOTS = {
    Dataset.EMPLOYEE_ROSTER: "false",
    Dataset.CONTRACT_FILING: 'c."full"',
    Dataset.SOCIAL_INSURANCE: "c.period = s.month AND c.kinds & (s.values->>'named')::int <> 0",
    Dataset.WAGE_PAYMENT: "c.period = s.month AND c.own AND %(source)s = 'danwei'",
}
COVERED = """
INSERT INTO employers_coverage (employer_id, dataset, delivery_id, own, period, received_on, number, kinds, "full")
SELECT DISTINCT s.employer, %(dataset)s, %(delivery)s, %(source)s <> 'yinhang', {period}, %(received_on)s::date,
       %(number)s::bigint, %(kinds)s::int, %(full)s
FROM h_staged s WHERE s.verdict IN ('new', 'changed', 'unchanged')
ON CONFLICT DO NOTHING
"""
CONFIRMED = """
INSERT INTO dataexchange_confirmation (delivery_id, row, received_on, key_hash, row_hash, content_hash, statement,
                                       verdict)
SELECT %(delivery)s, row, %(received_on)s, key_hash, row_hash, content_hash, statement, verdict FROM h_staged
WHERE verdict IN ('new', 'changed', 'unchanged')
"""
SETTLED = "('new', 'changed', 'unchanged', 'repeated')"
HELD = f"""
UPDATE dataexchange_heldrow h SET applied_at = now() FROM h_staged s
WHERE h.upload_id = s.upload_id AND h.row = s.row AND s.verdict IN {SETTLED}
"""
UNAPPLIED = f"""
UPDATE employers_unapplied u SET settled_at = now() FROM h_staged s
WHERE u.delivery_id = %(delivery)s AND u.row = s.row AND s.verdict IN {SETTLED}
"""


def retry(*, by: Actor, on: date) -> list[int]:
    """Join what waits to current identifiers; answer the employers it concerns. Side effects: as of a commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(READY, {"labour": [str(dataset) for dataset in Dataset.labour]})
        ready = [pk for pk, _number in cursor.fetchall()]
        if not ready:
            return []
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [committing.LOCK])
        touched: set[int] = set()
        for delivery in Delivery.objects.select_related("area", "source").filter(pk__in=ready).order_by("number"):
            touched.update(_join(cursor, delivery, by=by, on=on))
        day = business_date(on)
        if touched:
            standing.rebuild(day, employers=touched)
            rollups.employers(sorted(touched), on=day)
    return sorted(touched)


def _join(cursor: Any, delivery: Delivery, *, by: Actor, on: date) -> list[int]:
    """The rows of one delivery, oldest delivery first."""
    dataset, facts = Dataset(delivery.dataset), FACTS[Dataset(delivery.dataset)]
    ground = territory.ground(delivery.area)  # the area may have been merged or divided since the file came
    told = statements.values(delivery) | {
        "dataset": dataset.value,
        "labour": True,
        "path": ground.path,
        "partial": ground.tier != Tier.CITY,
        "full": delivery.mode == "snapshot" and dataset is Dataset.CONTRACT_FILING,
        "as_of": delivery.as_of,
        "id_column": "",
    }
    partition.forget(cursor)
    cursor.execute("DROP TABLE IF EXISTS pg_temp.h_staged")
    for step in (STAGED, AFRESH, "ANALYZE h_staged"):
        cursor.execute(step, told if "%(" in step else None)
    matching.match(cursor, {"staged": "h_staged", "read": "h_staged"}, told, facts)
    cursor.execute(SPOKEN.format(facts=facts.table, slot=SLOTS[dataset]), told)
    if dataset is Dataset.EMPLOYEE_ROSTER:
        rosters.apply(cursor, delivery, "h_staged", "h_staged")
    else:
        statements.write(cursor, delivery, "h_staged")
    period = {
        Dataset.EMPLOYEE_ROSTER: "coalesce((s.values->>'as_of')::date, %(as_of)s::date)",
        Dataset.CONTRACT_FILING: "%(received_on)s::date",
    }.get(dataset, "%(period)s::date")
    cursor.execute(COVERED.format(period=period), told)
    receipts.month_partition(cursor, delivery)
    for step in (CONFIRMED, HELD, UNAPPLIED):
        cursor.execute(step, told if "%(" in step else None)
    cursor.execute("SELECT DISTINCT employer FROM h_staged WHERE verdict IN ('new', 'changed', 'unchanged')")
    touched = [employer for (employer,) in cursor.fetchall()]
    if touched:
        cursor.execute("SELECT count(*) FROM h_staged WHERE verdict IN ('new', 'changed', 'unchanged')")
        rows = cursor.fetchone()[0]
        concerned = list(Employer.objects.filter(pk__in=touched).only("pk", "name"))
        journal.record(
            "delivery.joined", JOINED, about=[delivery, *concerned], by=by, on=on, rows=rows, delivery=delivery.pk,
            dataset=delivery.get_dataset_display(),
        )  # fmt: skip
    return touched
