"""Which district has filed its colour map, and which has not yet: read for many districts at once.

The founding document names no day (三(一)). Those that count here, a number of days after a change of the grids and one
day of the year, are parameters; until somebody has verified them nobody is called late.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from django.db.models import Max
from django.utils.translation import gettext_lazy

from core import parameters
from core.actor import Actor
from core.calendar import month_last
from core.enums import Role, Tier
from grids.enums import FilingState
from grids.models import Area, AreaVersion, Boundary, Filing

AFTER_CHANGE, MONTH, DAY = "filing.days_after_change", "filing.yearly.month", "filing.yearly.day"


class Standing(Enum):
    """What a district has to do, or has done."""

    FILED = "filed"
    WAITING = "waiting"
    RETURNED = "returned"
    DUE = "due"
    NOT_YET = "not_yet"
    LATE = "late"


WORDS = {
    Standing.FILED: gettext_lazy("Filed and accepted"),
    Standing.WAITING: gettext_lazy("Waits for the city's answer"),
    Standing.RETURNED: gettext_lazy("Returned, to be filed again"),
    Standing.DUE: gettext_lazy("To be filed"),
    Standing.NOT_YET: gettext_lazy("Not yet filed"),
    Standing.LATE: gettext_lazy("Late"),
}
TONES = {
    Standing.FILED: "green",
    Standing.WAITING: "info",
    Standing.RETURNED: "orange",
    Standing.DUE: "yellow",
    Standing.NOT_YET: "orange",
    Standing.LATE: "red",
}


@dataclass(frozen=True, slots=True)
class Duty:
    """One district: what it filed last, what has changed since, by when the next filing is expected."""

    district: Area
    filed: Filing | None
    newest: Filing | None
    changed_on: date | None
    due: date | None
    standing: Standing

    @property
    def words(self) -> str:
        return str(WORDS[self.standing])

    @property
    def tone(self) -> str:
        return TONES[self.standing]

    @property
    def open(self) -> bool:
        """Whether the district has something to do."""
        return self.standing not in (Standing.FILED, Standing.WAITING)


def to_do(actor: Actor, *, on: date) -> list[Duty]:
    """The maps that wait for this person: for the city's answer, or to be filed by his district. The gravest first."""
    if actor.role not in (Role.CITY, Role.DISTRICT):
        return []
    found = duties(Area.objects.live().at(Tier.DISTRICT).within(actor.scope).in_order(), on=on)
    if actor.role is Role.DISTRICT:
        return [duty for duty in found if duty.open]
    first = {Standing.WAITING: 0, Standing.LATE: 1, Standing.NOT_YET: 2, Standing.RETURNED: 3}
    return sorted((duty for duty in found if duty.standing in first), key=lambda duty: first[duty.standing])


@dataclass(frozen=True, slots=True)
class Days:
    """The days of the parameters, as they stand on a day; ``verified`` only where all of them are."""

    after_change: int | None
    yearly: date | None
    verified: bool


def days(on: date) -> Days:
    rows = [parameters.row(code, (), on) for code in (AFTER_CHANGE, MONTH, DAY)]
    after, month, day = (int(row.value) if row else None for row in rows)
    yearly = None
    if month and day:
        this_year = _day_of(on.year, month, day)
        yearly = this_year if this_year <= on else _day_of(on.year - 1, month, day)
    return Days(after, yearly, all(row is not None and row.verified for row in rows))


def _day_of(year: int, month: int, day: int) -> date:
    first = date(year, month, 1)
    return min(first + timedelta(days=day - 1), month_last(first))


def duties(districts: Iterable[Area], *, on: date) -> list[Duty]:
    """One line per district, in the order given, in a handful of queries however many there are."""
    asked = list(districts)
    ids = [district.pk for district in asked]
    filed: dict[int, Filing] = {}
    newest: dict[int, Filing] = {}
    rows = Filing.objects.filter(area__in=ids, submitted_on__lte=on).defer("content").order_by("version")
    for row in rows:
        newest[row.area_id] = row
        if row.stands:
            filed[row.area_id] = row
    changed, terms = changed_on(ids, on=on), days(on)
    return [_duty(each, filed.get(each.pk), newest.get(each.pk), changed.get(each.pk), terms, on) for each in asked]


def _duty(
    district: Area, filed: Filing | None, newest: Filing | None, changed: date | None, terms: Days, on: date
) -> Duty:
    due = _due(filed, changed, terms)
    since = changed if filed is None or (changed is not None and changed > filed.data_on) else None
    if newest is not None and newest.state == FilingState.RETURNED:
        standing = Standing.RETURNED
    elif filed is None or (due is not None and due < on):
        standing = Standing.LATE if terms.verified and due is not None else Standing.NOT_YET
    elif due is not None:
        standing = Standing.DUE
    else:
        standing = Standing.WAITING if filed.state == FilingState.SUBMITTED else Standing.FILED
    return Duty(district, filed, newest, since, due, standing)


def _due(filed: Filing | None, changed: date | None, terms: Days) -> date | None:
    """The earliest day by which another filing is expected, or nothing; who never filed is asked for the last year's.

    A filing counts for the yearly day of its own calendar year, also one handed in before that day.
    """
    if filed is None or filed.submitted_on is None:
        return terms.yearly
    found = []
    if terms.yearly and filed.submitted_on.year < terms.yearly.year:
        found.append(terms.yearly)
    if changed and terms.after_change is not None and changed > filed.data_on:
        found.append(changed + timedelta(days=terms.after_change))
    return min(found, default=None)


def changed_on(ids: Iterable[int], *, on: date) -> dict[int, date]:
    """The last day on which the grids of a district or their outlines changed: name, code, outline, coming, going."""
    wanted = list(ids)
    found: dict[int, date] = {}
    streets = {"area__tier": Tier.STREET, "area__district__in": wanted}
    closed = Area.objects.at(Tier.STREET).filter(district__in=wanted, closed_on__lte=on)
    for rows in (
        Boundary.objects.filter(**streets, valid_from__lte=on)
        .values_list("area__district")
        .annotate(Max("valid_from")),
        AreaVersion.objects.filter(**streets, valid_from__lte=on)
        .values_list("area__district")
        .annotate(Max("valid_from")),
        closed.order_by().values_list("district").annotate(Max("closed_on")),
    ):
        for district, day in rows:
            found[district] = max(day, found.get(district, day))
    return found
