"""Parts of a run: which employers, and the locks that keep two checks of one part apart (decisions 21, 22).

A part is a class of a hash of the employer id: ids in blocks of 64, blocks dealt out in turn, so that no district makes
a long tail and neighbours are still read together. The last part is what no single employer decides.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

SHARDS = 64
BLOCK = 64
CITY = SHARDS  # shared codes, and register entries without an archive
LOCK_CLASS = 0x636F6D70

EMPLOYERS = f"""
SELECT e.id
FROM generate_series(%(no)s, coalesce((SELECT max(id) FROM employers_employer), 0) / {BLOCK}, {SHARDS}) block
JOIN employers_employer e ON e.id BETWEEN block * {BLOCK} AND block * {BLOCK} + {BLOCK - 1}
WHERE e.status IN ('open', 'closed') ORDER BY e.id
"""


def of(employer_id: int) -> int:
    """The part that an employer belongs to."""
    return employer_id // BLOCK % SHARDS


def employers(cursor: Any, no: int) -> list[int]:
    """The employers of a part."""
    cursor.execute(EMPLOYERS, {"no": no})
    return [employer for (employer,) in cursor.fetchall()]


def try_lock(no: int) -> bool:
    """Take a part for this session; it is given back by ``unlock``, or by the server when the session dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, no])
        return bool(cursor.fetchone()[0])


def unlock(no: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_CLASS, no])


@contextmanager
def locked(numbers: Iterable[int]) -> Iterator[None]:
    """Hold several parts, taken in order, so that two holders never wait for each other."""
    held: list[int] = []
    try:
        with connection.cursor() as cursor:
            for no in sorted(set(numbers)):
                cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK_CLASS, no])
                held.append(no)
        yield
    finally:
        for no in reversed(held):
            unlock(no)


@contextmanager
def snapshot() -> Iterator[Any]:
    """One transaction that sees what was committed when it began; inside another one, that one's view."""
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield cursor
