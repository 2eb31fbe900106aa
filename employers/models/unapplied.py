from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from employers.enums import Dataset, Verdict
from employers.models.delivery import Delivery
from employers.models.employer import Employer


class Unapplied(models.Model):
    """A row that arrived and did not apply: nobody is accused because a row could not be read (rules 9.1).

    ``employer``, ``number_hash``, ``name``, ``month`` are empty where unreadable. ``area`` columns stand for the area
    the delivery covered. A row stops counting when a later delivery covers its slot, an applied row of the same source
    gives that employer, name and start (month), or a person sets it aside.
    """

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="unapplied")
    dataset = models.CharField(max_length=20, choices=Dataset)
    row = models.IntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict)
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, related_name="unapplied")
    number_hash = models.UUIDField(null=True)
    name = models.CharField(max_length=60, blank=True, default="")
    month = models.DateField(_("month or start"), null=True)
    kinds = models.SmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=150, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(name="unapplied_once", fields=["delivery", "row"])]
        indexes = [
            models.Index(
                fields=["employer", "dataset"], name="unapplied_employer", condition=Q(settled_at__isnull=True)
            ),
            models.Index(
                fields=["delivery"],
                name="unapplied_nobody",
                condition=Q(employer__isnull=True, settled_at__isnull=True),
            ),
        ]
