"""The demo as a person and as a script meet it: real processes, real kills, nothing left behind, nothing else touched.

The tests build on one another's state (one city is built, once), so they run in the order in which they stand here.
"""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest

from grid_inspection import embedded, places, processes, supervisor
from tests.architecture.house import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("supervisor")]
LIMIT = 240  # seconds; a start on a busy machine, the first one included


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Bureau:
    """A state folder and a port, used through the command line only."""

    def __init__(self, state):
        self.state, self.port = state, free_port()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DJANGO", "GRID"))}
        self.env = kept | {"GRID_STATE": str(state)}

    def command(self, *words):
        return [sys.executable, str(ROOT / "manage.py"), *words]

    def say(self, *words, limit=LIMIT):
        return subprocess.run(
            self.command(*words), env=self.env, cwd=ROOT, capture_output=True, text=True, timeout=limit, check=False
        )

    def start(self, *words):
        return self.say("demo", "start", "--detach", f"--port={self.port}", *words)

    def stop(self):
        return self.say("demo", "stop")

    def pids(self):
        names = ["redis", "web", "worker", "beat"]
        found = {name: processes.recall(self.state / f"child-{name}.json") for name in names}
        return found | {"postgres": embedded.postmaster(places.places(self.state))}

    def supervisor(self):
        return processes.recall(self.state / "demo.json")

    def answers(self):
        return supervisor.answers(f"http://127.0.0.1:{self.port}")

    def everything(self):
        """Every living process that has our state folder in its environment or on its command line."""
        found = []
        for pid in filter(str.isdecimal, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/environ", "rb") as environ, open(f"/proc/{pid}/cmdline", "rb") as words:
                    text = environ.read() + words.read()
            except OSError:
                continue
            if os.fsencode(self.state) in text and int(pid) != os.getpid():
                found.append(int(pid))
        return found


@pytest.fixture(scope="module")
def bureau(tmp_path_factory):
    bureau = Bureau(tmp_path_factory.mktemp("bureau"))
    yield bureau
    bureau.stop()
    embedded.forget(places.places(bureau.state))


def until(condition, what, limit=60):
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, f"waited too long until {what}"
        time.sleep(0.05)


def test_the_first_start_builds_an_empty_city_and_says_where_it_is(bureau):
    done = bureau.start("--employers=0", "--as-of=2026-03-31")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"ready: http://127.0.0.1:{bureau.port}" in done.stdout
    for login in ("city", "district", "street", "community", "administrator"):
        assert f"  {login} " in done.stdout
    assert bureau.answers()
    assert all(bureau.pids().values())


def test_commands_beside_it_need_no_environment_but_the_state_folder(bureau):
    done = bureau.say("shell", "-v0", "-c", "from core.clock import today; print(today())")
    assert done.stdout.strip() == "2026-03-31", done.stderr


def test_a_page_of_the_served_site_carries_hashed_statics_and_asks_for_a_login(bureau):
    line = http.client.HTTPConnection("127.0.0.1", bureau.port, timeout=30)
    line.request("GET", "/login/")
    page = line.getresponse()
    body = page.read().decode()
    assert page.status == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert '<html lang="zh' in body
    hashed = re.search(r"/static/[\w/-]+\.[0-9a-f]{12}\.css", body)
    assert hashed, "the style sheet has its hash in its name"
    line.request("GET", hashed.group())
    sheet = line.getresponse()
    sheet.read()
    assert sheet.status == 200
    assert "immutable" in sheet.headers["Cache-Control"]
    line.close()


def test_a_second_start_while_it_runs_only_says_where(bureau):
    before = bureau.supervisor()
    done = bureau.start()
    assert done.returncode == 0
    assert "running already" in done.stdout
    assert bureau.supervisor() == before


def test_starting_over_while_it_runs_is_refused(bureau):
    done = bureau.start("--fresh")
    assert done.returncode == 1
    assert "Stop it first" in done.stdout
    assert bureau.answers()


def test_what_is_killed_is_started_again(bureau):
    before = bureau.pids()
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    until(lambda: all(bureau.pids().values()) and not set(bureau.pids().values()) & set(before.values()), "all are new")
    until(bureau.answers, "the site answers")


def test_stop_leaves_nothing(bureau):
    done = bureau.stop()
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Stopped.")
    until(lambda: bureau.everything() == [], "nothing of it lives", limit=10)
    assert not list(bureau.state.glob("child-*.json"))


def test_a_second_stop_is_nothing(bureau):
    done = bureau.stop()
    assert (done.returncode, done.stdout.strip()) == (0, "Was not running.")


def test_after_kill_9_of_the_supervisor_a_start_works(bureau):
    assert bureau.start().returncode == 0
    orphans = bureau.pids()
    os.kill(bureau.supervisor(), signal.SIGKILL)
    done = bureau.start()
    assert done.returncode == 0, done.stdout + done.stderr
    fresh = bureau.pids()
    assert all(fresh.values())
    assert not {orphans[name] for name in ("web", "worker", "beat", "redis")} & set(fresh.values())
    assert fresh["postgres"] == orphans["postgres"], "PostgreSQL stays up by design"
    assert bureau.stop().returncode == 0


def test_a_city_is_not_rebuilt_behind_anybodys_back(bureau):
    done = bureau.start("--employers=50")
    assert done.returncode != 0
    assert "was built with EMPLOYERS=0; EMPLOYERS=50 is asked for" in done.stdout
    assert "FRESH=1" in done.stdout
    until(lambda: bureau.everything() == [], "nothing of it lives", limit=10)


def test_a_taken_port_is_said_and_its_owner_is_left_alone(bureau):
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # our own connections linger there
        stranger.bind(("127.0.0.1", bureau.port))
        stranger.listen()
        done = bureau.start()
        assert done.returncode != 0
        assert f"Port {bureau.port} cannot be used" in done.stdout
        assert stranger.fileno() >= 0
    assert not embedded.answers(places.places(bureau.state))


def test_ctrl_c_stops_everything(bureau):
    process = subprocess.Popen(
        bureau.command("demo", "start", f"--port={bureau.port}"),
        env=bureau.env | {"PYTHONUNBUFFERED": "1"},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    for line in process.stdout:
        if line.startswith("Ctrl-C"):
            break
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the whole foreground group
    rest = process.stdout.read()
    assert process.wait(60) == 0
    process.stdout.close()
    assert rest.splitlines()[-1] == "Stopped."
    until(lambda: bureau.everything() == [], "nothing of it lives", limit=10)


def test_an_interrupted_build_is_taken_up_again(bureau):
    """Killed in the middle of loading the territory: the next start ends what was begun."""
    process = subprocess.Popen(
        bureau.command("demo", "start", "--fresh", f"--port={bureau.port}", "--employers=0"),
        env=bureau.env | {"PYTHONUNBUFFERED": "1"},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    for line in process.stdout:
        if "Loading districts" in line:
            break
    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)
    process.stdout.close()
    done = bureau.start()
    assert done.returncode == 0, done.stdout + done.stderr
    told = bureau.say("shell", "-v0", "-c", "from grids.models import Area; print(Area.objects.live().count())")
    assert int(told.stdout) > 3000
    assert bureau.stop().returncode == 0
    assert json.loads((bureau.state / "keys.json").read_text())
