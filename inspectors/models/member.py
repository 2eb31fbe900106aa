from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Func
from django.utils.translation import gettext_lazy as _

from core.enums import Tier


def whole(column: str) -> Func:
    """A number as a range of one, so that equality can stand in an exclusion constraint without an extension."""
    return Func(F(column), F(column), template="int8range(%(expressions)s, '[]')")


class TeamMember(models.Model):
    """A person of the four-tier team, whatever the tier (founding document, 二 and 三(三)). A person is no account.

    The phone is kept as cipher text; screens and exports show ``phone_mask``. ``left_on`` is the last day.
    """

    name = models.CharField(_("name"), max_length=60)
    tier = models.CharField(_("tier"), max_length=10, choices=Tier)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="member",
        verbose_name=_("account"),
    )
    phone_hash = models.UUIDField(null=True, blank=True)
    phone_cipher = models.BinaryField(null=True)
    phone_mask = models.CharField(_("phone"), max_length=24, blank=True, default="")
    joined_on = models.DateField(_("joined on"))
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        constraints = [
            models.CheckConstraint(
                name="member_leaves_after_joining",
                condition=models.Q(left_on__isnull=True) | models.Q(left_on__gte=models.F("joined_on")),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def gone(self, on: date) -> bool:
        """Whether the last day is over."""
        return self.left_on is not None and self.left_on < on
