from django.db import models

from employers.models.employer import Employer
from grids.models import Area
from grids.models.located import LocatedCopy


class Figures(models.Model):
    """Labour use and the three rates (rules 9.1), each with numerator, denominator and what has no data."""

    employments = models.BigIntegerField(default=0)
    standard = models.BigIntegerField(default=0)
    contracts_met = models.BigIntegerField(default=0)
    contracts_of = models.BigIntegerField(default=0)
    contracts_unknown = models.BigIntegerField(default=0)
    insurance_met = models.BigIntegerField(default=0)
    insurance_of = models.BigIntegerField(default=0)
    insurance_unknown = models.BigIntegerField(default=0)
    wages_met = models.BigIntegerField(default=0)
    wages_of = models.BigIntegerField(default=0)
    wages_unknown = models.BigIntegerField(default=0)
    insurance_from = models.DateField(null=True)
    insurance_to = models.DateField(null=True)
    wages_from = models.DateField(null=True)
    wages_to = models.DateField(null=True)
    as_of = models.DateField(null=True)

    class Meta:
        abstract = True


class EmployerFigures(LocatedCopy, Figures):
    """One row per employer; changes with the fact."""

    employer = models.OneToOneField(
        Employer, models.CASCADE, primary_key=True, db_constraint=False, related_name="figures"
    )
    basis = models.BigIntegerField(
        null=True, help_text="what the figures were counted under; empty where a state row has changed since"
    )

    class Meta:
        indexes = [
            models.Index(fields=["district"], name="employer_figures_district"),
            models.Index(fields=["street"], name="employer_figures_street"),
            models.Index(fields=["community"], name="employer_figures_community"),
        ]


class AreaFigures(Figures):
    """One row per area, and one per area for what below it is not yet placed (未落格), so that parts add up.

    Summed once, in path order, at the end of a commit or when a run closes: no two writers queue for the city's row.
    """

    area = models.ForeignKey(Area, models.CASCADE, related_name="figures")
    unplaced = models.BooleanField(default=False)
    employers = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="area_figures_once", fields=["area", "unplaced"])]
