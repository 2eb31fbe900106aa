"""What an address says of the place: the road and door by which the queue is worked, and what to suggest.

Addresses come from registers. A new address never moves an employer (decisions 5): one not yet placed gets a new
suggestion, a placed one whose address now names another street is marked misplaced until a person has answered.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection, transaction

from core.enums import Tier
from employers.models import Employer
from grids.domain.placing import Gazetteer, Placing, gazetteer

CHUNK = 5_000

READINGS = """
CREATE TEMP TABLE a_reading (id bigint, road text, door int, suggested bigint, suggestion jsonb, misplaced boolean)
ON COMMIT DROP
"""
WRITE = """
UPDATE employers_employer e
SET road = a.road, door = a.door, suggested_area_id = a.suggested, suggestion = a.suggestion, misplaced = a.misplaced,
    answered_on = NULL
FROM a_reading a WHERE e.id = a.id
"""


def told(found: Placing, *, beginning: bool = False) -> str:
    """The reason and the areas to offer, as the suggestion is kept; ``beginning``: the area found itself is offered."""
    offered = [(other.area_id, other.reason) for other in found.suggestions]
    if beginning:
        offered = [(found.area_id, found.reason), *(one for one in offered if one[0] != found.area_id)]
    return json.dumps(
        {
            "code": found.reason.code,
            "values": dict(found.reason.values),
            "others": [{"area": area, "code": why.code, "values": dict(why.values)} for area, why in offered],
        },
        ensure_ascii=False,
    )


def read(book: Gazetteer, employer: Employer) -> tuple[int, str, int | None, int | None, str | None, bool]:
    """One line of ``a_reading``: road, door, and what the address suggests given where the employer lies."""
    doorway, found = book.doorway(employer.address), book.locate(employer.address)
    misplaced = employer.street_id is not None and book.contradicts(found, employer.street_id)
    suggested: int | None = None
    suggestion: str | None = None
    if misplaced or (employer.street_id is None and found.area_id != employer.area_id and found.tier != Tier.CITY):
        suggested, suggestion = found.area_id, told(found, beginning=True)
    elif employer.community_id is None:
        suggested, suggestion = found.suggestion, told(found)
        if found.tier == Tier.COMMUNITY:
            suggested, suggestion = found.area_id, told(found, beginning=True)
    return employer.pk, doorway.road, doorway.door, suggested, suggestion, misplaced


def reread(cursor: Any, ids: Sequence[int], *, on: date) -> int:
    """Read the addresses of these employers anew, after a register changed them; answers how many."""
    book = gazetteer(on)
    cursor.execute("DROP TABLE IF EXISTS pg_temp.a_reading")
    cursor.execute(READINGS)
    fields = ("id", "address", "area_id", "street_id", "community_id")
    for start in range(0, len(ids), CHUNK):
        rows = list(Employer.objects.filter(pk__in=ids[start : start + CHUNK]).only(*fields))
        with cursor.copy("COPY a_reading FROM STDIN") as copy:
            for employer in rows:
                copy.write_row(read(book, employer))
    cursor.execute(WRITE)
    return int(cursor.rowcount)


@transaction.atomic
def read_all(*, on: date) -> int:
    """Read every address that has not been read: once, after the upgrade that brought roads."""
    unread = Employer.objects.filter(road="").exclude(address="").values_list("pk", flat=True)
    with connection.cursor() as cursor:
        return reread(cursor, list(unread), on=on)
