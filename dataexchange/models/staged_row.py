from django.db import models
from django.db.models import Q

from dataexchange.models.upload import Upload
from employers.enums import Verdict


class StagedColumns(models.Model):
    """One row of a file, read, checked and matched; what a preview shows is what a commit applies.

    Identity numbers and phones stand here only as cipher text, keyed hash and mask. ``values`` holds the rest of the
    normalised fields; ``statement`` is the standing statement under the same key, if there is one.
    """

    upload = models.ForeignKey(Upload, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    row = models.IntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict)
    faults = models.JSONField(null=True)
    warnings = models.JSONField(null=True)
    row_hash = models.UUIDField(null=True)
    content_hash = models.UUIDField(null=True)
    key_hash = models.UUIDField(null=True)
    statement = models.BigIntegerField(null=True)
    employer = models.BigIntegerField(null=True)
    worker = models.BigIntegerField(null=True)
    uscc = models.CharField(max_length=18, default="")
    org_code = models.CharField(max_length=9, default="")
    registration_no = models.CharField(max_length=32, default="")
    taxpayer_no = models.CharField(max_length=32, default="")
    insurance_unit_no = models.CharField(max_length=32, default="")
    name = models.CharField(max_length=200, default="")
    document_kind = models.CharField(max_length=16, default="")
    number_hash = models.UUIDField(null=True)
    number_cipher = models.BinaryField(null=True)
    number_mask = models.CharField(max_length=32, default="")
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=6, default="")
    phone_hash = models.UUIDField(null=True)
    phone_cipher = models.BinaryField(null=True)
    phone_mask = models.CharField(max_length=20, default="")
    month = models.DateField(null=True)
    values = models.JSONField(null=True)

    class Meta:
        abstract = True


class StagedRow(StagedColumns):
    """Rows between preview and commit: a partition per upload, unlogged, dropped when the upload is done.

    The kept original can always be read again, so nothing is lost with them.
    """

    pk = models.CompositePrimaryKey("upload_id", "row")

    class Meta:
        managed = False
        db_table = "dataexchange_stagedrow"


class HeldRow(StagedColumns):
    """Rows of a committed delivery that did not apply: to be mended, or waiting for their employer's archive."""

    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="held_row_once", fields=["upload", "row"])]
        indexes = [
            models.Index(
                fields=["uscc", "org_code"],
                name="held_row_waiting",
                condition=Q(verdict=Verdict.UNMATCHED, applied_at__isnull=True),
            )
        ]
