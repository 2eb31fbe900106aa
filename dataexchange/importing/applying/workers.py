"""People whom a delivery names for the first time."""

from typing import Any

WORKERS = """
INSERT INTO employers_worker (document_kind, number_hash, number_cipher, mask, name, sex, birth_date)
SELECT DISTINCT ON (s.document_kind, s.number_hash)
       s.document_kind, s.number_hash, s.number_cipher, s.number_mask, s.name, s.sex, s.birth_date
FROM {staged} s
WHERE s.verdict IN ('new', 'changed') AND s.number_cipher IS NOT NULL
ORDER BY s.document_kind, s.number_hash, s.row
ON CONFLICT (document_kind, number_hash) DO NOTHING
"""

KNOWN = """
UPDATE {staged} s SET worker = w.id FROM employers_worker w
WHERE w.number_hash = s.number_hash AND w.document_kind = s.document_kind
  AND s.verdict IN ('new', 'changed', 'unchanged') AND s.worker IS NULL
"""


def ensure(cursor: Any, staged: str) -> None:
    """One row per person for the whole city; staged rows that apply learn its id."""
    cursor.execute(WORKERS.format(staged=staged))
    cursor.execute(KNOWN.format(staged=staged))
