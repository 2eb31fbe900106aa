from django.db import models
from django.utils.translation import gettext_lazy as _

from employers.enums import Dataset
from employers.models import Source


class HeadingAnswer(models.Model):
    """What somebody said a heading of this source and dataset means; asked once, remembered. Empty: left out."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="+")
    dataset = models.CharField(max_length=20, choices=Dataset)
    heading = models.CharField(_("heading"), max_length=120)
    field = models.CharField(_("field"), max_length=40, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(name="heading_answered_once", fields=["source", "dataset", "heading"])]

    def __str__(self) -> str:
        return f"{self.heading} = {self.field}"
