"""R14, R15, R17: hits and near misses of the catalogue's section 9.1."""

from datetime import date

import pytest

D = date


def one(city, hired: date, *, form: str = "full_time", stock: bool = True, **said):
    """An employer with one worker on a fresh roster, covered by a fresh stock of filings."""
    employer, worker = city.employer(), city.worker()
    city.roster(employer, D(2026, 6, 1), (worker, {"hired_on": hired, "form": form} | said))
    delivery = city.stock(employer, received=D(2026, 6, 5)) if stock else None
    return employer, worker, delivery


def who(worker) -> str:
    return f"worker:{worker.pk}"


@pytest.mark.parametrize(
    ("hired", "expected"),
    [
        (D(2026, 5, 9), "R14"),
        (D(2026, 5, 10), None),  # a month to the day is not more than a month
        (D(2025, 6, 11), "R14"),
        (D(2025, 6, 10), "R15"),
        (D(2000, 1, 1), "R15"),
        (D(2026, 6, 11), None),
    ],
)
def test_without_any_contract_a_month_and_a_year_are_counted_from_hiring(city, hired, expected):
    _, worker, _ = one(city, hired)
    severity = {"R14": "O", "R15": "R"}.get(expected)
    assert city.hits() == ({(expected, who(worker), "", severity)} if expected else set())


@pytest.mark.parametrize(
    ("on", "hired", "hit"),
    [
        (D(2026, 3, 1), D(2026, 1, 31), True),  # hired on the 31st: a month later is 28 February
        (D(2026, 2, 28), D(2026, 1, 31), False),
        (D(2024, 3, 29), D(2024, 2, 29), False),
        (D(2024, 3, 30), D(2024, 2, 29), True),
    ],
)
def test_a_month_from_the_31st_and_from_29_february(city, on, hired, hit):
    city.on = on
    employer, worker = city.employer(), city.worker()
    city.roster(employer, on, (worker, {"hired_on": hired}))
    city.stock(employer, received=on)
    assert city.hits() == ({("R14", who(worker), "", "O")} if hit else set())


@pytest.mark.parametrize(("on", "code"), [(D(2025, 2, 27), "R14"), (D(2025, 2, 28), "R15")])
def test_a_year_from_29_february(city, on, code):
    city.on = on
    employer, worker = city.employer(), city.worker()
    city.roster(employer, on, (worker, {"hired_on": D(2024, 2, 29)}))
    city.stock(employer, received=on)
    assert {hit[0] for hit in city.hits()} == {code}


def test_a_contract_after_hiring_counts_from_its_start(city):
    employer, worker, stock = one(city, D(2026, 1, 5))
    filing = city.filing(stock, employer, worker, D(2026, 6, 11), end=D(2027, 6, 10))
    assert city.hits() == {("R14", who(worker), "", "O")}  # starts tomorrow: does not count today
    filing.start = D(2026, 6, 10)
    filing.save()
    assert city.hits() == set()


def test_a_contract_that_ended_yesterday_and_one_that_ends_today(city):
    employer, worker, stock = one(city, D(2023, 6, 10))
    filing = city.filing(stock, employer, worker, D(2023, 6, 10), end=D(2026, 6, 9))
    assert city.hits() == {("R17", who(worker), "", "O")}
    filing.end = D(2026, 6, 10)
    filing.save()
    assert city.hits() == set()


@pytest.mark.parametrize(("end", "severity"), [(D(2026, 5, 10), "O"), (D(2026, 5, 9), "R")])
def test_an_expired_contract_turns_red_after_a_month(city, end, severity):
    employer, worker, stock = one(city, D(2023, 6, 10))
    city.filing(stock, employer, worker, D(2023, 6, 10), end=end)
    assert city.hits() == {("R17", who(worker), "", severity)}


