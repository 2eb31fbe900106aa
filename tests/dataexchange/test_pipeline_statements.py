"""Filings, insurance and wages from file to statements: keys, full lists and what they no longer name."""

from datetime import date

import pytest

from dataexchange.domain import uploads
from dataexchange.importing.table import Refused
from employers.enums import InsuranceKind
from employers.models import ContractFiling, Coverage, Insurance, Standing, Unapplied, Wage
from tests.kit.deliveries import filing, found, insured, insured_wide, listed, paid
from tests.kit.invented import uscc

pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 1)


@pytest.fixture
def employer(office):
    return office.open(1)[0]


def current(model):
    return model.objects.filter(superseded_at=None)


def test_filings_are_keyed_by_start_and_act(office, employer):
    rows = [
        filing(1, 1),
        filing(1, 1, 备案类型="变更", 备案日期="2025-08-01", 约定工资="5000"),
        filing(1, 1, 备案类型="变更", 备案日期="2025-09-01", 约定工资="6000"),
        filing(1, 2),
        filing(1, 2, 备案类型="解除", 解除或终止日期="2026-01-31"),
    ]
    upload = office.deliver("contract_filing", rows)
    assert found(upload) == {"new": 5}
    assert current(ContractFiling).count() == 5
    first = Standing.objects.get(worker__name="王1")
    assert (first.contract, first.contract_last_day, first.open) == ("valid", date(2028, 5, 31), True)
    assert Standing.objects.get(worker__name="王2").left_on == date(2026, 1, 31)
    again = office.deliver("contract_filing", rows[:1] + [filing(1, 2, 合同终止日期="2027-05-31")])
    assert found(again) == {"unchanged": 1, "changed": 1}
    assert current(ContractFiling).count() == 5 and ContractFiling.objects.count() == 6


def test_filings_must_name_their_area(office, employer):
    from dataexchange.importing.receiving import Cover
    from tests.kit.deliveries import ON, table

    path = table(office.folder, [filing(1, 1)])
    with pytest.raises(Refused) as refusal:
        uploads.deliver(path, name="f.csv", cover=Cover("beian", "contract_filing", ON), by=office.by, on=ON)
    assert refusal.value.code == "area_missing"
    with pytest.raises(Refused) as refusal:
        uploads.deliver(path, name="f.csv", cover=Cover("shebao", "contract_filing", ON), by=office.by, on=ON)
    assert refusal.value.code == "wrong_source"


def test_a_full_stock_settles_the_doubts_of_whomever_it_covers(office, employer):
    office.open(2)
    office.deliver("contract_filing", [filing(1, 1)])
    office.deliver("contract_filing", [filing(1, 2, 身份证号码="510199199001010000", 合同起始日期="2025-09-01")])
    assert Standing.objects.get(worker__name="王1").doubt == 2
    upload = office.deliver("contract_filing", [filing(1, 1), filing(2, 3)], mode="snapshot")
    assert found(upload) == {"unchanged": 1, "new": 1}
    assert Standing.objects.get(worker__name="王1").doubt == 0


def test_a_full_stock_drops_what_would_be_valid_and_nothing_else(office, employer):
    rows = [
        filing(1, 1),
        filing(1, 2),
        filing(1, 2, 备案类型="变更", 备案日期="2025-08-01"),
        filing(1, 3, 合同终止日期="2026-01-31"),
        filing(1, 4),
        filing(1, 4, 备案类型="终止", 解除或终止日期="2026-02-01"),
        filing(1, 5, 合同起始日期="2026-09-01"),
    ]
    office.deliver("contract_filing", rows, mode="snapshot")
    upload = office.deliver("contract_filing", [filing(1, 1)], mode="snapshot")
    assert found(upload) == {"unchanged": 1} and upload.absent == 2
    assert Standing.objects.get(worker__name="王2").contract == "none"
    assert Coverage.objects.filter(dataset="contract_filing", full=True).count() == 2
    unlisted = current(ContractFiling).filter(listed=False)
    assert {(row.worker.name, row.action) for row in unlisted} == {("王2", "signed"), ("王2", "changed")}
    back = office.deliver("contract_filing", [filing(1, 2)])
    assert found(back) == {"changed": 1}
    assert Standing.objects.get(worker__name="王2").contract == "valid"


def test_a_stock_covers_its_area_only(office):
    office.open(1)
    (other,) = office.open(2, 住所="成都市武侯区晋阳街道晋阳社区晋阳路1号")
    office.deliver("contract_filing", [filing(1, 1), filing(2, 2)], mode="snapshot")
    upload = office.deliver("contract_filing", [filing(2, 2)], mode="snapshot", area="510107")
    assert upload.absent == 0
    assert Coverage.objects.filter(delivery=upload.delivery).get().employer == other


