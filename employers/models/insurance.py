from django.db import models

from employers.enums import InsuranceStatus
from employers.models.employer import Employer
from employers.models.statement import CURRENT, Statement
from employers.models.worker import Worker


class Insurance(Statement):
    """What an insurance file says of a worker for a month: which kinds it names, which of them count as insured.

    Key: source, employer, worker, month, kinds named. ``kinds`` and ``insured`` are bits of ``InsuranceKind``; a long
    row names one kind, a wide row its columns. Where statements of one month overlap in a kind, the highest commit
    number speaks for that kind.
    """

    employer = models.ForeignKey(Employer, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    worker = models.ForeignKey(Worker, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    name = models.CharField(max_length=60)
    month = models.DateField()
    kinds = models.SmallIntegerField()
    insured = models.SmallIntegerField()
    base = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    started_on = models.DateField(null=True)
    status = models.CharField(max_length=10, choices=InsuranceStatus, blank=True, default="")
    source_row_id = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(name="insurance_current", fields=["key_hash"], condition=CURRENT)]
        indexes = [
            models.Index(fields=["employer", "month", "worker"], name="insurance_pair", condition=CURRENT),
            models.Index(fields=["worker", "month"], name="insurance_worker", condition=CURRENT),
            models.Index(fields=["row_hash"], name="insurance_hash", condition=CURRENT),
            models.Index(fields=["key_hash", "-number"], name="insurance_key"),
        ]
