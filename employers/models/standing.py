from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.querysets import ScopedQuerySet
from employers.enums import EmploymentForm
from employers.models.employer import Employer
from employers.models.worker import Worker
from grids.models.located import LocatedCopy


class ContractState(models.TextChoices):
    NONE = "none", _("No contract known")
    VALID = "valid", _("Contract in force")
    EXPIRED = "expired", _("Contract expired")


class Standing(LocatedCopy):
    """The state row: one per (employer, worker) that any roster, filing, insurance or wage row names.

    A function of the facts, `standing.rebuild(on, target)`, proved equal to them by `verify`; what the night reads.
    It holds for ``as_of`` up to the day before ``changes_on``. Wage bits: bit 0 is the month of ``as_of``, bit 24 the
    oldest. ``*_then`` look at the newest roster's day, for employers whom only contract columns vouch for.
    """

    employer = models.ForeignKey(
        Employer, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="standings"
    )
    worker = models.ForeignKey(Worker, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="standings")
    name = models.CharField(_("name"), max_length=60, blank=True, default="")
    household = models.CharField(max_length=6, blank=True, default="")
    hired_on = models.DateField(_("hired on"), null=True)
    left_on = models.DateField(_("left on"), null=True)
    no_longer_listed = models.DateField(_("no longer listed as of"), null=True)
    listed_as_of = models.DateField(_("last listed as of"), null=True)
    by_roster = models.BooleanField(default=False)
    form = models.CharField(_("form of employment"), max_length=12, choices=EmploymentForm, blank=True, default="")
    standard = models.BooleanField(_("standard form"), default=False)
    standard_since = models.DateField(
        null=True, help_text="first roster listing him in standard form after another form"
    )
    open = models.BooleanField(_("employed"), default=False)
    contract = models.CharField(_("contract"), max_length=8, choices=ContractState, default=ContractState.NONE)
    contract_start = models.DateField(_("contract starts"), null=True)
    contract_last_day = models.DateField(_("contract's last day"), null=True)
    contract_source = models.CharField(max_length=16, blank=True, default="")
    contract_then = models.CharField(max_length=8, choices=ContractState, default=ContractState.NONE)
    contract_last_day_then = models.DateField(null=True)
    open_then = models.BooleanField(default=False)
    insured_month = models.DateField(_("insurance month"), null=True)
    insured = models.SmallIntegerField(_("insured kinds"), default=0)
    open_insured_day = models.BooleanField(default=False, help_text="employed on the last day of the insurance month")
    insured_day_hired_on = models.DateField(null=True, help_text="first day of the employment of that day")
    counted = models.BooleanField(default=False, help_text="counts in the newest roster's head-count")
    wage_expected = models.IntegerField(default=0, help_text="standard form, whole month: a row is owed")
    wage_covered = models.IntegerField(default=0, help_text="the employer's own sheet has his row")
    wage_due = models.IntegerField(default=0, help_text="covered, in standard form, and its due day is past")
    wage_on_time = models.IntegerField(default=0, help_text="due and paid in full by its due day")
    wage_unpaid = models.IntegerField(default=0)
    wage_below = models.IntegerField(default=0)
    wage_missing = models.IntegerField(default=0)
    wage_doubtful = models.IntegerField(default=0, help_text="a row of the employer's own sheet did not apply")
    wage_bank_doubtful = models.IntegerField(default=0, help_text="a bank's row did not apply")
    wage_details = models.JSONField(null=True, help_text="per month with unpaid or below: amount, due day, comparable")
    doubt = models.SmallIntegerField(
        default=0, help_text="bits: 1 roster, 2 filing, 4 insurance row arrived and did not apply"
    )
    rates = models.SmallIntegerField(
        default=0, db_default=0, help_text="bits of RateBit, as the figures of the employer count them"
    )
    as_of = models.DateField()
    changes_on = models.DateField(null=True)
    facts_version = models.IntegerField(default=0)

    objects = ScopedQuerySet.as_manager()  # type: ignore[misc]  # every model names its own manager

    class Meta:
        verbose_name = _("state row")
        verbose_name_plural = _("state rows")
        constraints = [models.UniqueConstraint(name="standing_pair", fields=["employer", "worker"])]
        indexes = [
            models.Index(fields=["worker"], name="standing_worker"),
            models.Index(fields=["changes_on"], name="standing_changes"),
            models.Index(fields=["district", "id"], name="standing_open", condition=Q(open=True)),
        ]
