"""Who may appoint whom: the city districts and below, a district below itself, the administrator the city tier."""

from django.utils.translation import gettext as _

from core.actor import Actor
from core.enums import Role, Tier
from core.permissions import Denied, answers, check_role
from grids.models import Area


def check_can_appoint(actor: Actor, area: Area) -> None:
    tier = Tier(area.tier)
    if actor.role is Role.ADMINISTRATOR:
        if tier is not Tier.CITY:
            raise Denied(
                _("The administrator appoints the city tier only; the city bureau appoints the tiers below it.")
            )
        return
    if actor.role not in (Role.CITY, Role.DISTRICT):
        raise Denied(_("Appointments are made by the city bureau or the district brigade."))
    if not actor.scope.holds(area):
        raise Denied(_("This area lies outside your territory."))
    assert actor.tier is not None  # narrowed above: city or district
    if tier.rank <= actor.tier.rank:
        raise Denied(_("You can appoint people to the tiers below your own."))


can_appoint = answers(check_can_appoint)


def check_can_see_team(actor: Actor) -> None:
    """Those who appoint see the roster: city and district within their territory; the administrator keeps accounts."""
    check_role(actor, Role.CITY, Role.DISTRICT, Role.ADMINISTRATOR)


def check_can_keep_accounts(actor: Actor) -> None:
    check_role(actor, Role.ADMINISTRATOR)


can_keep_accounts = answers(check_can_keep_accounts)
