"""The staging partition of one upload: made for a preview, dropped when the upload is done."""

from typing import Any

from django.db import connection

COLUMNS = (
    "upload_id, row, verdict, faults, warnings, row_hash, content_hash, uscc, org_code, "
    "registration_no, taxpayer_no, insurance_unit_no, name, document_kind, number_hash, number_cipher, number_mask, "
    "birth_date, sex, phone_hash, phone_cipher, phone_mask, month, values"
)


def table(upload_id: int) -> str:
    """The partition's name; an id is a number, so it may stand in a statement."""
    return f"dataexchange_stagedrow_{int(upload_id)}"


def read(upload_id: int) -> str:
    """The part of it with the rows that were read."""
    return f"{table(upload_id)}_read"


def known(upload_id: int) -> str:
    """The part of it with the rows that stand by their hash: most of a list that is sent again."""
    return f"{table(upload_id)}_known"


def create(cursor: Any, upload_id: int) -> None:
    """Start afresh: unlogged, because the sealed original can always be read again."""
    drop(cursor, upload_id)
    whole = table(upload_id)
    cursor.execute(
        f"CREATE TABLE {whole} PARTITION OF dataexchange_stagedrow FOR VALUES IN ({int(upload_id)})"
        " PARTITION BY LIST (known)"
    )
    for part, value in ((read(upload_id), "false"), (known(upload_id), "true")):
        cursor.execute(
            f"CREATE UNLOGGED TABLE {part} PARTITION OF {whole} FOR VALUES IN ({value})"
            " WITH (autovacuum_enabled = false)"
        )


def drop(cursor: Any, upload_id: int) -> None:
    cursor.execute(f"DROP TABLE IF EXISTS {table(upload_id)}")


def drop_now(upload_id: int) -> None:
    """Drop the partition outside of a running import."""
    with connection.cursor() as cursor:
        drop(cursor, upload_id)


# Tables that matching and applying make for one commit; several commits may share a transaction (a test, a script).
TEMPORARY = "m_employer, m_twice, m_entry, m_unread, m_named, r_row, o_number, o_place, a_new, a_gone, a_pair".split(
    ", "
)


def forget(cursor: Any) -> None:
    """Drop what an earlier commit of this transaction left in temporary tables."""
    cursor.execute("DROP TABLE IF EXISTS " + ", ".join(f"pg_temp.{name}" for name in TEMPORARY))
