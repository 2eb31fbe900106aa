from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from grids.querysets import DatedQuerySet
from inspectors.enums import LeaveKind
from inspectors.models.member import TeamMember, whole


class LeaveQuerySet(DatedQuerySet):
    def standing(self):
        return self.filter(cancelled_on=None)


class Leave(models.Model):
    """Days on which a member does not count, and who stands in. Half-open: ``valid_to`` is the first day back."""

    member = models.ForeignKey(TeamMember, models.PROTECT, related_name="leaves")
    kind = models.CharField(_("kind"), max_length=10, choices=LeaveKind)
    substitute = models.ForeignKey(
        TeamMember, models.PROTECT, null=True, blank=True, related_name="stand_ins", verbose_name=_("substitute")
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"))
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        constraints = [
            models.CheckConstraint(name="leave_has_a_length", condition=Q(valid_to__gt=F("valid_from"))),
            models.CheckConstraint(
                name="leave_has_another_stand_in", condition=Q(substitute=None) | ~Q(substitute=F("member"))
            ),
            ExclusionConstraint(
                name="leave_does_not_overlap",
                expressions=[
                    (whole("member_id"), RangeOperators.OVERLAPS),
                    (
                        Func("valid_from", "valid_to", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(cancelled_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.valid_from}"

    @property
    def last_day(self) -> date:
        return self.valid_to - timedelta(days=1)
