"""The appointment verbs: the only writers of grants on areas."""

from datetime import date, timedelta
from typing import Any

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
from inspectors.models import Appointment, AreaUserPermission, TeamMember

APPOINTED = gettext_noop("%(member)s now answers for %(area)s as %(position)s.")
ENDED = gettext_noop("%(member)s no longer answers for %(area)s; last day %(day)s.")
CANCELLED = gettext_noop("The appointment of %(member)s to %(area)s was cancelled before it began.")


@transaction.atomic
def appoint(
    *,
    member: TeamMember,
    to: Area,
    position: Position,
    by: Actor,
    on: date,
    since: date | None = None,
    until: date | None = None,
) -> Appointment:
    """Let a member answer for an area from ``since`` (else ``on``) to the day before ``until``; his account may see it.

    The grant is written at once, also for an appointment that begins later: a grant without an appointment in force
    gives nothing.
    """
    permissions.check_can_appoint(by, to)
    since = since or on
    check_possible(member, to, since, until)
    appointment = Appointment.objects.create(
        member=member, area=to, position=position, valid_from=since, valid_to=until
    )
    if member.user is not None:
        assign_perm(SEE, member.user, to)
    journal.record("member.appointed", APPOINTED, about=(member, to), by=by, on=on,
                   member=member, area=to, position=Position(position).label)  # fmt: skip
    return appointment


def check_possible(member: TeamMember, to: Area, since: date, until: date | None) -> None:
    """Refuse an appointment that the roster cannot hold, in a sentence."""
    if member.tier != to.tier:
        raise Denied(_("A member of the team is appointed to areas of his own tier."))
    if to.closed_on is not None:
        raise Denied(_("%(area)s no longer exists.") % {"area": to.name})
    if member.left_on is not None and since >= member.left_on:
        raise Denied(_("%(member)s has left the team.") % {"member": member.name})
    if until is not None and until <= since:
        raise Denied(_("The last day lies before the first day."))
    others = Appointment.objects.filter(member=member, area=to).reaching(since)
    if until is not None:
        others = others.filter(valid_from__lt=until)
    if others.exists():
        raise Denied(_("%(member)s already answers for %(area)s in this period.") % {"member": member, "area": to})


@transaction.atomic
def end(*, appointment: Appointment, last_day: date, by: Actor, on: date) -> None:
    """End an appointment with ``last_day``. The grant goes when nothing in force or to come needs it any more:
    until the last day has passed the account goes on seeing the area."""
    permissions.check_can_appoint(by, appointment.area)
    first_day_without = last_day + timedelta(days=1)
    if first_day_without < on and appointment.valid_from < on:
        raise Denied(_("The last day lies in the past: what somebody could see until today is not rewritten."))
    if appointment.valid_to is not None and first_day_without > appointment.valid_to:
        raise Denied(_("This appointment ends earlier already."))
    member, area = appointment.member, appointment.area
    told: dict[str, Any] = {"member": member, "area": area}
    if first_day_without <= appointment.valid_from:
        appointment.delete()
        verb, sentence = "member.cancelled", CANCELLED
    else:
        appointment.valid_to = first_day_without
        appointment.save(update_fields=["valid_to"])
        verb, sentence, told = "member.ended", ENDED, told | {"day": last_day}
    if member.user is not None and not member.appointments.reaching(on).filter(area=area).exists():
        remove_perm(SEE, member.user, area)
    journal.record(verb, sentence, about=(member, area), by=by, on=on, **told)


def grant_account(member: TeamMember, on: date) -> None:
    """Write the grants of a newly linked account: the areas of every appointment in force or to come."""
    for appointment in member.appointments.reaching(on).select_related("area"):
        assign_perm(SEE, member.user, appointment.area)


def strip_account(user_id: int) -> None:
    """Take every grant from an account that no longer belongs to a member of the team."""
    AreaUserPermission.objects.filter(user=user_id).delete()
