"""The roster of the team: who joins and who leaves. A person is no account (decisions 6)."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from core import journal
from core.actor import Actor
from core.enums import Tier
from core.privacy import open_sealed, sealed_phone
from grids.models import Area
from inspectors import permissions
from inspectors.domain import appointments
from inspectors.enums import Position
from inspectors.models import TeamMember

JOINED = gettext_noop("%(member)s joined the team (%(tier)s).")
LEFT = gettext_noop("%(member)s left the team; last day %(day)s.")
PHONE = gettext_noop("The phone of %(member)s is now %(phone)s.")
PHONE_GONE = gettext_noop("The phone of %(member)s was taken off the roster.")
UNMASKED = gettext_noop("The phone of %(member)s was read in full: %(reason)s")


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
    tier: Tier | None = None,
    post: str = "",
    employed_by: str = "",
    settle: bool = True,
) -> TeamMember:
    """Put a person on the roster, with a first appointment: nobody stands on it without an area to answer for.

    ``tier`` is the person's, where he answers for a grid from the district above it.
    """
    permissions.check_can_appoint(by, to)
    permissions.check_can_enrol(by, tier or Tier(to.tier))
    member = TeamMember.objects.create(name=name, tier=tier or to.tier, joined_on=since or on)
    journal.record("member.joined", JOINED, about=member, by=by, on=on, member=member, tier=Tier(member.tier).label)
    appointments.appoint(
        member=member, to=to, position=position, by=by, on=on, since=since, until=until, post=post,
        employed_by=employed_by, settle=settle,
    )  # fmt: skip
    return member


@transaction.atomic
def set_phone(*, member: TeamMember, phone: str, by: Actor, on: date) -> None:
    """Keep a phone number: sealed, shown masked; an empty one takes it off."""
    permissions.check_can_keep_member(by, member)
    if phone.strip():
        sealed = sealed_phone(phone)
        member.phone_hash, member.phone_cipher, member.phone_mask = UUID(bytes=sealed.hash), sealed.cipher, sealed.mask
    else:
        member.phone_hash, member.phone_cipher, member.phone_mask = None, None, ""
    member.save(update_fields=["phone_hash", "phone_cipher", "phone_mask"])
    sentence = PHONE if member.phone_mask else PHONE_GONE
    journal.record("member.phone", sentence, about=member, by=by, on=on, member=member, phone=member.phone_mask)


@transaction.atomic
def read_phone(*, member: TeamMember, reason: str, by: Actor, on: date) -> str:
    """The phone in full, for a reason that the journal keeps."""
    permissions.check_can_keep_member(by, member)
    if member.phone_cipher is None or member.phone_hash is None:
        return ""
    journal.record("member.phone_read", UNMASKED, about=member, by=by, on=on, member=member, reason=reason)
    return open_sealed(bytes(member.phone_cipher), member.phone_hash)


@transaction.atomic
def leave(*, member: TeamMember, last_day: date, by: Actor, on: date) -> None:
    """End every appointment that reaches beyond ``last_day`` and close the entry; its history stays."""
    held = list(member.appointments.reaching(on).select_related("area"))
    for appointment in held:
        permissions.check_can_appoint(by, appointment.area)
    for appointment in held:
        if appointment.valid_to is None or appointment.valid_to > last_day + timedelta(days=1):
            appointments.end(appointment=appointment, last_day=last_day, by=by, on=on)
    close(member, last_day, by=by, on=on)


def close(member: TeamMember, last_day: date, *, by: Actor, on: date) -> None:
    """Close the entry of somebody whose appointments are ended or handed over by the verb that calls this."""
    member.left_on = max(last_day, member.joined_on)
    member.save(update_fields=["left_on"])
    journal.record("member.left", LEFT, about=member, by=by, on=on, member=member, day=last_day)
