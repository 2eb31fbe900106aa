"""Contracts of an employer: the filed acts of each folded into one, beside what rosters say (rule catalogue 9.1).

The folding is that of the derivation, over this employer's pairs only; nothing is kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, models, transaction

from core import paging
from employers.domain import standing
from employers.domain.derivation import contracts, spells
from employers.domain.derivation.facts import Facts

SIZE = 50
ORDER = ("start", "worker_id")
TYPES = (models.DateField(), models.BigIntegerField())

PAIRS = """
INSERT INTO t_target SELECT employer_id, worker_id FROM employers_standing
WHERE employer_id = %(employer)s AND (%(worker)s::bigint IS NULL OR worker_id = %(worker)s)
"""
FOLDED = """
SELECT c.worker_id, c.name, w.mask, c.start, c.ends, c.ended_on, c.kind, c.form, c.agreed_wage, c.pay_day, c.pay_in,
       c.signed_on, c.filed, c.delivery_id, d.received_on, s.name AS source,
       (c.ends IS NULL OR c.ends >= %(on)s) AND (c.ended_on IS NULL OR c.ended_on > %(on)s) AS runs
FROM t_contract c JOIN employers_worker w ON w.id = c.worker_id
LEFT JOIN employers_delivery d ON d.id = c.delivery_id LEFT JOIN employers_source s ON s.code = d.source_id
WHERE {place} {state}
ORDER BY c.start {way}, c.worker_id {way} LIMIT %(limit)s
"""
STATES = {
    "valid": "AND c.start <= %(on)s AND (c.ends IS NULL OR c.ends >= %(on)s)"
    " AND (c.ended_on IS NULL OR c.ended_on > %(on)s)",
    "over": "AND (c.ends < %(on)s OR c.ended_on <= %(on)s)",
    "future": "AND c.start > %(on)s",
}


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract as it stands; ``filed`` is false where only rosters know of it."""

    worker_id: int
    name: str
    mask: str
    start: date
    ends: date | None
    ended_on: date | None
    kind: str
    form: str
    agreed_wage: Any
    pay_day: int | None
    pay_in: str
    signed_on: date | None
    filed: bool
    delivery_id: int | None
    received_on: date | None
    source: str | None
    runs: bool
    on: date

    @property
    def state(self) -> str:
        """``future``, ``valid``, ``terminated`` before its end, or ``expired``."""
        if self.start > self.on:
            return "future"
        if self.runs:
            return "valid"
        return "terminated" if self.ended_on is not None and self.ended_on <= self.on else "expired"


def page(
    pk: int, on: date, *, worker: int | None = None, state: str = "", after: str = "", before: str = ""
) -> paging.Page:
    """The contracts of one employer (of one of its workers), the latest start first, as of a day."""
    start = paging.decode(after or before, TYPES)
    backwards = bool(before and not after and start)
    place = "true"
    if start:
        place = "(c.start, c.worker_id) " + (">" if backwards else "<") + " (%(start)s, %(worker)s)"
    told: dict[str, Any] = {"on": on, "limit": SIZE + 1}
    if start:
        told |= {"start": start[0], "worker": start[1]}
    way = "ASC" if backwards else "DESC"
    with _folded(pk, on, worker) as cursor:
        cursor.execute(FOLDED.format(place=place, state=STATES.get(state, ""), way=way), told)
        found = [Contract(*row, on) for row in cursor.fetchall()]  # type: ignore[call-arg]  # the query says
    more = len(found) > SIZE
    found = found[:SIZE]
    if backwards:
        found.reverse()
    has_before, has_after = (more, True) if backwards else (bool(start), more)
    return paging.Page(
        rows=found,
        before=paging.encode(found[0], ORDER) if found and has_before else "",
        after=paging.encode(found[-1], ORDER) if found and has_after else "",
    )


@contextmanager
def _folded(pk: int, on: date, worker: int | None) -> Iterator[Any]:
    """A transaction with ``t_contract`` filled for one employer's pairs."""
    told = {"employer": pk, "worker": worker, "on": on}
    facts = Facts(on)
    with transaction.atomic(), connection.cursor() as cursor:
        standing.drop(cursor)
        cursor.execute(standing.TARGET)
        cursor.execute(PAIRS, told)
        for step in (*spells.listings(facts), *contracts.filed(facts)):
            cursor.execute(step, told if "%(" in step else None)
        yield cursor
        standing.drop(cursor)
