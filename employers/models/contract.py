from django.db import models
from django.utils.translation import gettext_lazy as _

from employers.enums import ContractKind, EmploymentForm, FilingAction, PayIn
from employers.models.employer import Employer
from employers.models.statement import CURRENT, Statement
from employers.models.worker import Worker


class ContractFiling(Statement):
    """One filed act about a labour contract (劳社部发〔2006〕46号): signed, renewed, amended, terminated, ended.

    Key: source, employer, worker, start, action, and ``filed_on`` for amendments. ``start`` is always the first day of
    the contract the act is about; a renewal carries its own. The rows of one contract fold in the order signed or
    renewed, amendments by ``filed_on`` then commit, termination.
    """

    employer = models.ForeignKey(Employer, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    worker = models.ForeignKey(Worker, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    name = models.CharField(max_length=60)
    action = models.CharField(_("act filed"), max_length=10, choices=FilingAction)
    start = models.DateField(_("contract starts"))
    end = models.DateField(_("contract ends"), null=True)
    kind = models.CharField(_("kind of contract"), max_length=12, choices=ContractKind, blank=True, default="")
    signed_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    reason = models.CharField(max_length=100, blank=True, default="")
    form = models.CharField(max_length=12, choices=EmploymentForm, blank=True, default="")
    hired_on = models.DateField(null=True)
    probation_months = models.SmallIntegerField(null=True)
    agreed_wage = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    pay_day = models.SmallIntegerField(null=True)
    pay_in = models.CharField(max_length=4, choices=PayIn, blank=True, default="")
    filed_on = models.DateField(null=True)
    source_row_id = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(name="contract_filing_current", fields=["key_hash"], condition=CURRENT)]
        indexes = [
            models.Index(fields=["employer", "worker"], name="contract_filing_pair", condition=CURRENT),
            models.Index(fields=["row_hash"], name="contract_filing_hash", condition=CURRENT),
            models.Index(fields=["key_hash", "-number"], name="contract_filing_key"),
        ]
