"""Who may look from above: the four tiers, each at its own territory (decisions 4)."""

from core.actor import Actor
from core.enums import Role
from core.permissions import answers, check_role


def check_can_see(actor: Actor) -> None:
    check_role(actor, Role.CITY, Role.DISTRICT, Role.STREET, Role.COMMUNITY)


def check_can_export(actor: Actor) -> None:
    check_role(actor, Role.CITY, Role.DISTRICT, Role.STREET)


can_export = answers(check_can_export)
