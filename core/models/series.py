from django.db import models
from django.db.models import Q


class Series(models.Model):
    """The last number given out in one series of documents: per organ, kind and year, beginning with 1.

    ``organ`` is the code of the authority whose number it is, ``kind`` what is numbered, in words of the owning app.
    Only ``core/series.py:take`` writes here.
    """

    organ = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="series_once", fields=["organ", "kind", "year"]),
            models.CheckConstraint(name="series_begins_with_one", condition=Q(last__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.organ} {self.kind} {self.year}: {self.last}"
