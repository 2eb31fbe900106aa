"""People whom a delivery names for the first time."""

from typing import Any

WORKERS = """
INSERT INTO employers_worker (document_kind, number_hash, number_cipher, mask, name, sex, birth_date)
SELECT DISTINCT ON (s.document_kind, s.number_hash)
       s.document_kind, s.number_hash, s.number_cipher, s.number_mask, s.name, s.sex, s.birth_date
FROM {staged} s
WHERE s.verdict IN ('new', 'changed') AND s.number_cipher IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM employers_worker w WHERE w.number_hash = s.number_hash AND w.document_kind = s.document_kind)
ORDER BY s.document_kind, s.number_hash, s.row
ON CONFLICT (number_hash, document_kind) DO NOTHING
"""

KNOWN = """
UPDATE {staged} s SET worker = w.id FROM employers_worker w
WHERE w.number_hash = s.number_hash AND w.document_kind = s.document_kind
  AND s.verdict IN ('new', 'changed', 'unchanged') AND s.worker IS NULL
"""


def add(cursor: Any, staged: str) -> None:
    """One row per person for the whole city."""
    cursor.execute(WORKERS.format(staged=staged))


def ensure(cursor: Any, staged: str) -> None:
    """Add who is new; staged rows that apply learn the id of their worker."""
    add(cursor, staged)
    cursor.execute(KNOWN.format(staged=staged))
