from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from grids.models import Area
from inspectors.enums import Ground, LetterKind, Position
from inspectors.models.leave import Leave
from inspectors.models.member import TeamMember, whole


class AppointmentQuerySet(models.QuerySet):
    def in_force(self, on: date):
        """Periods are half-open: the last day of an appointment is the day before ``valid_to``."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)

    def reaching(self, on: date):
        """In force on that day or to come."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))


class Appointment(models.Model):
    """Who answers for which area, from when to when (founding document, 三(三)).

    A substitute answers in the days of somebody's leave; a delegation lends the sight of an area, with a reason and an
    end, and counts in no staffing.
    """

    member = models.ForeignKey(TeamMember, models.PROTECT, related_name="appointments")
    area = models.ForeignKey(Area, models.PROTECT, related_name="appointments")
    position = models.CharField(_("position"), max_length=12, choices=Position)
    ground = models.CharField(_("ground"), max_length=10, choices=Ground, default=Ground.OWN)
    post = models.CharField(_("post"), max_length=60, blank=True, default="")
    employed_by = models.CharField(_("employer of the post"), max_length=100, blank=True, default="")
    reason = models.CharField(_("reason"), max_length=300, blank=True, default="")
    leave = models.ForeignKey(Leave, models.PROTECT, null=True, blank=True, related_name="stand_ins")
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
            models.CheckConstraint(
                name="appointment_delegated_with_reason_and_end",
                condition=~Q(ground=Ground.DELEGATED) | (~Q(reason="") & Q(valid_to__isnull=False)),
            ),
            models.CheckConstraint(
                name="appointment_substitute_of_a_leave",
                condition=Q(ground=Ground.SUBSTITUTE, leave__isnull=False)
                | (~Q(ground=Ground.SUBSTITUTE) & Q(leave__isnull=True)),
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


class AppointmentLetter(models.Model):
    """A numbered letter of appointment (聘任书) or engagement (聘请书), as it was issued; frozen.

    The number is gap-free per issuing area, kind and year (``core/series.py``). Names are copied: a letter reads for
    good as it was signed.
    """

    appointment = models.OneToOneField(Appointment, models.PROTECT, related_name="letter")
    kind = models.CharField(_("kind"), max_length=8, choices=LetterKind)
    organ = models.CharField(_("issued by"), max_length=80)
    organ_code = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=60, unique=True)
    member_name = models.CharField(max_length=60)
    area_name = models.CharField(max_length=120)
    position = models.CharField(_("position"), max_length=12, choices=Position)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    issued_on = models.DateField(_("issued on"))
    issued_by = models.CharField(_("signed by"), max_length=150)

    class Meta:
        verbose_name = _("letter of appointment")
        verbose_name_plural = _("letters of appointment")
        constraints = [
            models.UniqueConstraint(name="letter_serial_once", fields=["organ_code", "kind", "year", "serial"])
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def last_day(self) -> date | None:
        return None if self.valid_to is None else self.valid_to - timedelta(days=1)
