"""Identity and telephone numbers at rest: sealed, hashed for matching, masked for eyes. Kept files: sealed in chunks.

Values: AES-256-GCM. Every cipher text names its key (first byte), so a second key can be added and rows sealed anew.
The associated data is the UUID that stands beside the cipher text in its row: a cipher text moved to another row does
not open there. A row may carry a UUID of its own, or be bound to the keyed hash it stands with.

Hash: HMAC-SHA-256 cut to 128 bits under a key of its own, over ``kind|normalised number``. It is the join key of
matching; changing the keys of the cipher does not touch it, and it can never be changed once there is data.

No exception here carries what it failed on.
"""

import hashlib
import hmac
from dataclasses import dataclass
from os import urandom
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from core.codes import Kind, normalise, normalise_resident_id

NONCE_BYTES = 12
HASH_BYTES = 16
_STARS = "*" * 64


class Unreadable(Exception):
    """A sealed value or file does not open: changed, cut short, in the wrong row, or its key is not here."""


class Sealed(NamedTuple):
    """What a row keeps of a number. ``hash`` has 16 bytes: ``hash.hex()`` goes into a UUID column."""

    cipher: bytes
    hash: bytes
    mask: str


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Keys by number: one seals, all of them open."""

    source: dict[int, bytes]
    current: int
    prefix: bytes
    sealing: AESGCM
    opening: dict[int, AESGCM]

    @classmethod
    def of(cls, keys: dict[int, bytes]) -> "KeyRing":
        current = next(iter(keys))
        opening = {number: AESGCM(key) for number, key in keys.items()}
        return cls(keys, current, bytes([current]), opening[current], opening)


_loaded: list[KeyRing] = []


def key_ring() -> KeyRing:
    """The keys of the settings, prepared once; other settings (a test's) are prepared anew."""
    keys = settings.DATA_KEYS
    if not _loaded or _loaded[0].source is not keys:
        _loaded[:] = [KeyRing.of(keys)]
    return _loaded[0]


def _row_bytes(row: UUID | bytes) -> bytes:
    return row if isinstance(row, bytes) else row.bytes


def seal(text: str, row: UUID | bytes) -> bytes:
    """Encrypt ``text`` for the row with this UUID: key number, nonce, cipher text, tag."""
    ring = key_ring()
    nonce = urandom(NONCE_BYTES)
    return ring.prefix + nonce + ring.sealing.encrypt(nonce, text.encode(), _row_bytes(row))


def open_sealed(cipher: bytes, row: UUID | bytes) -> str:
    """Decrypt what ``seal`` made for the same row, or raise ``Unreadable``."""
    cipher = bytes(cipher)
    key = key_ring().opening.get(cipher[0]) if len(cipher) > 1 + NONCE_BYTES else None
    if key is None:
        raise Unreadable("The value names a key that is not in DATA_KEYS, or is too short to be sealed.")
    try:
        return key.decrypt(cipher[1 : 1 + NONCE_BYTES], cipher[1 + NONCE_BYTES :], _row_bytes(row)).decode()
    except InvalidTag:
        raise Unreadable("The value was changed, or belongs to another row.") from None


def is_current(cipher: bytes) -> bool:
    """Say whether a cipher text is under the key that seals now."""
    return bytes(cipher[:1]) == key_ring().prefix


def reseal(cipher: bytes, row: UUID | bytes) -> bytes:
    """The same value under the key that seals now; one that already is comes back as it was."""
    return bytes(cipher) if is_current(cipher) else seal(open_sealed(cipher, row), row)


def keyed_hash(text: str) -> bytes:
    """16 bytes that only a holder of HASH_KEY can compute; equal texts have equal hashes."""
    return hmac.digest(settings.HASH_KEY, text.encode(), "sha256")[:HASH_BYTES]


def normalise_number(kind: str, number: str) -> str:
    """How a document number is compared: tidied, and a resident's 15 digits extended to 18."""
    return normalise_resident_id(number) if kind == Kind.RESIDENT else normalise(number)


def number_hash(kind: str, number: str) -> bytes:
    """The join key of a person: the hash over ``kind|normalised number``."""
    return keyed_hash(f"{kind}|{normalise_number(kind, number)}")


def sealed_number(kind: str, number: str, row: UUID | bytes | None = None) -> Sealed:
    """Seal, hash and mask a document number; without ``row`` the cipher text is bound to the hash."""
    tidy = normalise_number(kind, number)
    hashed = keyed_hash(f"{kind}|{tidy}")
    return Sealed(seal(tidy, hashed if row is None else row), hashed, mask_number(tidy))


def sealed_phone(phone: str, row: UUID | bytes | None = None) -> Sealed:
    """Seal, hash and mask a telephone number; without ``row`` the cipher text is bound to the hash."""
    tidy = normalise(phone)
    hashed = keyed_hash(f"phone|{tidy}")
    return Sealed(seal(tidy, hashed if row is None else row), hashed, mask_phone(tidy))


def mask_number(text: str) -> str:
    """First six and last four characters; under 15 characters the first and last two, under five none."""
    length = len(text)
    if length >= 15:
        return f"{text[:6]}{_STARS[: length - 10]}{text[-4:]}"
    if length >= 5:
        return f"{text[:2]}{_STARS[: length - 4]}{text[-2:]}"
    return _STARS[:length]


def mask_phone(text: str) -> str:
    """First three and last four digits; of short numbers the last two."""
    length = len(text)
    if length >= 10:
        return f"{text[:3]}{_STARS[: length - 7]}{text[-4:]}"
    return f"{_STARS[: max(length - 2, 0)]}{text[-2:]}" if length > 4 else _STARS[:length]


def file_key(number: int, salt: bytes) -> AESGCM:
    """The key of one file, derived from key ``number`` and the file's salt: so chunk counters may serve as nonces."""
    try:
        root = key_ring().source[number]
    except KeyError:
        raise Unreadable("The file names a key that is not in DATA_KEYS.") from None
    return AESGCM(hmac.digest(root, b"kept file|" + salt, hashlib.sha256))
