"""R01, R02, R03, R06, R08: hits and near misses of the catalogue's section 9.1."""

from datetime import date

import pytest

from tests.kit.invented import org_code, unsound, uscc

D = date
GOOD = {"uscc": "", "org_code": ""}


def code(value: str, rule: str):
    return {(rule, f"code:{value}", "", "Y")}


@pytest.mark.parametrize(
    ("said", "hit"),
    [
        ({}, True),
        ({"derived": True}, False),  # read out of the unified code: no register stated it
        ({"override_reason": "On the certificate", "override_by": "Clerk", "override_on": D(2026, 6, 1)}, False),
        ({"valid_to": D(2026, 6, 10)}, False),
        ({"conforming": True}, False),
    ],
)
def test_an_organization_code_that_fails_its_standard(city, said, hit):
    bad = unsound(org_code(900))
    employer = city.employer(**GOOD)
    city.identifier(employer, "org_code", bad, city.register("code_register"), **({"conforming": False} | said))
    assert city.hits() == (code(bad, "R01") if hit else set())


def test_a_unified_code_that_fails_its_standard(city):
    bad = unsound(uscc(900))
    city.identifier(city.employer(**GOOD), "uscc", bad, city.register("business_register"), conforming=False)
    assert city.hits() == code(bad, "R02")


@pytest.mark.parametrize(("received", "hit"), [(D(2025, 5, 6), True), (D(2025, 5, 5), False)])
def test_a_register_is_fresh_for_four_hundred_days(city, received, hit):
    bad = unsound(org_code(900))
    city.identifier(city.employer(**GOOD), "org_code", bad, city.register("code_register", received), conforming=False)
    assert city.hits() == (code(bad, "R01") if hit else set())


def test_any_later_delivery_of_the_register_that_covers_the_place_keeps_it_fresh(city):
    bad = unsound(org_code(900))
    city.identifier(
        city.employer(**GOOD), "org_code", bad, city.register("code_register", D(2025, 1, 1)), conforming=False
    )
    city.register("code_register", area=city.other_district)
    city.register("business_register")
    assert city.hits() == set()
    city.register("code_register", area=city.district)
    assert city.hits() == code(bad, "R01")


def test_a_delivery_covers_where_the_employer_stood_on_its_received_day(city):
    bad = unsound(org_code(900))
    employer = city.employer(**GOOD)
    register = city.register("code_register", D(2026, 1, 1), area=city.other_district)
    city.identifier(employer, "org_code", bad, register, conforming=False)
    assert city.hits() == set()
    employer.placements.update(valid_from=D(2026, 2, 1))
    city.place(employer, city.other_district, since=D(2020, 1, 1), until=D(2026, 2, 1))
    assert city.hits() == code(bad, "R01")


@pytest.mark.parametrize(("pair", "hit"), [("91", True), ("92", False)])
def test_a_unified_code_that_holds_another_organization_code(city, pair, hit):
    employer = city.employer(**GOOD)
    value = uscc(900, pair=pair)
    city.identifier(employer, "uscc", value, city.register("business_register"))
    city.identifier(employer, "org_code", org_code(900), city.register("business_register"), derived=True)
    assert city.hits() == set()
    city.identifier(employer, "org_code", org_code(901), city.register("code_register"))
    assert city.hits() == (code(value, "R03") if hit else set())


def shared(city, **said):
    """Two archives, the second opened later, both with the same organization code."""
    older = city.employer(opened=D(2021, 1, 1), uscc="", org_code=org_code(900))
    newer = city.employer(opened=D(2022, 1, 1), **({"uscc": uscc(900), "org_code": org_code(900)} | said))
    register = city.register("business_register")
    city.identifier(older, "org_code", org_code(900), city.register("code_register"))
    city.identifier(newer, "uscc", uscc(900), register)
    city.identifier(newer, "org_code", org_code(900), register, derived=True)
    return older, newer


def test_one_code_in_two_archives_is_one_finding_on_the_older(city):
    older, newer = shared(city)
    assert city.hits() == code(newer.uscc, "R06")
    newer.status = "merged"
    newer.save()
    assert city.hits() == set()


def test_an_entry_without_an_archive_is_told_after_thirty_days(city):
    city.register("business_register")
    city.register("code_register")
    key = uscc(950)
    entry = city.entry(city.register("tax_register", D(2026, 5, 11)), key)
    assert city.hits() == set()  # thirty days are not more than thirty
    entry.first_delivered_on = D(2026, 5, 10)
    entry.live = False
    entry.save()
    assert city.hits() == set()
    entry.live = True
    entry.save()
    assert city.hits() == {("R08", f"entry:tax_register:{key}", "", "Y")}
    entry.employer = city.employer()
    entry.save()
    assert city.hits() == set()


def test_the_gap_may_be_ours_where_an_opening_register_is_missing(city):
    city.register("business_register")
    city.entry(city.register("tax_register", D(2026, 4, 1)), uscc(950))
    assert city.hits() == set()
    city.register("code_register", area=city.other_district)
    assert city.hits() == set()
    city.register("code_register")
    assert len(city.hits()) == 1


def test_only_the_newest_directory_of_statistics_counts(city):
    city.register("business_register")
    city.register("code_register")
    old = city.register("statistics_units", D(2025, 3, 1), period=D(2024, 12, 1))
    new = city.register("statistics_units", D(2026, 3, 1), period=D(2025, 12, 1))
    city.entry(old, "XN1", year=2024)
    city.entry(new, "XN2", year=2025)
    city.entry(new, "XN3", year=2025, listed=False)
    assert city.hits() == {("R08", "entry:statistics_units:XN2", "", "Y")}
