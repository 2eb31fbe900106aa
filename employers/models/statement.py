from django.db import models
from django.db.models import Q

from employers.models.delivery import Delivery


class Statement(models.Model):
    """What one delivery said under one key: the period row of the archive, its own history.

    Written once and never changed, except to name the successor. ``number`` copies the delivery's commit number: the
    current date reads rows without successor, a past date the highest number among deliveries received by then and
    not withdrawn. ``listed`` is false where a full list no longer named the key: absence is a statement too.

    The foreign keys of these tables carry no constraint in the database: rows come only out of set statements that
    joined the referenced tables, nothing is ever deleted, and `verify` looks for orphans. Checking a million rows
    one by one would cost more than writing them.
    """

    delivery = models.ForeignKey(Delivery, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    number = models.BigIntegerField()
    row = models.IntegerField(null=True)
    key_hash = models.UUIDField()
    row_hash = models.UUIDField(null=True)
    content_hash = models.UUIDField(null=True)
    listed = models.BooleanField(default=True)
    recorded_at = models.DateTimeField(db_default=models.functions.Now())
    superseded_by = models.BigIntegerField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


CURRENT = Q(superseded_at__isnull=True)
