from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inspectors.models import TeamMember


class HandOver(models.Model):
    """A hand-over that waits for a second person: proposed for somebody on leave, who cannot hand over himself.

    ``takers`` says who takes which area, ``rest`` who takes what lies in none of them; it is history once decided.
    """

    member = models.ForeignKey(TeamMember, models.PROTECT, related_name="hand_overs", verbose_name=_("handed over by"))
    last_day = models.DateField(_("last day"))
    leaves = models.BooleanField(_("leaves the team"))
    takers = models.JSONField(default=dict)
    rest = models.BigIntegerField(null=True)
    proposed_by = models.CharField(_("proposed by"), max_length=150)
    proposed_by_id = models.BigIntegerField(null=True)
    proposed_on = models.DateField(_("proposed on"))
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True, default="")
    decided_on = models.DateField(_("decided on"), null=True)
    carried_out = models.BooleanField(_("carried out"), default=False)

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        constraints = [
            models.UniqueConstraint(name="handover_one_open", fields=["member"], condition=Q(decided_on=None))
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.last_day}"
