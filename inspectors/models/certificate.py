from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grids.querysets import DatedQuerySet
from inspectors.enums import CertificateKind
from inspectors.models.member import TeamMember


class Certificate(models.Model):
    """A certificate of a member, from the day printed on it to the day printed on it: the printed end decides.

    A renewed certificate is a row of its own; one that was withdrawn ends earlier, and says why. Nothing is deleted.
    """

    member = models.ForeignKey(TeamMember, models.PROTECT, related_name="certificates")
    kind = models.CharField(_("kind"), max_length=10, choices=CertificateKind)
    number = models.CharField(_("certificate number"), max_length=40)
    issued_by = models.CharField(_("issued by"), max_length=100, blank=True, default="")
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), help_text="the first day on which it no longer holds")
    withdrawn_because = models.CharField(_("withdrawn because"), max_length=300, blank=True, default="")

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(name="certificate_said_once", fields=["kind", "number", "valid_from"]),
            models.CheckConstraint(name="certificate_has_a_length", condition=Q(valid_to__gt=F("valid_from"))),
        ]
        indexes = [models.Index(fields=["valid_to", "id"], name="certificate_ends")]

    def __str__(self) -> str:
        return f"{self.number} {self.member}"

    @property
    def last_day(self) -> date:
        return self.valid_to - timedelta(days=1)


class Training(models.Model):
    """A course that a member attended, and whether it was passed."""

    member = models.ForeignKey(TeamMember, models.PROTECT, related_name="trainings")
    topic = models.CharField(_("topic"), max_length=120)
    organiser = models.CharField(_("organiser"), max_length=100, blank=True, default="")
    on = models.DateField(_("on"))
    hours = models.PositiveSmallIntegerField(_("hours"))
    passed = models.BooleanField(_("passed"), default=True)

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        constraints = [models.UniqueConstraint(name="training_said_once", fields=["member", "topic", "on"])]

    def __str__(self) -> str:
        return f"{self.topic} {self.on}"
