from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.querysets import ScopedQuerySet
from grids.models.area import Area


def _level(label: Any, *, null: bool = True, constrained: bool = True) -> "models.ForeignKey[Area, Area]":
    return models.ForeignKey(
        Area, models.PROTECT, null=null, blank=null, related_name="+", db_index=False, db_constraint=constrained,
        verbose_name=label,
    )  # fmt: skip


class Located(models.Model):
    """A business row that lies in an area: the area, and its level columns, null below the area's own tier.

    ``within(scope)`` is then an indexed equality. Each subclass declares the indexes its own pages need.
    """

    area = _level(_("area"), null=False)
    district = _level(_("district"))
    street = _level(_("street"))
    community = _level(_("community"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    def lie_in(self, area: Area) -> None:
        """Set the area and the level columns together; the caller saves."""
        self.area = area
        for field, value in area.levels().items():
            setattr(self, field, value)


class LocatedCopy(Located):
    """``Located`` for rows whose levels a set statement copies from a row that is constrained: not checked again."""

    area = _level(_("area"), null=False, constrained=False)
    district = _level(_("district"), constrained=False)
    street = _level(_("street"), constrained=False)
    community = _level(_("community"), constrained=False)

    class Meta:
        abstract = True
