from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grids.enums import Datum
from grids.models.area import Area
from grids.models.boundary_draft import BoundaryDraft
from grids.querysets import DatedQuerySet


class Boundary(models.Model):
    """The outline of an area, from one day on: as it was uploaded, the same in WGS-84, and as it is drawn.

    ``path`` and ``box`` are in map units (``grids/domain/boundaries.py:UNIT_METRES``), one frame for all outlines of
    the territory. The colour only tells neighbours apart; it ranks nothing, and is decided once per version.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="boundaries")
    version = models.PositiveIntegerField(_("version"))
    geometry = models.JSONField(_("geometry as uploaded"))
    wgs84 = models.JSONField(_("geometry in WGS-84"))
    datum = models.CharField(_("datum"), max_length=10, choices=Datum)
    official = models.BooleanField(_("official"), default=False)
    attribution = models.CharField(_("attribution"), max_length=200, blank=True, default="")
    path = models.TextField()
    box = ArrayField(models.IntegerField(), size=4)
    label = ArrayField(models.IntegerField(), size=3)
    colour = models.PositiveSmallIntegerField(_("colour"))
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    draft = models.ForeignKey(
        BoundaryDraft, models.PROTECT, null=True, blank=True, related_name="boundaries", verbose_name=_("upload")
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("outline")
        verbose_name_plural = _("outlines")
        constraints = [
            models.UniqueConstraint(name="boundary_version", fields=["area", "version"]),
            models.UniqueConstraint(name="boundary_one_current", fields=["area"], condition=Q(valid_to__isnull=True)),
            models.CheckConstraint(
                name="boundary_has_a_length", condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.version}"
