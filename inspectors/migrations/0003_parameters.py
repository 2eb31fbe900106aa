"""How many people a grid and a community need, and what is shown beside it (inspectors/data/parameters.csv)."""

from pathlib import Path

from django.db import migrations

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
    dependencies = [("inspectors", "0002_roster"), ("core", "0002_calendar_and_parameters")]
    operations = [migrations.RunPython(load, unload)]
