"""Production: every secret from the environment, nothing left open."""

import base64
import os
import subprocess
import sys

import pytest

from tests.architecture.house import ROOT

KEY = base64.b64encode(bytes(range(32))).decode()
PRODUCTION = {
    "GRID_MODE": "production",
    "SECRET_KEY": "n7Qe" * 16 + "!aZ",
    "DATA_KEYS": f"1:{KEY}",
    "HASH_KEY": KEY,
    "DATABASE_URL": "postgresql://grid:pw@db.example.internal:5432/grid",
    "REDIS_URL": "redis://:pw@redis.example.internal:6379",
    "ALLOWED_HOSTS": "grid.example.gov.cn",
}


def run(values, *words):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:grid_inspection", "manage.py", *words],
        cwd=ROOT,
        env=kept | values,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_deployment_check_is_clean(tmp_path):
    done = run(PRODUCTION | {"GRID_STATE": str(tmp_path)}, "check", "--deploy", "--fail-level", "WARNING")
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout
    assert list(tmp_path.iterdir()) == [], "production makes no keys and no folders by itself"


@pytest.mark.parametrize("name", [name for name in PRODUCTION if name != "GRID_MODE"])
def test_a_missing_variable_explains_itself_and_is_not_replaced(name, tmp_path):
    values = {key: value for key, value in PRODUCTION.items() if key != name} | {"GRID_STATE": str(tmp_path)}
    done = run(values, "check")
    assert done.returncode != 0
    assert f"The environment variable {name} is missing." in done.stderr
    assert "What it is:" in done.stderr
    assert "Example:" in done.stderr
    assert KEY not in done.stderr


def test_the_demo_refuses_to_run_in_production(tmp_path):
    done = run(PRODUCTION | {"GRID_STATE": str(tmp_path)}, "demo", "start")
    assert done.returncode == 1
    assert "does not run in production mode" in done.stderr
