from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.querysets import ScopedQuerySet
from employers.enums import Dataset
from employers.models.delivery import Delivery
from employers.models.employer import Employer
from employers.models.source import Source
from grids.models.located import Located


class RegisterEntry(Located):
    """What one register says of one key today: the copy of its newest version (``RegisterVersion`` is the fact).

    ``employer`` is empty until an archive opens. ``area`` is the employer's, else what the delivery covered.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    dataset = models.CharField(_("dataset"), max_length=20, choices=Dataset)
    key = models.CharField(_("key"), max_length=60)
    year = models.SmallIntegerField(_("year"), null=True)
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, related_name="entries")
    listed = models.BooleanField(_("still listed"), default=True)
    live = models.BooleanField(_("in operation by its own word"), default=True)
    name = models.CharField(_("name"), max_length=200)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True, default="")
    org_code = models.CharField(_("organization code"), max_length=9, blank=True, default="")
    registration_no = models.CharField(_("registration number"), max_length=32, blank=True, default="")
    address = models.CharField(_("address"), max_length=300, blank=True, default="")
    status = models.CharField(_("status"), max_length=20, blank=True, default="")
    heads = models.IntegerField(_("head-count"), null=True)
    heads_as_of = models.DateField(_("head-count as of"), null=True)
    fields = models.JSONField(_("everything it says"), default=dict)
    first_delivered_on = models.DateField(_("first delivered on"))
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="+")
    row = models.IntegerField(_("row"))
    received_on = models.DateField(_("received on"))

    objects = ScopedQuerySet.as_manager()  # type: ignore[misc]  # every model names its own manager

    class Meta:
        verbose_name = _("register entry")
        verbose_name_plural = _("register entries")
        constraints = [
            models.UniqueConstraint(
                name="register_entry_once", fields=["source", "dataset", "key", "year"], nulls_distinct=False
            )
        ]
        indexes = [
            models.Index(fields=["employer", "dataset"], name="register_employer"),
            models.Index(
                fields=["dataset", "id"], name="register_orphan", condition=Q(employer__isnull=True, live=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_dataset_display()} {self.key}"


class RegisterVersion(models.Model):
    """One statement of a register about one key: never changed except to name its successor."""

    entry = models.ForeignKey(RegisterEntry, models.PROTECT, related_name="versions")
    fields = models.JSONField()
    listed = models.BooleanField(default=True)
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="+")
    number = models.BigIntegerField()
    row = models.IntegerField(null=True)
    row_hash = models.UUIDField(null=True)
    content_hash = models.UUIDField(null=True)
    received_on = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    superseded_by = models.BigIntegerField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["entry", "-number"], name="register_version_entry"),
            models.Index(fields=["row_hash"], name="register_version_hash", condition=Q(superseded_at__isnull=True)),
            models.Index(fields=["delivery"], name="register_version_delivery"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} · {self.number}"
