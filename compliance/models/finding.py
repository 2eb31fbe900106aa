from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from compliance.enums import Event, FindingState, Reason, Severity
from compliance.models.rule_version import RuleVersion
from compliance.models.run import Run
from core.querysets import ScopedQuerySet
from employers.models import Employer, Worker
from grids.models.located import Located

OPEN = Q(state="open")


class FindingQuerySet(ScopedQuerySet):
    def open(self):
        return self.filter(state=FindingState.OPEN)

    def at_work(self, on: date):
        """Open and not set aside on that day: what a worklist shows."""
        return self.open().filter(Q(set_aside_until__isnull=True) | Q(set_aside_until__lt=on))

    def gravest_first(self):
        return self.order_by("severity", "id")


class Finding(Located):
    """What a rule found: one row per (rule, employer, subject, period), for good; re-runs update it (decisions 23).

    It copies its evidence (values, delivery, row number, as-of day), so that it can be read after the data have moved
    on. Stale or missing input changes nothing about it. ``other`` is the second archive of a shared code.
    """

    rule = models.CharField(_("rule"), max_length=4)
    employer = models.ForeignKey(
        Employer, models.PROTECT, null=True, related_name="findings", db_index=False, verbose_name=_("employer")
    )
    subject = models.CharField(_("subject"), max_length=120, blank=True, default="")
    period = models.CharField(_("period"), max_length=10, blank=True, default="")
    severity = models.SmallIntegerField(_("severity"), choices=Severity)
    state = models.CharField(_("state"), max_length=6, choices=FindingState, default=FindingState.OPEN)
    reason = models.CharField(_("closed because"), max_length=16, choices=Reason, blank=True, default="")
    became = models.CharField(_("became"), max_length=4, blank=True, default="")
    worker = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("worker")
    )
    other = models.ForeignKey(
        Employer, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("other archive")
    )
    month = models.DateField(_("month"), null=True)
    first_seen = models.DateField(_("first seen"))
    last_opened = models.DateField(_("last opened"))
    closed_on = models.DateField(_("closed on"), null=True)
    set_aside_until = models.DateField(_("set aside until"), null=True)
    evidence = models.JSONField(_("evidence"), default=dict)
    evidence_hash = models.BigIntegerField(default=0)
    version = models.ForeignKey(RuleVersion, models.PROTECT, related_name="+", db_index=False)

    objects = FindingQuerySet.as_manager()  # type: ignore[misc]  # the stubs see two kinds of variable

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.UniqueConstraint(
                name="finding_key", fields=["rule", "employer", "subject", "period"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="finding_closed_with_day_and_reason",
                condition=Q(state="open", closed_on__isnull=True, reason="")
                | (Q(state="closed", closed_on__isnull=False) & ~Q(reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["severity", "id"], name="finding_city", condition=OPEN),
            models.Index(fields=["district", "severity", "id"], name="finding_district", condition=OPEN),
            models.Index(fields=["street", "severity", "id"], name="finding_street", condition=OPEN),
            models.Index(fields=["community", "severity", "id"], name="finding_community", condition=OPEN),
            models.Index(fields=["rule", "severity", "id"], name="finding_rule", condition=OPEN),
            models.Index(fields=["employer", "state"], name="finding_employer"),
            models.Index(fields=["other"], name="finding_other", condition=Q(other__isnull=False)),
            models.Index(fields=["-closed_on", "-id"], name="finding_closed", condition=Q(state="closed")),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject} {self.period}".strip()


class FindingChange(models.Model):
    """A finding opened, reopened or closed: its history, and what a run counts as changed since the run before."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="changes")
    event = models.CharField(_("event"), max_length=8, choices=Event)
    on = models.DateField(_("on"))
    at = models.DateTimeField(db_default=models.functions.Now())
    severity = models.SmallIntegerField(choices=Severity)
    reason = models.CharField(max_length=16, choices=Reason, blank=True, default="")
    became = models.CharField(max_length=4, blank=True, default="")
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="changes", help_text="the run that counts it")

    class Meta:
        indexes = [models.Index(fields=["id"], name="finding_change_uncounted", condition=Q(run__isnull=True))]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.event} {self.on}"


class SetAside(models.Model):
    """That a person put a finding aside, why and until when; the rule goes on judging it all the same."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="set_asides")
    reason = models.TextField(_("reason"))
    until = models.DateField(_("until"))
    by = models.CharField(_("by"), max_length=150)
    on = models.DateField(_("on"))
    resumed_on = models.DateField(_("taken up again on"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="set_aside_has_a_reason", condition=~Q(reason="")),
            models.UniqueConstraint(
                name="set_aside_one_at_a_time", fields=["finding"], condition=Q(resumed_on__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.until}"
