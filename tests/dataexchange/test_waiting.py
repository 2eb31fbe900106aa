"""Rows that waited for their employer's archive join it with their own delivery."""

from datetime import date

import pytest

from dataexchange.models import HeldRow
from employers.models import ContractFiling, Coverage, Insurance, Roster, Standing, Unapplied, Wage
from tests.kit.deliveries import filing, found, insured, listed, paid

pytestmark = pytest.mark.django_db
APRIL, APRIL_END, MAY_END = date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 31)


def test_rows_join_when_their_archive_opens(office):
    upload = office.deliver("contract_filing", [filing(1, 1), filing(2, 2)])
    assert found(upload) == {"unmatched": 2}
    office.open(1)
    row = ContractFiling.objects.get()
    assert (row.delivery, row.row, row.number) == (upload.delivery, 2, 1)
    assert Standing.objects.get().contract == "valid"
    assert HeldRow.objects.filter(applied_at=None).count() == 1
    assert Unapplied.objects.filter(settled_at=None).count() == 1
    again = office.deliver("contract_filing", [filing(1, 1), filing(3, 3)])
    assert found(again) == {"unchanged": 1, "unmatched": 1}


def test_rosters_insurance_and_wages_join(office):
    office.deliver("employee_roster", [listed(1, 1)], as_of=APRIL_END)
    office.deliver("social_insurance", [insured(1, 1)], period=APRIL)
    office.deliver("wage_payment", [paid(1, 1)], period=APRIL)
    office.open(1)
    assert Roster.objects.get(replaced_by=None).listed == 1
    assert Insurance.objects.get().kinds == 1 and Wage.objects.get().paid == 4500
    assert Standing.objects.get().open
    assert set(Coverage.objects.values_list("dataset", "period")) == {
        ("employee_roster", APRIL_END), ("social_insurance", APRIL), ("wage_payment", APRIL),
    }  # fmt: skip


def test_two_deliveries_of_one_key_join_in_their_order(office):
    office.deliver("contract_filing", [filing(1, 1)])
    second = office.deliver("contract_filing", [filing(1, 1, 合同终止日期="2027-05-31")])
    office.open(1)
    assert ContractFiling.objects.get(superseded_at=None).delivery == second.delivery
    office.withdraw(second)
    assert ContractFiling.objects.get(superseded_at=None).end == date(2028, 5, 31)


def test_a_withdrawn_delivery_waits_no_longer(office):
    upload = office.deliver("contract_filing", [filing(1, 1)])
    office.withdraw(upload)
    office.open(1)
    assert not ContractFiling.objects.exists()


def test_an_older_roster_of_the_same_day_does_not_replace(office):
    office.deliver("employee_roster", [listed(1, 1), listed(1, 2)], as_of=MAY_END)
    office.deliver("employee_roster", [listed(1, 1, 岗位="电工")], as_of=MAY_END)
    office.open(1)
    assert Roster.objects.get(replaced_by=None).listed == 1
    assert [row.worker.name for row in Standing.objects.filter(open=True)] == ["王1"]
