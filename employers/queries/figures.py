"""The figures of many employers at once: what the rows of a list say besides the employer."""

from collections.abc import Sequence

from django.db import connection

RATES = ("contracts", "insurance", "wages")
COUNTED = ("employments", *(f"{rate}_{part}" for rate in RATES for part in ("of", "met", "unknown")))
# Written out: for fifty rows the server needs a quarter of the time that composing the query takes.
FIGURES = f"SELECT employer_id, {', '.join(COUNTED)} FROM employers_employerfigures WHERE employer_id = ANY(%s)"


def counted(ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """The figures by employer and name; an employer of whom nothing was ever counted is absent."""
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, [list(ids)])
        return {employer: dict(zip(COUNTED, row, strict=True)) for employer, *row in cursor.fetchall()}
