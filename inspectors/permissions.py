"""Who may appoint whom: the city districts and below, a district below itself, the administrator the city tier.

Letters, certificates, leave and hand-over are kept one tier further down, too: a street office keeps its communities.
"""

from django.utils.translation import gettext as _

from core.actor import Actor
from core.enums import Role, Tier
from core.permissions import Denied, answers, check_role
from grids.models import Area
from inspectors.models import TeamMember

KEEPERS = (Role.CITY, Role.DISTRICT, Role.STREET)


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


def check_appoints(actor: Actor) -> None:
    """Who appoints at all; to which area is asked of the area."""
    check_role(actor, Role.CITY, Role.DISTRICT, Role.ADMINISTRATOR)


def check_delegates(actor: Actor) -> None:
    """Who lends the sight of an area: it is business, so no administrator does."""
    check_role(actor, Role.CITY, Role.DISTRICT)


appoints = answers(check_appoints)


def check_can_enrol(actor: Actor, tier: Tier) -> None:
    """The tier of the person himself, who may answer for a grid below it: below the actor's own, too."""
    if actor.tier is not None and tier.rank <= actor.tier.rank:
        raise Denied(_("You can appoint people to the tiers below your own."))


def check_can_see_team(actor: Actor) -> None:
    """Those who keep people see the roster of their territory; the administrator keeps accounts."""
    check_role(actor, *KEEPERS, Role.ADMINISTRATOR)


def check_keeps_people(actor: Actor) -> None:
    """Letters, certificates, leave, hand-over: nothing of it is the administrator's."""
    check_role(actor, *KEEPERS)


keeps_people = answers(check_keeps_people)


def check_can_keep(actor: Actor, area: Area) -> None:
    """Letters and hand-over in one area: the city everywhere, a district below itself, a street its communities."""
    check_keeps_people(actor)
    if not actor.scope.holds(area):
        raise Denied(_("This area lies outside your territory."))
    assert actor.tier is not None  # narrowed above
    if actor.role is not Role.CITY and Tier(area.tier).rank <= actor.tier.rank:
        raise Denied(_("The people of your own tier are kept by the tier above."))


can_keep = answers(check_can_keep)


def check_can_keep_member(actor: Actor, member: TeamMember) -> None:
    """What belongs to the person: phone, certificates, training, leave. Whoever keeps the area answered for."""
    check_keeps_people(actor)
    if actor.role is Role.CITY:
        return
    assert actor.tier is not None  # narrowed above
    if Tier(member.tier).rank <= actor.tier.rank:
        raise Denied(_("The people of your own tier are kept by the tier above."))
    areas = Area.objects.filter(appointments__member=member).within(actor.scope)
    if not areas.exists():
        raise Denied(_("This person answers for no area of your territory."))


can_keep_member = answers(check_can_keep_member)


def check_can_see_staffing(actor: Actor) -> None:
    check_role(actor, *KEEPERS)


can_see_staffing = answers(check_can_see_staffing)


def check_asks_powers(actor: Actor) -> None:
    """Whether somebody may do an act is asked by every tier, about the people of its territory."""
    check_role(actor, *KEEPERS, Role.COMMUNITY)


def check_can_keep_accounts(actor: Actor) -> None:
    check_role(actor, Role.ADMINISTRATOR)


can_keep_accounts = answers(check_can_keep_accounts)
