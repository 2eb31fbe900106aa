"""Where everything goes that lies in an area which a change of territory touches: one answer per area, for all apps.

Nothing is guessed by majority. An area that goes on undivided keeps what it has; a closed one hands it to its only
heir; a community without exactly one heir follows its street; a street without exactly one rises to its district, where
the queue shows the parts it was divided into.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_noop

from core.enums import Tier
from grids.domain.placing import reasons

# How employers of an area came along: with their community, with their street, or up to the queue of the district.
BY_COMMUNITY, BY_STREET, QUEUED = "community", "street", "queued"
WAYS = (BY_COMMUNITY, BY_STREET, QUEUED)

# The one table that every app's ``follow`` joins. ``moved``: another area, not only another place in the tree.
FOLLOW = """
CREATE TEMP TABLE t_follow (from_area bigint PRIMARY KEY, to_area bigint NOT NULL, how text NOT NULL,
    moved boolean NOT NULL, suggested bigint, suggestion jsonb) ON COMMIT DROP
"""


@dataclass(frozen=True, slots=True)
class Known:
    """An area as it stood before the change."""

    tier: str
    parent: int | None
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Step:
    """What lies in ``area`` goes to ``to``; ``heirs`` are the parts of a divided place, the likeliest first."""

    area: int
    to: int
    how: str
    former: str = ""
    heirs: tuple[int, ...] = field(default=())

    @property
    def moved(self) -> bool:
        return self.area != self.to


def steps(before: Mapping[int, Known], living: Mapping[int, str], heirs: Mapping[int, Sequence[int]]) -> list[Step]:
    """One step per area before the change whose things move or whose place in the tree does.

    ``living`` maps the areas that stand afterwards to their path.
    """
    found = []
    for area, known in before.items():
        to, divided = settle(area, before, living, heirs)
        if to == area and living.get(area) == known.path:
            continue
        former = before[area if divided is None else divided].name
        parts = tuple(heirs.get(divided, ())) if divided is not None else ()
        found.append(Step(area, to, way(living.get(to, "")), former, parts))
    return found


def settle(
    area: int, before: Mapping[int, Known], living: Mapping[int, str], heirs: Mapping[int, Sequence[int]]
) -> tuple[int, int | None]:
    """Where the things of one area go, and the divided area on the way there, if any."""
    known, mine = before[area], [heir for heir in heirs.get(area, ()) if heir in living]
    if area in living and not mine:
        return area, None
    if len(set(mine)) == 1:
        return mine[0], None
    if known.parent is None or known.parent not in before:
        return area, None
    above, divided = settle(known.parent, before, living, heirs)
    return above, divided if known.tier == Tier.COMMUNITY else area


def way(path: str) -> str:
    """How employers came along, by the tier that they reached: depth in the path, whatever the codes say."""
    rank = path.count("/") - 1
    if rank == Tier.COMMUNITY.rank:
        return BY_COMMUNITY
    return BY_STREET if rank == Tier.STREET.rank else QUEUED


def write(cursor: Any, found: Iterable[Step], names: Mapping[int, str]) -> None:
    """Lay the steps down as ``t_follow``, the suggestions of divided places with their reasons beside them."""
    cursor.execute("DROP TABLE IF EXISTS pg_temp.t_follow")
    cursor.execute(FOLLOW)
    with cursor.copy("COPY t_follow FROM STDIN") as copy:
        for step in found:
            copy.write_row((step.area, step.to, step.how, step.moved, *suggestion(step, names)))
    cursor.execute("ANALYZE t_follow")


def suggestion(step: Step, names: Mapping[int, str]) -> tuple[int | None, str | None]:
    """What the queue is told of a divided place: its parts, or that nobody knows its heir."""
    if step.how != QUEUED or not step.moved:
        return None, None
    if not step.heirs:
        told = {"code": reasons.UNKNOWN_HEIR, "values": {"former": step.former}, "others": []}
        return None, json.dumps(told, ensure_ascii=False)
    values = {"former": step.former, "names": "、".join(names.get(heir, "") for heir in step.heirs)}
    reason: dict[str, Any] = {"code": reasons.DIVIDED, "values": values}
    others = [{"area": heir, **reason} for heir in step.heirs]
    return step.heirs[0], json.dumps({**reason, "others": others}, ensure_ascii=False)


# Undoing -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dependent:
    """Something recorded against the new areas after a change took effect: it stands in the way of an undo."""

    what: str  # an English msgid
    count: int


DELIVERIES = gettext_noop("Deliveries about employers in these areas")
FINDINGS = gettext_noop("Findings opened or closed in these areas")
APPOINTMENTS = gettext_noop("Appointments to these areas")
PLACEMENTS = gettext_noop("Employers placed in or moved between these areas")
FILINGS = gettext_noop("Filings of these districts")
OUTLINES = gettext_noop("Outlines published of these areas")
CHANGES = gettext_noop("Later changes of these areas")
