from django.db import models
from django.db.models import Q

from employers.enums import Dataset
from employers.models.delivery import Delivery
from employers.models.employer import Employer


class Coverage(models.Model):
    """That a committed delivery covers an employer, as placed on its received day; written set-wise by the commit.

    ``period`` is the month of insurance and wages, the ``as_of`` of a roster, else the received day. ``kinds`` are the
    insurance kinds the delivery names. ``full`` marks a full stock of contract filings. A later change of territory
    uncovers nothing; a withdrawn delivery covers nothing.
    """

    employer = models.ForeignKey(Employer, models.PROTECT, db_constraint=False, db_index=False, related_name="coverage")
    dataset = models.CharField(max_length=20, choices=Dataset)
    delivery = models.ForeignKey(Delivery, models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    own = models.BooleanField(help_text="the employer's own sheet or roster, not a bank's")
    period = models.DateField()
    received_on = models.DateField()
    number = models.BigIntegerField()
    kinds = models.SmallIntegerField(default=0)
    full = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="coverage_once", fields=["delivery", "employer", "dataset", "period"])
        ]
        indexes = [
            models.Index(
                fields=["employer", "dataset", "-period"],
                name="coverage_employer",
                condition=Q(withdrawn_at__isnull=True),
            )
        ]
