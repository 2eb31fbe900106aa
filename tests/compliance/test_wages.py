"""R30, R31, R32: hits and near misses of the catalogue's section 9.1. The sheet is April 2026, due by 29 May."""

from datetime import date
from decimal import Decimal

import pytest

from employers.models import Standing

D = date
MARCH, APRIL, MAY = D(2026, 3, 1), D(2026, 4, 1), D(2026, 5, 1)


def one(city, *, area=None, **said):
    employer, worker = city.employer(area=area), city.worker()
    city.roster(employer, D(2026, 6, 1), (worker, {"hired_on": D(2025, 1, 1)} | said))
    return employer, worker


def hit(code, worker, severity, month="2026-04"):
    return {(code, f"worker:{worker.pk}" if worker else "", month, severity)}


# R30 -----


@pytest.mark.parametrize(
    ("said", "low"),
    [
        ({"payable": Decimal("2099.99"), "paid": Decimal("2099.99")}, True),
        ({"payable": Decimal(2100), "paid": Decimal(2100)}, False),
        ({"payable": Decimal(2500), "paid": Decimal(2500), "overtime": Decimal(300), "allowances": Decimal(101)}, True),
        (
            {"payable": Decimal(2500), "paid": Decimal(2500), "overtime": Decimal(300), "allowances": Decimal(100)},
            False,
        ),
        ({"payable": Decimal(1000), "paid": Decimal(1000), "days_due": 21, "days_present": 10}, False),
        ({"payable": Decimal(1000), "paid": Decimal(1000), "days_due": 21, "days_present": 21}, True),
        ({"payable": Decimal(1000), "paid": Decimal(1000), "days_due": 21}, False),
    ],
)
def test_the_wage_without_overtime_and_allowances_is_held_against_the_minimum(city, said, low):
    employer, worker = one(city)
    city.sheet(employer, APRIL, (worker, said))
    assert city.hits() == (hit("R30", worker, "R") if low else set())


def test_the_standard_is_that_of_the_district_on_the_last_day_of_the_month(city):
    employer, worker = one(city, area=city.other_district)
    city.sheet(employer, APRIL, (worker, {"payable": Decimal(2000), "paid": Decimal(2000)}))
    assert city.hits() == set()  # the second tier asks for 1,970
    employer.placements.update(valid_from=D(2020, 1, 1), valid_to=D(2026, 4, 30))
    city.place(employer, city.community, since=D(2026, 4, 30))
    assert city.hits() == hit("R30", worker, "R")


def test_without_a_district_there_is_no_minimum_wage(city):
    employer, worker = one(city, area=city.city)
    city.sheet(employer, APRIL, (worker, {"payable": Decimal(1), "paid": Decimal(1)}))
    assert city.hits() == set()


@pytest.mark.parametrize(
    ("hours", "low"), [(Decimal(100), True), (Decimal(90), False), (None, False), (Decimal(0), False)]
)
def test_part_timers_are_judged_by_the_hour(city, hours, low):
    employer, worker = one(city, form="part_time")
    city.sheet(employer, APRIL, (worker, {"payable": Decimal(2000), "paid": Decimal(2000), "hours": hours}))
    assert city.hits() == (hit("R30", worker, "R") if low else set())


@pytest.mark.parametrize("said", [{"hired_on": D(2026, 4, 2)}, {"left_on": D(2026, 4, 29)}, {"form": "intern"}])
def test_a_broken_month_and_an_intern_have_no_minimum_here(city, said):
    employer, worker = one(city, **said)
    city.sheet(employer, APRIL, (worker, {"payable": Decimal(500), "paid": Decimal(500)}))
    assert city.hits() == set()


def test_the_minimum_needs_a_roster(city):
    employer, worker = city.employer(), city.worker()
    city.sheet(employer, APRIL, (worker, {"payable": Decimal(500), "paid": Decimal(500)}))
    assert city.hits() == set()


# R31 -----


@pytest.mark.parametrize(
    ("on", "severity"),
    [
        (D(2026, 5, 29), None),  # the due day: the last working day of the month after
        (D(2026, 5, 30), "Y"),
        (D(2026, 6, 29), "Y"),
        (D(2026, 6, 30), "O"),
        (D(2026, 7, 8), "O"),
    ],
)
def test_unpaid_wages_turn_graver_with_the_months(city, on, severity):
    city.on = on
    employer, worker = one(city)
    city.sheet(employer, APRIL, (worker, {"paid": Decimal("4999.98")}))
    assert city.hits("R31") == (hit("R31", worker, severity) if severity else set())


def test_more_than_two_months_late_is_red(city):
    employer, worker = one(city)
    city.sheet(employer, D(2026, 2, 1), (worker, {"paid": Decimal(0)}))
    city.sheet(employer, MAY, (worker, {}))
    assert city.hits("R31") == hit("R31", worker, "R", "2026-02")


def test_a_cent_of_difference_is_tolerated(city):
    employer, worker = one(city)
    city.sheet(employer, APRIL, (worker, {"paid": Decimal("4999.99")}))
    assert city.hits() == set()


def test_deductions_are_not_owed_and_the_larger_source_counts(city):
    employer, worker = one(city)
    city.sheet(employer, APRIL, (worker, {"deductions": Decimal(800), "paid": Decimal(4000)}))
    assert city.hits() == hit("R31", worker, "Y")
    city.sheet(employer, APRIL, (worker, {"paid": Decimal(4100), "paid_on": D(2026, 5, 8)}), source="yinhang")
    assert city.hits() == hit("R31", worker, "Y")  # never the total of both
    city.sheet(employer, APRIL, (worker, {"paid": Decimal(100), "paid_on": D(2026, 5, 9)}), source="yinhang")
    assert city.hits() == set()


