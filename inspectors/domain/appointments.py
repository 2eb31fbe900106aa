"""The appointment verbs: the only writers of grants on areas."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from guardian.shortcuts import assign_perm, remove_perm

from core import journal
from core.actor import Actor
from core.permissions import Denied
from grids.models import Area
from inspectors import permissions
from inspectors.domain.scopes import SEE
from inspectors.enums import Position
from inspectors.models import Appointment, TeamMember

APPOINTED = gettext_noop("%(member)s now answers for %(area)s as %(position)s.")
ENDED = gettext_noop("%(member)s no longer answers for %(area)s.")


@transaction.atomic
def appoint(
    *, member: TeamMember, to: Area, position: Position, by: Actor, on: date, until: date | None = None
) -> Appointment:
    """Let a member answer for an area from a day on; the account, if there is one, may then see it."""
    permissions.check_can_appoint(by, to)
    if member.tier != to.tier:
        raise Denied(_("A member of the team is appointed to areas of his own tier."))
    appointment = Appointment.objects.create(member=member, area=to, position=position, valid_from=on, valid_to=until)
    if member.user is not None:
        assign_perm(SEE, member.user, to)
    journal.record("member.appointed", APPOINTED, about=(member, to), by=by, on=on,
                   member=member, area=to, position=position.value)  # fmt: skip
    return appointment


@transaction.atomic
def end(*, appointment: Appointment, by: Actor, on: date) -> None:
    """End an appointment: ``on`` is the first day on which it no longer holds. The grant goes with the last one."""
    permissions.check_can_appoint(by, appointment.area)
    if on <= appointment.valid_from:
        appointment.delete()
    else:
        appointment.valid_to = on
        appointment.save(update_fields=["valid_to"])
    member, area = appointment.member, appointment.area
    if member.user is not None and not member.appointments.in_force(on).filter(area=area).exists():
        remove_perm(SEE, member.user, area)
    journal.record("member.ended", ENDED, about=(member, area), by=by, on=on, member=member, area=area)

