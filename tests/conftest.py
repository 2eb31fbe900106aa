"""Every test run has its own PostgreSQL and Redis: started here out of the wheels, stopped by the last run that leaves.

``GRID_STATE`` names the state folder (default ``var/test``); ``DATABASE_URL`` and ``REDIS_URL`` use outside servers.
"""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("GRID_STATE", str(ROOT / "var" / "test"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grid_inspection.settings")
os.environ.setdefault("GRID_QUEUE", f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in the test's thread

from grid_inspection import embedded, places  # noqa: E402  # after the state folder is chosen
from tests.kit.reference import django_db_setup, pytest_runtest_teardown  # noqa: E402, F401  # of every test

# durability is tested on servers of their own (tests/grid_inspection/test_embedded.py)
FAST = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "128MB"}
# small cities are built in one transaction, which is rolled back; two of them beside each other need many locks
FAST["max_locks_per_transaction"] = "512"
servers = pytest.StashKey[places.Lease]()


def state() -> Path:
    return (ROOT / os.environ["GRID_STATE"]).resolve()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    assert settings.INSTALLED_APPS  # read now, with our state folder; pytest-django sets Django up after this
    if os.environ.get("PYTEST_XDIST_WORKER") or config.option.collectonly:
        return
    where = places.places(state())
    config.stash[servers] = places.Lease(where.state)
    if not os.environ.get("DATABASE_URL"):
        embedded.start_postgres(where, FAST)
    if not os.environ.get("REDIS_URL"):
        embedded.start_redis(where)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """What a test site does otherwise than a served one; and the translations, which no repository keeps compiled."""
    from django.conf import settings  # settings exist only now
    from django.core.management import call_command

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    if not (os.environ.get("PYTEST_XDIST_WORKER") or session.config.option.collectonly):
        call_command("messages", compile=True, verbosity=0)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    lease = config.stash.get(servers, None)
    if lease is None:
        return
    where = places.places(state())
    if lease.is_last():
        embedded.stop_redis(where)
        embedded.stop_postgres(where)
    lease.close()


@pytest.fixture
def worker(transactional_db):
    """A real Celery worker in a process of its own, on this test's database and queue."""
    from tests.kit.worker import running

    with running("tests.kit.tasks") as child:
        yield child
