"""The four registers from file to archive: entries, archives opened and closed, identifiers, absence of a directory."""

from datetime import date

import pytest

from dataexchange.domain import uploads
from dataexchange.importing.table import Refused
from dataexchange.models import HeldRow, Upload
from employers.enums import EmployerStatus
from employers.models import Employer, Identifier, RegisterEntry, RegisterVersion
from tests.kit.deliveries import ON, body, found, registration
from tests.kit.invented import org_code, registration_no, uscc

pytestmark = pytest.mark.django_db


def test_a_registration_opens_and_places_an_archive(office):
    upload = office.deliver("business_register", [registration(1), registration(2, 住所="")])
    assert found(upload) == {"new": 2} and upload.opened == 2
    first = Employer.objects.get(uscc=uscc(1))
    assert first.community == office.areas["510104017001"] and first.org_code == org_code(1)
    assert first.opening == upload.delivery and first.opened_on == ON
    assert Employer.objects.get(uscc=uscc(2)).area == office.areas["510100"]
    assert first.placements.count() == 1
    kinds = {i.kind: (i.value, i.derived) for i in first.identifiers.all()}
    assert kinds == {"uscc": (uscc(1), False), "org_code": (org_code(1), True)}
    assert RegisterEntry.objects.get(employer=first).versions.count() == 1
    assert uploads.placed(upload) == {"community": 1, "street": 0, "district": 0, "city": 1}


def test_a_second_delivery_shows_exactly_what_changed(office):
    office.deliver("business_register", [registration(n) for n in (1, 2, 3)])
    upload = office.deliver(
        "business_register", [registration(3), registration(1, 名称="改名公司"), registration(4), registration(2)]
    )
    assert found(upload) == {"unchanged": 2, "changed": 1, "new": 1}
    assert Employer.objects.get(uscc=uscc(1)).name == "改名公司"
    assert RegisterVersion.objects.filter(entry__key=uscc(1)).count() == 2
    assert RegisterVersion.objects.filter(superseded_at=None).count() == 4


def test_repeated_rows_and_contradictions(office):
    rows = [registration(1), registration(1), registration(2), registration(2, 名称="另一名称")]
    upload = office.deliver("business_register", rows)
    assert found(upload) == {"new": 1, "repeated": 1, "conflict": 2}
    assert Employer.objects.count() == 1
    assert HeldRow.objects.filter(verdict="conflict").count() == 2


def test_a_repeated_row_is_found_on_the_second_delivery_too(office):
    office.deliver("business_register", [registration(1), registration(1)])
    upload = office.deliver("business_register", [registration(1), registration(1), registration(2)])
    assert found(upload) == {"unchanged": 1, "repeated": 1, "new": 1}


def test_the_same_bytes_are_refused_while_they_stand(office):
    office.deliver("business_register", [registration(1)])
    with pytest.raises(Refused) as refusal:
        office.deliver("business_register", [registration(1)])
    assert refusal.value.code == "received_already"
    other = office.deliver("business_register", [registration(1)], period=date(2026, 5, 1))
    assert found(other) == {"unchanged": 1}


def test_an_uncommitted_preview_of_the_same_bytes_is_replaced(office):
    first = office.preview("business_register", [registration(1)])
    second = office.preview("business_register", [registration(1)])
    assert not Upload.objects.filter(pk=first.pk).exists() and second.pk != first.pk


def test_a_row_that_is_not_live_opens_nothing_and_deregistration_closes(office):
    upload = office.deliver("business_register", [registration(1, 登记状态="注销")])
    assert found(upload) == {"unmatched": 1} and not Employer.objects.exists()
    assert RegisterEntry.objects.get().employer is None
    (employer,) = office.open(2)
    office.deliver("business_register", [registration(2, 登记状态="注销")], received_on=date(2026, 6, 9))
    employer.refresh_from_db()
    assert employer.status == EmployerStatus.CLOSED and employer.closed_on == date(2026, 6, 9)
    office.deliver("business_register", [registration(2), registration(3)])
    employer.refresh_from_db()
    assert employer.status == EmployerStatus.OPEN and employer.closed_on is None


def test_two_registers_meet_in_one_archive(office):
    office.deliver("code_register", [body(1)])
    upload = office.deliver("business_register", [registration(1)])
    assert found(upload) == {"new": 1} and upload.opened == 0
    employer = Employer.objects.get()
    assert (employer.uscc, employer.org_code) == (uscc(1), org_code(1))
    assert employer.name == "成都示例1有限公司"
    code = Identifier.objects.get(kind="org_code", valid_to=None)
    assert (code.derived, code.dataset) == (False, "code_register")


def test_a_code_stated_later_is_no_longer_derived(office):
    office.open(1)
    office.deliver("code_register", [body(1)])
    code = Identifier.objects.get(kind="org_code", valid_to=None)
    assert (code.derived, code.dataset) == (False, "code_register")


