"""The working-day calendar: what is published, what is not, and the vectors of the rule catalogue."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from core import calendar
from core.models import CalendarDay, DayKind

pytestmark = pytest.mark.django_db


def test_the_table_says_what_the_notices_say():
    table = dict(CalendarDay.objects.values_list("day", "is_workday"))
    first, last = date(2004, 1, 1), date(2026, 12, 31)
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    assert table == {day: chinese_calendar.is_workday(day) for day in days}


@pytest.mark.parametrize(
    "day, works",
    [
        ("2025-02-08", True),  # make-up Saturday after the Spring Festival
        ("2024-10-12", True),
        ("2026-01-04", True),
        ("2026-02-14", True),
        ("2026-02-28", True),
        ("2026-05-09", True),
        ("2026-09-20", True),
        ("2026-10-10", True),
        ("2006-01-28", True),  # make-up Saturday before the Spring Festival of 2006
        ("2006-01-30", False),
        ("2006-02-06", True),
        ("2026-10-01", False),
        ("2026-11-21", False),
        ("2026-11-23", True),
    ],
)
def test_a_published_day(day, works):
    assert calendar.working_day_status(date.fromisoformat(day)) == (works, True)
    assert calendar.is_working_day(date.fromisoformat(day)) is works


def test_make_up_days_of_2026():
    found = (
        CalendarDay.objects.filter(day__year=2026, kind=DayKind.MAKE_UP).order_by("day").values_list("day", flat=True)
    )
    assert [f"{day:%m-%d}" for day in found] == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


@pytest.mark.parametrize(
    "start, count, end",
    [
        ("2026-02-12", 5, "2026-02-26"),
        ("2026-01-05", 60, "2026-04-03"),
        ("2026-01-05", 90, "2026-05-20"),
        ("2025-09-29", 5, "2025-10-13"),
        ("2024-10-08", 5, "2024-10-14"),
        ("2026-09-24", 5, "2026-10-09"),
        ("2006-01-25", 5, "2006-02-06"),
        ("2025-01-24", 60, "2025-04-25"),
        ("2026-09-01", 60, "2026-11-30"),
    ],
)
def test_working_days_are_counted_from_the_day_after(start, count, end):
    assert calendar.add_working_days(date.fromisoformat(start), count) == (date.fromisoformat(end), True)


class TestUnpublishedYears:
    def test_a_term_that_crosses_into_one_is_provisional(self):
        assert calendar.add_working_days(date(2026, 12, 30), 5) == (date(2027, 1, 6), False)

    def test_a_day_is_answered_by_the_week_and_not_certain(self):
        assert calendar.working_day_status(date(2027, 2, 11)) == (True, False)
        assert calendar.working_day_status(date(2027, 2, 13)) == (False, False)

    def test_whoever_asks_for_certainty_is_refused(self):
        with pytest.raises(calendar.Unpublished, match="2027"):
            calendar.is_working_day(date(2027, 2, 11))

    def test_the_pay_day_is_known_but_provisional(self):
        assert calendar.last_working_day(date(2027, 1, 1)) == (date(2027, 1, 29), False)

    def test_once_published_it_is_certain(self):
        CalendarDay.objects.create(day=date(2027, 1, 29), is_workday=False, kind=DayKind.HOLIDAY, source="test")
        CalendarDay.objects.create(day=date(2027, 1, 30), is_workday=True, kind=DayKind.MAKE_UP, source="test")
        CalendarDay.objects.create(day=date(2027, 1, 31), is_workday=False, kind=DayKind.WEEKEND, source="test")
        assert calendar.last_working_day(date(2027, 1, 1)) == (date(2027, 1, 30), True)

    def test_the_last_published_year(self):
        assert calendar.last_published_year() == 2026
        CalendarDay.objects.all().delete()
        assert calendar.last_published_year() is None


@pytest.mark.parametrize(
    "day, before",
    [
        ("2026-10-08", "2026-10-08"),
        ("2026-10-07", "2026-09-30"),  # the whole National Day holiday lies between
        ("2026-10-10", "2026-10-10"),  # a make-up Saturday is a pay day like any other
        ("2026-11-22", "2026-11-20"),
        ("2006-02-04", "2006-01-28"),
    ],
)
def test_wages_due_on_a_day_off_are_due_on_the_working_day_before(day, before):
    assert calendar.previous_working_day(date.fromisoformat(day)) == (date.fromisoformat(before), True)


def test_the_working_day_after():
    assert calendar.next_working_day(date(2026, 10, 1)) == (date(2026, 10, 8), True)


@pytest.mark.parametrize(
    "month, day", [("2026-10-01", "2026-10-30"), ("2026-02-10", "2026-02-28"), ("2026-05-01", "2026-05-29")]
)
def test_last_working_day_of_a_month(month, day):
    assert calendar.last_working_day(date.fromisoformat(month)) == (date.fromisoformat(day), True)


def test_a_span_is_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        span = calendar.statuses(date(2026, 12, 30), date(2027, 1, 2))
    assert list(span.items()) == [
        (date(2026, 12, 30), (True, True)),
        (date(2026, 12, 31), (True, True)),
        (date(2027, 1, 1), (True, False)),
        (date(2027, 1, 2), (False, False)),
    ]


@pytest.mark.parametrize(
    "day, months, later",
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-15", -24, "2024-01-15"),
        ("2026-03-31", -1, "2026-02-28"),
    ],
)
def test_add_months_keeps_the_day_or_takes_the_last(day, months, later):
    assert calendar.add_months(date.fromisoformat(day), months) == date.fromisoformat(later)


def test_months_and_years():
    assert calendar.add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert calendar.month_first(date(2026, 2, 17)) == date(2026, 2, 1)
    assert calendar.month_last(date(2024, 2, 17)) == date(2024, 2, 29)