def test_instalments_add_up_as_far_as_they_are_paid(city):
    employer, worker = one(city)
    said = {"pay_type": "instalment", "paid": Decimal(2500)}
    city.sheet(
        employer, APRIL, (worker, said | {"paid_on": D(2026, 5, 8)}), (worker, said | {"paid_on": D(2026, 6, 11)})
    )
    assert city.hits() == hit("R31", worker, "Y")
    city.on = D(2026, 6, 11)
    assert city.hits() == set()


def test_paid_without_a_day_counts_as_paid_when_the_file_was_received(city):
    employer, worker = one(city)
    file = city.sheet(employer, APRIL, (worker, {"paid_on": None}), received=D(2026, 6, 11))
    assert city.hits() == hit("R31", worker, "Y")
    file.received_on = D(2026, 6, 10)
    file.save()
    assert city.hits() == set()


@pytest.mark.parametrize(
    ("pay_day", "pay_in", "month", "due"),
    [
        (
            15,
            "next",
            D(2026, 1, 1),
            D(2026, 2, 14),
        ),  # the 15th lies in the spring festival; Saturday 14th is a make-up day
        (20, "next", D(2026, 1, 1), D(2026, 2, 14)),  # the 20th too
        (0, "same", APRIL, D(2026, 4, 30)),  # the last day of the month itself
        (31, "next", D(2026, 1, 1), D(2026, 2, 28)),  # a day past the month's end is its last, here a make-up Saturday
        (None, "", D(2026, 1, 1), D(2026, 2, 28)),
        (5, "", APRIL, D(2026, 4, 30)),  # the month after, where none is said; 1 to 5 May are holidays
    ],
)
def test_pay_days_move_to_the_working_day_before(city, pay_day, pay_in, month, due):
    employer, worker = one(city)
    stock = city.stock(employer, received=D(2026, 1, 5))
    city.filing(stock, employer, worker, D(2025, 1, 1), kind="open_ended", pay_day=pay_day, pay_in=pay_in)
    city.sheet(employer, month, (worker, {"paid": Decimal(0)}))
    city.rebuilt()
    assert Standing.objects.get().wage_details[0]["due"] == due.isoformat()


@pytest.mark.parametrize("form", ["intern", "rehired", "other"])
def test_wages_of_others_are_not_judged(city, form):
    employer, worker = one(city, form=form)
    city.sheet(employer, APRIL, (worker, {"paid": Decimal(0)}))
    assert city.hits() == set()


def test_a_worker_on_the_sheet_whom_no_roster_lists_and_a_closed_archive_are_judged(city):
    employer, worker = city.employer(status="closed", closed_on=D(2026, 6, 1)), city.worker()
    city.sheet(employer, APRIL, (worker, {"paid": Decimal(0)}))
    assert city.hits() == hit("R31", worker, "Y")


def test_wages_are_fresh_by_the_newest_sheet(city):
    employer, worker = one(city)
    city.sheet(employer, D(2026, 1, 1), (worker, {"paid": Decimal(0)}))
    assert city.hits("R31") == set()
    city.sheet(employer, MAY, (worker, {}))
    assert city.hits("R31") == hit("R31", worker, "R", "2026-01")


# R32 -----


def test_a_sheet_that_lacks_a_worker(city):
    employer, worker = one(city)
    city.sheet(employer, APRIL)
    assert city.hits() == hit("R32", worker, "Y")
    city.sheet(employer, APRIL, (worker, {"paid_on": D(2026, 5, 8)}), source="yinhang")
    assert city.hits() == set()  # the bank names him


def test_a_month_without_a_sheet_after_one_with(city):
    employer, worker = one(city)
    city.sheet(employer, MARCH, (worker, {}))
    assert city.hits() == hit("R32", None, "Y")
    city.on = D(2026, 5, 29)
    assert city.hits() == set()


def test_nothing_is_missing_where_no_sheet_came_before(city):
    one(city)
    assert city.hits() == set()


def test_a_worker_who_is_no_longer_listed_is_missed_only_for_months_a_roster_confirms(city):
    employer, worker = city.employer(), city.worker()
    city.roster(employer, D(2026, 4, 15), (worker, {"hired_on": D(2025, 1, 1)}))
    city.roster(employer, D(2026, 6, 1))
    city.sheet(employer, MARCH)
    city.sheet(employer, APRIL)
    assert city.hits() == hit("R32", worker, "Y", "2026-03")


def test_rows_that_did_not_apply_silence_the_month(city):
    employer, worker = one(city)
    file = city.sheet(employer, APRIL)
    row = city.unread(file, employer, name=worker.name, month=APRIL)
    assert city.hits() == set()
    row.delete()
    bank = city.sheet(employer, APRIL, source="yinhang")
    city.unread(bank, employer, name=worker.name, month=APRIL)
    assert city.hits() == set()


def test_a_banks_unread_row_may_be_the_payment_but_not_the_wage(city):
    employer, worker = one(city)
    city.sheet(employer, APRIL, (worker, {"payable": Decimal(2000), "paid": Decimal(0)}))
    bank = city.sheet(employer, APRIL, source="yinhang")
    city.unread(bank, employer, name=worker.name, month=APRIL)
    assert city.hits() == hit("R30", worker, "R")


def test_months_older_than_two_years_are_not_looked_at(city):
    employer, worker = one(city, hired_on=D(2020, 1, 1))
    city.sheet(employer, D(2024, 5, 1), (worker, {"paid": Decimal(0)}))
    city.sheet(employer, D(2024, 6, 1), (worker, {"paid": Decimal(0)}))
    city.sheet(employer, MAY, (worker, {}))
    assert {hit[2] for hit in city.hits("R31")} == {"2024-06"}
