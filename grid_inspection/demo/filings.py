"""The filings of contracts: once the full stock, then a delta on every 5th."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator

from grid_inspection.demo.city import CITY
from grid_inspection.demo.dates import Anchors
from grid_inspection.demo.files import Delivery, Layout, Office, Row, columns
from grid_inspection.demo.people import Employer, Filing, Job

STOCK = Layout(
    columns("""
        employer_code:统一社会信用代码 employer_name:单位名称 name:姓名 id_number:身份证号码 action:备案类型
        kind:合同类型 start:合同起始日期 end:合同终止日期 signed_on:签订日期 ended_on:解除或终止日期 form:用工形式
        hired_on:用工起始日期 wage:约定工资 pay_day:发薪日 pay_in:发放月份 filed_on:备案日期
    """),
    encoding="gb18030", days="plain",
)  # fmt: skip
NEWS = Layout(
    columns("""
        employer_name:用人单位名称 employer_code:组织机构代码/统一社会信用代码 name:职工姓名 id_number:证件号码
        action:备案类型 start:合同开始日期 end:合同结束日期 kind:合同期限 form:用工形式 hired_on:用工起始日期
        pay_day:发薪日 pay_in:发放月份 ended_on:解除或终止日期 reason:解除原因 filed_on:备案日期
    """),
    suffix="xlsx", days="cell", titles=("劳动合同备案增减变动表",),
)  # fmt: skip
PLAIN_NEWS = Layout(STOCK.columns, days="slash")


def send(office: Office, anchors: Anchors, employers: list[Employer]) -> None:
    slots: dict[int, list[tuple[Employer, Job, Filing]]] = defaultdict(list)
    received = [anchors.stock_on, *anchors.filings]
    for employer in employers:
        for job in employer.jobs:
            for filing in (*job.filings, *((job.stray_filing,) if job.stray_filing else ())):
                slots[bisect_left(received, filing.filed_on)].append((employer, job, filing))
    for slot, day in enumerate(received):
        mode = "delta" if slot else "snapshot"
        where = Delivery("beian", "contract_filing", "", day.isoformat(), area=CITY, mode=mode)
        layout = STOCK if slot == 0 else (NEWS if slot % 2 else PLAIN_NEWS)
        office.send(where, layout, _rows(slots[slot]), note=f"{day}_{mode}")
    assert max(slots, default=0) < len(received), "a filing lies after the newest delivery"


def _rows(told: list[tuple[Employer, Job, Filing]]) -> Iterator[Row]:
    for employer, job, filing in told:
        yield {
            "employer_code": employer.code,
            "employer_name": employer.name,
            "name": job.person.name,
            "id_number": job.person.number,
            "action": filing.action,
            "kind": filing.kind,
            "start": filing.start,
            "end": filing.end,
            "signed_on": filing.start if filing.action in ("新签", "续签") else None,
            "ended_on": filing.ended_on,
            "reason": filing.reason,
            "form": job.form,
            "hired_on": job.hired_on,
            "wage": float(job.wage) if job.wage else None,
            "pay_day": employer.pay_day,
            "pay_in": employer.pay_in if employer.pay_day is not None else "",
            "filed_on": filing.filed_on,
            "verdict": "invalid" if filing is job.stray_filing else "",
        }
