"""Entering the State Council's notice of a year's holidays: afterwards the days of that year are certain."""

import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import journal
from core.actor import Actor
from core.models.calendar_day import CalendarDay, DayKind
from core.permissions import Denied

NAMED = {DayKind.HOLIDAY: False, DayKind.MAKE_UP: True}


def read_notice(path: Path) -> dict[date, DayKind]:
    """The days a notice names: a CSV file with ``day`` and ``kind`` (holiday or make_up)."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    named: dict[date, DayKind] = {}
    for number, row in enumerate(rows, 2):
        try:
            day, kind = date.fromisoformat((row["day"] or "").strip()), DayKind((row["kind"] or "").strip())
        except (KeyError, ValueError):
            raise Denied(_("Row %(row)s is not a day with holiday or make_up.") % {"row": number}) from None
        if day in named:
            raise Denied(_("The day %(day)s stands twice in the file.") % {"day": day.isoformat()})
        named[day] = kind
    return named


def check_notice(year: int, named: dict[date, DayKind]) -> None:
    """Catch what is typed wrongly: another year, a holiday that is a make-up day's kind, far too few days."""
    for day, kind in named.items():
        if day.year != year:
            raise Denied(_("The day %(day)s does not lie in %(year)s.") % {"day": day.isoformat(), "year": year})
        if kind not in NAMED:
            raise Denied(_("A notice names holidays and make-up days only, but %(day)s is neither.") % {"day": day})
        if kind is DayKind.MAKE_UP and day.weekday() < 5:
            raise Denied(_("The make-up day %(day)s lies in the week; it must be a Saturday or Sunday.") % {"day": day})
    if Counter(named.values())[DayKind.HOLIDAY] < 11:
        raise Denied(_("A year has at least 11 public holidays; the file names fewer."))


@transaction.atomic
def publish(year: int, named: dict[date, DayKind], *, source: str, published_on: date, by: Actor, on: date) -> int:
    """Write every day of ``year``; days written before are replaced. Says how many days are worked."""
    check_notice(year, named)
    first = date(year, 1, 1)
    days = [first + timedelta(days=offset) for offset in range((date(year + 1, 1, 1) - first).days)]
    rows = []
    for day in days:
        kind = named.get(day, DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKDAY)
        is_workday = NAMED.get(kind, kind is DayKind.WORKDAY)
        rows.append(CalendarDay(day=day, is_workday=is_workday, kind=kind, source=source, published_on=published_on))
    CalendarDay.objects.filter(day__year=year).delete()
    CalendarDay.objects.bulk_create(rows)
    worked = sum(row.is_workday for row in rows)
    journal.record(
        "calendar.published",
        gettext_noop("The working days of %(year)s were entered from %(source)s: %(worked)s days are worked."),
        about=rows[0],
        by=by,
        on=on,
        year=year,
        source=source,
        worked=worked,
    )
    return worked
