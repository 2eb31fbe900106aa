import django.db.models.deletion
from django.db import migrations, models


def count(label):
    return models.PositiveIntegerField(default=0, verbose_name=label)


class Migration(migrations.Migration):
    dependencies = [("grids", "0002_boundary_drafts")]

    operations = [
        migrations.CreateModel(
            name="Staffing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("inspectors", count("inspectors")),
                ("inspectors_needed", count("inspectors needed")),
                ("assistants", count("supervisors and coordinators")),
                ("assistants_needed", count("supervisors and coordinators needed")),
                ("grids", count("grids")),
                ("grids_short", count("grids short of inspectors")),
                ("communities", count("communities")),
                ("communities_short", count("communities without supervisor or coordinator")),
                ("as_of", models.DateField(verbose_name="as of")),
                ("changes_on", models.DateField(null=True, verbose_name="changes on")),
                ("revision", models.CharField(default="", max_length=120)),
                (
                    "area",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="staffing", to="grids.area"
                    ),
                ),
            ],
            options={
                "verbose_name": "staffing",
                "verbose_name_plural": "staffing",
                "indexes": [
                    models.Index(fields=["changes_on"], name="staffing_due"),
                    models.Index(
                        condition=models.Q(("grids_short__gt", 0), ("communities_short__gt", 0), _connector="OR"),
                        fields=["area"],
                        name="staffing_short",
                    ),
                ],
            },
        ),
    ]
