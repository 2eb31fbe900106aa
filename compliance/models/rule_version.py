from django.db import models
from django.utils.translation import gettext_lazy as _


class RuleVersion(models.Model):
    """Under which formula and which dated parameters a rule judged: every finding names the one it was found under."""

    rule = models.CharField(_("rule"), max_length=4)
    digest = models.CharField(max_length=32)
    parameters = models.JSONField(_("parameters"))
    first_used_on = models.DateField(_("first used on"))

    class Meta:
        verbose_name = _("rule version")
        verbose_name_plural = _("rule versions")
        constraints = [models.UniqueConstraint(name="rule_version_once", fields=["rule", "digest"])]

    def __str__(self) -> str:
        return f"{self.rule} {self.digest[:8]}"
