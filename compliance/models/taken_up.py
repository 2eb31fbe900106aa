from django.db import models
from django.utils.translation import gettext_lazy as _

from compliance.models.finding import Finding
from inspectors.models import TeamMember


class TakenUp(models.Model):
    """That a member of the team works on a finding. It goes with the work: handed over, never left to nobody."""

    finding = models.OneToOneField(Finding, models.PROTECT, related_name="taken_up")
    member = models.ForeignKey(TeamMember, models.PROTECT, related_name="findings", verbose_name=_("taken up by"))
    on = models.DateField(_("taken up on"))

    class Meta:
        verbose_name = _("finding taken up")
        verbose_name_plural = _("findings taken up")

    def __str__(self) -> str:
        return f"{self.finding} {self.member}"
