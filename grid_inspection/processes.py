"""Child processes that can be told from strangers, and that never outlive whoever answers for them.

A process id is used again by the kernel, so a recorded one counts only together with its start time.
"""

import ctypes
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


@dataclass(frozen=True)
class Child:
    """A process of ours in a session of its own: a signal to its group reaches all that it started."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    def running(self) -> bool:
        return self.process.poll() is None

    def stop(self, how: signal.Signals = signal.SIGTERM, *, limit: float) -> int:
        """Ask, wait, then end the whole group."""
        if self.running():
            self.process.send_signal(how)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(limit)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        return self.process.wait()


def launch(
    name: str,
    command: Sequence[str],
    log: Path,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    dies_with_us: bool = True,
) -> Child:
    """Start a child in its own session; ``dies_with_us`` has the kernel end it when this process is killed."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "ab") as file:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            env=dict(env) if env is not None else None,
            cwd=cwd,
            preexec_fn=leash(os.getpid()) if dies_with_us else os.setsid,
        )
    return Child(name, process, log)


def leash(parent: int) -> Callable[[], None]:
    """What a child does before its program starts: own session, and a death wish tied to its parent."""

    def put_on() -> None:
        os.setsid()
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # the parent died between fork and prctl
            os._exit(1)

    return put_on


def born(pid: int) -> str | None:
    """The start time of a living process, in clock ticks since boot; nothing for the dead and for zombies."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in "ZX" else fields[19]


def remember(record: Path, pid: int, **more: object) -> None:
    """Write down a process so that :func:`recall` knows it again."""
    draft = record.with_suffix(f".{os.getpid()}.draft")
    draft.write_text(json.dumps({"pid": pid, "born": born(pid), **more}), encoding="utf-8")
    draft.replace(record)


def recorded(record: Path) -> dict[str, object]:
    """All that was written down about a process, whether it lives or not."""
    try:
        found = json.loads(record.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def recall(record: Path) -> int | None:
    """The recorded process, if it still lives and is still the same one."""
    found = recorded(record)
    pid = found.get("pid")
    if isinstance(pid, int) and found.get("born") and born(pid) == found["born"]:
        return pid
    return None


def end(pid: int, how: signal.Signals, *, limit: float) -> bool:
    """End a process that is not our child: ask, wait, then kill. Says whether it went when asked."""
    identity = born(pid)
    if identity is None:
        return True
    with suppress(ProcessLookupError):
        os.kill(pid, how)
    deadline = time.monotonic() + limit
    while born(pid) == identity:
        if time.monotonic() > deadline:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            return False
        time.sleep(0.05)
    return True


def last_lines(log: Path, count: int = 20) -> str:
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])
    except FileNotFoundError:
        return "(no log)"
