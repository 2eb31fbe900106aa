from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grids.models.area import Area


class Staffing(models.Model):
    """How an area is staffed, as told by the app that knows the people (founding document, 三(三)).

    At a grid: inspectors who count against those needed; at a community: supervisors and coordinators; above: sums.
    ``changes_on`` is the next day on which the row changes by itself (a certificate runs out, a leave begins).
    """

    area = models.OneToOneField(Area, models.CASCADE, related_name="staffing")
    inspectors = models.PositiveIntegerField(_("inspectors"), default=0)
    inspectors_needed = models.PositiveIntegerField(_("inspectors needed"), default=0)
    assistants = models.PositiveIntegerField(_("supervisors and coordinators"), default=0)
    assistants_needed = models.PositiveIntegerField(_("supervisors and coordinators needed"), default=0)
    grids = models.PositiveIntegerField(_("grids"), default=0)
    grids_short = models.PositiveIntegerField(_("grids short of inspectors"), default=0)
    communities = models.PositiveIntegerField(_("communities"), default=0)
    communities_short = models.PositiveIntegerField(_("communities without supervisor or coordinator"), default=0)
    as_of = models.DateField(_("as of"))
    changes_on = models.DateField(_("changes on"), null=True)
    revision = models.CharField(max_length=120, default="")

    class Meta:
        verbose_name = _("staffing")
        verbose_name_plural = _("staffing")
        indexes = [
            models.Index(fields=["changes_on"], name="staffing_due"),
            models.Index(
                fields=["area"], name="staffing_short", condition=Q(grids_short__gt=0) | Q(communities_short__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.as_of}"

    @property
    def short(self) -> bool:
        return bool(self.grids_short or self.communities_short)
