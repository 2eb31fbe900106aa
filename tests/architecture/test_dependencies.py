"""Each dependency gives its reason; the locks pin by hash and name no index."""

import re

import pytest

from tests.architecture.house import ROOT

LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-bench.lock"]
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


def test_every_dependency_gives_its_reason():
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    named = [
        (before.strip(), line.strip())
        for before, line in zip(lines, lines[1:], strict=False)
        if re.match(r'^    "[a-z0-9-]+(\[[a-z]+\])?[~>=<]', line)
    ]
    assert len(named) > 20
    assert [line for before, line in named if not before.startswith("#")] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_by_hash_and_names_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    pins = PIN.findall(text)
    assert pins
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
    assert [block.split(" ")[0] for block in blocks if "==" in block and "--hash=sha256:" not in block] == []


def test_the_larger_locks_hold_the_smaller_one():
    """So that a virtual environment made for tests runs the demo as it stands."""
    pins = [set(PIN.findall((ROOT / name).read_text(encoding="utf-8"))) for name in LOCKS]
    assert pins[0] <= pins[1] <= pins[2]


def test_the_locks_follow_pyproject():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = set(re.findall(r'^    "([a-z0-9-]+)[\[~>=<]', text, flags=re.MULTILINE))
    locked = {name for name, _ in PIN.findall((ROOT / LOCKS[-1]).read_text(encoding="utf-8"))}
    assert wanted - locked == set()
