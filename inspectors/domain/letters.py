"""Letters of appointment (聘任书) and engagement (聘请书): numbered without gaps, frozen as issued."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import journal, series
from core.actor import Actor
from core.enums import Role, Tier
from core.permissions import Denied
from grids import queries as territory
from grids.models import Area
from inspectors import permissions
from inspectors.enums import Ground, LetterKind, Position
from inspectors.models import Appointment, AppointmentLetter

ISSUED = gettext_noop("Letter %(number)s issued to %(member)s for %(area)s.")
# The word of each kind in its number, as the letter itself is called; a number is a name and is not translated.
WORDS = {LetterKind.APPOINT: "聘任", LetterKind.ENGAGE: "聘请"}


@transaction.atomic
def issue(*, appointment: Appointment, by: Actor, on: date) -> AppointmentLetter:
    """Issue the letter of an appointment, in the name of the tier above; one letter for one appointment."""
    permissions.check_can_keep(by, appointment.area)
    appointment = Appointment.objects.select_for_update(of=("self",)).select_related("area", "member").get(
        pk=appointment.pk
    )  # fmt: skip
    if appointment.ground != Ground.OWN:
        raise Denied(_("Standing in and delegation need no letter."))
    if hasattr(appointment, "letter"):
        raise Denied(_("Letter %(number)s was issued for this appointment.") % {"number": appointment.letter.number})
    organ = issuing(appointment.area, by)
    kind = kind_of(Position(appointment.position))
    serial = series.take(organ=organ.local_code, kind=f"letter.{kind.value}", year=on.year)
    steps = territory.breadcrumbs(appointment.area)
    letter = AppointmentLetter.objects.create(
        appointment=appointment,
        kind=kind,
        organ=organ.name,
        organ_code=organ.local_code,
        year=on.year,
        serial=serial,
        number=f"{organ.name}{WORDS[kind]}〔{on.year}〕{serial}号",
        member_name=appointment.member.name,
        area_name="".join(step.name for step in steps[1:]) or steps[0].name,
        position=appointment.position,
        valid_from=appointment.valid_from,
        valid_to=appointment.valid_to,
        issued_on=on,
        issued_by=by.name,
    )
    journal.record("letter.issued", ISSUED, about=(appointment.member, appointment.area), by=by, on=on,
                   number=letter.number, member=appointment.member, area=appointment.area)  # fmt: skip
    return letter


def kind_of(position: Position) -> LetterKind:
    """意见 三(三): inspectors are appointed (聘任), supervisors and coordinators engaged (聘请)."""
    return LetterKind.APPOINT if position.inspects else LetterKind.ENGAGE


def issuing(area: Area, by: Actor) -> Area:
    """In whose name: the city's act in the city's, a district's in its own, a street office's in its street's."""
    steps = {Tier(step.tier): step for step in territory.breadcrumbs(area)}
    tier = by.tier or Tier.CITY
    if by.role is Role.CITY and Tier(area.tier).rank > Tier.DISTRICT.rank:
        tier = Tier.DISTRICT  # the city acts for a district; the district is still who appoints (各区（市）县…聘任)
    return steps[tier]
