"""Children that are known again, and that do not outlive their parent."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from grid_inspection import processes

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


def until(condition, limit=20):
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


@pytest.fixture
def child(tmp_path):
    child = processes.launch("sleeper", SLEEP, tmp_path / "log")
    yield child
    child.stop(limit=0)


def test_a_living_process_is_recalled(child, tmp_path):
    record = tmp_path / "one.json"
    processes.remember(record, child.pid, url="http://x")
    assert processes.recall(record) == child.pid
    assert processes.recorded(record)["url"] == "http://x"
    child.stop(limit=5)
    assert processes.recall(record) is None


def test_a_number_that_was_used_again_is_not_recalled(child, tmp_path):
    record = tmp_path / "one.json"
    record.write_text(json.dumps({"pid": child.pid, "born": "1"}))
    assert processes.recall(record) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": "x"}'])
def test_a_broken_record_recalls_nothing(tmp_path, text):
    (tmp_path / "one.json").write_text(text)
    assert processes.recall(tmp_path / "one.json") is None


def test_stop_ends_the_whole_group(tmp_path):
    code = f"import subprocess, sys, time; p = subprocess.Popen({SLEEP!r}); print(p.pid, flush=True); time.sleep(600)"
    child = processes.launch("parent", [sys.executable, "-c", code], tmp_path / "log")
    until(lambda: (tmp_path / "log").read_text().strip())
    grandchild = int((tmp_path / "log").read_text())
    child.stop(limit=5)
    until(lambda: processes.born(grandchild) is None)


def test_a_child_does_not_outlive_a_killed_parent(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from grid_inspection import processes;"
        f"c = processes.launch('x', {SLEEP!r}, Path({str(tmp_path / 'log')!r})); print(c.pid, flush=True);"
        "time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    grandchild = int(parent.stdout.readline())
    assert processes.born(grandchild)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait(10)
    parent.stdout.close()
    until(lambda: processes.born(grandchild) is None)


def test_end_kills_what_does_not_listen(tmp_path):
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
    )
    child = processes.launch("deaf", [sys.executable, "-c", deaf], tmp_path / "log")
    until(lambda: "deaf" in (tmp_path / "log").read_text())
    assert processes.end(child.pid, signal.SIGTERM, limit=0.3) is False
    assert child.process.wait(10) == -signal.SIGKILL
