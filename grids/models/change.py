from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.enums import Tier
from core.scope import Scope


class ChangeKind(models.TextChoices):
    """What a change of territory does. A line moves employers only; a succession carries out an administrative act."""

    MERGE = "merge", _("Merge streets")
    SPLIT = "split", _("Split a street")
    TRANSFER = "transfer", _("Transfer to another area")
    LINE = "line", _("Move a line")
    ZONE = "zone", _("Found a special zone")
    SUCCESSION = "succession", _("Administrative succession")


class ChangeState(models.TextChoices):
    """Where a proposal stands. It leaves ``returned`` by being proposed again, and ``applied`` by being undone."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Awaiting approval")
    RETURNED = "returned", _("Returned for amendment")
    APPROVED = "approved", _("Approved, not yet in effect")
    APPLIED = "applied", _("In effect")
    UNDONE = "undone", _("Undone")
    WITHDRAWN = "withdrawn", _("Proposal withdrawn")


OPEN = (ChangeState.DRAFT, ChangeState.PROPOSED, ChangeState.RETURNED, ChangeState.APPROVED)
ACTS = (ChangeKind.ZONE, ChangeKind.SUCCESSION)  # carried out under a numbered act


class ChangeQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> Self:
        """A district sees what concerns its territory; nobody below a district is asked."""
        return self if scope.whole_city else self.filter(districts__overlap=scope.ids(Tier.DISTRICT))

    def due(self, on: date) -> Self:
        return self.filter(state=ChangeState.APPROVED, effective__lte=on).order_by("effective", "id")


class TerritoryChange(models.Model):
    """A change of territory, from the first draft to what it did: a proposal of a district or the city, approved by the
    city, applied from above on its day (decisions 5).

    ``plan`` says what is to happen (``grids/domain/plans.py``), ``record`` what happened: the versions, areas and rows
    that it touched, which is what an undo goes by. ``fingerprint`` is the territory concerned as the city approved it.
    """

    kind = models.CharField(_("kind of change"), max_length=12, choices=ChangeKind)
    state = models.CharField(_("state"), max_length=10, choices=ChangeState, default=ChangeState.DRAFT)
    title = models.CharField(_("title"), max_length=200)
    effective = models.DateField(_("in effect from"))
    act_number = models.CharField(_("number of the act"), max_length=80, blank=True, default="")
    basis = models.CharField(_("basis"), max_length=300)
    unverified = models.BooleanField(_("unverified"), default=False)
    districts = ArrayField(models.BigIntegerField(), default=list)
    plan = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, blank=True, default="")
    record = models.JSONField(default=dict)
    counter_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="counters")
    proposed_by = models.CharField(_("proposed by"), max_length=150, blank=True, default="")
    proposed_on = models.DateField(_("proposed on"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True, default="")
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    applied_on = models.DateField(_("applied on"), null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    remarks = models.TextField(_("remarks"), blank=True, default="")

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of territory")
        verbose_name_plural = _("changes of territory")
        constraints = [
            models.CheckConstraint(
                name="change_by_act_has_its_number", condition=~Q(kind__in=ACTS) | ~Q(act_number=""),
            ),
            models.CheckConstraint(
                name="change_applied_has_its_day",
                condition=~Q(state__in=["applied", "undone"]) | Q(applied_on__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "effective"], name="change_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def open(self) -> bool:
        return self.state in OPEN
