from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from core.enums import Tier
from core.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from grids.models.area import Area


class AreaQuerySet(ScopedQuerySet):
    """Areas as they stand today; an area itself carries the level columns, so ``within`` holds for it too."""

    def live(self) -> Self:
        """Areas that exist today; a merged or dissolved one stays in the table for what happened in it."""
        return self.filter(closed_on__isnull=True)

    def at(self, tier: Tier) -> Self:
        return self.filter(tier=tier)

    def under(self, area: "Area") -> Self:
        """The area and everything below it, by today's path."""
        return self.filter(path__startswith=area.path)

    def in_order(self) -> Self:
        """The order of every table by area: the tree by code, zones after the districts that have one."""
        return self.order_by("sort_key", "id")


class DatedQuerySet(models.QuerySet):
    """Rows in force between ``valid_from`` and the day before ``valid_to``."""

    def in_force(self, on: date) -> Self:
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)
