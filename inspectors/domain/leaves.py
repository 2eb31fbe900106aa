"""Leave: days on which somebody does not count, and who stands in."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import journal
from core.actor import Actor
from core.permissions import Denied
from inspectors import permissions
from inspectors.domain import appointments
from inspectors.domain.certificates import recount
from inspectors.enums import LeaveKind
from inspectors.models import Leave, TeamMember

WENT = gettext_noop("%(member)s is on leave from %(first)s to %(last)s; %(substitute)s stands in.")
WENT_ALONE = gettext_noop("%(member)s is on leave from %(first)s to %(last)s; nobody stands in.")
CANCELLED = gettext_noop("The leave of %(member)s from %(first)s ends with %(last)s.")


@transaction.atomic
def go(
    *, member: TeamMember, kind: LeaveKind, first_day: date, last_day: date, substitute: TeamMember | None = None,
    by: Actor, on: date,
) -> Leave:  # fmt: skip
    """Record a leave. The substitute answers for the same areas in just these days, and his account may see them."""
    permissions.check_can_keep_member(by, member)
    check_possible(member, first_day, last_day, substitute)
    leave = Leave.objects.create(
        member=member, kind=kind, substitute=substitute, valid_from=first_day, valid_to=last_day + timedelta(days=1)
    )
    if substitute is not None:
        appointments.stand_in(leave, by=by, on=on)
    told: dict[str, Any] = {"member": member, "first": first_day, "last": last_day}
    if substitute is None:
        journal.record("member.on_leave", WENT_ALONE, about=member, by=by, on=on, **told)
    else:
        journal.record("member.on_leave", WENT, about=(member, substitute), by=by, on=on, substitute=substitute, **told)
    recount(member, on)
    return leave


def check_possible(member: TeamMember, first: date, last: date, substitute: TeamMember | None) -> None:
    if last < first:
        raise Denied(_("The last day lies before the first day."))
    days = {"valid_from__lte": last, "valid_to__gt": first}
    if member.leaves.standing().filter(**days).exists():
        raise Denied(_("%(member)s is on leave in these days already.") % {"member": member.name})
    if substitute is None:
        return
    if substitute == member:
        raise Denied(_("Nobody stands in for himself."))
    if substitute.gone(last):
        raise Denied(_("%(member)s has left the team.") % {"member": substitute.name})
    if substitute.leaves.standing().filter(**days).exists():
        raise Denied(_("%(member)s is on leave in these days and cannot stand in.") % {"member": substitute.name})


@transaction.atomic
def come_back(*, leave: Leave, last_day: date, by: Actor, on: date) -> None:
    """End a leave early, or cancel it before it begins; whoever stands in stops with it."""
    permissions.check_can_keep_member(by, leave.member)
    first_back = last_day + timedelta(days=1)
    if first_back > leave.valid_to or leave.cancelled_on is not None:
        raise Denied(_("This leave ends earlier already."))
    if first_back < on and leave.valid_from < on:
        raise Denied(_("The days of leave that are over are not rewritten."))
    stop_standing_in(leave, last_day, by=by, on=on)
    if first_back <= leave.valid_from:
        leave.cancelled_on = on
        leave.save(update_fields=["cancelled_on"])
    else:
        leave.valid_to = first_back
        leave.save(update_fields=["valid_to"])
    journal.record("member.back", CANCELLED, about=leave.member, by=by, on=on,
                   member=leave.member, first=leave.valid_from, last=last_day)  # fmt: skip
    recount(leave.member, on)


def stop_standing_in(leave: Leave, last_day: date, *, by: Actor, on: date) -> None:
    for each in leave.stand_ins.select_related("area", "member__user"):
        if each.valid_to is not None and each.valid_to > last_day + timedelta(days=1):
            appointments.cut(each, last_day, by=by, on=on)


@transaction.atomic
def reassign(*, member: TeamMember, to: TeamMember | None, last_day: date, by: Actor, on: date) -> int:
    """Hand over whom somebody stands in for: leaves that reach beyond ``last_day`` get another substitute."""
    follows = last_day + timedelta(days=1)
    open_ones = list(member.stand_ins.standing().filter(valid_to__gt=follows).select_related("member"))
    for leave in open_ones:
        permissions.check_can_keep_member(by, leave.member)
        if to is None:
            raise Denied(_("Nobody is named to stand in for %(member)s.") % {"member": leave.member.name})
        first = max(leave.valid_from, follows)
        check_possible_stand_in(leave, to, first)
        stop_standing_in(leave, last_day, by=by, on=on)
        leave.substitute = to
        leave.save(update_fields=["substitute"])
        later = Leave(pk=leave.pk, member=leave.member, substitute=to, valid_from=first, valid_to=leave.valid_to)
        appointments.stand_in(later, by=by, on=on)
        recount(leave.member, on)
    return len(open_ones)


def check_possible_stand_in(leave: Leave, to: TeamMember, first: date) -> None:
    """The days that are left of a leave, with another substitute."""
    days = {"valid_from__lt": leave.valid_to, "valid_to__gt": first}
    if to == leave.member or to.leaves.standing().filter(**days).exists():
        raise Denied(_("%(member)s is on leave in these days and cannot stand in.") % {"member": to.name})
