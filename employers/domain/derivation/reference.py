"""Dated rows and calendar days that a derivation joins, turned into small temporary tables."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from core import calendar, parameters
from employers.enums import InsuranceKind
from grids import queries as territory
from grids.models import Area

WAGE_MONTHS = 25  # the month of the reading day and the 24 before: what R30–R32 look at (rule catalogue 9.1)

KIND_PARAMETERS = {
    InsuranceKind.PENSION: "insurance.required.pension",
    InsuranceKind.MEDICAL: "insurance.required.medical",
    InsuranceKind.UNEMPLOYMENT: "insurance.required.unemployment",
    InsuranceKind.INJURY: "insurance.required.injury",
    InsuranceKind.MATERNITY: "insurance.required.maternity",
}
MATERNITY_WITH_MEDICAL = "insurance.counts_with.maternity.medical"
COMBINED_SUFFICES = "insurance.combined_suffices"
MONTHLY, HOURLY = "minimum_wage.monthly", "minimum_wage.hourly"


def window(on: date) -> list[date]:
    """First days of the wage months, the month of ``on`` first: the position is the bit."""
    first = calendar.month_first(on)
    return [calendar.add_months(first, -back) for back in range(WAGE_MONTHS)]


def fill(cursor: Any, create: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    """Create a temporary table and copy rows into it."""
    table = create.split("(")[0].split()[-1]
    cursor.execute(f"CREATE TEMP TABLE {create} ON COMMIT DROP")
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.execute(f"ANALYZE {table}")


class WorkingDays:
    """The working days around the wage window, read in one query."""

    def __init__(self, on: date) -> None:
        self.months = window(on)
        first, last = self.months[-1], calendar.month_last(calendar.add_months(self.months[0], 1))
        self.status = calendar.statuses(first - timedelta(days=31), last)

    def up_to(self, day: date) -> date:
        """The day itself where people work, else the working day before it."""
        while not self.status[day][0]:
            day -= timedelta(days=1)
        return day

    def last_of_next(self, month: date) -> date:
        return self.up_to(calendar.month_last(calendar.add_months(month, 1)))


def months(cursor: Any, days: WorkingDays) -> None:
    """``t_month``: the wage window, each month with its bit and the last working day of the month after."""
    rows = [
        (month, calendar.month_last(month), 1 << bit, days.last_of_next(month)) for bit, month in enumerate(days.months)
    ]
    fill(
        cursor,
        "t_month (month date, month_last date, bit int, last_due date)",
        "month, month_last, bit, last_due",
        rows,
    )


def due_days(cursor: Any, days: WorkingDays) -> None:
    """``t_due``: every agreed pay day of a month, moved to the working day before it (工资支付暂行规定 art. 7).

    ``pay_day`` -1 stands for none agreed, 0 for the last day of the month; ``pay_in`` is the same or the next month.
    """
    rows = []
    for month in days.months:
        for pay_in, paid_month in (("same", month), ("next", calendar.add_months(month, 1))):
            last = calendar.month_last(paid_month)
            rows.append((month, -1, pay_in, days.last_of_next(month)))
            for pay_day in range(32):
                day = last if pay_day == 0 or pay_day > last.day else paid_month.replace(day=pay_day)
                rows.append((month, pay_day, pay_in, days.up_to(day)))
    fill(cursor, "t_due (month date, pay_day int, pay_in text, due date)", "month, pay_day, pay_in, due", rows)


def minimum_wages(cursor: Any, on: date) -> None:
    """``t_minimum``: the monthly and hourly standard of each district or zone on the last day of each month.

    A zone without a row of its own reads the one district that its streets' codes name, if there is one.
    After the last confirmed row has run out its value is a lower bound: ``confirmed`` is false (9.1, R30).
    """
    span = window(on)
    known = parameters.as_rows((MONTHLY, HOURLY), first=span[-1], last=calendar.month_last(span[0]), with_lapsed=True)
    chains = territory.place_chains()
    rows = []
    for pk in Area.objects.filter(tier="district").values_list("pk", flat=True):
        places = [*chains[pk], ""]
        own = sorted((row for row in known if row.place in places), key=lambda row: -places.index(row.place))
        for month in span:
            last = calendar.month_last(month)
            # the nearest place comes last and stays
            in_force = {row.code: row for row in own if row.valid_from <= last < (row.valid_to or date.max)}
            if MONTHLY in in_force:
                hourly = in_force[HOURLY].value if HOURLY in in_force else None
                monthly = in_force[MONTHLY]
                rows.append((pk, month, monthly.value, hourly, not monthly.lapsed))
    fill(
        cursor,
        "t_minimum (district_id bigint, month date, monthly numeric, hourly numeric, confirmed boolean)",
        "district_id, month, monthly, hourly, confirmed",
        rows,
    )


def required_kinds(cursor: Any, named: Sequence[date]) -> None:
    """``t_kinds``: for each month that a delivery names, the kinds required and what counts as what on its last day."""
    rows: list[Sequence[Any]] = []
    if named:
        codes = (*KIND_PARAMETERS.values(), MATERNITY_WITH_MEDICAL, COMBINED_SUFFICES)
        known = parameters.as_rows(codes, first=min(named), last=calendar.month_last(max(named)))
        for month in named:
            last = calendar.month_last(month)
            said = {row.code for row in known if row.valid_from <= last < (row.valid_to or date.max) and row.value}
            required = sum(kind.value for kind, code in KIND_PARAMETERS.items() if code in said)
            implied = InsuranceKind.MATERNITY.value if MATERNITY_WITH_MEDICAL in said else 0
            rows.append((month, required, implied, COMBINED_SUFFICES in said))
    fill(
        cursor,
        "t_kinds (month date, required int, with_medical int, combined_suffices boolean)",
        "month, required, with_medical, combined_suffices",
        rows,
    )
