"""The demo as one thing that starts and stops: PostgreSQL, Redis, web, worker and beat.

Every child runs in a session of its own and is told by the kernel when we are killed. PostgreSQL alone stays up then,
by design; the next start finds it, the next stop ends it. What was started is recorded with its start time, so that
nothing else is ever ended. The supervisor holds a lock for as long as it lives: a second one finds it taken.
"""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TextIO

from grid_inspection import embedded, processes
from grid_inspection.places import CannotStart, Lease, Places, places
from grid_inspection.progress import Progress

ROOT = Path(__file__).resolve().parent.parent
READY_LIMIT, STOP_LIMIT, LEFTOVER_LIMIT = 60, 15, 8  # seconds
MANY_RESTARTS, WITHIN = 5, 60  # a child that dies more often than this ends the demo
WATCH_EVERY = 0.25
# what a demo keeps in its state folder beside the servers; the tests' own folder and the caches stay
OURS = ("demo", "files", "media", "static", "logs", "keys.json", "beat-schedule*")


class Interrupted(Exception):
    """A signal asked us to stop."""


@dataclass
class Demo:
    """One run of the demo over a state folder."""

    where: Places
    port: int
    options: dict[str, str]
    say: Progress = field(default_factory=Progress)
    children: dict[str, processes.Child] = field(default_factory=dict)
    deaths: dict[str, "deque[float]"] = field(default_factory=dict)
    stopping: list[int] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def record(self) -> Path:
        return self.where.state / "demo.json"

    # start ---------------------------------------------------------------------------------------------------------

    def run(self) -> int:
        """Start everything, print where it is, watch until told to stop, stop everything. Returns the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.note)
        lease = Lease(self.where.state)
        try:
            self.start()
            self.watch()
        except Interrupted:
            pass
        except (CannotStart, subprocess.CalledProcessError) as trouble:
            self.say.line(f"\n{trouble}")
            return 1
        finally:
            self.stop(lease)
        return 0

    def note(self, number: int, _frame: FrameType | None) -> None:
        self.stopping.append(number)

    def start(self) -> None:
        end_leftovers(self.where)
        wait_for_port(self.port)
        processes.remember(self.record, os.getpid(), url=self.url)
        with self.say.step("Starting PostgreSQL and Redis"):
            embedded.start_postgres(self.where)
            self.start_redis()
        self.manage("demo", "build", *as_options(self.options))
        self.begin("worker")
        self.manage("demo", "night")
        self.begin("web")
        self.begin("beat")
        self.wait_until_ready()
        self.say.line(f"\nready: {self.url}\n")
        self.manage("demo", "logins")
        self.say.line("Ctrl-C (or `make stop` in another terminal) stops everything.")

    def start_redis(self) -> None:
        embedded.stop_redis(self.where)
        child = embedded.start_redis(self.where, dies_with_us=True)
        if child is None:
            raise CannotStart(f"Something else answers on the Redis socket in {self.where.run}.")
        self.children["redis"] = child
        self.write_children()

    def begin(self, name: str) -> None:
        self.obey()
        log = self.where.logs / f"{name}.log"
        command = commands(self.where, self.port)[name]
        self.children[name] = processes.launch(name, command, log, env=self.environment(), cwd=ROOT)
        self.write_children()

    def write_children(self) -> None:
        for name, child in self.children.items():
            processes.remember(self.where.state / f"child-{name}.json", child.pid)

    def manage(self, *words: str) -> None:
        """Run one of our own commands to its end, its output on our terminal, its life tied to ours."""
        self.obey()
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), *words],
            stdin=subprocess.DEVNULL,
            env=self.environment(),
            cwd=ROOT,
            preexec_fn=processes.leash(os.getpid()),
        )
        processes.remember(self.where.state / "child-command.json", process.pid)
        try:
            while process.poll() is None:
                self.tend()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(0.1)
        finally:
            if process.poll() is None:
                process.terminate()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(STOP_LIMIT)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        if process.wait():
            raise CannotStart(f"`manage.py {' '.join(words[:2])}` ended with status {process.returncode}; see above.")

    def environment(self) -> dict[str, str]:
        return os.environ | {"GRID_STATE": str(self.where.state), "PYTHONUNBUFFERED": "1"}

    def obey(self) -> None:
        if self.stopping:
            raise Interrupted

    def wait_until_ready(self) -> None:
        end = time.monotonic() + READY_LIMIT
        while not answers(self.url):
            self.obey()
            web = self.children["web"]
            if not web.running():
                raise CannotStart(
                    f"The web server ended at once; the end of {web.log}:\n{processes.last_lines(web.log)}"
                )
            if time.monotonic() > end:
                raise CannotStart(f"The web server did not answer within {READY_LIMIT} s; see {web.log}")
            time.sleep(0.1)

    # watch ---------------------------------------------------------------------------------------------------------

    def watch(self) -> None:
        """Start again what dies, until told to stop."""
        while True:
            self.tend()
            time.sleep(WATCH_EVERY)

    def tend(self) -> None:
        self.obey()
        for name in [name for name, child in self.children.items() if not child.running()]:
            self.count_death(name)
            self.say.line(f"{time.strftime('%H:%M:%S')} {name} ended and is started again")
            self.children[name].stop(limit=0)
            self.start_redis() if name == "redis" else self.begin(name)
        if embedded.postmaster(self.where) is None:
            self.count_death("PostgreSQL")
            self.say.line(f"{time.strftime('%H:%M:%S')} PostgreSQL ended and is started again")
            embedded.start_postgres(self.where)

    def count_death(self, name: str) -> None:
        now = time.monotonic()
        deaths = self.deaths.setdefault(name, deque())
        deaths.append(now)
        while deaths[0] < now - WITHIN:
            deaths.popleft()
        if len(deaths) > MANY_RESTARTS:
            log = self.where.logs / f"{name}.log"
            raise CannotStart(f"{name} ended {len(deaths)} times within {WITHIN} s:\n{processes.last_lines(log)}")

    # stop ----------------------------------------------------------------------------------------------------------

    def stop(self, lease: Lease) -> None:
        """Beat first, so that nothing new is queued; the databases last. Every wait is bounded."""
        self.say.line("Stopping …")
        for name in ("beat", "worker", "web", "redis"):
            if child := self.children.get(name):
                child.stop(signal.SIGQUIT if name == "worker" else signal.SIGTERM, limit=STOP_LIMIT)
        if lease.is_last():
            embedded.stop_postgres(self.where)
        forget_records(self.where)
        lease.close()
        self.say.line("Stopped.")


def commands(where: Places, port: int) -> dict[str, list[str]]:
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "-A", "grid_inspection"]
    web = ["gunicorn", "grid_inspection.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
    return {
        "web": [*python, *web, "--graceful-timeout", "5", "--timeout", "120", "--no-control-socket"],
        "worker": [*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING", "--without-gossip"],
        "beat": [
            *celery,
            "beat",
            "--loglevel",
            "WARNING",
            "--pidfile=",
            "--schedule",
            str(where.state / "beat-schedule"),
        ],
    }


def as_options(asked: dict[str, str]) -> list[str]:
    return [f"--{name.replace('_', '-')}={value}" for name, value in asked.items()]


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def wait_for_port(port: int) -> None:
    """A predecessor that was just killed may hold the port for a moment; a stranger keeps it."""
    end = time.monotonic() + LEFTOVER_LIMIT
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return
            except OSError as trouble:
                if time.monotonic() > end:
                    raise CannotStart(
                        f"Port {port} cannot be used ({trouble.strerror}). Choose another: make demo PORT={port + 1}"
                    ) from None
        time.sleep(0.2)


def end_leftovers(where: Places) -> None:
    """End what a killed supervisor left behind: only processes that it recorded and that are still the same ones."""
    for record in sorted(where.state.glob("child-*.json")):
        if pid := processes.recall(record):
            processes.end(pid, signal.SIGTERM, limit=LEFTOVER_LIMIT)
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
        record.unlink(missing_ok=True)


def forget_records(where: Places) -> None:
    for record in [*where.state.glob("child-*.json"), where.state / "redis.json", where.state / "demo.json"]:
        record.unlink(missing_ok=True)


# The three words of the command line ---------------------------------------------------------------------------------


def start(state: Path, port: int, options: dict[str, str], *, fresh: bool) -> int:
    """Run the demo in the foreground."""
    where = places(state)
    guard = take(where)
    if guard is None:
        return already_running(where, fresh=fresh)
    if fresh:
        wipe(where)
        where = places(state)
    with guard:
        return Demo(where, port, options).run()


def start_detached(state: Path, port: int, words: list[str], *, fresh: bool) -> int:
    """Run the demo as a process of its own, and come back when it is ready or has failed."""
    where = places(state)
    guard = take(where)
    if guard is None:
        return already_running(where, fresh=fresh)
    guard.close()
    where.logs.mkdir(mode=0o700, exist_ok=True)
    log = where.logs / "demo.log"
    log.unlink(missing_ok=True)
    process = processes.launch(
        "demo",
        [sys.executable, str(ROOT / "manage.py"), "demo", "start", *words],
        log,
        env=os.environ | {"GRID_STATE": str(where.state), "PYTHONUNBUFFERED": "1"},
        cwd=ROOT,
        dies_with_us=False,
    )
    try:
        return follow(process, log)
    except KeyboardInterrupt:
        process.stop(signal.SIGTERM, limit=60)
        return 130


def follow(process: processes.Child, log: Path) -> int:
    """Print what the detached demo says until it says that it is ready."""
    with open(log, encoding="utf-8", errors="replace") as lines:
        while True:
            running = process.running()
            for line in lines:
                sys.stdout.write(line)
                sys.stdout.flush()
                if line.startswith("Ctrl-C"):
                    return 0
            if not running:
                return process.process.returncode or 1
            time.sleep(0.1)


def stop(state: Path) -> int:
    """Stop the demo of a state folder, whoever runs it, and whatever a killed one left."""
    where = places(state)
    found = processes.recall(where.state / "demo.json")
    if found:
        processes.end(found, signal.SIGTERM, limit=90)
    guard = take(where, wait=10)
    if guard is None:
        sys.stdout.write("The demo does not let go of its lock; look for it with `ps`.\n")
        return 1
    with guard:
        end_leftovers(where)
        embedded.stop_redis(where)
        lease = Lease(where.state)
        if lease.is_last():
            embedded.stop_postgres(where)
        else:
            sys.stdout.write("PostgreSQL stays up: a test run uses it.\n")
        lease.close()
        forget_records(where)
    sys.stdout.write("Stopped.\n" if found else "Was not running.\n")
    return 0


def take(where: Places, wait: float = 0) -> TextIO | None:
    """Take the lock that a running supervisor holds; the caller closes it. Nothing, where it is taken."""
    guard = open(where.state / ".demo.lock", "a", encoding="utf-8")  # noqa: SIM115  # held by the caller
    end = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return guard
        except BlockingIOError:
            if time.monotonic() >= end:
                guard.close()
                return None
            time.sleep(0.1)


def already_running(where: Places, *, fresh: bool) -> int:
    url = processes.recorded(where.state / "demo.json").get("url", "")
    if fresh:
        sys.stdout.write(f"The demo is running ({url}). Stop it first: make stop\n")
        return 1
    sys.stdout.write(f"The demo is running already.\nready: {url}\n")
    return 0


def wipe(where: Places) -> None:
    """Start over: stop what a killed demo left, then throw away everything in the state folder that is the demo's."""
    end_leftovers(where)
    embedded.stop_redis(where)
    embedded.stop_postgres(where)
    embedded.forget(where)
    forget_records(where)
    for path in [path for name in OURS for path in where.state.glob(name)]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
