"""Migrations are named, one prefix each, and none is missing."""

from collections import Counter

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

from tests.architecture.house import APPS, ROOT

MIGRATIONS = [
    path for app in APPS for path in sorted((ROOT / app / "migrations").glob("*.py")) if path.name != "__init__.py"
]


def test_prefixes_are_unique():
    prefixes = Counter((path.parts[-3], path.name[:4]) for path in MIGRATIONS)
    assert [prefix for prefix, count in prefixes.items() if count > 1] == []


def test_every_migration_has_a_name_of_its_own():
    assert [str(path) for path in MIGRATIONS if "_auto_" in path.name or not path.name[:4].isdecimal()] == []


@translation.override(None)
def test_no_migration_is_missing():
    loader = MigrationLoader(None)
    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(graph=loader.graph)
    told = [f"{app}: {step.describe()}" for app, found in changes.items() for new in found for step in new.operations]
    assert told == []
