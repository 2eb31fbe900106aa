from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from employers.enums import ContractKind, EmploymentForm, Household
from employers.models.delivery import Delivery
from employers.models.employer import Employer
from employers.models.statement import Statement
from employers.models.worker import Worker


class Roster(models.Model):
    """One employer's list of workers as of a day, as one delivery brought it (劳动合同法 art. 7).

    Rosters of an employer are ordered by ``as_of``, then by commit; the same day again replaces the earlier whole:
    ``replaced_by`` names the later one's id. ``contract_columns``: at least one contract column of his is filled.
    """

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="rosters")
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="rosters")
    number = models.BigIntegerField()
    as_of = models.DateField(_("as of"))
    listed = models.IntegerField(_("workers listed"))
    contract_columns = models.BooleanField(default=False)
    replaced_by = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("employee roster")
        verbose_name_plural = _("employee rosters")
        constraints = [models.UniqueConstraint(name="roster_once", fields=["delivery", "employer", "as_of"])]
        indexes = [
            models.Index(
                fields=["employer", "-as_of"],
                name="roster_standing",
                condition=Q(replaced_by__isnull=True, withdrawn_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.employer} {self.as_of}"


class RosterRow(Statement):
    """What rosters say of a worker at an employer, written when it differs from the employer's preceding roster.

    Key: source, employer, worker, as_of. Absence writes no row: the rules derive it from the listings.
    """

    employer = models.ForeignKey(Employer, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    worker = models.ForeignKey(Worker, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    as_of = models.DateField()
    name = models.CharField(max_length=60)
    household = models.CharField(max_length=6, choices=Household, blank=True, default="")
    hired_on = models.DateField()
    left_on = models.DateField(null=True)
    form = models.CharField(max_length=12, choices=EmploymentForm)
    dispatcher_code = models.CharField(max_length=18, blank=True, default="")
    post = models.CharField(max_length=60, blank=True, default="")
    phone_cipher = models.BinaryField(null=True)
    phone_hash = models.UUIDField(null=True)
    phone_mask = models.CharField(max_length=20, blank=True, default="")
    contract_start = models.DateField(null=True)
    contract_end = models.DateField(null=True)
    contract_kind = models.CharField(max_length=12, choices=ContractKind, blank=True, default="")
    source_row_id = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["employer", "worker"], name="roster_row_pair"),
            models.Index(fields=["row_hash"], name="roster_row_hash"),
        ]


class Listing(models.Model):
    """That a roster lists a worker, and the row that says how: what rule 9.1 reads."""

    roster = models.ForeignKey(Roster, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="listings")
    employer = models.ForeignKey(Employer, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    worker = models.ForeignKey(Worker, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    statement = models.ForeignKey(RosterRow, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    row = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["employer", "worker", "roster"], name="listing_pair"),
            models.Index(fields=["roster"], name="listing_roster"),
        ]
