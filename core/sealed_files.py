"""Files kept sealed: read and written as a stream, so that a file of any size costs one chunk of memory.

Layout: magic, key number, salt; then chunks of cipher text. Each chunk is authenticated with its counter and with
whether it is the last (a file cut short at a chunk's border does not open), and with the file's own name, which is a
UUID made with its row: two files that trade places do not open.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from os import urandom
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag

from core.privacy import Unreadable, file_key, key_ring

MAGIC = b"SEALED1\n"
SALT_BYTES = 16
CHUNK = 256 * 1024
TAG_BYTES = 16
_HEADER_BYTES = len(MAGIC) + 1 + SALT_BYTES


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What the bytes were before sealing."""

    size: int
    sha256: bytes


def seal_file(source: BinaryIO | Path, target: Path) -> KeptFile:
    """Seal ``source`` into ``target``, whose name binds it; complete or absent, never half."""
    if isinstance(source, Path):
        with source.open("rb") as opened:
            return seal_file(opened, target)
    number, salt = key_ring().current, urandom(SALT_BYTES)
    cipher, header = file_key(number, salt), MAGIC + bytes([number]) + salt
    bound = header + target.name.encode()
    size, digest = 0, hashlib.sha256()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(header)
            chunk, count, last = source.read(CHUNK), 0, False
            while not last:
                ahead = source.read(CHUNK)
                last = not ahead
                size += len(chunk)
                digest.update(chunk)
                out.write(cipher.encrypt(_nonce(count, last), chunk, bound))
                chunk, count = ahead, count + 1
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return KeptFile(size, digest.digest())


def open_file(path: Path) -> Iterator[bytes]:
    """The chunks of a sealed file as they were; raises ``Unreadable`` at the first that was tampered with."""
    with path.open("rb") as sealed:
        header = sealed.read(_HEADER_BYTES)
        if len(header) != _HEADER_BYTES or not header.startswith(MAGIC):
            raise Unreadable("The file is not a sealed file.")
        cipher = file_key(header[len(MAGIC)], header[-SALT_BYTES:])
        bound = header + path.name.encode()
        chunk, count, last = sealed.read(CHUNK + TAG_BYTES), 0, False
        while not last:
            ahead = sealed.read(CHUNK + TAG_BYTES)
            last = not ahead
            try:
                yield cipher.decrypt(_nonce(count, last), chunk, bound)
            except InvalidTag:
                raise Unreadable("The file was changed, cut short or exchanged for another.") from None
            chunk, count = ahead, count + 1


def unseal_to(path: Path, target: BinaryIO) -> None:
    """Write the plain bytes of a sealed file into an open one (a pipe or an unnamed temporary file)."""
    for chunk in open_file(path):
        target.write(chunk)


def opens(path: Path) -> bool:
    """Say whether a kept file is there and opens to its end with the keys at hand."""
    try:
        for _chunk in open_file(path):
            pass
    except (OSError, Unreadable):
        return False
    return True


def reseal_file(path: Path) -> bool:
    """Seal a kept file anew under the key that seals now; say whether that was needed."""
    with path.open("rb") as sealed:
        header = sealed.read(_HEADER_BYTES)
    if header.startswith(MAGIC) and header[len(MAGIC)] == key_ring().current:
        return False
    seal_file(_Chunks(open_file(path)), path)  # type: ignore[arg-type]  # only ``read`` is asked of it
    return True


class _Chunks:
    """An iterator of chunks that reads like a file; chunks come out whole, as they were sealed."""

    def __init__(self, chunks: Iterator[bytes]):
        self.chunks = chunks

    def read(self, _size: int) -> bytes:
        return next(self.chunks, b"")


def _nonce(count: int, last: bool) -> bytes:
    return count.to_bytes(11, "big") + (b"\x01" if last else b"\x00")