def test_a_delta_concerns_whom_its_rows_name_and_of_whom_it_lets_filings_vouch_again(office):
    one, two = office.open(1, 2)
    (fresh,) = office.open(3, 住所="成都市武侯区晋阳街道晋阳社区晋阳路1号")
    office.deliver("contract_filing", [filing(n, n) for n in (1, 2, 3)], mode="snapshot", received_on=date(2025, 6, 10))
    office.deliver("contract_filing", [filing(3, 3)], mode="snapshot", area="510107", received_on=date(2026, 6, 1))
    office.open(4)  # no full list ever covered it
    delta = office.preview("contract_filing", [filing(1, 1, 备案类型="变更", 备案日期="2026-06-01")])
    assert set(uploads.commit(delta, by=office.by, on=office.on)) == {one.pk, two.pk}
    assert Coverage.objects.filter(delivery=delta.delivery).count() == 4
    again = office.preview("contract_filing", [filing(1, 1, 备案类型="变更", 备案日期="2026-06-02")])
    assert uploads.commit(again, by=office.by, on=office.on) == [one.pk]


def test_long_insurance_rows_of_two_offices(office, employer):
    office.deliver("employee_roster", [listed(1, 1), listed(1, 2)], as_of=date(2026, 4, 30))
    first = [insured(1, 1, 险种=kind) for kind in ("养老", "失业", "工伤")] + [insured(1, 2, 险种="养老")]
    upload = office.deliver("social_insurance", first, period=APRIL)
    assert found(upload) == {"new": 4}
    assert upload.delivery.kinds == InsuranceKind.PENSION | InsuranceKind.UNEMPLOYMENT | InsuranceKind.INJURY
    assert Standing.objects.get(worker__name="王1").insured_month is None
    other = office.deliver("social_insurance", [insured(1, 1, 险种="医疗"), insured(1, 1, 险种="生育")], period=APRIL)
    assert found(other) == {"new": 2} and other.absent == 0
    state = Standing.objects.get(worker__name="王1")
    assert (state.insured_month, state.insured) == (APRIL, 31)
    assert Standing.objects.get(worker__name="王2").insured == 1
    assert Coverage.objects.filter(dataset="social_insurance").count() == 2


def test_insurance_absence_counts_within_month_area_and_kinds(office, employer):
    rows = [insured(1, w, 险种=kind) for w in (1, 2) for kind in ("养老", "医疗")]
    office.deliver("social_insurance", rows, period=APRIL)
    upload = office.deliver("social_insurance", [insured(1, 1)], period=APRIL)
    assert found(upload) == {"unchanged": 1} and upload.absent == 1
    gone = current(Insurance).get(listed=False)
    assert (gone.worker.name, gone.kinds, gone.insured) == ("王2", 1, 0)
    may = office.deliver("social_insurance", [insured(1, 1, 费款所属期="2026-05")], period=date(2026, 5, 1))
    assert may.absent == 0


def test_insurance_within_one_worker_a_kind_can_vanish(office, employer):
    office.deliver(
        "social_insurance", [insured(1, 1), insured(1, 1, 险种="失业"), insured(1, 2, 险种="失业")], period=APRIL
    )
    upload = office.deliver("social_insurance", [insured(1, 1), insured(1, 2, 险种="失业")], period=APRIL)
    assert upload.absent == 1, "王1 is named for 养老, and no longer for 失业"


def test_wide_insurance_rows_and_a_change(office, employer):
    upload = office.deliver("social_insurance", [insured_wide(1, 1), insured_wide(1, 2, 工伤保险="否")], period=APRIL)
    assert found(upload) == {"new": 2} and upload.delivery.kinds == 13
    assert current(Insurance).get(worker__name="王2").insured == 5
    again = office.deliver("social_insurance", [insured_wide(1, 1), insured_wide(1, 2)], period=APRIL)
    assert found(again) == {"unchanged": 1, "changed": 1}


def test_a_month_of_another_period_is_invalid(office, employer):
    upload = office.deliver("social_insurance", [insured(1, 1, 费款所属期="2026-03")], period=APRIL)
    assert found(upload) == {"invalid": 1}
    with pytest.raises(Refused):
        office.deliver("social_insurance", [insured(1, 1)])


