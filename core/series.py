"""Numbers of documents without gaps: taken when the document is issued, in the transaction that issues it."""

from django.db import connection

TAKE = """
INSERT INTO core_series (organ, kind, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (organ, kind, year) DO UPDATE SET last = core_series.last + 1
RETURNING last
"""


def take(*, organ: str, kind: str, year: int) -> int:
    """The next number of a series, gap-free: a document that is rolled back gives its number back.

    The row stays locked until the transaction ends, so whoever issues next in the same series waits for it: take the
    number as late as possible. A database sequence would not do: it never takes a number back.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A number is taken in the transaction that issues the document.")
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [organ, kind, year])
        return cursor.fetchone()[0]
