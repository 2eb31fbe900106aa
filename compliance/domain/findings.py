"""What a person does with a finding: set it aside with a reason and an end, and take it up again.

Neither touches its state: the rule goes on judging, and only changed facts close a finding.
"""

from datetime import date

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from compliance import permissions
from compliance.domain import tally
from compliance.enums import FindingState
from compliance.models import Finding, SetAside
from core import journal
from core.actor import Actor
from core.permissions import Denied

PUT_ASIDE = gettext_noop("Finding %(finding)s set aside until %(until)s: %(reason)s")
RESUMED = gettext_noop("Finding %(finding)s taken up again.")


@transaction.atomic
def set_aside(finding: Finding, *, until: date, reason: str, by: Actor, on: date) -> SetAside:
    """Put an open finding aside until a day; it comes back to the worklists the day after. Journalled."""
    permissions.check_can_set_aside(by, finding)
    finding = Finding.objects.select_for_update().get(pk=finding.pk)
    if finding.state != FindingState.OPEN:
        raise Denied(_("Only an open finding can be set aside."))
    if not reason.strip():
        raise Denied(_("Say why the finding is set aside."))
    if until <= on:
        raise Denied(_("The day until which it is set aside must lie ahead."))
    finding.set_asides.filter(resumed_on=None).update(resumed_on=on)
    aside = SetAside.objects.create(finding=finding, reason=reason.strip(), until=until, by=by.name[:150], on=on)
    finding.set_aside_until = until
    finding.save(update_fields=["set_aside_until"])
    journal.record(
        "finding.set_aside",
        PUT_ASIDE,
        about=_subjects(finding),
        by=by,
        on=on,
        finding=finding.rule,
        until=until.isoformat(),
        reason=aside.reason,
    )
    tally.sum_up(on=on)
    return aside


@transaction.atomic
def resume(finding: Finding, *, by: Actor, on: date) -> Finding:
    """Take a finding that was set aside up again before its day. Journalled."""
    permissions.check_can_set_aside(by, finding)
    finding = Finding.objects.select_for_update().get(pk=finding.pk)
    if not finding.set_asides.filter(resumed_on=None).update(resumed_on=on):
        raise Denied(_("This finding is not set aside."))
    finding.set_aside_until = None
    finding.save(update_fields=["set_aside_until"])
    journal.record("finding.resumed", RESUMED, about=_subjects(finding), by=by, on=on, finding=finding.rule)
    tally.sum_up(on=on)
    return finding


def _subjects(finding: Finding) -> list[Model]:
    """The finding, and its employer, so that the employer's timeline tells it."""
    return [finding, *([finding.employer] if finding.employer else [])]
