"""Who counts in an area on a day, who could be appointed where one is short, whose certificate runs out."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from core import parameters
from core.enums import Tier
from core.scope import Scope
from grids.models import Area
from inspectors.enums import CERTIFIED_BY, CertificateKind, Ground, Position
from inspectors.models import Appointment, Certificate, Leave, TeamMember

INSPECTING = (Position.FULL_TIME, Position.PART_TIME)
NOTICES = ("certificate.notice.last", "certificate.notice.soon", "certificate.notice.early")
OFFERED = 5


@dataclass(frozen=True)
class Serving:
    """One appointment of an area on a day, and why it does not count, if it does not."""

    appointment: Appointment
    certificate: Certificate | None
    why_not: str

    @property
    def counts(self) -> bool:
        return not self.why_not


def of_area(area: Area, on: date) -> list[Serving]:
    """Everybody appointed to an area on a day, in the order of the positions."""
    rows = list(
        Appointment.objects.in_force(on).filter(area=area).select_related("member", "leave__member").order_by("id")
    )
    members = [row.member_id for row in rows]
    away = {leave.member_id: leave for leave in Leave.objects.standing().in_force(on).filter(member__in=members)}
    held: dict[int, list[Certificate]] = {}
    for each in Certificate.objects.in_force(on).filter(member__in=members).order_by("-valid_to"):
        held.setdefault(each.member_id, []).append(each)
    order = {position.value: number for number, position in enumerate(Position)}
    return [
        judged(row, held.get(row.member_id, []), away.get(row.member_id), on)
        for row in sorted(rows, key=lambda row: (order[row.position], row.pk))
    ]


def judged(row: Appointment, certificates: list[Certificate], leave: Leave | None, on: date) -> Serving:
    fitting = CERTIFIED_BY.get(Position(row.position), ())
    certificate = next((each for each in certificates if each.kind in fitting), None)
    if row.ground == Ground.DELEGATED:
        why = _("lent the sight of the area only")
    elif row.member.gone(on):
        why = _("has left the team")
    elif leave is not None:
        why = _("on leave until %(day)s") % {"day": leave.last_day}
    elif fitting and certificate is None:
        why = _("no valid certificate on this day")
    else:
        why = ""
    return Serving(row, certificate or (certificates[0] if certificates and not fitting else None), why)


def candidates(area: Area, on: date, *, most: int = OFFERED) -> list[TeamMember]:
    """Who could be appointed to a grid or community that is short: same district, certificate valid all that day.

    Fewest grids first. For a community: its street's and district's supervisors and coordinators, no certificate asked.
    """
    if area.district_id is None:
        return []
    inspecting = area.tier != Tier.COMMUNITY
    own = Appointment.objects.in_force(on).filter(ground=Ground.OWN)
    own = own.filter(position__in=INSPECTING) if inspecting else own.exclude(position__in=INSPECTING)
    there = own.filter(member=OuterRef("pk"))
    away = Leave.objects.standing().in_force(on).filter(member=OuterRef("pk"))
    rows = TeamMember.objects.filter(Q(left_on=None) | Q(left_on__gte=on), tier__in=tiers_for(area))
    rows = rows.filter(Exists(there.filter(area__district=area.district_id)), ~Exists(away))
    rows = rows.exclude(Exists(Appointment.objects.in_force(on).filter(member=OuterRef("pk"), area=area)))
    if inspecting:
        rows = rows.annotate(position=Subquery(there.order_by("id").values("position")[:1]))
        rows = rows.filter(Exists(valid(on, CertificateKind.FULL_TIME)) | Exists(valid(on, CertificateKind.PART_TIME)))
        rows = rows.exclude(Q(position=Position.FULL_TIME) & ~Exists(valid(on, CertificateKind.FULL_TIME)))
    tier = Tier.STREET if inspecting else Tier.COMMUNITY
    held = Count("appointments", filter=in_force(on) & Q(appointments__area__tier=tier), distinct=True)
    return list(rows.annotate(held=held).order_by("held", "name", "pk")[:most])


def tiers_for(area: Area) -> tuple[str, ...]:
    """Whose tier lets them answer for this area: a grid takes inspectors of its own tier and of those above."""
    return (Tier.COMMUNITY,) if area.tier == Tier.COMMUNITY else (Tier.CITY, Tier.DISTRICT, Tier.STREET)


def in_force(on: date) -> Q:
    begun, going = (
        Q(appointments__valid_from__lte=on),
        Q(appointments__valid_to=None) | Q(appointments__valid_to__gt=on),
    )
    return Q(appointments__ground=Ground.OWN) & begun & going


def valid(on: date, kind: CertificateKind) -> QuerySet:
    return Certificate.objects.in_force(on).filter(member=OuterRef("pk"), kind=kind)


@dataclass(frozen=True)
class Notice:
    """Certificates that end within so many days: the last one of their holder, else there is nothing to renew."""

    days: int
    certificates: list[Certificate]


def expiring(scope: Scope, on: date) -> list[Notice]:
    """Certificates by the nearest mark (7, 30, 60 days by parameter); a renewed one is not told."""
    marks = sorted(int(value) for code in NOTICES if (value := parameters.value(code, (), on)) is not None)
    if not marks:
        return []
    later = Certificate.objects.filter(
        member=OuterRef("member"), kind=OuterRef("kind"), valid_to__gt=OuterRef("valid_to")
    )
    rows = Certificate.objects.in_force(on).filter(
        valid_to__lte=on + timedelta(days=marks[-1] + 1), withdrawn_because=""
    )
    rows = rows.filter(Q(member__left_on=None) | Q(member__left_on__gt=on)).exclude(Exists(later))
    seen = Appointment.objects.in_force(on).filter(member=OuterRef("member"), area__in=Area.objects.within(scope))
    found = list(rows.filter(Exists(seen)).select_related("member").order_by("valid_to", "id"))
    notices, before = [], -1
    for mark in marks:
        due = [row for row in found if before < (row.last_day - on).days <= mark]
        if due:
            notices.append(Notice(mark, due))
        before = mark
    return notices


def overburdened(scope: Scope, on: date, many: int) -> list[Any]:
    """Inspectors with more grids than the parameter says: pointed out, never subtracted."""
    rows = Appointment.objects.in_force(on).filter(
        ground=Ground.OWN, position__in=INSPECTING, area__tier=Tier.STREET, area__in=Area.objects.within(scope)
    )
    counted = rows.order_by().values("member", name=F("member__name")).annotate(grids=Count("area", distinct=True))
    return list(counted.filter(grids__gt=many).order_by("-grids", "name"))
