"""Who may draw and change the territory: the city everywhere, a district its own grids; the city alone decides."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.actor import Actor
from core.enums import Role, Tier
from core.permissions import Denied, answers, check_role
from grids.models import Area
from grids.models.change import ACTS


def check_can_see_drafts(actor: Actor) -> None:
    check_role(actor, Role.CITY, Role.DISTRICT)


def check_can_draw(actor: Actor, area: Area | None = None) -> None:
    """Upload and publish outlines; of an area: only of the whole city or of a district within the own territory."""
    check_role(actor, Role.CITY, Role.DISTRICT)
    if area is None:
        return
    if area.tier not in (Tier.CITY, Tier.DISTRICT):
        raise Denied(_("Outlines are uploaded for a district or for the whole city."))
    if not actor.scope.holds(area):
        raise Denied(_("A district uploads the outlines of its own grids."))


can_draw = answers(check_can_draw)


# Changes of territory ------------------------------------------------------------------------------------------------


def check_can_propose(actor: Actor) -> None:
    check_role(actor, Role.CITY, Role.DISTRICT)


def check_can_propose_kind(actor: Actor, kind: str) -> None:
    """Zones and successions are carried out under acts of the city or above."""
    check_role(actor, Role.CITY) if kind in ACTS else check_can_propose(actor)


def check_can_propose_for(actor: Actor, areas: Iterable[Area]) -> None:
    """A district proposes what lies wholly within itself; what crosses districts is the city's."""
    check_can_propose(actor)
    outside = [area.name for area in areas if not actor.scope.holds(area)]
    if outside:
        raise Denied(
            _("These areas lie outside your territory: %(list)s. Ask the city bureau to propose the change.")
            % {"list": "、".join(outside)}
        )


def check_can_decide(actor: Actor) -> None:
    """Approving, returning, applying and undoing a change of territory are the city's."""
    check_role(actor, Role.CITY)


can_propose = answers(check_can_propose)
can_propose_kind = answers(check_can_propose_kind)
can_decide = answers(check_can_decide)


# Filings of the colour map -------------------------------------------------------------------------------------------


def check_can_see_filings(actor: Actor) -> None:
    """A filing is between a district and the city; each sees those of its territory."""
    check_role(actor, Role.CITY, Role.DISTRICT)


def check_can_file(actor: Actor, district: Area | None = None) -> None:
    """A district draws and submits its own map; the city files none (founding document, 三(一))."""
    check_role(actor, Role.DISTRICT)
    if district is not None and (district.tier != Tier.DISTRICT or not actor.scope.holds(district)):
        raise Denied(_("A district files the map of its own grids."))


def check_can_answer_filing(actor: Actor) -> None:
    check_role(actor, Role.CITY)


def check_can_verify(actor: Actor) -> None:
    """Who holds a sheet in his hand may ask whether it is genuine; the page shows no figure."""
    check_role(actor, Role.CITY, Role.DISTRICT, Role.STREET, Role.COMMUNITY)


can_file = answers(check_can_file)
can_answer_filing = answers(check_can_answer_filing)
