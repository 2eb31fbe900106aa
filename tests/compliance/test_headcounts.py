"""R13: hits and near misses of the catalogue's section 9.1."""

from datetime import date

import pytest

from tests.kit.facts import ALL_KINDS

D = date
MAY = D(2026, 5, 1)
HIT = {("R13", "", "", "Y")}


def counted(city, *, roster: int | None = None, insured: int | None = None, form: str = "full_time"):
    employer = city.employer()
    people = [city.worker() for _ in range(max(roster or 0, insured or 0))]
    if roster is not None:
        city.roster(
            employer, D(2026, 6, 1), *((each, {"form": form, "hired_on": D(2026, 6, 1)}) for each in people[:roster])
        )
    if insured is not None:
        city.insurance(MAY, {(employer, each): ALL_KINDS for each in people[:insured]}, employer)
    return employer, people


@pytest.mark.parametrize(
    ("roster", "insured", "hit"), [(10, 7, False), (10, 6, True), (4, 0, True), (3, 0, False), (5, None, False)]
)
def test_more_than_three_and_more_than_a_tenth(city, roster, insured, hit):
    counted(city, roster=roster, insured=insured)
    assert city.hits("R13") == (HIT if hit else set())


def test_a_tenth_is_allowed_where_there_are_many(city):
    employer, _ = counted(city, roster=2, insured=2)
    tax = city.register("tax_register")
    entry = city.entry(tax, "XN1", employer, heads=5, heads_as_of=D(2026, 5, 31))
    assert city.hits("R13") == set()
    entry.heads = 6
    entry.save()
    assert city.hits("R13") == HIT


def test_interns_others_and_receiving_units_rows_are_not_counted(city):
    employer, people = counted(city, roster=4, insured=0, form="intern")
    assert city.hits("R13") == set()
    said = {"form": "dispatched", "dispatcher_code": "91"}
    city.roster(employer, D(2026, 6, 2), *((each, said) for each in people))
    assert city.hits("R13") == set()
    city.roster(employer, D(2026, 6, 3), *((each, {"form": "part_time"}) for each in people))
    assert city.hits("R13") == HIT


@pytest.mark.parametrize(("day", "hit"), [(D(2026, 2, 21), True), (D(2026, 2, 20), False)])
def test_only_counts_within_a_hundred_days_of_the_newest_are_compared(city, day, hit):
    employer, _ = counted(city, roster=2)
    city.entry(city.register("statistics_units", period=D(2025, 12, 1)), "XN1", employer, heads=90, heads_as_of=day)
    assert city.hits("R13") == (HIT if hit else set())


def test_without_a_reference_day_a_count_is_not_used(city):
    employer, _ = counted(city, roster=2)
    city.entry(city.register("tax_register"), "XN1", employer, heads=90)
    assert city.hits("R13") == set()


def test_rows_that_did_not_apply_silence_it_where_counting_them_would_change_the_answer(city):
    employer, _ = counted(city, roster=10, insured=6)
    file = city.insurance(MAY, {}, employer, kinds=0)
    row = city.unread(file, employer, name="Somebody", month=MAY, kinds=ALL_KINDS)
    assert city.hits("R13") == set()  # seven and ten would be within three
    row.delete()
    assert city.hits("R13") == HIT
    other, _ = counted(city, roster=20, insured=6)
    city.unread(file, other, name="Somebody", month=MAY, kinds=ALL_KINDS)
    assert len(city.hits("R13")) == 1  # the same key at two employers
