"""Rosters from file to listings: what replaces what, what is unchanged, who is listed."""

from datetime import date

import pytest

from dataexchange.importing.table import Refused
from employers.models import Coverage, Listing, Roster, RosterRow, Standing, Unapplied, Worker
from tests.kit.deliveries import found, listed
from tests.kit.invented import org_code, resident_number, uscc

pytestmark = pytest.mark.django_db
MAY, APRIL, MARCH = date(2026, 5, 31), date(2026, 4, 30), date(2026, 3, 31)


@pytest.fixture
def employer(office):
    return office.open(1)[0]


def standing_listings(employer):
    return {
        (roster.as_of, listing.worker.name, listing.statement.post)
        for roster in Roster.objects.filter(employer=employer, replaced_by=None, withdrawn_at=None)
        for listing in Listing.objects.filter(roster=roster).select_related("worker", "statement")
    }


def test_a_roster_lists_employs_and_covers(office, employer):
    upload = office.deliver("employee_roster", [listed(1, 1), listed(1, 2, 岗位="包装")], as_of=MAY)
    assert found(upload) == {"new": 2}
    assert standing_listings(employer) == {(MAY, "王1", ""), (MAY, "王2", "包装")}
    assert Roster.objects.get().listed == 2
    assert Standing.objects.filter(employer=employer, open=True, standard=True).count() == 2
    assert Coverage.objects.get(dataset="employee_roster").period == MAY
    worker = Worker.objects.get(name="王1")
    assert worker.birth_date == date(1990, 3, 7) and worker.sex == "male"


def test_a_roster_that_says_the_same_is_unchanged_and_its_listing_recorded(office, employer):
    office.deliver("employee_roster", [listed(1, 1), listed(1, 2)], as_of=APRIL)
    upload = office.deliver("employee_roster", [listed(1, 1), listed(1, 2, 岗位="焊工"), listed(1, 3)], as_of=MAY)
    assert found(upload) == {"unchanged": 1, "changed": 1, "new": 1}
    assert RosterRow.objects.count() == 4
    assert Listing.objects.filter(roster__as_of=MAY).count() == 3
    assert standing_listings(employer) == {
        (APRIL, "王1", ""), (APRIL, "王2", ""), (MAY, "王1", ""), (MAY, "王2", "焊工"), (MAY, "王3", ""),
    }  # fmt: skip


def test_who_is_left_out_is_no_longer_listed(office, employer):
    office.deliver("employee_roster", [listed(1, 1), listed(1, 2)], as_of=APRIL)
    office.deliver("employee_roster", [listed(1, 1)], as_of=MAY)
    gone = Standing.objects.get(worker__name="王2")
    assert not gone.open and gone.no_longer_listed == MAY and gone.left_on is None


def test_the_same_day_again_replaces_whole(office, employer):
    office.deliver("employee_roster", [listed(1, 1), listed(1, 2)], as_of=MAY)
    upload = office.deliver("employee_roster", [listed(1, 1, 岗位="电工")], as_of=MAY)
    assert found(upload) == {"changed": 1}
    assert standing_listings(employer) == {(MAY, "王1", "电工")}
    assert not Standing.objects.filter(worker__name="王2", open=True).exists()


def test_a_late_older_roster_never_replaces_a_newer_one(office, employer):
    office.deliver("employee_roster", [listed(1, 1, 岗位="电工")], as_of=MAY)
    upload = office.deliver("employee_roster", [listed(1, 1, 岗位="包装"), listed(1, 2)], as_of=MARCH)
    assert found(upload) == {"new": 2}
    assert Standing.objects.get(worker__name="王1").open
    assert not Standing.objects.get(worker__name="王2").open
    again = office.deliver("employee_roster", [listed(1, 1, 岗位="包装")], as_of=APRIL)
    assert found(again) == {"unchanged": 1}


def test_the_day_may_stand_in_the_rows(office, employer):
    rows = [listed(1, 1, 截止日期="2026-05-31"), listed(1, 1, 截止日期="2026-04-30")]
    upload = office.deliver("employee_roster", rows)
    assert found(upload) == {"new": 2}
    assert Roster.objects.count() == 2
    with pytest.raises(Refused):
        office.deliver("employee_roster", [listed(1, 1)])


def test_the_same_worker_twice(office, employer):
    rows = [listed(1, 1), listed(1, 1), listed(1, 2), listed(1, 2, 岗位="电工")]
    upload = office.deliver("employee_roster", rows, as_of=MAY)
    assert found(upload) == {"new": 1, "repeated": 1, "conflict": 2}
    assert Unapplied.objects.filter(verdict="conflict").count() == 2


def test_rows_that_do_not_apply_are_kept_and_doubt(office, employer):
    bad = listed(1, 2, 身份证号码=resident_number(2)[:-1] + ("0" if resident_number(2)[-1] != "0" else "1"))
    upload = office.deliver("employee_roster", [listed(1, 1), bad, listed(9, 3)], as_of=MAY)
    assert found(upload) == {"new": 1, "invalid": 1, "unmatched": 1}
    assert set(Unapplied.objects.values_list("verdict", "employer_id", "name")) == {
        ("invalid", employer.pk, "王2"), ("unmatched", None, "王3"),
    }  # fmt: skip


def test_a_roster_of_invalid_rows_only_lists_nobody_but_stands(office, employer):
    upload = office.deliver("employee_roster", [listed(1, 1, 用工起始日期="2020-02-31")], as_of=MAY)
    assert found(upload) == {"invalid": 1}
    assert not Listing.objects.exists()


def test_organization_code_and_unified_code_name_the_same_employer(office, employer):
    rows = [listed(1, 1), listed(1, 2) | {"统一社会信用代码": org_code(1)}]
    upload = office.deliver("employee_roster", rows, as_of=MAY)
    assert found(upload) == {"new": 2} and Roster.objects.count() == 1


def test_two_codes_of_two_employers_conflict(office, employer):
    office.open(2)
    upload = office.deliver("employee_roster", [listed(1, 1, 组织机构代码=org_code(2))], as_of=MAY)
    assert found(upload) == {"conflict": 1}


def test_a_shared_number_conflicts_in_labour_files(office):
    from tests.kit.deliveries import registration
    from tests.kit.invented import registration_no

    office.deliver("business_register", [registration(1, 统一社会信用代码="", 注册号=registration_no(1))])
    office.deliver("business_register", [registration(2)])
    office.deliver(
        "business_register", [registration(1, 统一社会信用代码=uscc(2), 注册号=registration_no(1), 名称="新名")]
    )
    upload = office.deliver("employee_roster", [listed(2, 1)], as_of=MAY)
    assert found(upload) == {"new": 1}, "only the archive found by the higher-ranking number holds the unified code"


def test_a_delivered_name_that_differs_is_a_warning(office, employer):
    upload = office.deliver("employee_roster", [listed(1, 1, 单位名称="别的名称")], as_of=MAY)
    assert found(upload) == {"new": 1} and upload.warned == 1


def test_outside_rows_do_not_apply(office, employer):
    upload = office.deliver("employee_roster", [listed(1, 1)], as_of=MAY, area="510107")
    assert found(upload) == {"outside": 1} and not Roster.objects.exists()
    assert Unapplied.objects.get().verdict == "outside"
