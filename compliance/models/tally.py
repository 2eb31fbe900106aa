from django.db import models

from compliance.enums import Severity
from grids.models import Area


class Tally(models.Model):
    """How many findings are open in an area, by rule and severity.

    One row more (``unplaced``) for what lies in the area itself and in no part of it (未落格): an area's parts and this
    row add up to the area. Summed once, when a run or a check ends.
    """

    area = models.ForeignKey(Area, models.CASCADE, related_name="+")
    unplaced = models.BooleanField(default=False)
    rule = models.CharField(max_length=4)
    severity = models.SmallIntegerField(choices=Severity)
    open = models.PositiveIntegerField(default=0)
    set_aside = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="tally_once", fields=["area", "unplaced", "rule", "severity"])]

    def __str__(self) -> str:
        return f"{self.area_id} {self.rule} {self.severity}: {self.open}"
