from django.db import models
from django.utils.translation import gettext_lazy as _

from core.querysets import ScopedQuerySet
from grids.models.area import Area


class Located(models.Model):
    """A business row that lies in an area: the area, and its level columns, null below the area's own tier.

    ``within(scope)`` is then an indexed equality. Each subclass declares the indexes its own pages need.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False, verbose_name=_("area"))
    district = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("district")
    )
    street = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("street")
    )
    community = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("community")
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    def lie_in(self, area: Area) -> None:
        """Set the area and the level columns together; the caller saves."""
        self.area = area
        for field, value in area.levels().items():
            setattr(self, field, value)
