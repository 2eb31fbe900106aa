from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.enums import Role


class User(AbstractUser):
    """An account. Who the person is stands on the roster; what the account may see stands in its grants on areas."""

    role = models.CharField(_("role"), max_length=16, choices=Role)
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    password_changed_on = models.DateField(_("password changed on"), null=True, blank=True)
    large_text = models.BooleanField(_("large text"), default=False)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_full_name(self) -> str:
        """Chinese order: family name, then given name, without a blank."""
        return f"{self.last_name}{self.first_name}".strip()
