"""What comes out of one row: every fault of it, the values of a good one, and what is no row of data at all."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dataexchange.importing import faults as words
from dataexchange.importing.cells import DateCell, MergedCell, NoValueCell, NumberCell
from dataexchange.importing.table import Refused, Row
from employers.enums import InsuranceKind
from tests.dataexchange import kit
from tests.dataexchange.kit import checked, checker, faults, good_row, warnings

LABOUR = ("employee_roster", "contract_filing", "social_insurance", "wage_payment")
FIVE = ("养老保险", "医疗保险", "失业保险", "工伤保险", "生育保险")
EMPLOYER = "统一社会信用代码/组织机构代码"


@pytest.mark.parametrize("dataset", kit.SOURCES)
def test_a_good_row_has_no_fault_and_no_warning(dataset):
    result = checked(dataset)
    assert (result.faults, result.warnings, result.left_out) == ([], [], "")


def test_values_of_a_filing():
    values = checked("contract_filing").values
    assert values == {
        "employer_name": "成都示例食品有限公司",
        "uscc": kit.uscc(),
        "org_code": "",
        "name": "王五",
        "id_number": kit.resident(),
        "document_kind": "resident",
        "birth_date": date(1990, 3, 7),
        "sex": "male",
        "action": "signed",
        "start": date(2025, 6, 1),
        "end": date(2028, 5, 31),
        "kind": "fixed",
        "signed_on": date(2025, 5, 28),
        "ended_on": None,
        "reason": "",
        "form": "full_time",
        "hired_on": date(2025, 6, 1),
        "probation_months": 3,
        "agreed_wage": Decimal("4500.50"),
        "pay_day": 15,
        "pay_in": "next",
        "filed_on": date(2025, 6, 10),
        "source_row_id": "",
    }


def test_values_of_a_roster_row():
    values = checked("employee_roster", 序号="7").values
    assert (values["uscc"], values["org_code"]) == ("", kit.org_code())
    assert (values["name"], values["as_of"], values["household"]) == ("王五", date(2026, 5, 31), "rural")
    assert (values["phone"], values["source_row_id"]) == ("13900000000", "7")


def test_both_codes_of_a_labour_row():
    row = {"社会信用代码": kit.uscc(1), "组织机构代码": kit.org_code(2), **good_row("wage_payment")}
    del row[EMPLOYER]
    values = checker("wage_payment", list(row)).check(Row(2, list(row.values()))).values
    assert (values["uscc"], values["org_code"]) == (kit.uscc(1), kit.org_code(2))


def test_one_of_both_codes_is_enough_and_none_is_a_fault():
    row = {"社会信用代码": "", "组织机构代码": kit.org_code(2), **good_row("wage_payment")}
    del row[EMPLOYER]
    check = checker("wage_payment", list(row))
    assert check.check(Row(2, list(row.values()))).faults == []
    bare = check.check(Row(3, ["", "", *list(row.values())[2:]]))
    assert faults(bare) == [("one_of", "employer_code")]
    assert "社会信用代码、组织机构代码" in words.sentence(bare.faults[0])


@pytest.mark.parametrize("dataset", LABOUR)
class TestIdentityNumbers:
    def test_fifteen_digits_are_extended(self, dataset):
        long = kit.resident("19600307")
        values = checked(dataset, 身份证号码=long[:6] + long[8:17]).values
        assert (values["id_number"], values["birth_date"]) == (long, date(1960, 3, 7))

    @pytest.mark.parametrize(
        "number, code",
        [
            (kit.spoilt(kit.resident()), "id_check"),
            (kit.resident("20300101"), "id_future"),
            (kit.resident("19900230"), "id_birth"),
            ("99" + kit.resident()[2:], "id_province"),
            ("A" * 18, "id_shape"),
        ],
    )
    def test_one_that_fails_the_standard_is_a_fault_and_never_shown(self, dataset, number, code):
        result = checked(dataset, 身份证号码=number)
        assert faults(result) == [(code, "id_number")]
        assert number not in str(result.faults)
        assert number not in words.sentences(result.faults)
        assert result.values["id_number"] == ""

    def test_turned_into_a_number(self, dataset):
        result = checked(dataset, 身份证号码=NumberCell("5.1019919900307E+17"))
        assert faults(result) == [("id_as_number", "id_number")]

    def test_another_document_is_taken_as_it_is(self, dataset):
        result = checked(dataset, 证件类型="护照", 身份证号码="e 12345678")
        assert (result.faults, result.values["id_number"]) == ([], "E12345678")
        assert result.values["document_kind"] == "passport"
        assert result.values["birth_date"] is None
        assert faults(checked(dataset, 证件类型="护照", 身份证号码="?")) == [("document_malformed", "id_number")]

    def test_without_a_kind_another_length_waits_only_where_the_archive_is_asked(self, dataset):
        result = checked(dataset, 身份证号码="E12345678", 证件类型="")
        if dataset in ("social_insurance", "wage_payment"):
            assert (result.faults, result.values["document_kind"]) == ([], "")
        else:
            assert faults(result) == [("id_shape", "id_number")]


@pytest.mark.parametrize(
    "dataset, cells, fault",
    [
        ("code_register", {"组织机构代码": "123"}, ("code_malformed", "org_code")),
        ("code_register", {"组织机构代码": NumberCell("202461497")}, ("code_as_number", "org_code")),
        ("code_register", {"机构名称": ""}, ("required", "name")),
        ("code_register", {"状态": "不明"}, ("not_in_list", "status")),
        ("code_register", {"职工人数": "十二"}, ("not_a_count", "employees")),
        ("business_register", {"统一社会信用代码": "无", "组织机构代码": "无"}, ("one_of", "uscc")),
        ("business_register", {"注册号": "12"}, ("registration_malformed", "registration_no")),
        ("business_register", {"成立日期": "2012-13-01"}, ("not_a_day", "registered_on")),
        ("business_register", {"登记状态": "沉睡"}, ("not_in_list", "status")),
        ("tax_register", {"纳税人识别号": kit.resident()}, ("code_is_identity", "taxpayer_no")),
        ("tax_register", {"所属期": "2026-04-01"}, ("not_a_month", "reference_month")),
        ("statistics_units", {"年份": ""}, ("required", "year")),
        ("statistics_units", {"其中女性": "-1"}, ("not_a_count", "female")),
        ("employee_roster", {"用工起始日期": ""}, ("required", "hired_on")),
        ("employee_roster", {"用工起始日期": "2026-06-01"}, ("hired_after_as_of", "hired_on")),
        ("employee_roster", {"离职日期": "2019-01-01"}, ("left_before_hired", "left_on")),
        ("employee_roster", {"用工形式": "长工"}, ("not_in_list", "form")),
        ("employee_roster", {"派遣单位代码": "1"}, ("code_malformed", "dispatcher_code")),
        ("employee_roster", {"合同终止日期": "2019-01-01"}, ("end_before_start", "contract_end")),
        ("contract_filing", {"合同终止日期": "2025-05-31"}, ("end_before_start", "end")),
        ("contract_filing", {"合同类型": "无固定期限"}, ("end_on_open_ended", "end")),
        ("contract_filing", {"合同终止日期": ""}, ("fixed_without_end", "end")),
        ("contract_filing", {"备案类型": "解除"}, ("ended_on_missing", "ended_on")),
        ("contract_filing", {"发薪日": "32"}, ("out_of_range", "pay_day")),
        ("contract_filing", {"约定工资": "5千"}, ("money_unit", "agreed_wage")),
        ("contract_filing", {EMPLOYER: ""}, ("required", "employer_code")),
        ("social_insurance", {"费款所属期": ""}, ("required", "month")),
        ("social_insurance", {"险种": "失眠"}, ("not_in_list", "kind")),
        ("social_insurance", {"险种": ""}, ("required", "kind")),
        ("social_insurance", {"缴费状态": "?"}, ("not_in_list", "status")),
        ("wage_payment", {"应发工资": ""}, ("required", "payable")),
        ("wage_payment", {"实发工资": "-1"}, ("negative", "paid")),
        ("wage_payment", {"应发工资": "1.5.0"}, ("not_money", "payable")),
        ("wage_payment", {"应发工资": "0.5万"}, ("money_unit", "payable")),
        ("wage_payment", {"实发工资": NoValueCell("")}, ("no_value", "paid")),
        ("wage_payment", {"实发工资": MergedCell("")}, ("merged", "paid")),
        ("wage_payment", {"实出勤": "32"}, ("out_of_range", "days_present")),
    ],
)
def test_a_fault_is_told_with_its_column(dataset, cells, fault):
    result = checked(dataset, **cells)
    assert faults(result) == [fault]
    assert result.faults[0]["column"] or fault[0] == "one_of"


@pytest.mark.parametrize(
    "dataset, cells, warning",
    [
        ("code_register", {"组织机构代码": kit.spoilt(kit.org_code())}, ("nonconforming_meant", "org_code")),
        ("employee_roster", {"用工起始日期": "1985-01-01"}, ("hired_before_born", "hired_on")),
        ("employee_roster", {"用工起始日期": "2006-03-06", "合同起始日期": ""}, ("hired_under_age", "hired_on")),
        ("employee_roster", {"截止日期": "2026-06-30"}, ("read_later", "as_of")),
        ("employee_roster", {"性别": "女", "身份证号码": kit.resident(order="001")}, ("sex_differs", "sex")),
        ("contract_filing", {"备案日期": "2026-06-05"}, ("read_later", "filed_on")),
        ("contract_filing", {"合同类型": "以完成一定工作任务为期限"}, ("end_on_task", "end")),
        ("contract_filing", {"备案类型": "终止", "解除或终止日期": "2025-01-01"}, ("ended_before_start", "ended_on")),
        ("social_insurance", {"费款所属期": "202607"}, ("read_later", "month")),
        ("wage_payment", {"发放日期": "2026-06-15"}, ("read_later", "paid_on")),
    ],
)
def test_a_warning_stands_beside_the_verdict(dataset, cells, warning):
    result = checked(dataset, **cells)
    assert result.faults == []
    assert warnings(result) in ([warning], [("nonconforming_code", warning[1])])


def test_a_warning_names_the_first_night_that_reads_it():
    assert checked("social_insurance", 费款所属期="202607").warnings[0]["night"] == "2026-07-31"
    assert checked("employee_roster", 截止日期="2026-06-05").warnings[0]["night"] == "2026-06-05"


def test_at_sixteen_to_the_day_nothing_is_said():
    hired = {"用工起始日期": "2006-03-07", "合同起始日期": ""}
    assert checked("employee_roster", **hired).warnings == []


def test_a_change_may_leave_the_end_as_it_stood():
    assert checked("contract_filing", 备案类型="变更", 合同终止日期="").faults == []


def test_every_fault_of_a_row_is_told_at_once():
    result = checked(
        "contract_filing",
        **{
            EMPLOYER: NumberCell("9.15101E+17"),
            "姓名": "",
            "身份证号码": kit.spoilt(kit.resident()),
            "备案类型": "重签",
            "合同起始日期": "2025-02-30",
            "合同终止日期": DateCell("60"),
            "合同类型": "口头",
            "试用期(月)": "半年",
            "约定工资": "4.5.0",
            "发薪日": "40",
            "备案日期": "昨天",
        },
    )
    assert faults(result) == [
        ("code_as_number", "employer_code"),
        ("required", "name"),
        ("not_in_list", "action"),
        ("not_a_day", "start"),
        ("not_a_day", "end"),
        ("not_in_list", "kind"),
        ("not_a_count", "probation_months"),
        ("not_money", "agreed_wage"),
        ("out_of_range", "pay_day"),
        ("not_a_day", "filed_on"),
        ("id_check", "id_number"),
    ]
    sentences = words.sentences(result.faults, row=3)
    assert all(each["column"] in sentences for each in result.faults)


@pytest.mark.parametrize("dataset", kit.SOURCES)
def test_an_identity_number_in_any_column_is_in_no_sentence(dataset):
    number, row = kit.resident(order="765"), good_row(dataset)
    check = checker(dataset, list(row))
    for place, heading in enumerate(row):
        cells = list(row.values())
        cells[place] = number
        result = check.check(Row(2, cells))
        assert number not in str(result.faults + result.warnings), heading


def test_one_mistake_is_told_once():
    """A day that cannot be read says nothing about the order of days, nor is it called empty."""
    assert faults(checked("contract_filing", 合同终止日期="32.13.")) == [("not_a_day", "end")]
    assert faults(checked("employee_roster", 用工起始日期="?", 离职日期="2001-01-01")) == [("not_a_day", "hired_on")]


class TestMonthOfTheDelivery:
    @pytest.mark.parametrize("dataset", ["social_insurance", "wage_payment"])
    def test_a_row_of_another_month_is_a_fault(self, dataset):
        assert checked(dataset, period=date(2026, 4, 1)).faults == []
        assert faults(checked(dataset, period=date(2026, 5, 1))) == [("month_differs", "month")]

    def test_a_directory_is_of_one_year(self):
        assert checked("statistics_units", period=date(2025, 12, 1)).faults == []
        assert faults(checked("statistics_units", period=date(2026, 12, 1))) == [("year_differs", "year")]


class TestAsOf:
    def test_once_for_the_delivery(self):
        row = good_row("employee_roster")
        del row["截止日期"]
        result = checker("employee_roster", list(row), as_of=date(2026, 5, 31)).check(Row(2, list(row.values())))
        assert (result.faults, result.values["as_of"]) == ([], date(2026, 5, 31))

    def test_with_neither_the_file_is_refused(self):
        with pytest.raises(Refused) as refusal:
            checker("employee_roster", [name for name in good_row("employee_roster") if name != "截止日期"])
        assert refusal.value.code == "as_of_missing"

    def test_an_empty_cell_with_neither_is_a_fault(self):
        assert faults(checked("employee_roster", 截止日期="")) == [("as_of_unknown", "as_of")]
        assert checked("employee_roster", 截止日期="", as_of=date(2026, 5, 31)).faults == []

    def test_another_day_than_the_delivery_says_is_told(self):
        result = checked("employee_roster", as_of=date(2026, 4, 30))
        assert warnings(result) == [("as_of_differs", "as_of")]


class TestInsuranceKinds:
    @pytest.mark.parametrize(
        "said, status, named, insured",
        [("养老", "", 1, 1), ("基本医疗保险", "欠缴", 2, 2), ("失业", "暂停", 4, 0), ("综合", "终止", 32, 0)],
    )
    def test_a_long_row_names_one(self, said, status, named, insured):
        values = checked("social_insurance", 险种=said, 缴费状态=status).values
        assert (values["named"], values["insured"], values["base"]) == (named, insured, Decimal("4511.00"))

    @pytest.mark.parametrize(
        "cells, status, insured, base",
        [
            (("是", "1", "Y", "有", "4511"), "", 31, Decimal("4511.00")),
            (("否", "0", "N", "", "无"), "", 0, None),
            (("4511", "5000.00", "是", "否", ""), "欠缴", 7, Decimal("5000.00")),
            (("是", "是", "是", "是", "是"), "暂停", 0, None),
        ],
    )
    def test_a_wide_row_names_its_columns(self, cells, status, insured, base):
        row = good_row("social_insurance") | dict(zip(FIVE, cells, strict=True)) | {"缴费状态": status}
        del row["险种"], row["缴费基数"]
        result = checker("social_insurance", list(row)).check(Row(2, list(row.values())))
        assert result.faults == []
        assert (result.values["named"], result.values["insured"], result.values["base"]) == (31, insured, base)

    def test_a_file_of_one_office_names_only_its_kinds(self):
        row = good_row("social_insurance") | {"医疗保险": "是", "生育保险": ""}
        del row["险种"]
        values = checker("social_insurance", list(row)).check(Row(2, list(row.values()))).values
        medical, maternity = InsuranceKind.MEDICAL, InsuranceKind.MATERNITY
        assert (values["named"], values["insured"]) == (medical | maternity, medical)

    def test_the_unit_number_alone_names_the_employer(self):
        row = good_row("social_insurance")
        del row[EMPLOYER]
        result = checker("social_insurance", list(row)).check(Row(2, list(row.values())))
        assert (result.faults, result.values["insurance_unit_no"]) == ([], "510199000001")


class TestBank:
    HEADINGS = ("统一社会信用代码", "姓名", "证件号码", "月份", "实发金额", "发放日期", "应发工资")

    def row(self, **cells):
        row = {
            "统一社会信用代码": kit.uscc(),
            "姓名": "王五",
            "证件号码": kit.resident(),
            "账单月份": "202604",
            "实发金额": "1000",
            "发放日期": "2026-05-15",
            "应发工资": "一点点",
        } | cells
        return checker("wage_payment", list(row), source="yinhang").check(Row(2, list(row.values())))

    def test_every_row_is_an_instalment_and_what_is_payable_is_not_read(self):
        result = self.row()
        assert (result.faults, result.values["payable"], result.values["pay_type"]) == ([], None, "instalment")

    def test_it_must_say_when(self):
        assert faults(self.row(发放日期="")) == [("required", "paid_on")]


def test_paid_at_once_is_what_an_empty_kind_of_payment_means():
    assert checked("wage_payment").values["pay_type"] == "whole"
    assert checked("wage_payment", 工资类型="分次").values["pay_type"] == "instalment"


class TestRegisters:
    @pytest.mark.parametrize(
        "word, live", [("", True), ("存续", True), ("吊销", False), ("注销", False), ("迁出", False)]
    )
    def test_live_is_what_the_register_says(self, word, live):
        assert checked("business_register", 登记状态=word).values["live"] is live

    def test_each_code_goes_where_its_length_says(self):
        values = checked("business_register", 统一社会信用代码=kit.org_code(3), 组织机构代码=kit.uscc(3)).values
        assert (values["uscc"], values["org_code"]) == (kit.uscc(3), kit.org_code(3))

    def test_a_licence_number_may_have_become_a_unified_code(self):
        values = checked("business_register", 统一社会信用代码="", 组织机构代码="", 注册号=kit.uscc(3)).values
        assert (values["uscc"], values["registration_no"]) == (kit.uscc(3), "")

    def test_a_taxpayer_number_is_a_code_where_it_is_one(self):
        assert checked("tax_register").values["uscc"] == kit.uscc()
        values = checked("tax_register", 纳税人识别号="510107" + kit.org_code()).values
        assert (values["uscc"], values["org_code"]) == ("", "")

    def test_a_unit_code_is_an_organization_code(self):
        assert checked("statistics_units").values["org_code"] == kit.org_code()


class TestRowsOfNoData:
    def check(self, *rows, headings=None):
        check = checker("wage_payment", headings)
        return check, [check.check(row) for row in rows]

    def width(self):
        return len(good_row("wage_payment"))

    def test_a_line_of_totals_is_left_out_and_named(self):
        total = ["", "合计"] + [""] * (self.width() - 2)
        total[4] = NumberCell("125000")
        check, (result,) = self.check(Row(9, total))
        assert (result.left_out, result.faults) == ("keyless", [])
        notice = check.notices()[0]
        assert (notice.code, notice.values) == ("keyless_rows", {"count": 1, "rows": "9 合计"})

    def test_totals_written_into_a_key_column_are_left_out(self):
        merged = ["合 计", MergedCell(""), MergedCell("")] + [""] * (self.width() - 3)
        assert self.check(Row(9, merged))[1][0].left_out == "keyless"

    def test_a_signature_shorter_than_a_row_is_left_out(self):
        line = Row(9, ["制表人：李四"], {"code": "ragged", "found": 1, "expected": self.width()})
        check, (result,) = self.check(line)
        assert result.left_out == "keyless"
        assert "李四" not in str(check.notices()[0])

    def test_a_blank_row_is_nothing(self):
        check, (result,) = self.check(Row(9, ["", " "] + [""] * (self.width() - 2)))
        assert (result.left_out, check.notices()) == ("blank", [])

    def test_a_row_whose_keys_vanished_in_a_merge_is_spoilt(self):
        row = list(good_row("wage_payment").values())
        row[0] = row[1] = row[2] = row[3] = MergedCell("")
        result = self.check(Row(9, row))[1][0]
        assert faults(result) == [("merged", f) for f in ("employer_code", "name", "id_number", "month")]
        assert "合并" in words.FAULTS["merged"] or words.FAULTS["merged"]

    def test_a_ragged_row_of_data_is_not_read(self):
        row = Row(9, list(good_row("wage_payment").values())[:5], {"code": "ragged", "found": 5, "expected": 14})
        result = self.check(row)[1][0]
        assert faults(result) == [("ragged", "")]
        assert result.values["name"] == ""

    def test_what_the_reader_says_of_a_cell_is_told_once(self):
        row = good_row("wage_payment") | {"姓名": "王\x00五"}
        fault = {"code": "bad_character", "field": "姓名", "character": "U+0000"}
        result = self.check(Row(9, list(row.values()), fault))[1][0]
        assert faults(result) == [("bad_character", "name")]

    def test_columns_without_a_heading_are_not_read_and_said_so(self):
        row = [*good_row("wage_payment").values(), "随手一记"]
        check, (result,) = self.check(Row(9, row), headings=[*good_row("wage_payment"), ""])
        assert result.faults == []
        assert [notice.code for notice in check.notices()] == ["nameless_columns"]


@pytest.mark.parametrize("dataset", kit.SOURCES)
@given(cells=some.lists(some.text(max_size=12), max_size=25))
def test_no_row_breaks_the_checks(dataset, cells):
    result = checker(dataset).check(Row(2, cells))
    assert result.left_out or result.faults or result.values
    words.sentences([*result.faults, *result.warnings], row=2)
