"""Days, months and working days. The table ``CalendarDay`` is the authority; nothing is guessed silently.

The State Council publishes a year's holidays and make-up days in the autumn before. A day of a year not yet published
is answered by the week alone and marked as not certain: a deadline that crosses into such a year is provisional.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from core.models.calendar_day import CalendarDay

ONE_DAY = timedelta(days=1)
# Longer than any run of days off: the answer lies within, unless the table says that a whole month is free.
LOOK = 31


class Dated(NamedTuple):
    """A computed day, and whether every day that was looked at is published."""

    day: date
    certain: bool


class Status(NamedTuple):
    """Whether a day is worked, and whether that is published."""

    is_working: bool
    certain: bool


class Unpublished(Exception):
    """Somebody asked for certainty about a day whose year is not published yet."""


def month_first(day: date) -> date:
    return day.replace(day=1)


def month_last(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last day of a shorter month (民法典 arts. 201, 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    return add_months(day, 12 * years)


def statuses(first: date, last: date) -> dict[date, Status]:
    """Every day of a span with its status, in order: one query. For bulk work and for tables of days."""
    rows = CalendarDay.objects.filter(day__range=(first, last)).values_list("day", "is_workday")
    published = {day: Status(is_workday, True) for day, is_workday in rows}
    return {day: published.get(day, Status(day.weekday() < 5, False)) for day in _days(first, last)}


def working_day_status(day: date) -> Status:
    """Whether ``day`` is worked, and whether that is certain."""
    return statuses(day, day)[day]


def is_working_day(day: date) -> bool:
    """Whether ``day`` is worked; ``Unpublished`` where only a guess could be given."""
    status = working_day_status(day)
    if not status.certain:
        raise Unpublished(f"The holidays of {day.year} are not published yet.")
    return status.is_working


def previous_working_day(day: date) -> Dated:
    """``day`` itself when it is worked, else the working day before it (工资支付暂行规定 art. 7: pay earlier)."""
    return _first_working(day, -1)


def next_working_day(day: date) -> Dated:
    """``day`` itself when it is worked, else the working day after it."""
    return _first_working(day, 1)


def last_working_day(first: date) -> Dated:
    """The last working day of the month of ``first``."""
    return previous_working_day(month_last(first))


def add_working_days(start: date, count: int) -> Dated:
    """The ``count``-th working day after ``start``, which itself is not counted."""
    if count < 1:
        raise ValueError("Working days are counted from the day after the start.")
    left, certain, begin = count, True, start + ONE_DAY
    while True:
        end = begin + timedelta(days=left * 2 + LOOK)
        for day, status in statuses(begin, end).items():
            certain = certain and status.certain
            left -= status.is_working
            if not left:
                return Dated(day, certain)
        begin = end + ONE_DAY


def last_published_year() -> int | None:
    """The last year for which the table has days; nothing where the calendar is empty."""
    newest = CalendarDay.objects.order_by("-day").values_list("day", flat=True).first()
    return newest.year if newest else None


def _first_working(day: date, step: int) -> Dated:
    certain = True
    while True:
        far = day + timedelta(days=LOOK * step)
        span = statuses(min(day, far), max(day, far))
        for candidate in sorted(span, reverse=step < 0):
            certain = certain and span[candidate].certain
            if span[candidate].is_working:
                return Dated(candidate, certain)
        day = far + ONE_DAY * step


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
