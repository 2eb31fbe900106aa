"""Reads the demo city's files back for the oracle: plainly, sharing nothing with the product's importer."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from openpyxl import load_workbook


def _headings(fields: dict[str, str]) -> dict[str, str]:
    return {heading: field for field, headings in fields.items() for heading in headings.split()}


LABOUR = _headings(
    {
        "code": "统一社会信用代码 社会信用代码 社会信用代码/组织机构代码 组织机构代码/统一社会信用代码",
        "name": "姓名 职工姓名 员工姓名",
        "number": "身份证号码 身份证号 公民身份号码 证件号码 社会保障号",
        "as_of": "截止日期",
        "hired_on": "用工起始日期 入职日期 入职时间 用工之日",
        "left_on": "离职日期 离职时间",
        "form": "用工形式 用工类型",
        "dispatcher": "派遣单位代码",
        "start": "合同始期 合同起始日期 合同开始日期",
        "end": "合同终期 合同终止日期 合同结束日期",
        "kind": "合同类型 合同期限",
        "action": "备案类型",
        "ended_on": "解除或终止日期",
        "pay_day": "发薪日",
        "pay_in": "发放月份",
        "filed_on": "备案日期",
        "month": "费款所属期 缴费月份 所属月份 工资所属月份 工资月份 账单月份",
        "养老": "养老保险",
        "失业": "失业保险",
        "工伤": "工伤保险",
        "insured_kind": "险种",
        "status": "缴费状态",
        "base": "缴费基数 缴费工资",
        "payable": "应发工资 应发合计",
        "overtime": "其中加班工资 加班工资",
        "allowances": "其中特殊津贴 特殊津贴",
        "deductions": "代扣款 代扣合计",
        "paid": "实发工资 实发合计 实发金额",
        "paid_on": "发放日期 发薪日期 支付日期",
        "hours": "工时 工作小时",
        "due": "应出勤 应出勤天数",
        "present": "实出勤 实出勤天数",
        "pay_type": "工资类型",
    }
)
REGISTER = _headings(
    {
        "uscc": "统一社会信用代码 社会信用代码",
        "org": "组织机构代码",
        "registration": "注册号 营业执照注册号",
        "status": "登记状态 状态 纳税人状态 营业状态",
        "address": "住所 经营场所 机构地址 生产经营地址 单位所在地",
        "issued_on": "颁证日期",
        "heads": "职工人数 从业人数 从业人员期末人数 个税申报人数",
        "month": "所属期",
        "key": "纳税人识别号 单位代码",
        "year": "年份",
        "title": "名称 企业名称",
    }
)
DAYS = frozenset(("as_of", "hired_on", "left_on", "start", "end", "ended_on", "filed_on", "paid_on", "issued_on"))
AMOUNTS = frozenset(("payable", "overtime", "allowances", "deductions", "paid", "hours", "due", "present"))
DAY = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})日?")
MONTH = re.compile(r"(\d{4})\D?(\d{1,2})月?")


def plain(heading: str) -> str:
    text = unicodedata.normalize("NFKC", heading)
    return re.sub(r"\(.*?\)|\s|\*", "", text)


def grid(path: Path) -> Iterator[list[Any]]:
    if path.suffix == ".xlsx":
        book = load_workbook(path, read_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield list(row)
        return
    raw = path.read_bytes()
    text = ""
    for encoding in ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    head = "".join(text.split("\n")[:4])
    mark = max(",;\t", key=head.count)
    yield from csv.reader(io.StringIO(text), delimiter=mark)


def day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if value in (None, ""):
        return None
    found = DAY.fullmatch(str(value))
    assert found, value
    return date(int(found[1]), int(found[2]), int(found[3]))


def cell(field: str, value: Any) -> Any:
    """A typed value; what cannot be read comes back as a text where a number is meant."""
    if field in DAYS:
        return day(value)
    if field in AMOUNTS or field == "base":
        if value in (None, ""):
            return None
        try:
            return float(value)
        except ValueError:
            return str(value)
    text = "" if value is None else str(value)
    if field == "month" and text:
        found = MONTH.fullmatch(text)
        assert found, text
        return int(found[1]), int(found[2])
    return text


@lru_cache(maxsize=512)
def rows(path: Path, labour: bool) -> tuple[list[str], list[dict[str, Any]]]:
    """The known fields of a file and its rows; lines above the headings and lines without a key are left out."""
    known = LABOUR if labour else REGISTER
    lines = grid(path)
    fields: list[str] = []
    for line in lines:
        fields = [known.get(plain(str(item)), "") if item else "" for item in line]
        if sum(map(bool, fields)) >= 2:
            break
    found = []
    for line in lines:
        row = {f: cell(f, value) for f, value in zip(fields, line, strict=False) if f}
        if any(row.get(key) for key in ("code", "number", "uscc", "org", "registration", "key")):
            found.append(row)
    return [f for f in fields if f], found
