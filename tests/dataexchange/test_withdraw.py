"""Withdrawing a delivery: every key stands as the remaining deliveries stated it."""

from datetime import date

import pytest

from core.actor import Actor
from core.enums import Role
from core.models import JournalEntry
from core.permissions import Denied
from core.scope import Scope
from dataexchange.importing.table import Refused
from employers.enums import EmployerStatus
from employers.models import (
    ContractFiling,
    Coverage,
    Employer,
    Insurance,
    RegisterEntry,
    Roster,
    RosterRow,
    Standing,
    Wage,
)
from tests.kit.deliveries import body, filing, found, insured, listed, paid, registration
from tests.kit.invented import org_code, uscc

pytestmark = pytest.mark.django_db
APRIL, MAY_END, APRIL_END = date(2026, 4, 1), date(2026, 5, 31), date(2026, 4, 30)


def ends(*names):
    rows = ContractFiling.objects.filter(superseded_at=None, listed=True).select_related("worker")
    return {row.worker.name: row.end.year for row in rows}


def test_what_it_replaced_stands_again(office):
    office.open(1)
    office.deliver("contract_filing", [filing(1, 1)])
    second = office.deliver("contract_filing", [filing(1, 1, 合同终止日期="2027-05-31"), filing(1, 2)])
    assert ends() == {"王1": 2027, "王2": 2028}
    outcome = office.withdraw(second)
    assert ends() == {"王1": 2028} and outcome.kept == {}
    assert Standing.objects.get().contract_last_day == date(2028, 5, 31)
    assert JournalEntry.objects.filter(verb="delivery.withdrawn").count() == 2


def test_what_a_later_one_said_stays_and_is_listed(office):
    office.open(1)
    first = office.deliver("contract_filing", [filing(1, 1)])
    second = office.deliver("contract_filing", [filing(1, 1, 合同终止日期="2027-05-31")])
    outcome = office.withdraw(first)
    assert ends() == {"王1": 2027} and outcome.kept == {second.delivery_id: 1}
    office.withdraw(second)
    assert ends() == {} and not Standing.objects.exists()


def test_who_confirmed_takes_over_under_his_own_name(office):
    office.open(1)
    first = office.deliver("contract_filing", [filing(1, 1), filing(1, 2)])
    second = office.deliver("contract_filing", [filing(1, 3), filing(1, 2)])
    third = office.deliver("contract_filing", [filing(1, 2), filing(1, 4)])
    office.withdraw(first)
    assert set(ends()) == {"王2", "王3", "王4"}
    row = ContractFiling.objects.get(superseded_at=None, worker__name="王2")
    assert (row.delivery, row.row) == (second.delivery, 3)
    office.withdraw(second)
    row = ContractFiling.objects.get(superseded_at=None, worker__name="王2")
    assert (row.delivery, row.row) == (third.delivery, 2)
    again = office.deliver("contract_filing", [filing(1, 2)])
    assert found(again) == {"unchanged": 1}


def test_a_withdrawn_absence_lets_the_rows_stand_again(office):
    office.open(1)
    office.deliver("social_insurance", [insured(1, 1), insured(1, 2)], period=APRIL)
    second = office.deliver("social_insurance", [insured(1, 1)], period=APRIL)
    office.withdraw(second)
    assert Insurance.objects.filter(superseded_at=None, listed=True).count() == 2
    assert Coverage.objects.filter(withdrawn_at=None, dataset="social_insurance").count() == 1


def test_a_later_full_list_still_says_absent(office):
    office.open(1)
    office.deliver("social_insurance", [insured(1, 1), insured(1, 2)], period=APRIL)
    second = office.deliver("social_insurance", [insured(1, 1)], period=APRIL)
    third = office.deliver("social_insurance", [insured(1, 1, 缴费基数="5000")], period=APRIL)
    office.withdraw(second)
    gone = Insurance.objects.get(superseded_at=None, listed=False)
    assert gone.delivery == third.delivery and gone.worker.name == "王2"


