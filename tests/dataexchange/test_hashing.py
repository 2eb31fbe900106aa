"""When two rows are the same: by their cells, and by what they say."""

from datetime import date

import pytest

from dataexchange.importing import hashing
from dataexchange.importing.cells import NumberCell
from tests.dataexchange import kit
from tests.dataexchange.kit import checked, checker, good_row


def raw(dataset, row, **more):
    return checker(dataset, list(row), **more).row_hash(list(row.values()))


def said(dataset, **cells):
    result = checked(dataset, **cells)
    return checker(dataset).content_hash(result.values)


@pytest.mark.parametrize("dataset", kit.SOURCES)
def test_the_order_of_columns_and_their_spelling_do_not_matter(dataset):
    row = good_row(dataset)
    turned = dict(reversed(row.items()))
    starred = {f"* {heading}（列）": cell for heading, cell in row.items()}
    assert raw(dataset, row) == raw(dataset, turned) == raw(dataset, starred)


@pytest.mark.parametrize("dataset", kit.SOURCES)
def test_every_cell_that_is_read_matters(dataset):
    row = good_row(dataset)
    hashes = {raw(dataset, row | {heading: cell + "x"}) for heading, cell in row.items() if heading != "截止日期"}
    assert raw(dataset, row) not in hashes
    assert len(hashes) == len(row) - ("截止日期" in row)


def test_the_senders_own_number_does_not_matter():
    row = good_row("wage_payment")
    assert raw("wage_payment", row | {"序号": "1"}) == raw("wage_payment", row | {"序号": "2"})


def test_a_roster_that_says_the_same_of_another_day_is_the_same():
    row = good_row("employee_roster")
    later = row | {"截止日期": "2026-06-30"}
    assert raw("employee_roster", row) == raw("employee_roster", later)
    assert said("employee_roster") == said("employee_roster", 截止日期="2026-06-30")


@pytest.mark.parametrize(
    "dataset, counts", [("wage_payment", True), ("social_insurance", True), ("tax_register", False)]
)
def test_the_month_of_the_delivery_counts_where_rows_are_about_one(dataset, counts):
    row = good_row(dataset)
    april, may = (raw(dataset, row, period=date(2026, month, 1)) for month in (4, 5))
    assert (april != may) is bool(counts)


def test_the_source_counts():
    row = good_row("code_register")
    assert raw("code_register", row, source="zhijian") != raw("code_register", row, source="daima")


def test_a_number_cell_is_another_cell_than_its_text():
    row = good_row("wage_payment")
    assert raw("wage_payment", row) != raw("wage_payment", row | {"应发工资": NumberCell("5000")})


def test_new_checks_read_every_row_anew(monkeypatch):
    before = raw("wage_payment", good_row("wage_payment"))
    monkeypatch.setattr(hashing, "CHECKS_VERSION", hashing.CHECKS_VERSION + 1)
    assert raw("wage_payment", good_row("wage_payment")) != before


def test_a_row_that_is_too_short_is_hashed_like_its_blanks():
    row = good_row("wage_payment")
    check = checker("wage_payment", list(row))
    cells = [*list(row.values())[:-1]]
    assert check.row_hash(cells) == check.row_hash([*cells, ""])


@pytest.mark.parametrize(
    "cells",
    [
        {"应发工资": "5,000.00"},
        {"应发工资": NumberCell("5000")},
        {"工资所属月份": "2026年4月"},
        {"姓名": "王　五"},
        {"统一社会信用代码/组织机构代码": kit.org_code()},
        {"工资类型": "一次"},
        {"身份证号码": f" {kit.resident()}\u200b"},
    ],
)
def test_the_same_said_in_other_words_is_the_same(cells):
    assert said("wage_payment", **cells) == said("wage_payment")


@pytest.mark.parametrize(
    "cells", [{"应发工资": "5000.01"}, {"姓名": "王六"}, {"工资类型": "分次"}, {"支付方式": "现金"}]
)
def test_something_else_said_is_something_else(cells):
    assert said("wage_payment", **cells) != said("wage_payment")


class TestKeys:
    def key(self, dataset, **cells):
        check = checker(dataset)
        return check.spec.key_of(checked(dataset, **cells).values)

    def test_of_a_registration(self):
        assert self.key("business_register") == (kit.uscc(),)
        assert self.key("business_register", 统一社会信用代码="") == (kit.org_code(),)

    def test_of_a_filing(self):
        worker = ("resident", kit.resident())
        assert self.key("contract_filing") == (kit.uscc(), worker, date(2025, 6, 1), "signed", None)
        changed = self.key("contract_filing", 备案类型="变更")
        assert changed[-2:] == ("changed", date(2025, 6, 10))

    def test_of_insurance(self):
        worker = ("resident", kit.resident())
        assert self.key("social_insurance") == (kit.uscc(), worker, date(2026, 4, 1), 1)

    def test_of_wages(self):
        assert self.key("wage_payment")[-2:] == (date(2026, 4, 1), None)
        assert self.key("wage_payment", 工资类型="分次")[-1] == date(2026, 5, 15)

    def test_of_a_roster_and_a_directory(self):
        assert self.key("employee_roster")[-1] == date(2026, 5, 31)
        assert self.key("statistics_units") == (kit.org_code(), 2025)

    def test_with_the_archive_s_own_numbers(self):
        values = checked("wage_payment").values
        assert checker("wage_payment").spec.key_of(values, employer=7, worker=9) == (7, 9, date(2026, 4, 1), None)
