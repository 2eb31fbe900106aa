"""Reading the roster: within a territory for those who appoint, whole for the administrator (no business data)."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from core.actor import Actor
from grids import queries as territory
from grids.models import Area
from inspectors import permissions
from inspectors.models import Appointment, TeamMember


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
