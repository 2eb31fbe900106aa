from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.enums import Tier
from grids.enums import Kind
from grids.querysets import AreaQuerySet

LEVEL_FIELDS = {Tier.DISTRICT: "district_id", Tier.STREET: "street_id", Tier.COMMUNITY: "community_id"}


class Area(models.Model):
    """A place of the territory; at the street tier it is one grid (founding document, 二).

    The row is the identity (``tier``, ``local_code``); everything else copies the version of today. ``code`` is the
    statistical code and may be empty; ``local_code`` is ours, never empty and never used for another place. ``path``
    lists the ids from the city down (``"1/23/456/"``): streets of a special zone hang under the zone by path while
    their code keeps the digits of the district they were taken from.
    """

    tier = models.CharField(_("tier"), max_length=10, choices=Tier)
    local_code = models.CharField(_("local code"), max_length=20, unique=True)
    code = models.CharField(_("statistical code"), max_length=12, blank=True, default="")
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    path = models.CharField(max_length=80)
    # The level columns of the area itself: its own id at its own tier, its ancestors above, null below.
    district = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    street = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    community = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    # Codes sort as the tree does; a street of a zone sorts under its zone: ``CD-GX/510107064``.
    sort_key = models.CharField(max_length=24)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints = [
            models.CheckConstraint(
                name="area_only_the_city_has_no_parent",
                condition=Q(tier=Tier.CITY, parent__isnull=True) | (~Q(tier=Tier.CITY) & Q(parent__isnull=False)),
            ),
            models.UniqueConstraint(
                name="area_one_live_per_code", fields=["code"], condition=~Q(code="") & Q(closed_on__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["path"], opclasses=["varchar_pattern_ops"], name="area_path"),
            models.Index(fields=["parent", "sort_key"], name="area_children"),
            models.Index(fields=["district", "tier"], name="area_district_tier"),
        ]

    def __str__(self) -> str:
        return self.name

    def levels(self) -> dict[str, int | None]:
        """The level columns for a row that lies in this area."""
        return {field: getattr(self, field) for field in LEVEL_FIELDS.values()}
