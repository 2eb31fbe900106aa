"""R25, R26: hits and near misses of the catalogue's section 9.1. M* is May 2026 where nothing else is said."""

from datetime import date

import pytest

from tests.kit.facts import ALL_KINDS

D = date
MAY, APRIL, MARCH = D(2026, 5, 1), D(2026, 4, 1), D(2026, 3, 1)
HIRED = D(2026, 1, 5)
PENSION, MEDICAL, UNEMPLOYMENT, INJURY, MATERNITY, COMBINED = 1, 2, 4, 8, 16, 32


def one(city, hired=HIRED, **said):
    employer, worker = city.employer(), city.worker()
    city.roster(employer, D(2026, 6, 1), (worker, {"hired_on": hired} | said))
    return employer, worker


def r(code, worker):
    return {(code, f"worker:{worker.pk}", "", "O")}


@pytest.mark.parametrize(
    ("hired", "hit"),
    [(D(2026, 4, 30), True), (D(2026, 5, 1), False), (D(2026, 5, 31), False), (D(2009, 1, 1), True)],
)
def test_thirty_days_are_counted_to_the_last_day_of_the_month(city, hired, hit):
    employer, worker = one(city, hired)
    city.insurance(MAY, {}, employer)
    assert city.hits() == (r("R25", worker) if hit else set())


def test_who_is_insured_for_one_kind_lacks_the_others(city):
    employer, worker = one(city)
    city.insurance(MAY, {(employer, worker): PENSION})
    assert city.hits() == r("R26", worker)


def test_maternity_counts_as_insured_with_medical(city):
    employer, worker = one(city)
    city.insurance(MAY, {(employer, worker): ALL_KINDS & ~MATERNITY})
    assert city.hits() == set()


def test_combined_insurance_is_some_kind_but_no_longer_enough(city):
    employer, worker = one(city)
    city.insurance(MAY, {(employer, worker): COMBINED}, kinds=63)
    assert city.hits() == r("R26", worker)


def test_without_an_insurance_delivery_nobody_is_accused(city):
    one(city)
    assert city.hits() == set()


def test_one_office_late_leaves_the_month_before_to_count(city):
    employer, worker = one(city)
    city.insurance(APRIL, {(employer, worker): ALL_KINDS})
    city.insurance(MAY, {}, employer, kinds=PENSION | UNEMPLOYMENT | INJURY)
    assert city.hits() == set()
    city.insurance(MAY, {}, employer, kinds=MEDICAL)
    assert city.hits() == r("R25", worker)


def test_kinds_from_two_offices_add_up(city):
    employer, worker = one(city)
    city.insurance(MAY, {(employer, worker): PENSION | UNEMPLOYMENT | INJURY}, kinds=PENSION | UNEMPLOYMENT | INJURY)
    city.insurance(MAY, {(employer, worker): MEDICAL | MATERNITY}, kinds=MEDICAL | MATERNITY)
    assert city.hits() == set()


def test_a_month_that_has_not_ended_does_not_count(city):
    employer, worker = one(city)
    city.insurance(MAY, {(employer, worker): ALL_KINDS})
    city.insurance(D(2026, 6, 1), {}, employer)
    assert city.hits() == set()


@pytest.mark.parametrize(("on", "hit"), [(D(2026, 6, 9), True), (D(2026, 6, 10), False)])
def test_insurance_is_fresh_for_seventy_days_after_its_month(city, on, hit):
    employer, worker = one(city)
    city.insurance(MARCH, {}, employer)
    city.on = on
    assert city.hits() == (r("R25", worker) if hit else set())


@pytest.mark.parametrize(("left", "hit"), [(D(2026, 6, 1), True), (D(2026, 5, 31), False)])
def test_one_who_left_since_stays_until_the_next_month_counts(city, left, hit):
    employer, worker = one(city, left_on=left)
    city.insurance(MAY, {}, employer)
    assert city.hits() == (r("R25", worker) if hit else set())


@pytest.mark.parametrize("form", ["part_time", "intern", "rehired", "other"])
def test_other_forms_are_not_asked_for_insurance(city, form):
    employer, _ = one(city, form=form)
    city.insurance(MAY, {}, employer)
    assert city.hits() == set()


def test_insured_elsewhere_is_still_a_finding_here(city):
    employer, worker = one(city)
    other = city.employer()
    city.insurance(MAY, {(other, worker): ALL_KINDS}, employer)
    assert city.hits("R25", "R26") == r("R25", worker)


def test_a_rehired_worker_is_judged_by_the_employment_of_that_day(city):
    employer, worker = city.employer(), city.worker()
    city.roster(employer, D(2026, 5, 31), (worker, {"hired_on": D(2025, 1, 1), "left_on": D(2026, 6, 1)}))
    city.roster(employer, D(2026, 6, 8), (worker, {"hired_on": D(2026, 6, 5)}))
    city.insurance(MAY, {}, employer)
    assert city.hits() == r("R25", worker)


def test_a_later_statement_speaks_for_the_kinds_it_names(city):
    employer, worker = one(city)
    city.insurance(MAY, {(employer, worker): ALL_KINDS})
    city.insurance(MAY, {(employer, worker): 0}, kinds=PENSION)
    assert city.hits() == r("R26", worker)


def test_rows_that_did_not_apply_spare_whom_they_may_be_about(city):
    employer, worker = one(city)
    file = city.insurance(MAY, {}, employer)
    row = city.unread(file, employer, name=worker.name, month=MAY, kinds=ALL_KINDS)
    assert city.hits() == set()
    row.month = APRIL  # about another month
    row.save()
    assert city.hits() == r("R25", worker)


def test_a_row_without_an_employer_is_about_every_worker_of_that_number_in_the_area(city):
    employer, worker = one(city)
    file = city.insurance(MAY, {}, employer)
    row = city.unread(file, number_hash=worker.number_hash, month=MAY, kinds=ALL_KINDS)
    assert city.hits() == set()
    row.number_hash = None
    row.save()
    assert city.hits() == r("R25", worker)


def test_a_later_file_of_the_same_slot_settles_the_doubt(city):
    employer, worker = one(city)
    file = city.insurance(MAY, {}, employer)
    city.unread(file, employer, name=worker.name, month=MAY, kinds=ALL_KINDS)
    city.insurance(MAY, {}, employer)
    assert city.hits() == r("R25", worker)
