from django.db import models
from django.db.models import Q


class Clock(models.Model):
    """The day at which a demo stands still. A production database has no row here."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stands_at = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(name="clock_is_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.stands_at.isoformat()
