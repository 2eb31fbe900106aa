"""The words that every app shares: the four tiers of the team and the roles that accounts have."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Tier(TextChoices):
    """The four tiers of the founding document, clause 二: city, district, street or township, community or village."""

    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    STREET = "street", _("Street")
    COMMUNITY = "community", _("Community")

    @property
    def rank(self) -> int:
        """0 for the city to 3 for a community."""
        return _RANKS[self]

    @property
    def below(self) -> "Tier | None":
        """The next tier down, or nothing under a community."""
        return _BY_RANK.get(self.rank + 1)


_RANKS = {tier: rank for rank, tier in enumerate(Tier)}
_BY_RANK = {rank: tier for tier, rank in _RANKS.items()}


class Role(TextChoices):
    """What an account is: one of the four tiers, or the administrator, who sees no business data."""

    CITY = "city", _("City bureau")
    DISTRICT = "district", _("District brigade")
    STREET = "street", _("Street office")
    COMMUNITY = "community", _("Community coordinator")
    ADMINISTRATOR = "administrator", _("Administrator")

    @property
    def tier(self) -> Tier | None:
        """The tier whose work this role does; the administrator has none."""
        return None if self is Role.ADMINISTRATOR else Tier(self.value)
