"""Stages of the roll-out, pilots and milestones, with the numbers they are measured by."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from core import parameters

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "parameters.csv"
FIELDS = ("code", "place", "value", "unit", "valid_from", "valid_to", "basis", "effect", "verified_by", "verified_on")


def load(apps, schema_editor):
    model = apps.get_model("core", "Parameter")
    there = set(model.objects.values_list("code", "place", "valid_from"))
    model.objects.bulk_create(
        model(**{name: getattr(row, name) for name in FIELDS})
        for row in parameters.read_csv(SHIPPED)
        if (row.code, row.place, row.valid_from) not in there
    )


def unload(apps, schema_editor):
    """Rows that somebody has used or verified stay: taking the schema back removes them with their table."""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_calendar_and_parameters"),
        ("grids", "0005_filings"),
        ("oversight", "0001_handover"),
    ]

    operations = [
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("grids", "Grid drawn"),
                            ("staff", "Staffed"),
                            ("archives", "Archives built"),
                            ("collected", "Facts collected"),
                            ("running", "Running"),
                        ],
                        max_length=10,
                        verbose_name="stage",
                    ),
                ),
                ("planned_on", models.DateField(verbose_name="planned for")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.area",
                        verbose_name="area",
                    ),
                ),
            ],
            options={
                "verbose_name": "milestone",
                "verbose_name_plural": "milestones",
                "constraints": [models.UniqueConstraint(fields=("area", "stage"), name="milestone_once")],
            },
        ),
        migrations.CreateModel(
            name="Pilot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "counts_as",
                    models.CharField(
                        choices=[
                            ("core", "City district"),
                            ("suburb", "Suburban district"),
                            ("street", "Pilot street"),
                        ],
                        max_length=8,
                        verbose_name="counts as",
                    ),
                ),
                ("marked_on", models.DateField(verbose_name="marked on")),
                ("ended_on", models.DateField(null=True, verbose_name="ended on")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.area",
                        verbose_name="area",
                    ),
                ),
            ],
            options={
                "verbose_name": "pilot",
                "verbose_name_plural": "pilots",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)), fields=("area",), name="pilot_one_mark"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StageResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("grids", "Grid drawn"),
                            ("staff", "Staffed"),
                            ("archives", "Archives built"),
                            ("collected", "Facts collected"),
                            ("running", "Running"),
                        ],
                        max_length=10,
                        verbose_name="stage",
                    ),
                ),
                ("met", models.BooleanField(verbose_name="met")),
                ("met_on", models.DateField(null=True, verbose_name="met since")),
                ("count", models.IntegerField(default=0, verbose_name="counted")),
                ("of", models.IntegerField(default=0, verbose_name="out of")),
                ("evidence", models.BigIntegerField(null=True, verbose_name="what shows it")),
                ("as_of", models.DateField(verbose_name="as of")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="grids.area",
                        verbose_name="area",
                    ),
                ),
            ],
            options={
                "verbose_name": "result of a stage",
                "verbose_name_plural": "results of stages",
                "constraints": [
                    models.UniqueConstraint(fields=("area", "stage"), name="stage_result_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("met", True), ("met_on__isnull", False)),
                            models.Q(("met", False), ("met_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="stage_met_since",
                    ),
                ],
            },
        ),
        migrations.RunPython(load, unload),
    ]