def test_tax_and_statistics_open_nothing_and_wait(office):
    tax = {"纳税人识别号": uscc(1), "纳税人名称": "成都示例1有限公司", "从业人数": "12", "所属期": "2026-04"}
    upload = office.deliver("tax_register", [tax])
    assert found(upload) == {"unmatched": 1} and not Employer.objects.exists()
    entry = RegisterEntry.objects.get(dataset="tax_register")
    assert (entry.employer, entry.heads, entry.heads_as_of) == (None, 12, date(2026, 4, 30))
    (employer,) = office.open(1)
    entry.refresh_from_db()
    assert entry.employer == employer and entry.street == employer.street
    again = office.deliver("tax_register", [tax, tax | {"纳税人识别号": uscc(2)}])
    assert found(again) == {"unchanged": 1, "unmatched": 1}


def unit(number: int, **cells):
    return {"单位代码": org_code(number), "单位详细名称": f"成都示例{number}有限公司", "年份": "2025"} | cells


def test_a_directory_is_the_snapshot_of_its_year(office):
    office.open(1, 2, 3)
    office.deliver("statistics_units", [unit(n) for n in (1, 2, 3)], period=date(2025, 12, 1))
    upload = office.deliver("statistics_units", [unit(1), unit(3, 从业人员期末人数="7")], period=date(2025, 12, 1))
    assert found(upload) == {"unchanged": 1, "changed": 1} and upload.absent == 1
    assert not RegisterEntry.objects.get(dataset="statistics_units", key=org_code(2)).listed
    back = office.deliver(
        "statistics_units", [unit(1), unit(2), unit(3, 从业人员期末人数="7")], period=date(2025, 12, 1)
    )
    assert found(back) == {"unchanged": 2, "changed": 1}
    assert RegisterEntry.objects.get(dataset="statistics_units", key=org_code(2)).listed


def test_absence_above_the_share_asks(office):
    rows = [unit(n) for n in range(1, 6)]
    office.deliver("statistics_units", rows, period=date(2025, 12, 1))
    with pytest.raises(Refused) as refusal:
        office.deliver("statistics_units", rows[:4], period=date(2025, 12, 1), accept=False)
    assert refusal.value.code == "absence"


def test_another_year_is_another_entry(office):
    office.open(1)
    office.deliver("statistics_units", [unit(1)], period=date(2025, 12, 1))
    upload = office.deliver("statistics_units", [unit(1, 年份="2024")], period=date(2024, 12, 1))
    assert found(upload) == {"new": 1} and upload.absent == 0
    assert RegisterEntry.objects.filter(dataset="statistics_units").count() == 2


def test_numbers_of_two_archives_go_to_the_higher_ranking_one(office):
    office.deliver("business_register", [registration(1, 统一社会信用代码="", 注册号=registration_no(1))])
    office.open(2)
    upload = office.deliver("business_register", [registration(2, 注册号=registration_no(1))])
    assert found(upload) == {"changed": 1} and upload.opened == 0
    holders = Identifier.objects.filter(value=registration_no(1), valid_to=None)
    assert holders.count() == 2


def test_outside_is_neither_the_area_nor_below_nor_above(office):
    office.open(1)
    upload = office.deliver("business_register", [registration(1, 名称="改名公司")], area="510107")
    assert found(upload) == {"outside": 1}
    assert Employer.objects.get().name == "成都示例1有限公司"


def test_a_nonconforming_code_warns_and_stays(office):
    from tests.kit.invented import unsound

    upload = office.deliver("business_register", [registration(1, 统一社会信用代码=unsound(uscc(1)))])
    assert found(upload) == {"new": 1} and upload.warned == 1
    assert not Identifier.objects.get(kind="uscc").conforming


def test_a_commit_is_refused_when_the_archive_has_moved(office):
    first = office.preview("business_register", [registration(1)])
    office.deliver("business_register", [registration(1, 名称="改名公司")])
    with pytest.raises(Refused) as refusal:
        uploads.commit(first, by=office.by, on=office.on)
    assert refusal.value.code == "moved"
    assert Employer.objects.count() == 1


def test_invalid_rows_tell_all_their_faults_and_change_nothing(office):
    upload = office.deliver("business_register", [registration(1, 名称="", 成立日期="2020-02-31"), registration(2)])
    assert found(upload) == {"new": 1, "invalid": 1}
    held = HeldRow.objects.get()
    assert len(held.faults) == 2 and Employer.objects.count() == 1


def test_an_entry_received_before_what_stands_is_warned_of(office):
    office.deliver("business_register", [registration(1), registration(2)], received_on=date(2026, 6, 9))
    rows = [registration(1, 名称="旧名公司"), registration(2)]
    upload = office.preview("business_register", rows, received_on=date(2026, 5, 31))
    assert found(upload) == {"changed": 1, "unchanged": 1} and upload.warned == 1
    assert "2026-06-09" in uploads.sentences(upload)[0]
