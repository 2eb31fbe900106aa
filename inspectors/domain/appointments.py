"""The appointment verbs: the only writers of grants on areas."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from guardian.shortcuts import assign_perm, remove_perm

from core import journal
from core.actor import Actor
from core.enums import Tier
from core.permissions import Denied
from grids.models import Area
from inspectors import permissions
from inspectors.domain import staffing
from inspectors.domain.scopes import SEE
from inspectors.enums import Ground, Position
from inspectors.models import Appointment, AreaUserPermission, Leave, TeamMember

APPOINTED = gettext_noop("%(member)s now answers for %(area)s as %(position)s.")
DELEGATED = gettext_noop("%(member)s may see %(area)s until %(day)s: %(reason)s")
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
    post: str = "",
    employed_by: str = "",
    settle: bool = True,
) -> Appointment:
    """Let a member answer for an area from ``since`` (else ``on``) to the day before ``until``; his account may see it.

    The grant is written at once, also for an appointment that begins later: a grant without an appointment in force
    gives nothing. ``settle=False`` leaves the staffing figures to the caller, who appoints many.
    """
    permissions.check_can_appoint(by, to)
    new = Appointment(
        member=member, area=to, position=position, valid_from=since or on, valid_to=until, post=post,
        employed_by=employed_by,
    )  # fmt: skip
    return begin(new, by=by, on=on, settle=settle)


def begin(new: Appointment, *, by: Actor, on: date, settle: bool = True) -> Appointment:
    """Write an appointment whose permission was asked by the verb that calls this, and its grant."""
    check_possible(new)
    new.save()
    if new.member.user is not None:
        assign_perm(SEE, new.member.user, new.area)
    journal.record("member.appointed", APPOINTED, about=(new.member, new.area), by=by, on=on,
                   member=new.member, area=new.area, position=Position(new.position).label)  # fmt: skip
    if settle:
        staffing.rebuild(on=on, areas=[new.area_id])
    return new


def check_possible(new: Appointment) -> None:
    """Refuse an appointment that the roster cannot hold, in a sentence."""
    member, to = new.member, new.area
    check_tier(member, to, Position(new.position), Ground(new.ground))
    if to.closed_on is not None:
        raise Denied(_("%(area)s no longer exists.") % {"area": to.name})
    if member.left_on is not None and new.valid_from >= member.left_on:
        raise Denied(_("%(member)s has left the team.") % {"member": member.name})
    if new.valid_to is not None and new.valid_to <= new.valid_from:
        raise Denied(_("The last day lies before the first day."))
    others = Appointment.objects.filter(member=member, area=to).reaching(new.valid_from)
    if new.valid_to is not None:
        others = others.filter(valid_from__lt=new.valid_to)
    if others.exists():
        raise Denied(_("%(member)s already answers for %(area)s in this period.") % {"member": member, "area": to})


def check_tier(member: TeamMember, to: Area, position: Position, ground: Ground) -> None:
    """A member answers for areas of his own tier; an inspector for grids below it, too (两名以上专兼职监察员).

    Delegation lends the sight of what lies at his tier or below it.
    """
    own, there = Tier(member.tier), Tier(to.tier)
    if there.rank < own.rank:
        raise Denied(_("A member of the team is appointed to areas of his own tier."))
    if ground is Ground.OWN and there is not own and not (position.inspects and there is Tier.STREET):
        raise Denied(_("A member of the team is appointed to areas of his own tier; an inspector to grids as well."))


@transaction.atomic
def delegate(
    *, member: TeamMember, to: Area, position: Position, reason: str, until: date, by: Actor, on: date,
    since: date | None = None,
) -> Appointment:  # fmt: skip
    """Lend the sight of an area for some days, with a reason. A delegated person counts in no staffing."""
    permissions.check_can_appoint(by, to)
    if not reason.strip():
        raise Denied(_("Say why the area is delegated."))
    new = Appointment(
        member=member, area=to, position=position, ground=Ground.DELEGATED, reason=reason.strip(),
        valid_from=since or on, valid_to=until,
    )  # fmt: skip
    check_possible(new)
    new.save()
    if member.user is not None:
        assign_perm(SEE, member.user, to)
    journal.record("member.delegated", DELEGATED, about=(member, to), by=by, on=on, member=member, area=to,
                   day=new.last_day, reason=new.reason)  # fmt: skip
    return new


def stand_in(leave: Leave, *, by: Actor, on: date) -> list[Appointment]:
    """Let the substitute of a leave answer for the areas of the one away, in the days that he does not do so already.

    He answers in the position that he has himself: standing in makes nobody a full-time inspector.
    """
    assert leave.substitute is not None
    own = leave.substitute.appointments.filter(ground=Ground.OWN).in_force(leave.valid_from).order_by("id").first()
    if own is None:
        raise Denied(_("%(member)s has no appointment on that day.") % {"member": leave.substitute.name})
    made = []
    held = leave.member.appointments.filter(ground=Ground.OWN).reaching(leave.valid_from).select_related("area")
    for each in held.filter(valid_from__lt=leave.valid_to):
        first, end = max(each.valid_from, leave.valid_from), min(each.valid_to or leave.valid_to, leave.valid_to)
        for start, stop in free_days(leave.substitute, each.area, first, end):
            made.append(begin(Appointment(
                member=leave.substitute, area=each.area, position=own.position, ground=Ground.SUBSTITUTE, leave=leave,
                valid_from=start, valid_to=stop,
            ), by=by, on=on, settle=False))  # fmt: skip
    return made


def free_days(member: TeamMember, area: Area, first: date, end: date) -> list[tuple[date, date]]:
    """The half-open stretches in which somebody does not answer for an area yet."""
    free, day = [], first
    held = member.appointments.filter(area=area, valid_from__lt=end).reaching(first).order_by("valid_from")
    for each in held:
        if each.valid_from > day:
            free.append((day, each.valid_from))
        day = max(day, each.valid_to or end)
    if day < end:
        free.append((day, end))
    return free


@transaction.atomic
def end(*, appointment: Appointment, last_day: date, by: Actor, on: date) -> None:
    """End an appointment with ``last_day``. The grant goes when nothing in force or to come needs it any more:
    until the last day has passed the account goes on seeing the area."""
    permissions.check_can_appoint(by, appointment.area)
    cut(appointment, last_day, by=by, on=on)


def cut(appointment: Appointment, last_day: date, *, by: Actor, on: date) -> None:
    """End an appointment; the permission was asked by the verb that calls this."""
    first_day_without = last_day + timedelta(days=1)
    if first_day_without < on and appointment.valid_from < on:
        raise Denied(_("The last day lies in the past: what somebody could see until today is not rewritten."))
    if appointment.valid_to is not None and first_day_without > appointment.valid_to:
        raise Denied(_("This appointment ends earlier already."))
    member, area = appointment.member, appointment.area
    told: dict[str, Any] = {"member": member, "area": area}
    if first_day_without <= appointment.valid_from:
        if hasattr(appointment, "letter"):
            raise Denied(_("A letter was issued for this appointment: end it with its first day at the earliest."))
        appointment.delete()
        verb, sentence = "member.cancelled", CANCELLED
    else:
        appointment.valid_to = first_day_without
        appointment.save(update_fields=["valid_to"])
        verb, sentence, told = "member.ended", ENDED, told | {"day": last_day}
    if member.user is not None and not member.appointments.reaching(on).filter(area=area).exists():
        remove_perm(SEE, member.user, area)
    journal.record(verb, sentence, about=(member, area), by=by, on=on, **told)
    staffing.rebuild(on=on, areas=[area.pk])


@transaction.atomic
def reassign(
    *, member: TeamMember, takers: Mapping[int, TeamMember], last_day: date, by: Actor, on: date
) -> list[Appointment]:
    """Hand every appointment of a leaver over to named people: area id → who takes it, from the day after.

    One who answers for the area already simply goes on; a delegation ends without a successor: it was the person's.
    """
    held = list(member.appointments.reaching(on).select_related("area", "member__user"))
    follows, made = last_day + timedelta(days=1), []
    for each in held:
        if each.ground == Ground.OWN:
            permissions.check_can_keep(by, each.area)
        if each.valid_to is not None and each.valid_to <= follows:
            continue
        taker = takers.get(each.area_id)
        if each.ground == Ground.OWN and taker is None:
            raise Denied(_("Nobody is named for %(area)s.") % {"area": each.area.name})
        until, begins = each.valid_to, max(each.valid_from, follows)
        cut(each, last_day, by=by, on=on)
        if each.ground == Ground.OWN and taker is not None:
            made += taken_over(each, taker, begins, until, by=by, on=on)
    return made


def taken_over(
    old: Appointment, taker: TeamMember, first: date, until: date | None, *, by: Actor, on: date
) -> list[Appointment]:
    """The taker's appointment; he keeps his own position where he has one."""
    own = taker.appointments.filter(ground=Ground.OWN).reaching(on).order_by("valid_from").first()
    stretches = free_days(taker, old.area, first, until or date.max)
    return [
        begin(Appointment(
            member=taker, area=old.area, position=own.position if own else old.position, post=own.post if own else "",
            employed_by=own.employed_by if own else "", valid_from=start, valid_to=None if stop == date.max else stop,
        ), by=by, on=on)
        for start, stop in stretches
    ]  # fmt: skip


def grant_account(member: TeamMember, on: date) -> None:
    """Write the grants of a newly linked account: the areas of every appointment in force or to come."""
    for appointment in member.appointments.reaching(on).select_related("area"):
        assign_perm(SEE, member.user, appointment.area)


def strip_account(user_id: int) -> None:
    """Take every grant from an account that no longer belongs to a member of the team."""
    AreaUserPermission.objects.filter(user=user_id).delete()
