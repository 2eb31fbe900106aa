"""Reading one personal number in full: with a reason, in the journal, never in an address or a log (decisions 4)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_noop

from core import journal
from core.actor import Actor
from core.privacy import open_sealed
from employers import permissions
from employers.models import Standing

SHOWN = gettext_noop("The full document number %(mask)s of %(name)s was read. Reason: %(reason)s")


@transaction.atomic
def unmask(*, standing: Standing, reason: str, by: Actor, on: date) -> str:
    """The number of the worker behind an employment that the actor may see.

    The journal says it, at the employer and at the worker, before the number leaves.
    """
    permissions.check_can_unmask(by)
    worker = standing.worker
    journal.record("worker.unmasked", SHOWN, about=(standing.employer, worker), by=by, on=on,
                   mask=worker.mask, name=worker.name, reason=reason.strip())  # fmt: skip
    return open_sealed(bytes(worker.number_cipher), worker.number_hash)
