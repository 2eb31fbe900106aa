from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("employers", "0002_sources")]

    operations = [
        migrations.AddField(
            model_name="standing",
            name="rates",
            field=models.SmallIntegerField(
                default=0, db_default=0, help_text="bits of RateBit, as the figures of the employer count them"
            ),
        )
    ]
