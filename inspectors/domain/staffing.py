"""How grids and communities are staffed on a day (founding document, 三(三)); told to ``grids`` for today.

An inspector counts in every grid that he is appointed to, while a fitting certificate is valid that day and he is not
on leave; a substitute in the days of leave only; who merely was lent the sight of an area counts nowhere. Supervisors
and coordinators count by their appointment: the founding document asks no certificate of them. Periods are half-open.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Q

from core import parameters
from core.enums import Tier
from core.models import Parameter
from grids import queries as territory
from grids.models import Area, Staffing
from inspectors.enums import Position

INSPECTORS, ASSISTANTS, MANY = (
    "staffing.inspectors_per_grid",
    "staffing.assistants_per_community",
    "staffing.grids_per_inspector",
)
NEEDS = (INSPECTORS, ASSISTANTS)

# Who counts where on a day (the certificates that fit a position: ``enums.CERTIFIED_BY``).
SERVING = """
SELECT a.area_id, a.member_id, a.position
FROM inspectors_appointment a
JOIN inspectors_teammember m ON m.id = a.member_id
WHERE a.ground <> 'delegated' AND a.valid_from <= %(on)s AND (a.valid_to IS NULL OR a.valid_to > %(on)s)
  AND (m.left_on IS NULL OR m.left_on >= %(on)s)
  AND NOT EXISTS (
    SELECT FROM inspectors_leave l
    WHERE l.member_id = m.id AND l.cancelled_on IS NULL AND l.valid_from <= %(on)s AND l.valid_to > %(on)s)
  AND (a.position = ANY(%(assisting)s) OR EXISTS (
    SELECT FROM inspectors_certificate c
    WHERE c.member_id = m.id AND c.valid_from <= %(on)s AND c.valid_to > %(on)s
      AND (c.kind = 'full_time' OR (a.position = 'part_time' AND c.kind = 'part_time'))))
  AND (%(areas)s::bigint[] IS NULL OR a.area_id = ANY(%(areas)s))
