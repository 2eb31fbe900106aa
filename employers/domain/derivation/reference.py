"""Dated rows and calendar days that a derivation joins, turned into small temporary tables."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from core import calendar, parameters
from employers.enums import InsuranceKind
from grids.models import Area

WAGE_MONTHS = 25  # the month of the reading day and the 24 before: what R30–R32 look at (rule catalogue 9.1)

KIND_PARAMETERS = {
    InsuranceKind.PENSION: "insurance.required.pension",
    InsuranceKind.MEDICAL: "insurance.required.medical",
    InsuranceKind.UNEMPLOYMENT: "insurance.required.unemployment",
    InsuranceKind.INJURY: "insurance.required.injury",
    InsuranceKind.MATERNITY: "insurance.required.maternity",
}


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


def months(cursor: Any, on: date) -> None:
    """``t_month``: the wage window, each month with its bit and the last working day of the month after."""
    rows = [
        (month, calendar.month_last(month), 1 << bit, calendar.last_working_day(calendar.add_months(month, 1))[0])
        for bit, month in enumerate(window(on))
    ]
    fill(
        cursor,
        "t_month (month date, month_last date, bit int, last_due date)",
        "month, month_last, bit, last_due",
        rows,
    )


def due_days(cursor: Any, on: date) -> None:
    """``t_due``: every agreed pay day of every month as a day, moved to the previous working day (工资支付暂行规定 art. 7).

    ``pay_day`` -1 stands for none agreed, 0 for the last day of the month; ``pay_in`` is the same or the next month.
    """
    rows = []
    for month in window(on):
        for pay_in, paid_month in (("same", month), ("next", calendar.add_months(month, 1))):
            last = calendar.month_last(paid_month)
            rows.append((month, -1, pay_in, calendar.last_working_day(calendar.add_months(month, 1))[0]))
            for pay_day in range(32):
                day = last if pay_day == 0 or pay_day > last.day else paid_month.replace(day=pay_day)
                rows.append((month, pay_day, pay_in, calendar.previous_working_day(day)))
    fill(cursor, "t_due (month date, pay_day int, pay_in text, due date)", "month, pay_day, pay_in, due", rows)


def minimum_wages(cursor: Any, on: date) -> None:
    """``t_minimum``: the monthly and hourly standard of each district or zone on the last day of each month.

    After the last confirmed row has run out its value is a lower bound: ``confirmed`` is false (9.1, R30).
    """
    districts = list(Area.objects.filter(tier="district").values_list("pk", "local_code"))
    rows = []
    for month in window(on):
        last = calendar.month_last(month)
        for pk, code in districts:
            monthly, confirmed = parameters.confirmed_value("wage.minimum.monthly", (code, ""), last)
            hourly, _ = parameters.confirmed_value("wage.minimum.hourly", (code, ""), last)
            if monthly is not None:
                rows.append((pk, month, monthly, hourly, confirmed))
    fill(
        cursor,
        "t_minimum (district_id bigint, month date, monthly numeric, hourly numeric, confirmed boolean)",
        "district_id, month, monthly, hourly, confirmed",
        rows,
    )


def required_kinds(cursor: Any, named: Iterable[date]) -> None:
    """``t_kinds``: for each month that a delivery names, the kinds required and what counts as what on its last day."""
    rows = []
    for month in named:
        last = calendar.month_last(month)
        required = sum(
            kind.value for kind, code in KIND_PARAMETERS.items() if parameters.value(code, ("",), last) is not None
        )
        implied = parameters.value("insurance.maternity_with_medical", ("",), last) is not None
        combined = parameters.value("insurance.combined_suffices", ("",), last) is not None
        rows.append((month, required, InsuranceKind.MATERNITY.value if implied else 0, combined))
    fill(
        cursor,
        "t_kinds (month date, required int, with_medical int, combined_suffices boolean)",
        "month, required, with_medical, combined_suffices",
        rows,
    )
