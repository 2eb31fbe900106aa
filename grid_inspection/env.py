"""Reading the environment, where a missing or misspelt variable explains itself in a paragraph."""

import base64
import binascii
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


@dataclass(frozen=True)
class Variable:
    """One variable of the environment, with the paragraph that is printed where it is missing."""

    name: str
    what: str
    example: str
    make: str = ""

    def explain(self, problem: str) -> str:
        lines = [
            f"The environment variable {self.name} {problem}.",
            f"What it is: {self.what}",
            f"Example:    {self.name}={self.example}",
        ]
        if self.make:
            lines.append(f"To make one: {self.make}")
        return "\n".join(["", *lines, "All variables are described in docs/operations.md.", ""])


MAKE_KEY = "python -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())'"

MODE = Variable(
    "GRID_MODE",
    "how strictly the site is run: 'demo' (embedded servers, generated keys, plain HTTP on this machine) or "
    "'production' (every secret from the environment, HTTPS only).",
    "production",
)
SECRET_KEY = Variable(
    "SECRET_KEY",
    "the secret with which sessions and password-reset links are signed. Changing it logs everybody out and loses "
    "nothing.",
    "x7…(64 characters)",
    "python -c 'import secrets; print(secrets.token_urlsafe(64))'",
)
DATA_KEYS = Variable(
    "DATA_KEYS",
    "the keys with which identity numbers, telephone numbers and kept files are encrypted: NUMBER:BASE64, separated by "
    "commas. The first one encrypts, all of them decrypt. Without them the encrypted values can never be read again: "
    "keep a copy in the bureau's safe, apart from the database backups.",
    "1:q83v…(44 characters)",
    MAKE_KEY,
)
HASH_KEY = Variable(
    "HASH_KEY",
    "the key of the keyed hash by which the same identity number is recognised in two files. It cannot be changed once "
    "there is data: keep a copy beside DATA_KEYS.",
    "q83v…(44 characters)",
    MAKE_KEY,
)
DATABASE_URL = Variable(
    "DATABASE_URL",
    "the PostgreSQL 18 database, with user and password.",
    "postgresql://grid:password@db.example.internal:5432/grid",
)
REDIS_URL = Variable(
    "REDIS_URL",
    "the Redis server that carries queued work (database 0) and the cache (database 1).",
    "redis://:password@redis.example.internal:6379",
)
ALLOWED_HOSTS = Variable(
    "ALLOWED_HOSTS",
    "the host names under which the site is reached, separated by commas; any other name is refused.",
    "grid.example.gov.cn",
)


class Environment:
    """A read-only view of the environment variables."""

    def __init__(self, values: Mapping[str, str] | None = None):
        self.values = os.environ if values is None else values

    def get(self, name: str, default: str = "") -> str:
        return self.values.get(name, default).strip()

    def need(self, variable: Variable) -> str:
        if found := self.get(variable.name):
            return found
        raise ImproperlyConfigured(variable.explain("is missing"))

    def flag(self, name: str, *, default: bool = False) -> bool:
        word = self.get(name, "1" if default else "0").lower()
        if word in TRUE | FALSE:
            return word in TRUE
        raise ImproperlyConfigured(Variable(name, "a switch: 1 or 0.", "1").explain(f"says '{word}'"))

    def number(self, name: str, default: int) -> int:
        word = self.get(name, str(default))
        if word.isascii() and word.isdecimal():
            return int(word)
        raise ImproperlyConfigured(Variable(name, "a whole number.", str(default)).explain(f"says '{word}'"))

    def words(self, name: str) -> list[str]:
        return [word.strip() for word in self.get(name).split(",") if word.strip()]

    def mode(self) -> str:
        word = self.get(MODE.name, "demo")
        if word in {"demo", "production"}:
            return word
        raise ImproperlyConfigured(MODE.explain(f"says '{word}'"))


def key(text: str, variable: Variable) -> bytes:
    """Decode one 32-byte key, told in base64."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ImproperlyConfigured(variable.explain("holds a key that is not base64")) from None
    if len(found) != KEY_BYTES:
        raise ImproperlyConfigured(variable.explain(f"holds a key of {len(found)} bytes instead of {KEY_BYTES}"))
    return found


def keyring(text: str) -> dict[int, bytes]:
    """Read ``NUMBER:BASE64,…``; the order is kept, because the first key is the one that encrypts."""
    ring: dict[int, bytes] = {}
    for part in text.split(","):
        number, separator, encoded = part.strip().partition(":")
        if not separator or not number.isdecimal() or not 1 <= int(number) <= 255:
            raise ImproperlyConfigured(
                DATA_KEYS.explain("has a part that is not NUMBER:BASE64 with a number of 1 to 255")
            )
        if int(number) in ring:
            raise ImproperlyConfigured(DATA_KEYS.explain(f"names key {int(number)} twice"))
        ring[int(number)] = key(encoded, DATA_KEYS)
    return ring


def database(url: str) -> dict[str, object]:
    """Django's settings of the database that a URL names; query parameters become connection options."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(DATABASE_URL.explain("is not of the form postgresql://user:password@host:port/name"))
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def queues(url: str) -> tuple[str, str]:
    """Broker and cache address on one Redis server, databases 0 and 1."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"redis+socket://{parts.path}?virtual_host=0", f"unix://{parts.path}?db=1"
    if parts.scheme in {"redis", "rediss"} and parts.hostname:
        base = url.split("?", 1)[0].rstrip("/")
        if parts.path.strip("/"):
            base = base[: -len(parts.path.rstrip("/"))]
        query = f"?{parts.query}" if parts.query else ""
        return f"{base}/0{query}", f"{base}/1{query}"
    raise ImproperlyConfigured(REDIS_URL.explain("is neither redis://…, rediss://… nor unix:///path"))


def demo_secrets(state: Path) -> dict[str, str]:
    """The keys of a demo: made once, kept in the state folder, readable by its owner alone.

    Two processes may ask at once: each writes a file of its own, and the first to link it into place wins.
    """
    path = state / "keys.json"
    if not path.exists():
        state.mkdir(parents=True, exist_ok=True)
        fresh = {
            "SECRET_KEY": secrets.token_urlsafe(64),
            "DATA_KEYS": "1:" + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode(),
            "HASH_KEY": base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode(),
        }
        draft = state / f".keys-{os.getpid()}-{secrets.token_hex(4)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(fresh, file)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found
