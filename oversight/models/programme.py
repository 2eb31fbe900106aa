from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grids.models import Area
from oversight.enums import Guided, Stage


class Pilot(models.Model):
    """A district that the city guides first, or a street that its district does (founding document, 三(五))."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    counts_as = models.CharField(_("counts as"), max_length=8, choices=Guided)
    marked_on = models.DateField(_("marked on"))
    ended_on = models.DateField(_("ended on"), null=True)

    class Meta:
        verbose_name = _("pilot")
        verbose_name_plural = _("pilots")
        constraints = [
            models.UniqueConstraint(name="pilot_one_mark", fields=["area"], condition=Q(ended_on__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.marked_on}"


class Milestone(models.Model):
    """The day by which an area is to have reached a stage; when it did is read from its grids."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    stage = models.CharField(_("stage"), max_length=10, choices=Stage)
    planned_on = models.DateField(_("planned for"))

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [models.UniqueConstraint(name="milestone_once", fields=["area", "stage"])]

    def __str__(self) -> str:
        return f"{self.area} {self.stage} {self.planned_on}"


class StageResult(models.Model):
    """What the test of one stage says of one grid: counted anew each day, so that the page need not count.

    ``met_on`` is the first day of the present spell in which it was met. Without anything to count (no visit exists
    yet) ``of`` is 0 and the stage is not met.
    """

    area = models.ForeignKey(Area, models.CASCADE, related_name="+", verbose_name=_("area"))
    stage = models.CharField(_("stage"), max_length=10, choices=Stage)
    met = models.BooleanField(_("met"))
    met_on = models.DateField(_("met since"), null=True)
    count = models.IntegerField(_("counted"), default=0)
    of = models.IntegerField(_("out of"), default=0)
    evidence = models.BigIntegerField(_("what shows it"), null=True)
    as_of = models.DateField(_("as of"))

    class Meta:
        verbose_name = _("result of a stage")
        verbose_name_plural = _("results of stages")
        constraints = [
            models.UniqueConstraint(name="stage_result_once", fields=["area", "stage"]),
            models.CheckConstraint(
                name="stage_met_since", condition=Q(met=True, met_on__isnull=False) | Q(met=False, met_on__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.stage}"