def test_wages_withdrawn(office):
    office.open(1)
    office.deliver("wage_payment", [paid(1, 1), paid(1, 2)], period=APRIL)
    second = office.deliver("wage_payment", [paid(1, 1, 实发工资="1")], period=APRIL)
    office.withdraw(second)
    assert sorted(Wage.objects.filter(superseded_at=None, listed=True).values_list("paid", flat=True)) == [4500, 4500]


def test_rosters_withdrawn(office):
    office.open(1)
    first = office.deliver("employee_roster", [listed(1, 1), listed(1, 2)], as_of=MAY_END)
    second = office.deliver("employee_roster", [listed(1, 1, 岗位="电工")], as_of=MAY_END)
    office.withdraw(second)
    standing = Roster.objects.get(replaced_by=None, withdrawn_at=None)
    assert standing.delivery == first.delivery
    assert Standing.objects.filter(open=True).count() == 2
    office.withdraw(first)
    assert not Standing.objects.exists() and not Roster.objects.filter(withdrawn_at=None).exists()


def test_a_roster_that_said_the_same_takes_the_rows_over(office):
    office.open(1)
    first = office.deliver("employee_roster", [listed(1, 1), listed(1, 2)], as_of=APRIL_END)
    second = office.deliver("employee_roster", [listed(1, 1)], as_of=MAY_END)
    office.withdraw(first)
    row = RosterRow.objects.get(delivery=second.delivery)
    assert (row.as_of, row.row, row.worker.name) == (MAY_END, 2, "王1")
    assert [s.worker.name for s in Standing.objects.filter(open=True)] == ["王1"]


def test_an_archive_closes_as_withdrawn_with_what_opened_it(office):
    upload = office.deliver("business_register", [registration(1), registration(2)])
    other = office.deliver("business_register", [registration(2), registration(3)])
    outcome = office.withdraw(upload)
    first, second = Employer.objects.get(uscc=uscc(1)), Employer.objects.get(uscc=uscc(2))
    assert outcome.closed == [first.pk] and first.status == EmployerStatus.WITHDRAWN
    assert second.status == EmployerStatus.OPEN and second.opening == other.delivery
    assert not RegisterEntry.objects.get(key=uscc(1)).listed
    again = office.deliver("business_register", [registration(1), registration(2)])
    assert found(again) == {"new": 1, "unchanged": 1} and again.opened == 1


def test_names_and_numbers_stand_as_the_remaining_said(office):
    office.open(1)
    second = office.deliver(
        "business_register", [registration(1, 名称="改名公司", 登记状态="注销", 注册号="510104000000012")]
    )
    office.withdraw(second)
    employer = Employer.objects.get()
    assert (employer.name, employer.status, employer.registration_no) == ("成都示例1有限公司", "open", "")


def test_a_stated_code_becomes_derived_again(office):
    office.open(1)
    second = office.deliver("code_register", [body(1)])
    office.withdraw(second)
    code = Employer.objects.get().identifiers.get(kind="org_code", valid_to=None)
    assert code.derived and code.value == org_code(1) and code.dataset == "business_register"


def test_labour_facts_keep_an_archive_open(office):
    upload = office.deliver("business_register", [registration(1)])
    office.deliver("employee_roster", [listed(1, 1)], as_of=MAY_END)
    office.withdraw(upload)
    assert Employer.objects.get().status == EmployerStatus.OPEN


def test_only_a_standing_delivery_with_a_reason_by_who_may(office):
    upload = office.deliver("business_register", [registration(1)])
    district = Actor(None, "区", Role.DISTRICT, Scope(frozenset({("district", office.areas["510107"].pk)})))
    from dataexchange.domain import uploads

    with pytest.raises(Denied):
        uploads.withdraw(upload.delivery, reason="x", by=district, on=office.on)
    with pytest.raises(Refused):
        office.withdraw(upload, reason=" ")
    office.withdraw(upload)
    with pytest.raises(Refused):
        office.withdraw(upload)
