from typing import Self

from django.db import models

from core.scope import Scope


class ScopedQuerySet(models.QuerySet):
    """Rows that carry the level columns of an area (``district``, ``street``, ``community``)."""

    def within(self, scope: Scope) -> Self:
        """Keep the rows of the areas in ``scope``, by the level columns (no join)."""
        return self.filter(scope.as_q())
