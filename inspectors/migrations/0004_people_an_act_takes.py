"""How many inspectors an act takes: rows added to inspectors/data/parameters.csv since."""

from importlib import import_module

from django.db import migrations

earlier = import_module("inspectors.migrations.0003_parameters")


class Migration(migrations.Migration):
    dependencies = [("inspectors", "0003_parameters")]
    operations = [migrations.RunPython(earlier.load, earlier.unload)]
