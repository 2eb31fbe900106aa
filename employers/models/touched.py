from django.db import models

from employers.models.employer import Employer


class Touched(models.Model):
    """An employer about whom a verb below compliance changed something that a rule reads; taken up every minute."""

    employer = models.ForeignKey(Employer, models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=models.functions.Now())
    why = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.employer_id} {self.why}"
