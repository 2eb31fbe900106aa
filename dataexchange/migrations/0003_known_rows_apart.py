"""Staged rows that stand by their hash lie apart from those that were read."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dataexchange", "0002_partitioned_tables")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE dataexchange_stagedrow ADD known boolean NOT NULL DEFAULT false",
            "ALTER TABLE dataexchange_stagedrow DROP known",
        )
    ]
