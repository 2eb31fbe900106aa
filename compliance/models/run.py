from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from compliance.enums import RunKind, RunState, ShardState


class Run(models.Model):
    """One line of the run ledger. Beat makes number 1 of a business date, each check by hand the next (decisions 21).

    ``counts`` holds hits, opened, continued, closed and reopened per rule; the changes are those since the run before,
    by whichever check they were written. ``good`` means that every part ended.
    """

    business_date = models.DateField(_("business date"))
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=6, choices=RunKind)
    state = models.CharField(_("state"), max_length=8, choices=RunState, default=RunState.RUNNING)
    good = models.BooleanField(_("complete"), default=False)
    prepared_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(_("started"), db_default=models.functions.Now())
    finished_at = models.DateTimeField(_("finished"), null=True)
    by = models.CharField(_("started by"), max_length=150)
    rebuilt = models.PositiveIntegerField(_("state rows rebuilt"), default=0)
    hits = models.PositiveIntegerField(_("hits"), default=0)
    opened = models.PositiveIntegerField(_("new"), default=0)
    reopened = models.PositiveIntegerField(_("opened again"), default=0)
    closed = models.PositiveIntegerField(_("closed"), default=0)
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        constraints = [
            models.UniqueConstraint(name="run_number_once_per_date", fields=["business_date", "number"]),
            models.CheckConstraint(
                name="run_finishes_with_its_state",
                condition=Q(state="running", finished_at__isnull=True)
                | (~Q(state="running") & Q(finished_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["-id"], name="run_good", condition=Q(good=True)),
            models.Index(fields=["-business_date", "-number"], name="run_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.business_date.isoformat()} · {self.number}"


class RunShard(models.Model):
    """One part of a run: a range of a hash of employer ids, or (the last) what concerns the whole city.

    ``attempt`` is counted in a statement of its own before the work, under a session lock; three failures park it.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="shards")
    no = models.SmallIntegerField(_("part"))
    state = models.CharField(_("state"), max_length=7, choices=ShardState, default=ShardState.TODO)
    attempt = models.SmallIntegerField(_("attempt"), default=0)
    error = models.TextField(_("what went wrong"), blank=True, default="")
    started_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    hits = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(name="run_shard_once", fields=["run", "no"])]
        indexes = [
            models.Index(fields=["run", "no"], name="run_shard_left", condition=Q(state__in=("todo", "running")))
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.no}"
