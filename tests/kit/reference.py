"""What migrations put into the tables (calendar, sources, parameters) comes back after a test that empties them.

A transactional test ends by truncating every table; without this the next one, and the next run on a reused database,
would find no calendar.
"""

from collections.abc import Generator
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.db import migrations
from pytest_django.plugin import blocking_manager_key


def fill() -> None:
    """Run the data migrations of the house again, in their order, where the calendar is gone."""
    if apps.get_model("core", "CalendarDay").objects.exists():
        return
    ours = [name for name in settings.INSTALLED_APPS if (settings.BASE_DIR / name / "migrations").is_dir()]
    for app in reversed(ours):  # the settings name the highest app first
        for path in sorted((settings.BASE_DIR / app / "migrations").glob("[0-9]*.py")):
            for operation in import_module(f"{app}.migrations.{path.stem}").Migration.operations:
                if isinstance(operation, migrations.RunPython):
                    operation.code(apps, None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The reused database of an earlier run may have been emptied by its last test."""
    with django_db_blocker.unblock():
        fill()


def empties(item: pytest.Item) -> bool:
    """Whether the test ends by truncating every table."""
    marker = item.get_closest_marker("django_db")
    asks = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asks or (marker and marker.kwargs.get("transaction")))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """Its fixtures gone, the tables are empty: the next test, whatever it is, finds what migrations put there."""
    try:
        return (yield)
    finally:
        if nextitem is not None and empties(item):  # after the last one the database itself is gone
            with item.config.stash[blocking_manager_key].unblock():
                fill()
