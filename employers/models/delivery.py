from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from employers.enums import Dataset, Mode
from employers.models.source import Source
from grids.models import Area


class DeliveryQuerySet(models.QuerySet):
    def standing(self):
        """Committed and not withdrawn: what the archive rests on."""
        return self.filter(committed_at__isnull=False, withdrawn_at__isnull=True)

    def received_by(self, on: date):
        return self.filter(received_on__lte=on)


class Delivery(models.Model):
    """The receipt that every fact points to: who sent what, about which period and area, received when.

    The file, its mapping and its staged rows belong to the data exchange; ``number`` orders what the archive was told
    and is given at commit.
    """

    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"))
    dataset = models.CharField(_("dataset"), max_length=20, choices=Dataset)
    period = models.DateField(_("period"), null=True, blank=True, help_text=_("first day of the month"))
    as_of = models.DateField(_("as of"), null=True, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area covered"))
    district = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    street = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    community = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    mode = models.CharField(_("kind of list"), max_length=8, choices=Mode)
    kinds = models.SmallIntegerField(_("insurance kinds named"), default=0)
    received_on = models.DateField(_("received on"))
    file_sha256 = models.BinaryField(max_length=32)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    number = models.BigIntegerField(_("commit number"), null=True, unique=True)
    committed_at = models.DateTimeField(_("committed"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_reason = models.TextField(_("reason"), blank=True, default="")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                name="delivery_received_once",
                fields=["source", "dataset", "period", "as_of", "area", "file_sha256"],
                condition=Q(committed_at__isnull=False, withdrawn_at__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="delivery_number_comes_with_commit",
                condition=Q(number__isnull=True, committed_at__isnull=True)
                | Q(number__isnull=False, committed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="delivery_withdrawn_after_commit_with_reason",
                condition=Q(withdrawn_at__isnull=True) | (Q(committed_at__isnull=False) & ~Q(withdrawn_reason="")),
            ),
        ]
        indexes = [models.Index(fields=["dataset", "-received_on", "-id"], name="delivery_dataset")]

    def __str__(self) -> str:
        return f"{self.get_dataset_display()} #{self.pk}"
