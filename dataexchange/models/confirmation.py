from django.db import models

from employers.enums import Verdict


class Confirmation(models.Model):
    """That a committed delivery said a row: its key, its content, its verdict. Withdrawal reads it set-wise.

    Appended without key or index, in a partition per month of the received day; a BRIN on the delivery finds them.
    """

    pk = models.CompositePrimaryKey("delivery_id", "row")
    delivery_id = models.BigIntegerField()
    row = models.IntegerField()
    received_on = models.DateField()
    key_hash = models.UUIDField(null=True)
    row_hash = models.UUIDField(null=True)
    content_hash = models.UUIDField(null=True)
    statement = models.BigIntegerField(null=True)
    verdict = models.CharField(max_length=10, choices=Verdict)

    class Meta:
        managed = False
        db_table = "dataexchange_confirmation"
