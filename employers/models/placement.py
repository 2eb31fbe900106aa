from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from employers.models.employer import Employer
from grids.models import Area, TerritoryChange


class Placement(models.Model):
    """Where an employer uses labour, from when to when: the fact of which ``Employer.area`` is today's copy.

    Placing one that was 未落格 corrects (the new row takes over ``valid_from``); moving begins on its own day.
    """

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="placements")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    district = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True, default="")
    # The changes of territory that began and ended it: what an undo goes by.
    change = models.ForeignKey(
        TerritoryChange, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    ended_by = models.ForeignKey(
        TerritoryChange, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    recorded_at = models.DateTimeField(auto_now_add=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints = [
            models.UniqueConstraint(
                name="placement_one_current",
                fields=["employer"],
                condition=Q(valid_to__isnull=True, superseded_at__isnull=True),
            )
        ]
        indexes = [models.Index(fields=["employer", "valid_from"], name="placement_employer")]

    def __str__(self) -> str:
        return f"{self.employer} · {self.area}"
