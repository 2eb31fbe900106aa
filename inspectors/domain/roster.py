"""The roster of the team: who joins and who leaves. A person is no account (decisions 6)."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_noop

from core import journal
from core.actor import Actor
from core.enums import Tier
from grids.models import Area
from inspectors import permissions
from inspectors.domain import appointments
from inspectors.enums import Position
from inspectors.models import TeamMember

JOINED = gettext_noop("%(member)s joined the team (%(tier)s).")
LEFT = gettext_noop("%(member)s left the team; last day %(day)s.")


@transaction.atomic
def enrol(
    *,
    name: str,
    to: Area,
    position: Position,
    by: Actor,
    on: date,
    since: date | None = None,
    until: date | None = None,
) -> TeamMember:
    """Put a person on the roster, with a first appointment: nobody stands on it without an area to answer for."""
    permissions.check_can_appoint(by, to)
    member = TeamMember.objects.create(name=name, tier=to.tier, joined_on=since or on)
    journal.record("member.joined", JOINED, about=member, by=by, on=on, member=member, tier=Tier(to.tier).label)
    appointments.appoint(member=member, to=to, position=position, by=by, on=on, since=since, until=until)
    return member


@transaction.atomic
def leave(*, member: TeamMember, last_day: date, by: Actor, on: date) -> None:
    """End every appointment that reaches beyond ``last_day`` and close the entry; its history stays."""
    held = list(member.appointments.select_related("area"))
    for appointment in held:
        permissions.check_can_appoint(by, appointment.area)
    for appointment in held:
        if appointment.valid_to is None or appointment.valid_to > last_day + timedelta(days=1):
            appointments.end(appointment=appointment, last_day=last_day, by=by, on=on)
    member.left_on = max(last_day, member.joined_on)
    member.save(update_fields=["left_on"])
    journal.record("member.left", LEFT, about=member, by=by, on=on, member=member, day=last_day)
