"""The five people who may log in to the demo: one of each tier, and the administrator, who sees no business data."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count

from core.actor import Actor
from core.calendar import add_years
from core.enums import Role, Tier
from core.models import User
from core.scope import Scope
from employers.models import Employer
from grids.models import Area
from inspectors.domain import appointments
from inspectors.enums import Position
from inspectors.models import Appointment, TeamMember

# The demo listens on this machine only, its people and figures are invented: one password, printed at every start.
PASSWORD = "chengdu-grid"


@dataclass(frozen=True)
class Person:
    username: str
    role: Role
    family_name: str
    given_name: str
    position: Position | None = None


PEOPLE = (
    Person("city", Role.CITY, "陈", "立新", Position.FULL_TIME),
    Person("district", Role.DISTRICT, "罗", "晓蓉", Position.FULL_TIME),
    Person("street", Role.STREET, "张", "建国", Position.PART_TIME),
    Person("community", Role.COMMUNITY, "王", "秀英", Position.COORDINATOR),
    Person("administrator", Role.ADMINISTRATOR, "系统", "管理员"),
)


@transaction.atomic
def open_accounts(*, on: date) -> None:
    """Open what is missing. The street and community are those with the most archives, so that there is work to see."""
    since = add_years(on, -2)
    areas = workplaces()
    for person in PEOPLE:
        user = account(person, on=on)
        tier = person.role.tier
        if tier is None or person.position is None or TeamMember.objects.filter(user=user).exists():
            continue
        member = TeamMember.objects.create(name=str(user), tier=tier, user=user, joined_on=since)
        appointments.appoint(
            member=member, to=areas[tier], position=person.position, by=appointing(tier, areas), on=since
        )


def account(person: Person, *, on: date) -> User:
    user, new = User.objects.get_or_create(
        username=person.username,
        defaults={"role": person.role, "last_name": person.family_name, "first_name": person.given_name},
    )
    if new:
        user.set_password(PASSWORD)
        user.password_changed_on = on
        user.save()
    return user


def appointing(tier: Tier, areas: dict[Tier, Area]) -> Actor:
    """Who may appoint at a tier: the administrator for the city, the city bureau for all below it."""
    if tier is Tier.CITY:
        return Actor("演示数据", Role.ADMINISTRATOR, Scope.NOTHING)
    return Actor("演示数据", Role.CITY, Scope(frozenset({(Tier.CITY, areas[Tier.CITY].pk)})))


def workplaces() -> dict[Tier, Area]:
    """City, and one line down the tree: the community with the most archives, else the first one of the tree."""
    live = Area.objects.live()
    busiest = (
        Employer.objects.filter(community__isnull=False)
        .values_list("community")
        .annotate(archives=Count("pk"))
        .order_by("-archives", "community")
        .values_list("community", flat=True)
        .first()
    )
    community = live.filter(pk=busiest).first() or live.at(Tier.COMMUNITY).in_order().first()
    if community is None:
        raise LookupError("The tree has no community: the territory has not been loaded.")
    return {
        Tier.CITY: live.at(Tier.CITY).get(),
        Tier.DISTRICT: live.get(pk=community.district_id),
        Tier.STREET: live.get(pk=community.street_id),
        Tier.COMMUNITY: community,
    }


def areas_of_logins() -> dict[str, str]:
    """Where each person of the demo is appointed."""
    names = [person.username for person in PEOPLE]
    found = Appointment.objects.filter(member__user__username__in=names).select_related("area", "member__user")
    return {each.member.user.username: each.area.name for each in found if each.member.user}