def test_a_renewal_that_starts_today_and_a_long_contract_beside_a_short_one(city):
    employer, worker, stock = one(city, D(2023, 6, 10))
    city.filing(stock, employer, worker, D(2023, 6, 10), end=D(2026, 6, 9))
    city.filing(stock, employer, worker, D(2026, 6, 10), end=D(2029, 6, 9), action="renewed")
    assert city.hits() == set()
    other, person, delivery = one(city, D(2022, 1, 1))
    city.filing(delivery, other, person, D(2022, 1, 1), end=None, kind="open_ended")
    city.filing(delivery, other, person, D(2024, 1, 1), end=D(2025, 1, 1))
    assert city.hits() == set()


def test_a_filed_termination_with_the_roster_still_listing_the_worker_and_with_the_worker_gone(city):
    employer, worker, stock = one(city, D(2023, 6, 10))
    city.filing(stock, employer, worker, D(2023, 6, 10), end=D(2027, 6, 9))
    city.filing(stock, employer, worker, D(2023, 6, 10), action="terminated", ended_on=D(2026, 5, 20))
    assert city.hits() == {("R17", who(worker), "", "O")}  # the roster of 1 June still lists the worker
    city.roster(employer, D(2026, 6, 8))
    assert city.hits() == set()


def test_a_termination_after_the_newest_roster_ends_the_employment(city):
    employer, worker, stock = one(city, D(2023, 6, 10))
    city.filing(stock, employer, worker, D(2023, 6, 10), end=D(2027, 6, 9))
    city.filing(stock, employer, worker, D(2023, 6, 10), action="terminated", ended_on=D(2026, 6, 3))
    assert city.hits() == set()


@pytest.mark.parametrize("form", ["part_time", "intern", "rehired", "other"])
def test_other_forms_of_employment_need_no_contract_here(city, form):
    one(city, D(2020, 1, 1), form=form)
    assert city.hits() == set()


def test_a_dispatched_worker_counts_at_the_dispatching_firm_only(city):
    firm, worker, _ = one(city, D(2020, 1, 1), form="dispatched")
    receiver = city.employer()
    city.roster(
        receiver,
        D(2026, 6, 1),
        (worker, {"form": "dispatched", "dispatcher_code": firm.uscc, "hired_on": D(2020, 1, 1)}),
    )
    city.stock(receiver, received=D(2026, 6, 5))
    assert city.hits() == {("R15", who(worker), "", "R")}


def test_who_became_a_full_timer_is_counted_from_the_first_roster_that_says_so(city):
    employer, worker = city.employer(), city.worker()
    city.roster(employer, D(2026, 1, 1), (worker, {"hired_on": D(2024, 1, 1), "form": "part_time"}))
    city.roster(employer, D(2026, 6, 1), (worker, {"hired_on": D(2024, 1, 1)}))
    city.stock(employer, received=D(2026, 6, 5))
    assert city.hits() == set()  # full-time since 1 June: not more than a month
    city.on = D(2026, 7, 2)
    assert city.hits() == {("R14", who(worker), "", "O")}


def test_before_2008_there_was_no_month_to_count(city):
    _, worker, _ = one(city, D(1999, 1, 1))
    city.on = D(2008, 2, 1)
    assert city.hits() == set()


def test_without_the_full_stock_the_rules_are_silent(city):
    employer, _, _ = one(city, D(2026, 1, 5), stock=False)
    city.stock(employer, received=D(2026, 6, 5), full=False)
    assert city.hits() == set()


@pytest.mark.parametrize(("received", "hit"), [(D(2026, 4, 1), True), (D(2026, 3, 31), False)])
def test_exactly_the_limit_of_seventy_days_is_fresh(city, received, hit):
    employer, worker, _ = one(city, D(2025, 12, 5), stock=False)
    city.stock(employer, received=received)
    assert city.hits() == ({("R14", who(worker), "", "O")} if hit else set())


def test_a_newer_delta_keeps_an_old_stock_fresh(city):
    employer, worker, _ = one(city, D(2025, 12, 5), stock=False)
    city.stock(employer, received=D(2025, 1, 1))
    city.stock(employer, received=D(2026, 6, 1), full=False)
    assert city.hits() == {("R14", who(worker), "", "O")}


