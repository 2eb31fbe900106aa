from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from grids.models import Area
from inspectors.enums import Position
from inspectors.models.member import TeamMember


def whole(column: str) -> Func:
    """A number as a range of one, so that equality can stand in an exclusion constraint without an extension."""
    return Func(F(column), F(column), template="int8range(%(expressions)s, '[]')")


class AppointmentQuerySet(models.QuerySet):
    def in_force(self, on: date):
        """Periods are half-open: the last day of an appointment is the day before ``valid_to``."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)

    def reaching(self, on: date):
        """In force on that day or to come."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))


class Appointment(models.Model):
    """Who answers for which area, from when to when (founding document, 三(三))."""

    member = models.ForeignKey(TeamMember, models.PROTECT, related_name="appointments")
    area = models.ForeignKey(Area, models.PROTECT, related_name="appointments")
    position = models.CharField(_("position"), max_length=12, choices=Position)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.CheckConstraint(
                name="appointment_has_a_length", condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))
            ),
            ExclusionConstraint(
                name="appointment_does_not_overlap",
                expressions=[
                    (whole("member_id"), RangeOperators.OVERLAPS),
                    (whole("area_id"), RangeOperators.OVERLAPS),
                    (
                        Func("valid_from", "valid_to", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.area}"

    @property
    def last_day(self) -> date | None:
        """The last day that counts; ``valid_to`` is the first one that does not."""
        return None if self.valid_to is None else self.valid_to - timedelta(days=1)
