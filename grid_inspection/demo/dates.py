"""The days that the invented city hangs on, all derived from its "today".

Nothing here reads a clock. The rhythms are those of the eight datasets: insurance by the 20th of the month after,
wages by the last working day of the month after, filings on the 5th, rosters at the half years.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from chinese_calendar import is_workday

Month = tuple[int, int]

ROSTER_LAG = 12  # a half-year roster is here twelve days after the half year, so none is ever older than 200 days


def add_months(day: date, count: int) -> date:
    """The same day `count` months on, or the last day of a shorter month (民法典 arts. 201, 202)."""
    year, month = shift((day.year, day.month), count)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def shift(month: Month, count: int) -> Month:
    whole = month[0] * 12 + month[1] - 1 + count
    return whole // 12, whole % 12 + 1


def first(month: Month) -> date:
    return date(month[0], month[1], 1)


def last(month: Month) -> date:
    return date(month[0], month[1], monthrange(*month)[1])


def month_of(day: date) -> Month:
    return day.year, day.month


def month_text(month: Month) -> str:
    return f"{month[0]:04d}-{month[1]:02d}"


@lru_cache(maxsize=4096)
def works(day: date) -> bool:
    """A working day; a year whose holidays nobody has published knows its weekends only."""
    try:
        return is_workday(day)
    except NotImplementedError:
        return day.weekday() < 5


def working_day_at_or_before(day: date) -> date:
    while not works(day):
        day -= timedelta(days=1)
    return day


def last_working_day(month: Month) -> date:
    return working_day_at_or_before(last(month))


@lru_cache(maxsize=65536)
def due_day(month: Month, pay_day: int | None, pay_in: str) -> date:
    """When the wage of `month` must be paid; on a holiday it moves to the working day before (暂行规定 art. 7)."""
    if pay_day is None:
        return last_working_day(shift(month, 1))
    paid_in = month if pay_in == "当月" else shift(month, 1)
    length = monthrange(*paid_in)[1]
    day = length if pay_day == 0 else min(pay_day, length)
    return working_day_at_or_before(date(paid_in[0], paid_in[1], day))


@dataclass(frozen=True)
class Anchors:
    """Every day the city is built around; `on` is the business date its first night speaks about."""

    on: date
    insured: tuple[Month, Month]  # newest month delivered, and the one before
    wages: tuple[Month, ...]  # newest first, 24 of them
    half_years: tuple[date, ...]  # newest first, four roster days
    stock_on: date  # the full stock of contracts is received
    filings: tuple[date, ...]  # received days of the deltas, oldest first
    minimum_wage_from: date = date(2022, 4, 1)

    @classmethod
    def at(cls, as_of: date) -> "Anchors":
        on = as_of - timedelta(days=1)
        here = month_of(on)
        insured = next(m for m in (shift(here, -n) for n in range(1, 4)) if first(shift(m, 1)).replace(day=20) <= on)
        paid = next(m for m in (shift(here, -n) for n in range(4)) if last_working_day(shift(m, 1)) <= on)
        halves = [d for y in range(on.year, on.year - 4, -1) for d in (date(y, 12, 31), date(y, 6, 30))]
        halves = [d for d in halves if d + timedelta(days=ROSTER_LAG) <= on][:4]
        newest = here if on.day >= 5 else shift(here, -1)
        deltas = tuple(first(shift(newest, -n)).replace(day=5) for n in range(7, -1, -1))
        return cls(
            on=on,
            insured=(insured, shift(insured, -1)),
            wages=tuple(shift(paid, -n) for n in range(24)),
            half_years=tuple(halves),
            stock_on=first(shift(newest, -8)).replace(day=6),
            filings=deltas,
        )

    def ago(self, days: int) -> date:
        return self.on - timedelta(days=days)

    @property
    def known_to_filings(self) -> date:
        """The last day whose events the newest filing can have told."""
        return self.filings[-1] - timedelta(days=1)

    @property
    def reported(self) -> date:
        """The last day about which insurance and wages have spoken; who leaves after it is in both."""
        return max(last(self.insured[0]), last(self.wages[0]))

    @property
    def statistics_on(self) -> date:
        """The day on which the newest directory of units was received: in March, about the year before."""
        day = date(self.on.year, 3, 12)
        return day if day <= self.on else date(self.on.year - 1, 3, 12)

    @property
    def roster_on_change(self) -> date:
        """The day of the rosters sent on change, which the planted cases use."""
        return self.ago(3)
