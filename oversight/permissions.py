"""Who may look from above: the four tiers, each at its own territory (decisions 4)."""

from core.actor import Actor
from core.enums import Role
from core.permissions import answers, check_role


def check_can_see(actor: Actor) -> None:
    check_role(actor, Role.CITY, Role.DISTRICT, Role.STREET, Role.COMMUNITY)


def check_can_export(actor: Actor) -> None:
    check_role(actor, Role.CITY, Role.DISTRICT, Role.STREET)


def check_can_weigh(actor: Actor) -> None:
    """Workload is compared between grids by those who can move people between them."""
    check_role(actor, Role.CITY, Role.DISTRICT)


can_export = answers(check_can_export)
