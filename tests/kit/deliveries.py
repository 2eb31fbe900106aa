"""Departments' files for tests: small tables written as CSV and taken through the whole pipeline."""

import csv
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from core.actor import COMMAND_LINE, Actor
from dataexchange.domain import uploads
from dataexchange.importing.receiving import Cover
from dataexchange.models import Upload
from employers.models import Delivery, Employer
from grids.models import Area
from tests.kit.invented import org_code, resident_number, uscc

SOURCES = {
    "code_register": "daima",
    "business_register": "gongshang",
    "tax_register": "shuiwu",
    "statistics_units": "tongji",
    "employee_roster": "danwei",
    "contract_filing": "beian",
    "social_insurance": "shebao",
    "wage_payment": "danwei",
}
ON = date(2026, 6, 10)
Rows = list[dict[str, Any]]
files = count(1)


def table(folder: Path, rows: Rows) -> Path:
    """A CSV file of these rows; headings are all keys, in the order in which they first appear."""
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    path = folder / f"{next(files)}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, headings, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


class Office:
    """Delivers tables, in the order of a clerk's day; ``on`` is the day of the verbs."""

    def __init__(self, folder: Path, areas: dict[str, Area], *, on: date = ON, by: Actor = COMMAND_LINE) -> None:
        self.folder, self.areas, self.on, self.by = folder, areas, on, by

    def preview(self, dataset: str, rows: Rows, *, area: str = "", accept: bool = True, by: Actor | None = None,
                **said: Any) -> Upload:  # fmt: skip
        if dataset in ("contract_filing", "social_insurance") and not area:
            area = "510100"
        cover = Cover(
            source=said.pop("source", SOURCES[dataset]),
            dataset=dataset,
            received_on=said.pop("received_on", self.on),
            area=self.areas[area] if area else None,
            accept_absent=accept,
            **said,
        )
        path = table(self.folder, rows)
        return uploads.deliver(path, name=path.name, cover=cover, by=by or self.by, on=self.on)

    def deliver(self, dataset: str, rows: Rows, **said: Any) -> Upload:
        by = said.get("by") or self.by
        upload = self.preview(dataset, rows, **said)
        uploads.commit(upload, by=by, on=self.on)
        return upload

    def withdraw(self, upload: Upload, reason: str = "sent by mistake") -> Any:
        return uploads.withdraw(Delivery.objects.get(pk=upload.delivery_id), reason=reason, by=self.by, on=self.on)

    def open(self, *numbers: int, **cells: Any) -> list[Employer]:
        """Archives opened from the business register, one per number."""
        self.deliver("business_register", [registration(number, **cells) for number in numbers])
        return [Employer.objects.get(uscc=uscc(number)) for number in numbers]


def found(upload: Upload) -> dict[str, int]:
    """Rows per verdict, without the empty ones."""
    return {verdict: count for verdict, count in uploads.verdicts(upload).items() if count}


def registration(number: int = 1, **cells: Any) -> dict[str, Any]:
    return {
        "统一社会信用代码": uscc(number),
        "名称": f"成都示例{number}有限公司",
        "住所": "成都市锦江区锦官驿街道水井坊社区水井街1号",
        "登记状态": "存续",
    } | cells


def body(number: int = 1, **cells: Any) -> dict[str, Any]:
    return {"组织机构代码": org_code(number), "机构名称": f"成都示例{number}中心", "状态": "正常"} | cells


def listed(number: int = 1, worker: int = 1, **cells: Any) -> dict[str, Any]:
    return {
        "统一社会信用代码": uscc(number),
        "姓名": f"王{worker}",
        "身份证号码": resident_number(worker),
        "用工起始日期": "2020-01-02",
        "用工形式": "全日制",
    } | cells


def filing(number: int = 1, worker: int = 1, **cells: Any) -> dict[str, Any]:
    return {
        "统一社会信用代码": uscc(number),
        "姓名": f"王{worker}",
        "身份证号码": resident_number(worker),
        "备案类型": "新签",
        "合同起始日期": "2025-06-01",
        "合同终止日期": "2028-05-31",
        "合同类型": "固定期限",
    } | cells


def insured(number: int = 1, worker: int = 1, **cells: Any) -> dict[str, Any]:
    return {
        "统一社会信用代码": uscc(number),
        "姓名": f"王{worker}",
        "身份证号码": resident_number(worker),
        "费款所属期": "2026-04",
        "险种": "养老",
    } | cells


def insured_wide(number: int = 1, worker: int = 1, **cells: Any) -> dict[str, Any]:
    return {
        "统一社会信用代码": uscc(number),
        "姓名": f"王{worker}",
        "身份证号码": resident_number(worker),
        "费款所属期": "2026-04",
        "养老保险": "是",
        "失业保险": "是",
        "工伤保险": "是",
    } | cells


def paid(number: int = 1, worker: int = 1, **cells: Any) -> dict[str, Any]:
    return {
        "统一社会信用代码": uscc(number),
        "姓名": f"王{worker}",
        "身份证号码": resident_number(worker),
        "工资所属月份": "2026-04",
        "应发工资": "5000",
        "代扣款": "500",
        "实发工资": "4500",
        "发放日期": "2026-05-15",
    } | cells
