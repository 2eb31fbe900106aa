"""Reading the roster: within a territory for those who appoint, whole for the administrator (no business data)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from core.actor import Actor
from core.scope import Scope
from grids import queries as territory
from grids.models import Area
from inspectors import permissions
from inspectors.domain.scopes import SEE
from inspectors.enums import Ground, Position
from inspectors.models import Appointment, AreaUserPermission, Certificate, TeamMember


def appointments(actor: Actor) -> QuerySet[Appointment]:
    """The appointments that this reader may see, by the area answered for."""
    if actor.is_administrator:
        return Appointment.objects.all()
    held = Area.objects.within(actor.scope)
    return Appointment.objects.filter(area__in=held)


def members(actor: Actor) -> QuerySet[TeamMember]:
    """Those who answer, answered or will answer for an area of the reader's territory."""
    if actor.is_administrator:
        return TeamMember.objects.all()
    return TeamMember.objects.filter(Exists(appointments(actor).filter(member=OuterRef("pk"))))


def area_named(text: str, actor: Actor, on: date) -> list[Area]:
    """The live areas that a clerk means by a code or a name, among those he may appoint to."""
    text = text.strip()
    by_code = territory.by_code(text, on)
    found = [by_code] if by_code is not None else list(Area.objects.live().filter(name=text).in_order()[:20])
    return [area for area in found if permissions.can_appoint(actor, area)]


def offered(actor: Actor) -> list[Area]:
    """The areas most appointments are made to: directly below the reader's own; for the administrator the city."""
    if actor.is_administrator:
        root = territory.city()
        return [root] if root else []
    return [child for start in territory.top_areas(actor.scope) for child in territory.children(start)]


def stand_ins(member: TeamMember, on: date, scope: Scope) -> list[tuple[str, str]]:
    """Who may stand in for a member, or take over from him: people of the same work in the same district, as far as
    the reader's territory reaches.

    An inspector is followed by an inspector, a supervisor or coordinator by one of these; at the city tier the city's.
    """
    own = member.appointments.filter(ground=Ground.OWN).reaching(on).select_related("area")
    districts = {each.area.district_id for each in own}
    inspects = any(Position(each.position).inspects for each in own)
    rows = (
        Appointment.objects.filter(ground=Ground.OWN)
        .in_force(on)
        .filter(Q(member__left_on=None) | Q(member__left_on__gt=on))
    )
    rows = rows.filter(area__in=Area.objects.within(scope))
    if districts - {None}:
        rows = rows.filter(area__district__in=districts - {None})
    else:
        rows = rows.filter(area__district=None)
    inspecting = (Position.FULL_TIME, Position.PART_TIME)
    rows = rows.filter(position__in=inspecting) if inspects else rows.exclude(position__in=inspecting)
    rows = rows.exclude(member=member).select_related("member", "area").order_by("member__name", "member_id", "id")
    found: dict[int, str] = {}
    for row in rows:
        found.setdefault(row.member_id, f"{row.member.name} · {row.get_position_display()} · {row.area.name}")
    return [(str(pk), text) for pk, text in found.items()]


@dataclass(frozen=True)
class Sight:
    """One reason why somebody may see an area."""

    appointment: Appointment
    account: str

    @property
    def why(self) -> str:
        """The reason in a sentence."""
        told = {"area": self.appointment.area.name, "position": self.appointment.get_position_display()}
        match Ground(self.appointment.ground):
            case Ground.SUBSTITUTE:
                leave = self.appointment.leave
                away = leave.member.name if leave else ""
                return _("stands in for %(away)s in %(area)s during leave") % {**told, "away": away}
            case Ground.DELEGATED:
                return _("the sight of %(area)s was delegated: %(reason)s") % {
                    **told,
                    "reason": self.appointment.reason,
                }
        return _("answers for %(area)s as %(position)s") % told


def sights(on: date) -> QuerySet[Appointment]:
    """Appointments that give sight on a day: in force, with an active account that holds the grant."""
    granted = AreaUserPermission.objects.filter(
        user=OuterRef("member__user"), content_object=OuterRef("area"), permission__codename=SEE
    )
    rows = Appointment.objects.in_force(on).filter(Exists(granted), member__user__is_active=True)
    return rows.select_related("member__user", "area", "leave__member")


def who_sees(area: Area, on: date) -> list[Sight]:
    """Everybody whose account sees what lies in an area, from the city down, and why."""
    above = [int(step) for step in area.path.strip("/").split("/")]
    rows = sights(on).filter(area__in=above)
    order = {pk: number for number, pk in enumerate(above)}
    found = sorted(rows, key=lambda row: (order[row.area_id], row.member.name, row.pk))
    return [Sight(row, str(row.member.user)) for row in found]


def sees(member: TeamMember, on: date) -> list[Sight]:
    """What a person's account sees on a day, and why."""
    return [
        Sight(row, str(row.member.user)) for row in sights(on).filter(member=member).order_by("area__sort_key", "id")
    ]


def grid_people(area: Area, on: date) -> list[Appointment]:
    """Who answers for a grid and its communities on a day: what the printed roster lists."""
    rows = Appointment.objects.in_force(on).filter(area__in=Area.objects.live().under(area))
    rows = rows.exclude(ground=Ground.DELEGATED).select_related("member", "area", "letter")
    return list(rows.order_by("area__sort_key", "id").prefetch_related(valid_certificates(on)))


def valid_certificates(on: date, path: str = "member__certificates") -> Prefetch:
    """The certificates that are valid on a day, as ``valid_now`` of each member."""
    rows = Certificate.objects.in_force(on).order_by("-valid_to", "id")
    return Prefetch(path, queryset=rows, to_attr="valid_now")
