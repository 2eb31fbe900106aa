from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.enums import Tier


class TeamMember(models.Model):
    """A person of the four-tier team, whatever the tier (founding document, 二 and 三(三)). A person is no account."""

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
