"""The Makefile hands its variables on, and leaves out those that nobody gave."""

import os
import subprocess

import pytest

from tests.architecture.house import ROOT

# these tests run inside `make test` too, and must not answer as a part of it
ALONE = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}


def said(*words):
    done = subprocess.run(["make", "-n", *words], cwd=ROOT, capture_output=True, text=True, check=True, env=ALONE)
    return " ".join(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    "words, options",
    [
        ([], "--port 8000"),
        (["PORT=8010", "FRESH=1"], "--port 8010 --fresh"),
        (["EMPLOYERS=0", "SEED=7", "AS_OF=2026-03-31"], "--port 8000 --employers 0 --seed 7 --as-of 2026-03-31"),
        (["DETACH=1", "FRESH=0"], "--port 8000 --detach"),
    ],
)
def test_demo(words, options):
    assert said("demo", *words) == f"exec .venv/bin/python manage.py demo start {options}"


def test_the_demo_installs_the_smaller_lock_and_the_tests_the_larger_one():
    for target, lock in [("demo", "requirements.lock"), ("test", "requirements-dev.lock")]:
        done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=True)
        assert f"scripts/venv {lock}" in done.stdout
