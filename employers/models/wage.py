from django.db import models

from employers.enums import PayType
from employers.models.employer import Employer
from employers.models.source import Source
from employers.models.statement import CURRENT, Statement
from employers.models.worker import Worker


class Wage(Statement):
    """What a wage sheet, or a bank, says of a worker for a month. Amounts in yuan.

    Key: source, employer, worker, month, and ``paid_on`` for instalments. Every row of a bank is an instalment.
    Sums are taken per source; the larger of the employer's and the bank's counts, never their total.
    """

    source = models.ForeignKey(Source, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    employer = models.ForeignKey(Employer, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    worker = models.ForeignKey(Worker, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    name = models.CharField(max_length=60)
    month = models.DateField()
    payable = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    overtime = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    allowances = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    deductions = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    paid = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    paid_on = models.DateField(null=True)
    hours = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    days_due = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    days_present = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    pay_form = models.CharField(max_length=12, blank=True, default="")
    pay_type = models.CharField(max_length=10, choices=PayType, default=PayType.WHOLE)
    source_row_id = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(name="wage_current", fields=["key_hash"], condition=CURRENT)]
        indexes = [
            models.Index(fields=["employer", "worker", "month"], name="wage_pair", condition=CURRENT),
            models.Index(fields=["row_hash"], name="wage_hash", condition=CURRENT),
            models.Index(fields=["key_hash", "-number"], name="wage_key"),
        ]
