"""Certificates and training of the team: recorded, withdrawn, never deleted."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import journal
from core.actor import Actor
from core.permissions import Denied
from inspectors import permissions
from inspectors.domain import staffing
from inspectors.enums import CertificateKind
from inspectors.models import Certificate, TeamMember, Training

RECORDED = gettext_noop("Certificate %(number)s of %(member)s recorded, valid until %(day)s.")
WITHDRAWN = gettext_noop("Certificate %(number)s of %(member)s withdrawn with %(day)s: %(reason)s")
TRAINED = gettext_noop("%(member)s attended “%(topic)s” on %(day)s (%(hours)s hours).")


@transaction.atomic
def record(
    *,
    member: TeamMember,
    kind: CertificateKind,
    number: str,
    valid_from: date,
    last_day: date,
    issued_by: str = "",
    by: Actor,
    on: date,
    settle: bool = True,
) -> Certificate:
    """Record a certificate as printed: number, first and last day. The printed end decides, whatever a rule says."""
    permissions.check_can_keep_member(by, member)
    check_possible(member, kind, number, valid_from, last_day)
    new = Certificate.objects.create(
        member=member, kind=kind, number=number.strip(), issued_by=issued_by.strip(), valid_from=valid_from,
        valid_to=last_day + timedelta(days=1),
    )  # fmt: skip
    journal.record("certificate.recorded", RECORDED, about=member, by=by, on=on,
                   number=new.number, member=member, day=last_day)  # fmt: skip
    if settle:
        recount(member, on)
    return new


def check_possible(member: TeamMember, kind: CertificateKind, number: str, valid_from: date, last_day: date) -> None:
    if last_day < valid_from:
        raise Denied(_("The last day lies before the first day."))
    same = Certificate.objects.filter(kind=kind, number=number.strip())
    if other := same.exclude(member=member).select_related("member").first():
        raise Denied(_("Certificate %(number)s belongs to %(member)s.") % {"number": number, "member": other.member})
    if same.filter(valid_from__lte=last_day, valid_to__gt=valid_from).exists():
        raise Denied(_("Certificate %(number)s stands on the roster for these days already.") % {"number": number})


@transaction.atomic
def withdraw(*, certificate: Certificate, last_day: date, reason: str, by: Actor, on: date) -> None:
    """End a certificate before its printed day, with a reason."""
    permissions.check_can_keep_member(by, certificate.member)
    if not reason.strip():
        raise Denied(_("Say why the certificate is withdrawn."))
    if not certificate.valid_from <= last_day < certificate.last_day:
        raise Denied(_("The day must lie between the two days printed on the certificate."))
    certificate.valid_to = last_day + timedelta(days=1)
    certificate.withdrawn_because = reason.strip()
    certificate.save(update_fields=["valid_to", "withdrawn_because"])
    member = certificate.member
    journal.record("certificate.withdrawn", WITHDRAWN, about=member, by=by, on=on, number=certificate.number,
                   member=member, day=last_day, reason=certificate.withdrawn_because)  # fmt: skip
    recount(member, on)


@transaction.atomic
def train(
    *, member: TeamMember, topic: str, held_on: date, hours: int, organiser: str = "", passed: bool = True,
    by: Actor, on: date,
) -> Training:  # fmt: skip
    """Put a course into somebody's training record."""
    permissions.check_can_keep_member(by, member)
    if held_on > on:
        raise Denied(_("A course is recorded when it is over."))
    if member.trainings.filter(topic=topic.strip(), on=held_on).exists():
        raise Denied(_("This course stands in the training record already."))
    new = Training.objects.create(
        member=member, topic=topic.strip(), organiser=organiser.strip(), on=held_on, hours=hours, passed=passed
    )
    journal.record("member.trained", TRAINED, about=member, by=by, on=on,
                   member=member, topic=new.topic, day=held_on, hours=hours)  # fmt: skip
    return new


def recount(member: TeamMember, on: date) -> None:
    """The areas that somebody answers for, counted anew."""
    areas = list(member.appointments.reaching(on).values_list("area_id", flat=True))
    if areas:
        staffing.rebuild(on=on, areas=areas)
