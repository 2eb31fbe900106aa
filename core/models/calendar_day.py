from django.db import models
from django.utils.translation import gettext_lazy as _


class DayKind(models.TextChoices):
    """Why a day is worked or not."""

    WORKDAY = "workday", _("Working day")
    WEEKEND = "weekend", _("Weekend")
    HOLIDAY = "holiday", _("Public holiday")
    MAKE_UP = "make_up", _("Make-up working day")


class CalendarDay(models.Model):
    """One day of a year whose holidays the State Council has published (全国年节及纪念日放假办法).

    A day without a row lies in a year not yet published: nothing certain can be said about it. ``changed_at`` tells
    what was computed from the calendar that it has changed.
    """

    day = models.DateField(_("day"), primary_key=True)
    is_workday = models.BooleanField(_("working day"))
    kind = models.CharField(_("kind"), max_length=8, choices=DayKind)
    source = models.CharField(_("source"), max_length=120)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("working-day calendar")
        indexes = [
            models.Index("day", name="calendar_workday", condition=models.Q(is_workday=True)),
            models.Index("changed_at", name="calendar_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.day.isoformat()} {self.kind}"
