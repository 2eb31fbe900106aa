"""Who may do what with an archive (decisions 4). What lies outside somebody's scope does not exist: that is 404."""

from django.utils.translation import gettext as _

from core.actor import Actor
from core.enums import Role, Tier
from core.permissions import Denied, answers, check_role
from employers.models import Employer
from grids.models import Area

TIERS = (Role.CITY, Role.DISTRICT, Role.STREET, Role.COMMUNITY)
PLACING = (Role.CITY, Role.DISTRICT, Role.STREET)
DECIDING = (Role.CITY, Role.DISTRICT)


def check_can_see(actor: Actor) -> None:
    """The four tiers see the archive of their area; the administrator sees no business data."""
    check_role(actor, *TIERS)


def check_can_place(actor: Actor) -> None:
    """City, district and street; a street only within itself, which the choice of the area then says."""
    check_role(actor, *PLACING)


def check_can_place_in(actor: Actor, area: Area, employer: Employer) -> None:
    """The area must be another one than now, and open to the actor."""
    check_can_choose(actor, area)
    if area.pk == employer.area_id:
        raise Denied(_("The employer is placed there already."))


def check_can_choose(actor: Actor, area: Area) -> None:
    """The area must lie inside the actor's own and live; a street chooses within itself."""
    check_can_place(actor)
    if not actor.scope.holds(area):
        raise Denied(_("This area lies outside your territory."))
    if area.closed_on is not None:
        raise Denied(_("%(area)s no longer exists.") % {"area": area.name})
    if area.tier == Tier.CITY:
        raise Denied(_("An employer is placed in a district, a street or a community."))


def check_can_override(actor: Actor) -> None:
    """A code that fails its standard may be kept by the city or a district, with a reason."""
    check_role(actor, *DECIDING)


def check_can_unmask(actor: Actor) -> None:
    """One number, with a reason, in the journal."""
    check_role(actor, *DECIDING)


can_place = answers(check_can_place)
can_place_in = answers(check_can_place_in)
can_override = answers(check_can_override)
can_unmask = answers(check_can_unmask)
