from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from grids.enums import Kind
from grids.models.area import Area
from grids.querysets import DatedQuerySet


def period() -> Func:
    return Func("valid_from", "valid_to", function="daterange", output_field=DateRangeField())


def exactly(number: F | Func) -> Func:
    """A number as a range of one, so that equality can stand in an exclusion constraint without an extension."""
    return Func(number, number, template="int8range(%(expressions)s, '[]')")


class AreaVersion(models.Model):
    """What an area was called, coded and part of, from one day to the day before another.

    ``path`` is stored with each version, so that reports about a past day group as they did then.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="versions")
    code = models.CharField(_("statistical code"), max_length=12, blank=True, default="")
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    parent = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    path = models.CharField(max_length=80)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of an area")
        verbose_name_plural = _("versions of areas")
        constraints = [
            models.CheckConstraint(
                name="version_has_a_length", condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))
            ),
            models.CheckConstraint(
                name="version_code_is_digits", condition=Q(code__regex=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})?$")
            ),
            ExclusionConstraint(
                name="version_does_not_overlap",
                expressions=[(exactly(F("area_id")), RangeOperators.OVERLAPS), (period(), RangeOperators.OVERLAPS)],
            ),
            ExclusionConstraint(
                name="version_one_area_per_code",
                expressions=[
                    (exactly(Cast(F("code"), models.BigIntegerField())), RangeOperators.OVERLAPS),
                    (period(), RangeOperators.OVERLAPS),
                ],
                condition=~Q(code=""),
            ),
        ]
        indexes = [
            models.Index(fields=["code", "valid_from"], name="version_code", condition=~Q(code="")),
            models.Index(fields=["path"], opclasses=["varchar_pattern_ops"], name="version_path"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.valid_from}"
