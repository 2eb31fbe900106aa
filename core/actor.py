"""Who acts: a frozen value carried by requests, commands and tasks in place of a user object."""

from dataclasses import dataclass

from django.utils.translation import gettext

from core.enums import Role, Tier
from core.scope import Scope


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or a program that acts, with its role and the areas it may touch."""

    name: str
    role: Role
    scope: Scope
    user_id: int | None = None

    @property
    def tier(self) -> Tier | None:
        return self.role.tier

    @property
    def is_administrator(self) -> bool:
        return self.role is Role.ADMINISTRATOR

    def __str__(self) -> str:
        return self.name


# Commands of the bureau's own scripts see the whole city; the area id of a city scope is never read.
COMMAND_LINE = Actor("command line", Role.CITY, Scope(frozenset({(Tier.CITY, 0)})))


def who(name: str) -> str:
    """Who acted, as it was written down: the bureau's own scripts are named in the reader's language."""
    return gettext("command line") if name == COMMAND_LINE.name else name
