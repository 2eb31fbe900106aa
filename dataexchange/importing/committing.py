"""Apply exactly the staged rows: statements, receipts, state rows, rollups, in one transaction."""

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.clock import business_date
from core.parameters import value as parameter
from dataexchange import permissions
from dataexchange.enums import UploadState
from dataexchange.importing import matching, partition, previewing
from dataexchange.importing.applying import receipts, registers, rosters, statements
from dataexchange.importing.table import Refused
from dataexchange.models import Upload
from employers.domain import freshness, learning, rollups, standing
from employers.domain.derivation import doubts
from employers.enums import Dataset, Mode
from employers.models import Delivery

# One commit at a time: the order of commits is the order in which the archive was told things.
LOCK = 0x67726964


def commit(upload: Upload, *, by: Actor, on: date, job_id: int | None = None) -> list[int]:
    """Commit a preview and answer the employers it touched.

    Refuses when the archive has moved so that the preview no longer tells the truth, and when a full list drops more
    than the accepted share. Side effects: statements, coverage, confirmations, state rows, rollups, journal.
    """
    permissions.check_can_commit(by, upload.delivery)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        state = Upload.objects.select_for_update().values_list("state", flat=True).get(pk=upload.pk)
        if state not in (UploadState.PREVIEWED, UploadState.COMMITTING):
            raise Refused(_("Only a previewed delivery can be committed."), code="not_previewed")
        _still_true(cursor, upload)
        _absence_accepted(upload, on)
        delivery = _numbered(upload.delivery)
        touched = _applied(cursor, upload, by=by, on=on)
        upload.state = UploadState.COMMITTED
        upload.save()
        partition.drop(cursor, upload.pk)
        delivery.save()
    return touched


def _still_true(cursor: Any, upload: Upload) -> None:
    """Match again where the archive has moved since the preview was shown."""
    partition.forget(cursor)
    if matching.archive(cursor) == upload.mapping.get("archive"):
        return
    shown = upload.counts
    try:
        previewing.classify(cursor, upload)
    except matching.Moved:
        upload.counts = {}
    if upload.counts != shown:
        raise Refused(
            _("The archive has changed since this preview; look at the preview again before you commit it."),
            code="moved",
        )


def drops_too_many(upload: Upload, on: date) -> bool:
    """Whether a full list drops more than the share that passes without a second word (decisions 15)."""
    share = parameter("delivery.absent_share", (), on)
    return share is not None and upload.absent * 100 > share * upload.delivery.rows


def _absence_accepted(upload: Upload, on: date) -> None:
    if drops_too_many(upload, on) and not upload.absence_accepted:
        raise Refused(
            _(
                "%(absent)s rows on record are no longer listed, out of %(rows)s delivered. "
                "Accept it (--accept-absent)."
            ),
            code="absence",
            absent=upload.absent,
            rows=upload.delivery.rows,
        )


def _numbered(delivery: Delivery) -> Delivery:
    last = Delivery.objects.order_by("-number").exclude(number=None).values_list("number", flat=True).first()
    delivery.number = (last or 0) + 1
    delivery.committed_at = timezone.now()
    delivery.save(update_fields=["number", "committed_at"])
    return delivery


def _applied(cursor: Any, upload: Upload, *, by: Actor, on: date) -> list[int]:
    """Write by kind of dataset, then rebuild what was touched; answer whom it concerns."""
    delivery, staged, read = upload.delivery, partition.table(upload.pk), partition.read(upload.pk)
    dataset = Dataset(delivery.dataset)
    day = business_date(on)
    covered: list[int] = []
    fresh = False  # whether ``t_fresh`` is that of all whose figures have to be counted
    if dataset in Dataset.registers:
        touched = registers.apply(cursor, upload, staged, by=by, on=on)
        receipts.write(cursor, delivery, staged, read, by=by, on=on)
    elif dataset is Dataset.CONTRACT_FILING:
        statements.apply(cursor, delivery, staged, read)
        receipts.write(cursor, delivery, staged, read, by=by, on=on)
        touched = statements.touched_pairs(cursor, delivery, day)
        # A full stock settles what could not be read before about anybody whom it covers.
        settled = _covered(cursor, delivery) if delivery.mode == Mode.SNAPSHOT else []
        if others := doubts.concerned(cursor, delivery.pk, dataset, [*touched, *settled]):
            cursor.executemany("INSERT INTO a_pair VALUES (%s, %s)", others)
        standing.rebuild(day, table="a_pair")
        covered = [*(employer for employer, _worker in others), *freshness.vouched_anew(cursor, delivery.pk, day)]
        fresh = not covered
    else:
        apply = rosters.apply if dataset is Dataset.EMPLOYEE_ROSTER else statements.apply
        apply(cursor, delivery, staged, read)
        if dataset is Dataset.SOCIAL_INSURANCE:
            learning.unit_numbers(cursor, delivery, staged)
        receipts.write(cursor, delivery, staged, read, by=by, on=on)
        touched = _covered(cursor, delivery)
        standing.rebuild(day, employers=touched)
        among = set(touched)
        others = [pair for pair in doubts.concerned(cursor, delivery.pk, dataset, []) if pair[0] not in among]
        fresh = not others
        if others:
            standing.rebuild(day, pairs=others)
        covered = sorted(among | {employer for employer, _worker in others})
    concerned = sorted({*touched, *covered})
    rollups.employers(concerned, on=day, judged=fresh)
    return concerned


def _covered(cursor: Any, delivery: Delivery) -> list[int]:
    cursor.execute("SELECT employer_id FROM employers_coverage WHERE delivery_id = %s", [delivery.pk])
    return [employer for (employer,) in cursor.fetchall()]
