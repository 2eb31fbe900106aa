"""Hand-over: what somebody holds goes to named people, each app by its own verb; nothing falls to nobody.

A test walks every foreign key to ``TeamMember``: each is handed over here or stays as the person's own history.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from compliance.domain import taking
from compliance.models import TakenUp
from core import journal
from core.actor import Actor
from core.permissions import Denied
from inspectors import permissions
from inspectors.domain import appointments, leaves, roster
from inspectors.enums import Ground
from inspectors.models import Appointment, Leave, TeamMember
from oversight.models import HandOver

HANDED = gettext_noop("%(member)s handed over with %(day)s: %(areas)s areas, %(findings)s findings, %(leaves)s leaves.")
PROPOSED = gettext_noop("The hand-over of %(member)s, who is on leave, waits for a second person.")
DISCARDED = gettext_noop("The proposed hand-over of %(member)s was discarded.")

# What moves, and by whose verb.
VERBS = {
    "inspectors.Appointment.member": appointments.reassign,
    "inspectors.Leave.substitute": leaves.reassign,
    "compliance.TakenUp.member": taking.reassign,
}


@dataclass(frozen=True)
class Estate:
    """What somebody holds that others must take."""

    appointments: list[Appointment]
    findings: int
    stand_ins: list[Leave]
    away: Leave | None

    @property
    def own(self) -> list[Appointment]:
        return [each for each in self.appointments if each.ground == Ground.OWN]


def estate(member: TeamMember, on: date) -> Estate:
    held = member.appointments.reaching(on).select_related("area").order_by("area__sort_key", "id")
    return Estate(
        appointments=list(held),
        findings=TakenUp.objects.filter(member=member).count(),
        stand_ins=list(member.stand_ins.standing().filter(valid_to__gt=on).select_related("member")),
        away=member.leaves.standing().in_force(on).first(),
    )


@transaction.atomic
def hand_over(
    *,
    member: TeamMember,
    takers: Mapping[int, TeamMember],
    last_day: date,
    leaves_team: bool,
    rest: TeamMember | None = None,
    by: Actor,
    on: date,
) -> None:
    """Hand everything over with ``last_day``. For somebody on leave a second person decides: ``propose``."""
    permissions.check_can_keep_member(by, member)
    if estate(member, on).away is not None:
        raise Denied(_("%(member)s is on leave: the hand-over is proposed, and a second person carries it out.")
                     % {"member": member.name})  # fmt: skip
    carry_out(member, takers, rest, last_day, leaves_team, by=by, on=on)


def carry_out(
    member: TeamMember, takers: Mapping[int, TeamMember], rest: TeamMember | None, last_day: date, leaves_team: bool,
    *, by: Actor, on: date,
) -> None:  # fmt: skip
    check_takers(member, {*takers.values(), *([rest] if rest else [])}, last_day)
    findings = taking.reassign(member=member, takers=takers, rest=rest, by=by, on=on)
    stood_in = leaves.reassign(member=member, to=rest or next(iter(takers.values()), None), last_day=last_day,
                               by=by, on=on)  # fmt: skip
    areas = appointments.reassign(member=member, takers=takers, last_day=last_day, by=by, on=on)
    if leaves_team:
        roster.close(member, last_day, by=by, on=on)
    about = list(dict.fromkeys([member, *takers.values(), *([rest] if rest else [])]))
    journal.record("member.handed_over", HANDED, about=about, by=by, on=on, member=member, day=last_day,
                   areas=len(areas), findings=findings, leaves=stood_in)  # fmt: skip


def check_takers(member: TeamMember, people: set[TeamMember], last_day: date) -> None:
    """Nobody takes over from himself, after having left, or while being away on the first day."""
    first = last_day + timedelta(days=1)
    for person in people:
        if person == member:
            raise Denied(_("Nobody takes over from himself."))
        if person.gone(first):
            raise Denied(_("%(member)s has left the team.") % {"member": person.name})
        if person.leaves.standing().in_force(first).exists():
            raise Denied(_("%(member)s is on leave on that day; name somebody who is there.") % {"member": person.name})


@transaction.atomic
def propose(
    *,
    member: TeamMember,
    takers: Mapping[int, TeamMember],
    last_day: date,
    leaves_team: bool,
    rest: TeamMember | None = None,
    by: Actor,
    on: date,
) -> HandOver:
    """The first of two steps for somebody on leave: what is to go to whom."""
    permissions.check_can_keep_member(by, member)
    check_takers(member, {*takers.values(), *([rest] if rest else [])}, last_day)
    if HandOver.objects.filter(member=member, decided_on=None).exists():
        raise Denied(_("A hand-over of %(member)s is waiting already.") % {"member": member.name})
    new = HandOver.objects.create(
        member=member, last_day=last_day, leaves=leaves_team, rest=rest.pk if rest else None, proposed_by=by.name,
        proposed_by_id=by.user_id, proposed_on=on, takers={str(area): taker.pk for area, taker in takers.items()},
    )  # fmt: skip
    journal.record("member.handover_proposed", PROPOSED, about=member, by=by, on=on, member=member)
    return new


@transaction.atomic
def decide(*, proposal: HandOver, carry: bool, by: Actor, on: date) -> None:
    """The second step: another person carries the hand-over out, or anybody who keeps the member discards it."""
    permissions.check_can_keep_member(by, proposal.member)
    proposal = HandOver.objects.select_for_update().select_related("member").get(pk=proposal.pk)
    member = proposal.member
    if proposal.decided_on is not None:
        raise Denied(_("This hand-over was decided already."))
    if carry and by.user_id == proposal.proposed_by_id:
        raise Denied(_("A second person carries the hand-over out, not the one who proposed it."))
    if carry:
        people = TeamMember.objects.in_bulk([*proposal.takers.values(), *([proposal.rest] if proposal.rest else [])])
        takers = {int(area): people[pk] for area, pk in proposal.takers.items()}
        rest = people[proposal.rest] if proposal.rest else None
        carry_out(member, takers, rest, max(proposal.last_day, on - timedelta(days=1)), proposal.leaves, by=by, on=on)
    else:
        journal.record("member.handover_discarded", DISCARDED, about=member, by=by, on=on, member=member)
    proposal.decided_by, proposal.decided_on, proposal.carried_out = by.name, on, carry
    proposal.save(update_fields=["decided_by", "decided_on", "carried_out"])
