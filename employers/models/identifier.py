from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from employers.enums import IdentifierKind
from employers.models.delivery import Delivery
from employers.models.employer import Employer


class IdentifierQuerySet(models.QuerySet):
    def current(self):
        return self.filter(valid_to__isnull=True)


class Identifier(models.Model):
    """A number that an employer bears, from when to when, and who says so.

    ``derived`` marks an organization code read out of a unified code (GB 32100: characters 9 to 17) that no register
    stated. An override keeps a nonconforming code in use, with a reason and a name. Several archives may hold one
    value: that is finding R06, so no constraint forbids it.
    """

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="identifiers")
    kind = models.CharField(_("kind"), max_length=20, choices=IdentifierKind)
    value = models.CharField(_("value"), max_length=32)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    derived = models.BooleanField(_("derived from the unified code"), default=False)
    conforming = models.BooleanField(_("meets its standard"), default=True)
    delivery = models.ForeignKey(Delivery, models.PROTECT, null=True, related_name="+")
    dataset = models.CharField(_("stated by"), max_length=20, blank=True, default="")
    override_reason = models.TextField(_("reason for keeping it"), blank=True, default="")
    override_by = models.CharField(_("kept by"), max_length=150, blank=True, default="")
    override_on = models.DateField(_("kept on"), null=True, blank=True)

    objects = IdentifierQuerySet.as_manager()

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        constraints = [
            models.UniqueConstraint(
                name="identifier_once_per_employer",
                fields=["employer", "kind", "value"],
                condition=Q(valid_to__isnull=True),
            ),
            models.CheckConstraint(
                name="identifier_override_has_reason_name_and_day",
                condition=Q(override_reason="", override_by="", override_on__isnull=True)
                | (~Q(override_reason="") & ~Q(override_by="") & Q(override_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="identifier_period",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]
        indexes = [models.Index(fields=["value", "kind"], name="identifier_value")]

    def __str__(self) -> str:
        return self.value
