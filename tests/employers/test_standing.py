"""State rows: a function of the facts (rule catalogue 9.1), true until the day they name, rebuilt in parts alike."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core import parameters
from employers.domain import standing
from employers.domain.derivation import doubts
from employers.models import Standing, Unapplied

D = date
MAY, APRIL = D(2026, 5, 1), D(2026, 4, 1)


def row(employer, worker) -> Standing:
    return Standing.objects.get(employer=employer, worker=worker)


def built(city, employer, worker) -> Standing:
    city.rebuilt()
    return row(employer, worker)


# Employments -----


def test_one_row_for_everybody_whom_any_file_names(city):
    employer = city.employer()
    listed, filed, insured, paid = (city.worker() for _ in range(4))
    city.roster(employer, D(2026, 6, 1), (listed, {}))
    city.filing(city.stock(employer, received=D(2026, 6, 5)), employer, filed, D(2026, 3, 1), end=D(2027, 2, 28))
    city.insurance(MAY, {(employer, insured): 31})
    city.sheet(employer, APRIL, (paid, {}))
    city.rebuilt()
    known = dict(Standing.objects.values_list("worker", "hired_on"))
    assert known == {listed.pk: D(2026, 1, 5), filed.pk: D(2026, 3, 1), insured.pk: None, paid.pk: None}


def test_who_is_no_longer_listed_left_by_the_first_roster_without_him(city):
    employer, worker = city.employer(), city.worker()
    city.roster(employer, D(2026, 1, 1), (worker, {}))
    city.roster(employer, D(2026, 3, 1))
    city.roster(employer, D(2026, 5, 1))
    state = built(city, employer, worker)
    assert (state.open, state.no_longer_listed, state.listed_as_of) == (False, D(2026, 3, 1), D(2026, 1, 1))


def test_an_old_roster_that_arrives_late_is_put_where_its_day_belongs(city):
    employer, worker = city.employer(), city.worker()
    city.roster(employer, D(2026, 5, 1), (worker, {"hired_on": D(2025, 1, 1)}))
    city.roster(employer, D(2026, 4, 1))
    assert built(city, employer, worker).open


def test_the_same_day_again_replaces_the_earlier_roster_whole(city):
    employer, worker, other = city.employer(), city.worker(), city.worker()
    city.roster(employer, D(2026, 5, 1), (worker, {}), (other, {}))
    city.roster(employer, D(2026, 5, 1), (other, {"hired_on": D(2026, 2, 2)}))
    city.rebuilt()
    assert not row(employer, worker).open
    assert row(employer, other).hired_on == D(2026, 2, 2)


def test_a_roster_of_a_later_day_is_not_read_yet(city):
    employer, worker = city.employer(), city.worker()
    city.roster(employer, D(2026, 6, 11), (worker, {}))
    state = built(city, employer, worker)
    assert (state.open, state.changes_on) == (False, D(2026, 6, 11))


def test_the_newest_roster_corrects_the_first_day_and_opens_another_employment_only_after_an_end(city):
    employer, corrected, rehired = city.employer(), city.worker(), city.worker()
    said = {"hired_on": D(2024, 1, 1)}
    city.roster(employer, D(2026, 1, 1), (corrected, said), (rehired, said | {"left_on": D(2025, 12, 31)}))
    again = {"hired_on": D(2026, 2, 1)}
    city.roster(employer, D(2026, 5, 1), (corrected, again), (rehired, again))
    city.insurance(D(2025, 12, 1), {}, employer)
    city.rebuilt()
    assert row(employer, corrected).hired_on == D(2026, 2, 1)
    assert not row(employer, corrected).open_insured_day  # corrected: not yet employed in December
    assert row(employer, rehired).hired_on == D(2026, 2, 1)


def test_a_filing_employs_whom_no_roster_lists_until_a_roster_could_have(city):
    employer, worker = city.employer(), city.worker()
    stock = city.stock(employer, received=D(2026, 6, 5))
    city.filing(stock, employer, worker, D(2026, 3, 1), end=D(2027, 2, 28), hired_on=D(2026, 2, 1), form="full_time")
    state = built(city, employer, worker)
    assert (state.open, state.hired_on, state.standard, state.by_roster) == (True, D(2026, 2, 1), True, False)
    city.roster(employer, D(2026, 2, 1))
    state = built(city, employer, worker)
    assert (state.open, state.no_longer_listed) == (False, D(2026, 2, 1))


def test_a_filed_employment_without_a_form_enters_no_rule(city):
    employer, worker = city.employer(), city.worker()
    stock = city.stock(employer, received=D(2026, 6, 5))
    city.filing(stock, employer, worker, D(2023, 3, 1), end=D(2026, 2, 28))
    state = built(city, employer, worker)
    assert (state.open, state.standard, state.form) == (True, False, "")


@pytest.mark.parametrize(
    ("next_start", "still"), [(D(2026, 6, 3), True), (D(2026, 7, 3), True), (D(2026, 7, 4), False), (None, False)]
)
def test_a_filed_end_ends_the_employment_unless_another_contract_follows_within_the_gap(city, next_start, still):
    employer, worker = city.employer(), city.worker()
    city.roster(employer, D(2026, 6, 1), (worker, {"hired_on": D(2023, 1, 1)}))
    stock = city.stock(employer, received=D(2026, 6, 5))
    city.filing(stock, employer, worker, D(2023, 1, 1), end=D(2027, 1, 1))
    city.filing(stock, employer, worker, D(2023, 1, 1), action="terminated", ended_on=D(2026, 6, 2))
    if next_start:
        city.filing(stock, employer, worker, next_start, end=D(2028, 1, 1))
    assert built(city, employer, worker).open is still


# Contracts -----


def test_acts_of_one_contract_fold_and_an_empty_field_leaves_what_stood(city):
    employer, worker = city.employer(), city.worker()
    stock = city.stock(employer, received=D(2026, 6, 5))
    start = D(2025, 1, 1)
    city.filing(stock, employer, worker, start, action="changed", end=None, kind="", pay_day=12, filed_on=D(2025, 8, 1))
    city.filing(stock, employer, worker, start, end=D(2026, 12, 31), pay_day=10, pay_in="next")
    city.filing(stock, employer, worker, start, action="changed", end=D(2027, 6, 30), kind="", filed_on=D(2025, 6, 1))
    city.sheet(employer, APRIL, (worker, {"paid": Decimal(0)}))
    state = built(city, employer, worker)
    assert (state.contract, state.contract_last_day, state.contract_source) == ("valid", D(2027, 6, 30), "beian")
    assert state.wage_details[0]["due"] == "2026-05-12"


def test_an_act_alone_proves_a_contract_from_its_start(city):
    employer, worker = city.employer(), city.worker()
    stock = city.stock(employer, received=D(2026, 6, 5))
    city.filing(stock, employer, worker, D(2025, 1, 1), action="ended", kind="", ended_on=D(2026, 5, 1))
    state = built(city, employer, worker)
    assert (state.contract, state.contract_last_day, state.open) == ("expired", D(2026, 5, 1), False)


def test_a_filing_outranks_the_rosters_contract_of_the_same_first_day(city):
    employer, worker = city.employer(), city.worker()
    said = {"hired_on": D(2025, 1, 1), "contract_start": D(2025, 1, 1), "contract_end": D(2026, 1, 1)}
    city.roster(employer, D(2026, 6, 1), (worker, said))
    assert built(city, employer, worker).contract == "expired"
    stock = city.stock(employer, received=D(2026, 6, 5))
    city.filing(stock, employer, worker, D(2025, 1, 1), end=D(2027, 1, 1))
    assert built(city, employer, worker).contract == "valid"


# Insurance, wages -----


def test_an_absence_in_a_later_file_says_that_the_kinds_it_names_are_gone(city):
    employer, worker = city.employer(), city.worker()
    city.insurance(MAY, {(employer, worker): 31})
    assert built(city, employer, worker).insured == 31
    gone = city.insurance(MAY, {(employer, worker): 0}, kinds=1)
    from employers.models import Insurance

    Insurance.objects.filter(delivery=gone).update(listed=False)
    assert built(city, employer, worker).insured == 30


def test_wage_bits_count_months_back_from_the_day(city):
    employer, worker = city.employer(), city.worker()
    city.roster(employer, D(2026, 6, 1), (worker, {"hired_on": D(2025, 1, 1)}))
    city.sheet(employer, D(2026, 3, 1), (worker, {}))
    city.sheet(employer, APRIL, (worker, {"paid": Decimal(1)}))
    city.sheet(employer, MAY)
    state = built(city, employer, worker)
    assert (state.wage_covered, state.wage_due, state.wage_on_time) == (0b1100, 0b1100, 0b1000)
    assert (state.wage_unpaid, state.wage_missing) == (0b100, 0)  # the sheet of May is not due before 30 June
    assert state.wage_expected == 0b1111
    assert state.changes_on == D(2026, 7, 1)
    assert state.wage_details == [
        {"month": "2026-04", "due": "2026-05-29", "owed": 4999.0, "comparable": None, "hours": None, "standard": None,
         "confirmed": None}
    ]  # fmt: skip


# Rows stay true -----

# ``rates`` is marked by the figures, not derived from statements.
APART = {"id", "as_of", "changes_on", "rates"}
COMPARED = [field.attname for field in Standing._meta.concrete_fields if field.attname not in APART]


def everything() -> list[tuple]:
    return list(Standing.objects.order_by("employer", "worker").values_list(*COMPARED))


def afresh(cursor) -> list[tuple]:
    """The derived rows, read like the kept ones."""
    cursor.execute(f"SELECT {', '.join(COMPARED)} FROM t_standing ORDER BY employer_id, worker_id")
    at = COMPARED.index("wage_details")
    return [(*row[:at], row[at] and json.loads(row[at]), *row[at + 1 :]) for row in cursor.fetchall()]


def lively(city) -> None:
    """A city in which something changes by itself nearly every week."""
    for n in range(8):
        employer, worker, other = city.employer(), city.worker(), city.worker()
        hired = D(2026, 1, 5) + timedelta(days=n * 17)
        left = hired + timedelta(days=100 + n)
        city.roster(employer, D(2026, 2, 1), (worker, {"hired_on": hired}), received=D(2026, 2, 1))
        city.roster(
            employer, D(2026, 6, 20 + n), (worker, {"hired_on": hired, "left_on": left}), received=D(2026, 6, 1)
        )
        stock = city.stock(employer, received=D(2026, 6, 5))
        city.filing(
            stock, employer, worker, hired + timedelta(days=n), end=D(2026, 6, 15) + timedelta(days=n), pay_day=n * 3
        )
        city.filing(stock, employer, other, D(2026, 1, 1), end=D(2026, 12, 1), form="full_time")
        city.filing(stock, employer, other, D(2026, 1, 1), action="ended", ended_on=D(2026, 6, 12) + timedelta(days=n))
        city.insurance(MAY, {(employer, worker): 31}, employer, received=D(2026, 6, 5))
        city.insurance(D(2026, 6, 1), {(employer, worker): 7}, employer, received=D(2026, 6, 5))
        paid = {"paid": Decimal(2500), "pay_type": "instalment"}
        city.sheet(
            employer,
            APRIL,
            (worker, paid | {"paid_on": D(2026, 5, 8)}),
            (worker, paid | {"paid_on": D(2026, 6, 14 + n)}),
        )
        city.sheet(employer, MAY, (other, {"payable": Decimal(1500), "paid": Decimal(1500), "paid_on": None}))


def test_rows_hold_until_the_day_they_name(city):
    """What the night rebuilds is enough: on every day the kept rows equal rows derived afresh."""
    lively(city)
    standing.rebuild(city.on)
    for ahead in range(1, 40):
        day = city.on + timedelta(days=ahead)
        standing.rebuild_due(day)
        kept = everything()
        with standing.derived(day) as cursor:
            assert kept == afresh(cursor), day


def test_a_past_derivation_on_the_day_itself_equals_the_current_one(city):
    lively(city)
    standing.rebuild(city.on)
    with standing.derived(city.on, past=True) as cursor:
        assert everything() == afresh(cursor)


def test_pairs_rebuilt_alone_equal_the_whole(city):
    lively(city)
    employer, one, two = city.employer(), city.worker("Namesake"), city.worker("Somebody")
    city.roster(employer, D(2026, 6, 1), (one, {}), (two, {}))
    city.unread(city.stock(employer, received=D(2026, 6, 5)), employer, name="Namesake")
    standing.rebuild(city.on)
    whole = everything()
    for pair in Standing.objects.values_list("employer", "worker"):
        standing.rebuild(city.on, pairs=[pair])
    assert everything() == whole
    assert (row(employer, one).doubt, row(employer, two).doubt) == (2, 0)


def test_a_changed_parameter_makes_rows_due(city):
    lively(city)
    standing.rebuild(city.on)
    assert standing.rebuild_due(city.on) == 0
    parameters.Parameter.objects.filter(code="employment.gap_days").first().save()
    assert standing.rebuild_due(city.on) == Standing.objects.count()


def test_due_rows_are_rebuilt_in_blocks_and_a_broken_one_leaves_the_rest(city, monkeypatch):
    lively(city)
    standing.rebuild(city.on)
    whole, many = everything(), Standing.objects.count()
    Standing.objects.update(facts_version=0, contract="expired")
    rebuild, blocks = standing.rebuild, []

    def breaks(on, *, pairs):
        blocks.append(len(pairs))
        if len(blocks) == 2:
            raise InterruptedError
        return rebuild(on, pairs=pairs)

    monkeypatch.setattr(standing, "rebuild", breaks)
    with pytest.raises(InterruptedError):
        standing.rebuild_due(city.on, block=2)
    assert standing.rebuild_due(city.on, block=2) == many - 2  # the first block is due no more
    assert max(blocks) == 2
    assert everything() == whole


# Doubts -----


def test_a_later_filing_of_that_name_and_start_settles_the_row_that_could_not_be_read(city):
    employer, worker, namesake = city.employer(), city.worker("Li Si"), city.worker("Li Si")
    city.roster(employer, D(2026, 6, 1), (worker, {}), (namesake, {}))
    stock = city.stock(employer, received=D(2026, 6, 5))
    city.unread(stock, employer, name="Li Si", month=D(2026, 1, 5))
    city.rebuilt()
    assert (row(employer, worker).doubt, row(employer, namesake).doubt) == (2, 2)
    later = city.stock(employer, received=D(2026, 6, 9), full=False)
    city.filing(later, employer, worker, D(2026, 1, 5), end=D(2027, 1, 4))
    city.rebuilt()
    assert (row(employer, worker).doubt, row(employer, namesake).doubt) == (0, 0)


def test_a_row_of_an_employer_without_an_archive_is_about_nobody_here(city):
    employer, worker = city.employer(), city.worker("Wang Wu")
    city.roster(employer, D(2026, 6, 1), (worker, {}))
    stock = city.stock(employer, received=D(2026, 6, 5))
    unread = city.unread(stock, name="Wang Wu")
    assert built(city, employer, worker).doubt == 2
    Unapplied.objects.filter(pk=unread.pk).update(verdict="unmatched")
    assert built(city, employer, worker).doubt == 0


def test_an_unread_row_of_an_older_roster_is_forgotten_with_the_newer_one(city):
    employer, worker = city.employer(), city.worker()
    city.roster(employer, D(2026, 6, 1), (worker, {}))
    older = city.roster(employer, D(2026, 5, 1), (worker, {}), received=D(2026, 6, 9))
    city.unread(older.delivery, employer, name="Nobody")
    assert built(city, employer, worker).doubt == 0


def test_whom_a_deliverys_unread_rows_concern_is_rebuilt_with_it(city):
    employer, worker, elsewhere = city.employer(), city.worker("Zhao Liu"), city.employer(area=city.other_district)
    city.roster(employer, D(2026, 6, 1), (worker, {}))
    city.roster(elsewhere, D(2026, 6, 1), (worker, {}))
    city.rebuilt()
    delivery = city.delivery("contract_filing", "beian", D(2026, 6, 9), area=city.district)
    city.unread(delivery, name="Zhao Liu")
    from django.db import connection

    with connection.cursor() as cursor:
        assert doubts.concerned(cursor, delivery.pk, "contract_filing", []) == [(employer.pk, worker.pk)]