"""

# The next day on which a row changes by itself.
CHANGES = """
SELECT area_id, min(day) FROM (
  SELECT a.area_id, unnest(ARRAY[
    a.valid_from, a.valid_to, m.left_on + 1,
    (SELECT min(least(nullif(greatest(c.valid_from, %(on)s), %(on)s), nullif(greatest(c.valid_to, %(on)s), %(on)s)))
     FROM inspectors_certificate c WHERE c.member_id = m.id AND c.valid_to > %(on)s),
    (SELECT min(least(nullif(greatest(l.valid_from, %(on)s), %(on)s), nullif(greatest(l.valid_to, %(on)s), %(on)s)))
     FROM inspectors_leave l WHERE l.member_id = m.id AND l.cancelled_on IS NULL AND l.valid_to > %(on)s)
  ]) AS day
  FROM inspectors_appointment a JOIN inspectors_teammember m ON m.id = a.member_id
  WHERE a.ground <> 'delegated' AND (a.valid_to IS NULL OR a.valid_to > %(on)s)
    AND (%(areas)s::bigint[] IS NULL OR a.area_id = ANY(%(areas)s))
) e WHERE day > %(on)s GROUP BY area_id
"""

ASSISTING = [Position.SUPERVISOR.value, Position.COORDINATOR.value]


@dataclass
class Count:
    """How one area stands: who counts against what is needed, and how many of its parts fall short."""

    inspectors: set[int] = field(default_factory=set)
    assistants: set[int] = field(default_factory=set)
    inspectors_needed: int = 0
    assistants_needed: int = 0
    grids: int = 0
    grids_short: int = 0
    communities: int = 0
    communities_short: int = 0

    def add(self, other: "Count") -> None:
        self.inspectors |= other.inspectors
        self.assistants |= other.assistants
        for name in SUMMED:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def short(self) -> bool:
        return bool(self.grids_short or self.communities_short)

    def row(self) -> dict[str, int]:
        """The columns of ``Staffing``: people become their number."""
        numbers = {name: getattr(self, name) for name in SUMMED}
        return numbers | {"inspectors": len(self.inspectors), "assistants": len(self.assistants)}


SUMMED = ("inspectors_needed", "assistants_needed", "grids", "grids_short", "communities", "communities_short")


def ask(sql: str, on: date, areas: Collection[int] | None = None) -> list[tuple]:
    told = {"on": on, "areas": None if areas is None else list(areas), "assisting": ASSISTING}
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
        return cursor.fetchall()


def serving(on: date, areas: Collection[int] | None = None) -> list[tuple[int, int, str]]:
    """(area, member, position) of everybody who counts on a day."""
    return ask(SERVING, on, areas)


class Needs:
    """What the dated parameters ask of a grid and of a community; nothing where no row applies."""

    def __init__(self, on: date) -> None:
        self.rows = {(row.code, row.place): int(row.value) for row in parameters.as_rows(NEEDS, first=on, last=on)}
        self.chains = territory.place_chains() if any(place for _, place in self.rows) else {}

    def of(self, code: str, area: int) -> int:
        chain = (*self.chains.get(area, ()), "")
        return next((self.rows[code, place] for place in chain if (code, place) in self.rows), 0)


def counts(on: date, area: Area | None = None) -> dict[int, Count]:
    """Every live area within ``area`` (else all) on a day: grids and communities counted, districts and city summed."""
    rows = Area.objects.live()
    places = list((rows.under(area) if area else rows).order_by("-path").only(*COLUMNS))
    return counted(places, serving(on, [place.pk for place in places] if area else None), Needs(on))


COLUMNS = ("id", "tier", "path", "parent_id")


def counted(places: Iterable[Area], people: Iterable[tuple[int, int, str]], needs: Needs) -> dict[int, Count]:
    """Deepest areas first, so that each adds to the one above it when it is complete."""
    here: dict[int, Count] = defaultdict(Count)
    for area, member, position in people:
        (here[area].assistants if position in ASSISTING else here[area].inspectors).add(member)
    found: dict[int, Count] = {}
    sums: dict[int, Count] = defaultdict(Count)
    for place in sorted(places, key=lambda each: -Tier(each.tier).rank):
        found[place.pk] = count = of_place(place, here[place.pk], sums[place.pk], needs)
        if place.parent_id is not None:
            sums[place.parent_id].add(count)
    return found


def of_place(place: Area, own: Count, below: Count, needs: Needs) -> Count:
    """A community has its assistants, a grid its inspectors beside its communities, what lies above sums alone."""
    match Tier(place.tier):
        case Tier.COMMUNITY:
            needed = needs.of(ASSISTANTS, place.pk)
            short = int(len(own.assistants) < needed)
            return Count(assistants=own.assistants, assistants_needed=needed, communities=1, communities_short=short)
        case Tier.STREET:
            needed = needs.of(INSPECTORS, place.pk)
            below.add(Count(inspectors=own.inspectors, inspectors_needed=needed, grids=1,
                            grids_short=int(len(own.inspectors) < needed)))  # fmt: skip
    return below


# Telling grids -------------------------------------------------------------------------------------------------------


@transaction.atomic
def rebuild(*, on: date, areas: Collection[int] | None = None) -> int:
    """Tell ``grids`` how areas stand: those named with all above and below them, else every one. Answers how many rows.

    The day never goes back: an appointment recorded for a past day is judged as of the newest day told.
    """
    newest = Staffing.objects.order_by("-as_of").values_list("as_of", flat=True).first()
    day = max(on, newest) if newest else on
    if areas is not None and newest:
        districts = Area.objects.filter(pk__in=areas).exclude(tier=Tier.CITY).values("district")
        places = list(Area.objects.live().filter(district__in=districts).only(*COLUMNS))
    else:
        places = list(Area.objects.live().only(*COLUMNS))
        Staffing.objects.exclude(area__closed_on=None).delete()
    ids = [place.pk for place in places]
    found = counted(places, serving(day, ids), Needs(day))
    parts = {place.pk: place.parent_id for place in sorted(places, key=lambda each: -Tier(each.tier).rank)}
    days = changes(day, ids, parts)
    written = tell(found, days, day)
    return written + sum_city(day) if areas is not None and newest else written


def changes(on: date, ids: Collection[int], parts: dict[int, int | None]) -> dict[int, date]:
    """The next day on which each area changes by itself; an area changes with its parts."""
    days: dict[int, date] = dict(ask(CHANGES, on, ids))
    rows = Parameter.objects.filter(code__in=NEEDS).values_list("valid_from", "valid_to")
    turns = [day for pair in rows for day in pair if day and day > on]
    for area, parent in parts.items():
        if found := [day for day in (days.get(area), *turns) if day]:
            days[area] = min(found)
        if parent is not None and area in days:
            days[parent] = min(days.get(parent, days[area]), days[area])
    return days


def tell(found: dict[int, Count], days: dict[int, date], on: date) -> int:
    """Write the rows: one statement, whatever their number."""
    revision = parameters.revision()
    rows = [
        Staffing(area_id=area, as_of=on, changes_on=days.get(area), revision=revision, **count.row())
        for area, count in found.items()
    ]
    told = [name.name for name in Staffing._meta.fields if name.name not in ("id", "area")]
    Staffing.objects.bulk_create(rows, update_conflicts=True, unique_fields=["area"], update_fields=told)
    return len(rows)


SUM_CITY = """
UPDATE grids_staffing s SET
  inspectors = people.inspectors, assistants = people.assistants, as_of = %(on)s, changes_on = parts.changes_on,
  inspectors_needed = parts.a, assistants_needed = parts.b, grids = parts.c, grids_short = parts.d,
  communities = parts.e, communities_short = parts.f
FROM grids_area city,
  (SELECT sum(inspectors_needed) a, sum(assistants_needed) b, sum(grids) c, sum(grids_short) d, sum(communities) e,
          sum(communities_short) f, min(changes_on) AS changes_on
   FROM grids_staffing p JOIN grids_area pa ON pa.id = p.area_id WHERE pa.tier = 'district' AND pa.closed_on IS NULL
  ) parts,
  (SELECT count(DISTINCT member_id) FILTER (WHERE position <> ALL(%(assisting)s) AND tier = 'street') AS inspectors,
          count(DISTINCT member_id) FILTER (WHERE position = ANY(%(assisting)s) AND tier = 'community') AS assistants
   FROM ({serving}) served JOIN grids_area sa ON sa.id = served.area_id
   WHERE sa.closed_on IS NULL) people
WHERE city.id = s.area_id AND city.tier = 'city'
"""


def sum_city(on: date) -> int:
    """The city's row out of those of its districts, where only one of them was counted anew."""
    with connection.cursor() as cursor:
        sql = SUM_CITY.format(serving=SERVING)
        cursor.execute(sql, {"on": on, "areas": None, "assisting": ASSISTING})
        return cursor.rowcount


def rebuild_due(*, on: date) -> int:
    """What beat calls: everything anew where a row is due, an area has none, or a parameter was edited."""
    live = Area.objects.live()
    due = Q(changes_on__lte=on) | ~Q(revision=parameters.revision()) | Q(area__closed_on__isnull=False)
    if Staffing.objects.filter(due).exists() or live.filter(staffing=None).exists():
        return rebuild(on=on)
    return 0


def many(on: date) -> Decimal | None:
    """More grids than this for one inspector are pointed out, never subtracted."""
    return parameters.value(MANY, (), on)
