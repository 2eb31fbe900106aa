"""Undo withdraws, it never deletes (decisions: Undo).

Afterwards each touched key stands as the last remaining committed delivery stated it, absence included, never as a
withdrawn one did; what later deliveries have said stays and is listed.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core import journal
from core.actor import Actor
from core.clock import business_date
from dataexchange import permissions
from dataexchange.enums import UploadState
from dataexchange.importing import committing, partition
from dataexchange.importing.table import Refused
from dataexchange.importing.withdrawing import registers, rosters, statements
from dataexchange.models import Upload
from employers.domain import freshness, rollups, standing, withdrawal
from employers.domain.derivation import doubts
from employers.enums import Dataset, Mode
from employers.models import Coverage, Delivery, Employer

WITHDRAWN = gettext_noop("Delivery %(delivery)s (%(dataset)s, %(rows)s rows) was withdrawn: %(reason)s")
CONCERNED = gettext_noop(
    "%(source)s's delivery %(delivery)s (%(dataset)s), which concerned this employer, was withdrawn."
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """``kept``: later deliveries whose word about the same keys stays, with how many keys; ``closed``: archives."""

    touched: list[int]
    closed: list[int]
    kept: dict[int, int] = field(default_factory=dict)


def withdraw(delivery: Delivery, *, reason: str, by: Actor, on: date) -> Outcome:
    """Withdraw a committed delivery. Side effects: statements, coverage, archives, state rows, rollups, journal."""
    permissions.check_can_commit(by, delivery)
    if not reason.strip():
        raise Refused(_("Say why the delivery is withdrawn."), code="reason_missing")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [committing.LOCK])
        delivery = Delivery.objects.select_for_update().select_related("area", "source").get(pk=delivery.pk)
        if delivery.committed_at is None or delivery.withdrawn_at is not None:
            raise Refused(_("Only a committed delivery that still stands can be withdrawn."), code="not_standing")
        delivery.withdrawn_at, delivery.withdrawn_reason = timezone.now(), reason.strip()
        delivery.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        outcome = _withdrawn(cursor, delivery, by=by, on=on)
        Upload.objects.filter(delivery=delivery).update(state=UploadState.WITHDRAWN)
        _say(delivery, outcome, by=by, on=on)
    return outcome


def _withdrawn(cursor: Any, delivery: Delivery, *, by: Actor, on: date) -> Outcome:
    partition.forget(cursor)
    dataset = Dataset(delivery.dataset)
    if dataset in Dataset.registers:
        touched, kept = registers.withdraw(cursor, delivery), registers.kept(cursor, delivery)
    elif dataset is Dataset.EMPLOYEE_ROSTER:
        touched, kept = rosters.withdraw(cursor, delivery), rosters.kept(cursor, delivery)
    else:
        touched, kept = statements.withdraw(cursor, delivery), statements.kept(cursor, delivery)
    day = business_date(on)
    in_doubt = {employer for employer, _worker in doubts.concerned(cursor, delivery.pk, dataset, touched)}
    covered = Coverage.objects.filter(delivery=delivery)
    if dataset is Dataset.CONTRACT_FILING and delivery.mode == Mode.DELTA:
        touched = sorted({*touched, *freshness.vouched_anew(cursor, delivery.pk, day), *in_doubt})
    else:
        touched = sorted({*touched, *covered.values_list("employer", flat=True), *in_doubt})
    covered.update(withdrawn_at=timezone.now())
    closed = withdrawal.settle(cursor, delivery, touched, by=by, on=on)
    touched = sorted({*touched, *closed})
    if dataset in Dataset.labour:
        standing.rebuild(day, employers=touched)
    rollups.employers(touched, on=day)
    return Outcome(touched, closed, kept)


def _say(delivery: Delivery, outcome: Outcome, *, by: Actor, on: date) -> None:
    told: dict[str, Any] = {"delivery": delivery.pk, "dataset": delivery.get_dataset_display()}
    journal.record(
        "delivery.withdrawn", WITHDRAWN, about=delivery, by=by, on=on, rows=delivery.rows,
        reason=delivery.withdrawn_reason, **told,
    )  # fmt: skip
    concerned = Employer.objects.filter(pk__in=outcome.touched).only("pk", "name")
    journal.record(
        "delivery.withdrawn", CONCERNED, about=list(concerned), by=by, on=on, source=delivery.source.name, **told
    )