def test_an_insurance_unit_number_is_learnt(office, employer):
    office.deliver("social_insurance", [insured(1, 1, 社保单位编号="510199000001")], period=APRIL)
    row = insured(1, 2, 社保单位编号="510199000001") | {"统一社会信用代码": ""}
    upload = office.deliver("social_insurance", [insured(1, 1, 社保单位编号="510199000001"), row], period=APRIL)
    assert found(upload) == {"unchanged": 1, "new": 1}


def test_another_document_is_looked_up_among_the_workers(office, employer):
    roster = listed(1, 1, 证件类型="护照", 身份证号码="E12345678", 姓名="John")
    office.deliver("employee_roster", [roster], as_of=date(2026, 4, 30))
    rows = [insured(1, 1, 身份证号码="E12345678", 姓名="John"), insured(1, 2, 身份证号码="E99999999", 姓名="Jane")]
    upload = office.deliver("social_insurance", rows, period=APRIL)
    assert found(upload) == {"new": 1, "invalid": 1}
    assert Unapplied.objects.get().name == "Jane"


def test_wages_once_and_the_absence_of_the_employers_sheet(office, employer):
    upload = office.deliver("wage_payment", [paid(1, 1), paid(1, 2)], period=APRIL)
    assert found(upload) == {"new": 2}
    again = office.deliver("wage_payment", [paid(1, 1, 实发工资="4000")], period=APRIL)
    assert found(again) == {"changed": 1} and again.absent == 1
    assert current(Wage).get(listed=False).worker.name == "王2"
    assert Standing.objects.get(worker__name="王1").wage_covered != 0


def test_a_banks_absence_proves_nothing(office, employer):
    rows = [paid(1, 1), paid(1, 2)]
    for row in rows:
        del row["应发工资"], row["代扣款"]
    office.deliver("wage_payment", rows, period=APRIL, source="yinhang")
    upload = office.deliver("wage_payment", rows[:1], period=APRIL, source="yinhang", area="510104")
    assert upload.absent == 0 and current(Wage).filter(listed=True, pay_type="instalment").count() == 2
    assert not Coverage.objects.filter(own=True, dataset="wage_payment").exists()


def test_instalments_add_within_a_day_and_stay_apart_between_days(office, employer):
    part = paid(1, 1, 工资类型="分次")
    rows = [
        part | {"实发工资": "1000"},
        part | {"实发工资": "500"},
        part | {"实发工资": "3000", "发放日期": "2026-05-20"},
    ]
    upload = office.deliver("wage_payment", rows, period=APRIL)
    assert found(upload) == {"new": 2, "repeated": 1}
    assert sorted(current(Wage).values_list("paid", flat=True)) == [1500, 3000]
    again = office.deliver("wage_payment", rows + [paid(1, 2)], period=APRIL)
    assert found(again) == {"unchanged": 2, "repeated": 1, "new": 1}


def test_instalments_of_equal_amount_on_one_day_add_too(office, employer):
    part = paid(1, 1, 工资类型="分次", 实发工资="1000", 序号="1")
    upload = office.deliver("wage_payment", [part, part], period=APRIL)
    assert found(upload) == {"new": 1, "repeated": 1}
    assert current(Wage).get().paid == 1000, "two equal rows are the same row again"


def test_torn_months_conflict(office, employer):
    part = paid(1, 1, 工资类型="分次")
    rows = [
        part,
        part | {"发放日期": "2026-05-20", "应发工资": "6000"},
        paid(1, 2),
        paid(1, 2, 发放日期="2026-05-20", 实发工资="1"),
    ]
    upload = office.deliver("wage_payment", rows, period=APRIL)
    assert found(upload) == {"conflict": 4}


def test_rows_of_unknown_employers_wait(office, employer):
    upload = office.deliver("wage_payment", [paid(1, 1), paid(7, 2)], period=APRIL)
    assert found(upload) == {"new": 1, "unmatched": 1}
    waiting = Unapplied.objects.get()
    assert (waiting.verdict, waiting.month, waiting.employer) == ("unmatched", APRIL, None)


def test_absence_above_a_tenth_asks_and_is_accepted(office, employer):
    office.deliver("social_insurance", [insured(1, w) for w in range(1, 6)], period=APRIL)
    rows = [insured(1, w) for w in range(1, 5)]
    with pytest.raises(Refused) as refusal:
        office.deliver("social_insurance", rows, period=APRIL, accept=False)
    assert refusal.value.code == "absence"
    assert current(Insurance).filter(listed=True).count() == 5
    upload = office.deliver("social_insurance", rows, period=APRIL, accept=True)
    assert upload.absent == 1 and current(Insurance).filter(listed=True).count() == 4


