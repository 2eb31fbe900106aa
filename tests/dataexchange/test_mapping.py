"""Headings become columns: what is recognised, asked, remembered, refused."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dataexchange.importing import mapping
from dataexchange.importing.catalogue import SPECS, spec_of
from dataexchange.importing.headings import normalised, other_unit
from dataexchange.importing.table import Refused
from tests.dataexchange import kit

SHARED = Path(__file__).resolve().parents[3] / "shared"
COLUMNS = [(spec.dataset.value, column) for spec in SPECS.values() for column in spec.columns]


def recognise(dataset, headings, **more):
    return mapping.recognise(headings, spec_of(dataset), source=more.pop("source", kit.SOURCES[dataset]), **more)


@pytest.mark.parametrize("dataset", kit.SOURCES)
def test_the_good_headings_are_all_known(dataset):
    found = recognise(dataset, list(kit.good_row(dataset)))
    assert found.settled
    assert None not in found.fields


@pytest.mark.parametrize("dataset, column", COLUMNS, ids=lambda value: getattr(value, "field", value))
def test_every_alias_is_its_column(dataset, column):
    known = spec_of(dataset).by_heading
    for spelling in (column.heading, column.field, *column.aliases):
        assert known[normalised(spelling)] == column.field, spelling
        dressed = f"\ufeff* {spelling}（必填）\n．"
        assert known[normalised(dressed)] == column.field, spelling


@given(some.text("职工姓名码（(）)［[】*．。. /ＡaA\n\u200b\ufeff万元", max_size=20))
def test_normalising_twice_changes_nothing(heading):
    assert normalised(normalised(heading)) == normalised(heading)


def test_brackets_full_stops_and_widths_do_not_matter():
    spellings = (
        "社会保障号(即居民身份证号码)",
        " 社 会 保 障 号（身份证件号码）",
        "*社会保障号。",
        "【注】社会保障号\u200b",
    )
    assert {normalised(spelling) for spelling in spellings} == {"社会保障号"}


def test_an_unknown_heading_asks_and_is_not_dropped():
    found = recognise("wage_payment", [*kit.good_row("wage_payment"), "备注", "备注"])
    assert found.unknown == ("备注",)
    with pytest.raises(Refused, match="备注") as refusal:
        found.refuse_unsettled()
    assert "--heading" in str(refusal.value)


def test_an_answer_settles_it_and_is_kept_for_the_next_file():
    headings = [*kit.good_row("wage_payment"), "备注", "加班津贴"]
    answers = mapping.parse_answers(spec_of("wage_payment"), ["备注="])
    first = recognise("wage_payment", headings, answers=answers)
    assert first.unknown == ("加班津贴",)
    assert first.answers == (("备注", ""),)
    second = recognise("wage_payment", headings, remembered=dict(first.answers) | {"加班津贴": ""})
    assert second.settled
    assert second.fields[-2:] == (None, None)


def test_a_field_may_be_answered_in_code_or_as_printed():
    spec = spec_of("wage_payment")
    assert mapping.parse_answers(spec, ["到手=paid", "到 手 =实发工资"]) == {"到手": "paid"}


@pytest.mark.parametrize("option", ["实发", "=paid", "实发=nothing_like_it"])
def test_an_answer_that_answers_nothing_is_refused(option):
    with pytest.raises(Refused) as refusal:
        mapping.parse_answers(spec_of("wage_payment"), [option])
    assert refusal.value.code == "bad_answer"
    assert "payable" in str(refusal.value)


def test_an_answer_about_a_column_that_is_not_there_is_refused():
    with pytest.raises(Refused, match="备注"):
        recognise("wage_payment", list(kit.good_row("wage_payment")), answers={"备注": ""})


def test_an_answer_stands_before_an_alias():
    headings = [*kit.good_row("business_register"), "经营场所"]
    with pytest.raises(Refused) as refusal:
        recognise("business_register", headings)
    assert refusal.value.code == "column_twice"
    assert "住所" in str(refusal.value)
    assert "经营场所" in str(refusal.value)
    assert recognise("business_register", headings, answers={"经营场所": ""}).settled


def test_both_codes_may_stand_in_a_labour_file():
    row = kit.good_row("contract_filing")
    headings = ["统一社会信用代码", "组织机构代码", *list(row)[1:]]
    assert recognise("contract_filing", headings).fields[:2] == ("employer_code", "employer_org_code")
    with pytest.raises(Refused) as refusal:
        recognise("contract_filing", ["社会信用代码", *headings])
    assert refusal.value.code == "column_twice"


@pytest.mark.parametrize("heading, unit", [("应发工资（万元）", "万元"), ("应发工资(单位:千元)", "单位:千元")])
def test_another_unit_than_yuan_is_refused(heading, unit):
    headings = [heading if name == "应发工资" else name for name in kit.good_row("wage_payment")]
    with pytest.raises(Refused) as refusal:
        recognise("wage_payment", headings)
    assert (refusal.value.code, refusal.value.column) == ("other_unit", heading)
    assert unit in str(refusal.value)
    assert other_unit("应发工资(元)") == ""


def test_all_missing_columns_are_named_at_once():
    with pytest.raises(Refused) as refusal:
        recognise("contract_filing", ["姓名", "合同终止日期"])
    for heading in ("身份证号码", "备案类型", "合同起始日期", "合同类型", "统一社会信用代码/组织机构代码"):
        assert heading in str(refusal.value)


def test_while_a_heading_is_open_nothing_is_called_missing_for_good():
    found = recognise("contract_filing", [*list(kit.good_row("contract_filing"))[1:], "雇主"])
    assert (found.unknown, found.missing) == (("雇主",), ("统一社会信用代码/组织机构代码",))
    answered = recognise("contract_filing", found.headings, answers={"雇主": "employer_code"})
    assert answered.settled


def test_one_of_three_numbers_is_enough_for_a_registration():
    assert recognise("business_register", ["注册号", "名称"]).settled
    with pytest.raises(Refused, match="注册号"):
        recognise("business_register", ["名称", "住所"])


def test_a_bank_has_other_required_columns():
    headings = ["统一社会信用代码", "姓名", "证件号码", "所属期", "实发金额", "应发工资", "发放日期"]
    found = recognise("wage_payment", headings, source="yinhang")
    assert found.settled
    assert found.fields[5] is None  # read of nobody's bank
    with pytest.raises(Refused, match="发放日期"):
        recognise("wage_payment", headings[:-1], source="yinhang")


def test_a_column_for_the_kind_of_insurance_does_not_stand_beside_columns_of_kinds():
    row = kit.good_row("social_insurance")
    with pytest.raises(Refused, match="险种"):
        recognise("social_insurance", [*row, "养老保险"])
    without = [name for name in row if name != "险种"]
    assert recognise("social_insurance", [*without, "基本养老保险（元）", "失业"]).settled
    with pytest.raises(Refused, match="险种"):
        recognise("social_insurance", without)


@pytest.mark.parametrize("dataset", kit.SOURCES)
def test_a_source_that_does_not_send_it_is_refused(dataset):
    with pytest.raises(Refused):
        recognise(dataset, list(kit.good_row(dataset)), source="nobody")


def test_our_own_columns_of_faulty_rows_are_known():
    assert recognise("wage_payment", ["行号", *kit.good_row("wage_payment"), "原因"]).settled


def test_two_known_headings_make_a_heading_row():
    is_heading = mapping.heading_test(spec_of("employee_roster"))
    assert is_heading(["", "* 姓名", "身份证号"])
    assert not is_heading(["职工名册", "", ""])
    assert not is_heading(["姓名", "职工姓名"])  # one field: a line that explains it
    assert not is_heading(["王五", kit.resident()])


# headers of real forms --------------------------------------------------------------------------------------------

# field of the collected aliases → where it must be recognised, and as what
COLLECTED = {
    "org_name": {"employee_roster": "employer_name", "business_register": "name", "tax_register": "name"},
    "uscc": {"contract_filing": "employer_code", "business_register": "uscc", "code_register": "uscc"},
    "org_code": {"social_insurance": "employer_org_code", "code_register": "org_code", "statistics_units": "unit_code"},
    "address": {"business_register": "address", "tax_register": "address", "code_register": "address"},
    "operating_address": {"tax_register": "address"},
    "legal_rep": {"business_register": "legal_rep", "code_register": "legal_rep"},
    "employees_total": {"tax_register": "employees", "statistics_units": "employees", "code_register": "employees"},
    "economic_type": {"business_register": "kind", "statistics_units": "ownership"},
    "industry": {"business_register": "industry", "statistics_units": "industry"},
    "status": {"business_register": "status", "tax_register": "status"},
    "person_name": dict.fromkeys(("employee_roster", "contract_filing", "social_insurance", "wage_payment"), "name"),
    "person_id": dict.fromkeys(("employee_roster", "contract_filing", "social_insurance", "wage_payment"), "id_number"),
    "sex": {"employee_roster": "sex"},
    "contract_start": {"contract_filing": "start", "employee_roster": "contract_start"},
    "contract_end": {"contract_filing": "end", "employee_roster": "contract_end"},
    "contract_type": {"contract_filing": "kind", "employee_roster": "contract_kind"},
    "job": {"employee_roster": "post"},
    "employment_form": {"employee_roster": "form", "contract_filing": "form"},
    "hukou": {"employee_roster": "household"},
    "phone": {"employee_roster": "phone"},
    "wage_payday": {"wage_payment": "paid_on", "contract_filing": "pay_day"},
}
# 户籍所在地 is a place, not 城镇 or 非城镇: it asks
ASKS = {"户籍所在地"}


@pytest.fixture(scope="module")
def collected():
    path = SHARED / "data" / "forms" / "header_aliases.csv"
    if not path.exists():
        pytest.skip(
            f"SKIPPED LOUDLY: the collected headings of real forms are not here ({path.name}), nothing compared"
        )
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.shared
def test_the_collected_headings_of_real_forms_are_recognised(collected):
    wrong = [
        (row["alias"], dataset, field)
        for row in collected
        for dataset, field in COLLECTED.get(row["field"], {}).items()
        if row["alias"] not in ASKS and spec_of(dataset).by_heading.get(normalised(row["alias"])) != field
    ]
    assert wrong == []


@pytest.mark.shared
def test_the_real_registrations_need_no_answer():
    path = SHARED / "data" / "employers" / "chengdu_employers.csv"
    if not path.exists():
        pytest.skip(f"SKIPPED LOUDLY: the real registrations are not here ({path.name}), nothing compared")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert recognise("business_register", next(csv.reader(file))).settled
