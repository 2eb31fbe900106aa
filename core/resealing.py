"""Sealing everything anew after a second key was put first in DATA_KEYS; afterwards the old key may go.

By convention a cipher text stands in a column ``X_cipher`` and is bound to the hash in ``X_hash`` of the same row.
What is stored changes its wrapping, never its content: no statement is touched, no journal entry is due.
"""

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from core.models.stored_file import StoredFile
from core.privacy import key_ring, reseal
from core.sealed_files import opens, reseal_file

BATCH = 2000


def sealed_columns() -> list[tuple[type[models.Model], str, str]]:
    """Every model with a cipher text: its column, and the column it is bound to."""
    return [
        (model, name, name.removesuffix("_cipher") + "_hash")
        for model in apps.get_models()
        for name in sorted(field.column or "" for field in model._meta.local_concrete_fields)
        if name.endswith("_cipher")
    ]


def reseal_values(model: type[models.Model], cipher: str, bound: str) -> Iterator[int]:
    """Seal a column anew, a batch a transaction; yields how many rows each batch had. Stopping loses nothing."""
    with connection.cursor() as cursor:
        while batch := _batch(cursor, model._meta.db_table, cipher, bound):
            yield batch


@transaction.atomic
def _batch(cursor, table: str, cipher: str, bound: str) -> int:
    """Rows are named by where they lie (``ctid``): staging is partitioned and has no key to find them by."""
    cursor.execute(
        f"SELECT tableoid::regclass::text, ctid::text, {cipher}, {bound} FROM {table} "
        f"WHERE get_byte({cipher}, 0) <> %s LIMIT {BATCH} FOR UPDATE SKIP LOCKED",
        [key_ring().current],
    )
    rows = cursor.fetchall()
    for part in {row[0] for row in rows}:
        cursor.executemany(
            f"UPDATE {part} SET {cipher} = %s WHERE ctid = %s::tid",
            [(reseal(value, hashed), place) for where, place, value, hashed in rows if where == part],
        )
    return len(rows)


def reseal_files() -> Iterator[int]:
    """Seal every kept file anew that is under another key; yields 1 for each."""
    for kept in StoredFile.objects.filter(removed_at=None).order_by("pk").iterator():
        path = Path(settings.STORED_FILES_DIR) / kept.path
        if path.exists() and reseal_file(path):
            yield 1


def left() -> dict[str, int]:
    """How many values each column still has under another key than the first: what ``verify`` names."""
    counts: dict[str, int] = {}
    with connection.cursor() as cursor:
        for model, cipher, _bound in sealed_columns():
            table = model._meta.db_table
            cursor.execute(f"SELECT count(*) FROM {table} WHERE get_byte({cipher}, 0) <> %s", [key_ring().current])
            if count := cursor.fetchone()[0]:
                counts[f"{model._meta.label}.{cipher}"] = count
    return counts


def unreadable_files() -> list[StoredFile]:
    """Kept files that are gone, changed, or under a key that is not here."""
    folder = Path(settings.STORED_FILES_DIR)
    kept = StoredFile.objects.filter(removed_at=None).order_by("pk")
    return [file for file in kept.iterator() if not opens(folder / file.path)]