def test_two_deliveries_of_one_key_within_an_hour(office, employer):
    office.deliver("contract_filing", [filing(1, 1)])
    office.deliver("contract_filing", [filing(1, 1, 合同终止日期="2027-05-31")])
    office.deliver("contract_filing", [filing(1, 1), filing(1, 2)])
    assert current(ContractFiling).get(worker__name="王1").end == date(2028, 5, 31)
    assert ContractFiling.objects.filter(worker__name="王1").count() == 3
    assert uscc(1)


def test_an_absence_leaves_the_kinds_of_the_other_office(office, employer):
    office.deliver("employee_roster", [listed(1, 1)], as_of=date(2026, 4, 30))
    office.deliver("social_insurance", [insured_wide(1, 1), insured_wide(1, 2)], period=APRIL)
    office.deliver("social_insurance", [insured(1, 1, 险种="医疗"), insured(1, 1, 险种="生育")], period=APRIL)
    office.deliver("social_insurance", [insured_wide(1, 2)], period=APRIL)
    assert Standing.objects.get(worker__name="王1").insured == 2 | 16


def test_a_kind_of_a_changed_row_can_vanish_too(office, employer):
    office.deliver(
        "social_insurance", [insured(1, 1), insured(1, 1, 险种="失业"), insured(1, 2, 险种="失业")], period=APRIL
    )
    rows = [insured(1, 1, 缴费基数="5000"), insured(1, 2, 险种="失业")]
    upload = office.deliver("social_insurance", rows, period=APRIL)
    assert found(upload) == {"changed": 1, "unchanged": 1} and upload.absent == 1


def test_a_long_file_takes_the_place_of_a_wide_one(office, employer):
    office.deliver("employee_roster", [listed(1, 1)], as_of=date(2026, 4, 30))
    office.deliver("social_insurance", [insured_wide(1, 1, 医疗保险="是", 生育保险="是")], period=APRIL)
    office.deliver("social_insurance", [insured(1, 1), insured(1, 2, 险种="失业")], period=APRIL)
    assert Standing.objects.get(worker__name="王1").insured == 31 & ~4


def test_an_unreadable_row_keeps_its_worker_present(office, employer):
    office.deliver("social_insurance", [insured(1, 1), insured(1, 2), insured(1, 3)], period=APRIL)
    spoilt = insured(1, 2) | {"身份证号码": "510199199003070021"}
    upload = office.deliver("social_insurance", [insured(1, 1), spoilt], period=APRIL)
    assert found(upload) == {"unchanged": 1, "invalid": 1} and upload.absent == 1
    assert current(Insurance).get(listed=False).worker.name == "王3"


def test_instalments_replace_a_whole_payment_of_the_sheet(office, employer):
    office.deliver("wage_payment", [paid(1, 1)], period=APRIL)
    part = paid(1, 1, 工资类型="分次", 实发工资="2000")
    upload = office.deliver("wage_payment", [part, part | {"发放日期": "2026-05-20", "实发工资": "2500"}], period=APRIL)
    assert upload.absent == 1
    assert current(Wage).filter(listed=True).count() == 2


def test_a_stock_keeps_the_amendments_of_a_contract_it_names(office, employer):
    rows = [filing(1, 1), filing(1, 1, 备案类型="变更", 备案日期="2025-08-01")]
    office.deliver("contract_filing", rows, mode="snapshot")
    upload = office.deliver("contract_filing", rows[:1], mode="snapshot", received_on=date(2026, 6, 9))
    assert upload.absent == 0


def test_a_row_received_before_what_stands_under_its_key_is_warned_of_and_still_wins(office, employer):
    """Within one source and key the later committed statement wins; the preview warns where it is the older one."""
    office.deliver("contract_filing", [filing(1, 1), filing(1, 2)], mode="delta", received_on=date(2026, 6, 9))
    rows = [filing(1, 1, 合同终止日期="2027-05-31"), filing(1, 2), filing(1, 3)]
    upload = office.preview("contract_filing", rows, mode="delta", received_on=date(2026, 6, 1))
    assert found(upload) == {"new": 1, "changed": 1, "unchanged": 1}
    assert upload.warned == 1
    [said] = uploads.sentences(upload)
    assert "2026-06-09" in said and "2026-06-01" in said
    uploads.commit(upload, by=office.by, on=office.on)
    assert current(ContractFiling).get(worker__name="王1").end == date(2027, 5, 31)
    later = office.preview("contract_filing", [filing(1, 1)], mode="delta", received_on=date(2026, 6, 10))
    assert found(later) == {"changed": 1} and not later.warned