@pytest.mark.parametrize(("as_of", "hit"), [(D(2025, 11, 22), True), (D(2025, 11, 21), False)])
def test_a_roster_is_fresh_for_two_hundred_days(city, as_of, hit):
    employer, worker = city.employer(), city.worker()
    city.roster(employer, as_of, (worker, {"hired_on": D(2025, 9, 1)}))
    city.stock(employer, received=D(2026, 6, 5))
    assert bool(city.hits()) is hit


def test_where_only_contract_columns_vouch_the_day_of_the_roster_is_looked_at(city):
    employer, signed, unsigned = city.employer(), city.worker(), city.worker()
    column = {"contract_start": D(2025, 1, 1), "contract_end": D(2026, 6, 5), "contract_kind": "fixed"}
    city.roster(
        employer,
        D(2026, 6, 1),
        (signed, {"hired_on": D(2025, 1, 1)} | column),
        (unsigned, {"hired_on": D(2026, 4, 30)}),
    )
    # The contract ended on 5 June, after the roster's day: nothing is said of it yet.
    assert city.hits() == {("R14", who(unsigned), "", "O")}


def test_an_old_roster_that_arrives_late_changes_nothing(city):
    employer, worker, _ = one(city, D(2026, 1, 5))
    city.roster(employer, D(2025, 12, 1), received=D(2026, 6, 9))
    assert city.hits() == {("R14", who(worker), "", "O")}


def test_the_same_worker_at_two_employers_is_two_cases(city):
    employer, worker, stock = one(city, D(2026, 1, 5))
    other = city.employer()
    city.roster(other, D(2026, 6, 1), (worker, {"hired_on": D(2026, 1, 5)}))
    city.stock(other, received=D(2026, 6, 5))
    city.filing(stock, employer, worker, D(2026, 1, 5), end=D(2027, 1, 4))
    assert city.hits() == {("R14", who(worker), "", "O")}


def test_a_rehired_worker_starts_again_and_an_earlier_contract_does_not_count(city):
    employer, worker = city.employer(), city.worker()
    city.roster(employer, D(2025, 1, 1), (worker, {"hired_on": D(2020, 1, 1), "left_on": D(2024, 12, 31)}))
    city.roster(employer, D(2026, 6, 1), (worker, {"hired_on": D(2026, 2, 1)}))
    stock = city.stock(employer, received=D(2026, 6, 5))
    city.filing(stock, employer, worker, D(2020, 1, 1), end=D(2024, 12, 31))
    assert city.hits() == {("R14", who(worker), "", "O")}


def test_an_employer_without_employees_and_a_closed_archive_are_silent(city):
    empty = city.employer()
    city.roster(empty, D(2026, 6, 1))
    employer, _, _ = one(city, D(2026, 1, 5))
    employer.status, employer.closed_on = "closed", D(2026, 6, 9)
    employer.save()
    assert city.hits() == set()


def test_a_row_that_did_not_apply_accuses_nobody_whom_it_may_be_about(city):
    employer, worker, stock = one(city, D(2026, 1, 5))
    namesake = city.worker(worker.name)
    third = city.worker()
    city.roster(
        employer, D(2026, 6, 2), *((each, {"hired_on": D(2026, 1, 5)}) for each in (worker, namesake, third))
    )  # fmt: skip
    row = city.unread(stock, employer, name=worker.name)
    assert city.hits() == {("R14", who(third), "", "O")}  # both of that name are spared
    row.number_hash = worker.number_hash
    row.save()
    assert city.hits() == {("R14", who(third), "", "O"), ("R14", who(namesake), "", "O")}
    row.number_hash, row.name = None, "Nobody here"
    row.save()
    assert city.hits() == set()
    row.settled_at, row.settled_by = "2026-06-09T00:00:00+08:00", "Clerk"
    row.save()
    assert len(city.hits()) == 3
