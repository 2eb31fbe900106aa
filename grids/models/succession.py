from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grids.models.area import Area


class AreaSuccession(models.Model):
    """That an area or a part of it became another: a merger has several rows to one, a split one to several."""

    from_area = models.ForeignKey(Area, models.PROTECT, related_name="successors", verbose_name=_("from"))
    to_area = models.ForeignKey(Area, models.PROTECT, related_name="predecessors", verbose_name=_("to"))
    on = models.DateField(_("on"))
    basis = models.CharField(_("basis"), max_length=200)

    class Meta:
        verbose_name = _("succession of areas")
        verbose_name_plural = _("successions of areas")
        constraints = [
            models.UniqueConstraint(name="succession_said_once", fields=["from_area", "to_area", "on"]),
            models.CheckConstraint(name="succession_is_to_another", condition=~Q(from_area=F("to_area"))),
        ]

    def __str__(self) -> str:
        return f"{self.from_area} → {self.to_area}"
