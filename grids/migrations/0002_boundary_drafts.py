import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models

from grids.domain.outlines import in_wgs84
from grids.enums import Datum


def fill(apps, schema_editor):
    """Outlines that stand already get their WGS-84 copy by the same function as every later one."""
    Boundary = apps.get_model("grids", "Boundary")
    for row in Boundary.objects.only("geometry", "datum").iterator(chunk_size=100):
        row.wgs84 = in_wgs84(row.geometry, Datum(row.datum))
        row.save(update_fields=["wgs84"])


class Migration(migrations.Migration):
    dependencies = [("grids", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="BoundaryDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft outlines"),
                            ("published", "Outlines published"),
                            ("discarded", "Discarded"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("file_name", models.CharField(max_length=255, verbose_name="file")),
                ("sha256", models.BinaryField(max_length=32)),
                (
                    "datum",
                    models.CharField(
                        choices=[("gcj02", "GCJ-02"), ("wgs84", "WGS-84"), ("cgcs2000", "CGCS2000")],
                        max_length=10,
                        verbose_name="datum declared",
                    ),
                ),
                (
                    "read_as",
                    models.CharField(
                        choices=[("gcj02", "GCJ-02"), ("wgs84", "WGS-84"), ("cgcs2000", "CGCS2000")],
                        max_length=10,
                        verbose_name="datum read as",
                    ),
                ),
                (
                    "kept_because",
                    models.CharField(
                        blank=True, default="", max_length=300, verbose_name="reason to keep the position"
                    ),
                ),
                ("official", models.BooleanField(default=False, verbose_name="official")),
                ("attribution", models.CharField(blank=True, default="", max_length=200, verbose_name="attribution")),
                ("valid_from", models.DateField(verbose_name="in force from")),
                ("outlines", models.JSONField(verbose_name="outlines as uploaded")),
                ("mended", models.BooleanField(default=False, verbose_name="repairs accepted")),
                (
                    "checked",
                    models.JSONField(
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="what the checks found",
                    ),
                ),
                ("uploaded_by", models.CharField(max_length=150, verbose_name="uploaded by")),
                ("uploaded_on", models.DateField(verbose_name="uploaded on")),
                ("published_by", models.CharField(blank=True, default="", max_length=150, verbose_name="published by")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="published on")),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.area",
                        verbose_name="area",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.area",
                        verbose_name="community",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.area",
                        verbose_name="district",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.area",
                        verbose_name="street",
                    ),
                ),
            ],
            options={
                "verbose_name": "upload of outlines",
                "verbose_name_plural": "uploads of outlines",
                "indexes": [models.Index(fields=["district", "-id"], name="boundary_draft_district")],
            },
        ),
        migrations.AddField(
            model_name="boundary",
            name="draft",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="boundaries",
                to="grids.boundarydraft",
                verbose_name="upload",
            ),
        ),
        migrations.AddField(
            model_name="boundary",
            name="wgs84",
            field=models.JSONField(default=dict, verbose_name="geometry in WGS-84"),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
