"""A real Celery worker beside a test: another process, the test's own database, a queue of its own.

Use the fixture ``worker`` (with ``transactional_db``): what a test commits, the worker sees.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from grid_inspection import processes
from grid_inspection.celery import app

ROOT = Path(__file__).resolve().parents[2]
START_LIMIT = 60  # seconds


def test_database_url() -> str:
    """The address of the database this test runs in, for another process."""
    parts = urlsplit(settings.DATABASE_URL)
    return parts._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


test_database_url.__test__ = False  # type: ignore[attr-defined]


@contextmanager
def running(*include: str, concurrency: int = 1) -> Iterator[processes.Child]:
    """Start a worker, wait until it takes work, stop it at the end; ``include`` names further task modules."""
    queue = app.conf.task_default_queue
    app.control.purge()
    words = ["celery", "-A", "grid_inspection", "worker", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    words += ["--concurrency", str(concurrency), "--queues", queue, "--hostname", f"{queue}-{os.getpid()}@test"]
    if include:
        words += ["--include", ",".join(include)]
    child = processes.launch(
        "worker",
        [sys.executable, "-m", *words],
        Path(settings.STATE_DIR) / "logs" / f"{queue}.log",
        env=os.environ | {"DATABASE_URL": test_database_url(), "LOG_LEVEL": "INFO"},
        cwd=ROOT,
    )
    child.log.write_bytes(b"")
    try:
        until(lambda: " ready." in processes.last_lines(child.log, 200), f"the worker is ready; see {child.log}")
        yield child
    finally:
        child.stop(limit=10)


def until(condition, what: str, limit: float = START_LIMIT) -> None:
    """Look again and again, up to a deadline; never a fixed sleep."""
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited {limit} s in vain until {what}")
        time.sleep(0.05)
