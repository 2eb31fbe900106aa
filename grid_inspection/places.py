"""Where the embedded servers of one state folder keep their data and their sockets."""

import fcntl
import os
import pwd
import secrets
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SOCKET_PATH_LIMIT = 107  # bytes, of sockaddr_un
POSTGRES_SOCKET, REDIS_SOCKET = ".s.PGSQL.5432", "redis.sock"
SUPERUSER, DATABASE = "postgres", "grid"


class CannotStart(Exception):
    """A sentence for the person at the terminal."""


@dataclass(frozen=True)
class Places:
    """Where the servers of one state folder keep things."""

    state: Path
    home: Path  # of the data folder of PostgreSQL
    run: Path  # of the sockets

    @property
    def data(self) -> Path:
        return self.home / "pg"

    @property
    def redis(self) -> Path:
        return self.state / "redis"

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    @property
    def database_url(self) -> str:
        return f"postgresql://{SUPERUSER}@/{DATABASE}?host={self.run}"

    @property
    def redis_url(self) -> str:
        return f"unix://{self.run / REDIS_SOCKET}"


def places(state: Path) -> Places:
    """Find the folders of a state folder, and make the ones that cannot lie inside it.

    A socket path is limited to 107 bytes, and where we are root PostgreSQL runs as ``nobody``, who must be able to
    reach its folders. Where the state folder does not serve, a private folder elsewhere is made and recorded in it.
    """
    state = state.resolve()
    state.mkdir(parents=True, exist_ok=True)
    user = server_user()
    reachable = user is None or can_reach(user, state)
    home = state if reachable else recorded_folder(state, "home", Path("/var/tmp"))
    run = home / "run"
    if len(os.fsencode(run / POSTGRES_SOCKET)) > SOCKET_PATH_LIMIT:
        run = recorded_folder(state, "run", Path(tempfile.gettempdir()))
    return Places(state, home, run)


def recorded_folder(state: Path, name: str, under: Path) -> Path:
    """The folder outside the state folder that is recorded in it under ``name``; made when missing."""
    record = state / f"{name}.path"
    with lock(state, ".places.lock"):
        if record.exists():
            folder = Path(record.read_text(encoding="utf-8"))
            folder.mkdir(mode=0o700, exist_ok=True)
            if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), *owner_ids()}:
                raise CannotStart(
                    f"The folder {folder}, recorded in {record}, belongs to somebody else. Remove {record}."
                )
            return folder
        folder = under / f"grid-{secrets.token_hex(6)}"
        folder.mkdir(mode=0o700)
        give(folder)
        record.write_text(str(folder), encoding="utf-8")
        return folder


def server_user() -> pwd.struct_passwd | None:
    """Whom PostgreSQL runs as: ourselves, or nobody where we are root, whom it refuses."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def owner_ids() -> set[int]:
    user = server_user()
    return {user.pw_uid} if user else set()


def can_reach(user: pwd.struct_passwd, folder: Path) -> bool:
    """Say whether ``user`` may walk down to ``folder`` (mode bits only, as PostgreSQL will meet them)."""
    for step in [*reversed(folder.parents), folder]:
        facts = step.stat()
        if facts.st_uid == user.pw_uid:
            bit = stat.S_IXUSR
        elif facts.st_gid == user.pw_gid:
            bit = stat.S_IXGRP
        else:
            bit = stat.S_IXOTH
        if not facts.st_mode & bit:
            return False
    return True


def give(folder: Path) -> None:
    """Hand a folder to the user the server runs as."""
    if user := server_user():
        os.chown(folder, user.pw_uid, user.pw_gid)


@contextmanager
def lock(state: Path, name: str = ".servers.lock") -> Iterator[None]:
    """One at a time per state folder, across processes; the kernel frees it when its holder dies."""
    with open(state / name, "a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Lease:
    """Says, for as long as it is held, that somebody needs the servers of a state folder. Dies with its process."""

    def __init__(self, state: Path):
        self.file = open(state / ".use.lock", "a", encoding="utf-8")  # noqa: SIM115  # held until close()
        fcntl.flock(self.file, fcntl.LOCK_SH)

    def is_last(self) -> bool:
        """Whether nobody else needs the servers any more; newcomers then wait until we close."""
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        self.file.close()
