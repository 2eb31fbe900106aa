"""Wage sheets: three months from most employers, two years from some; a bank's list beside them."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from grid_inspection.demo.dates import Anchors, Month, due_day, first, last, last_working_day, month_text, shift, works
from grid_inspection.demo.files import Delivery, Layout, Office, Row, columns
from grid_inspection.demo.people import INTERN, PART, Employer, Job, Pay

SHEET = Layout(
    columns("""
        employer_code:统一社会信用代码 employer_name:单位名称 name:姓名 id_number:身份证号码 month:工资所属月份
        due:应出勤 present:实出勤 hours:工时 payable:应发工资 overtime:其中加班工资 allowances:其中特殊津贴
        deductions:代扣款 paid:实发工资 paid_on:发放日期 pay_form:支付方式 pay_type:工资类型
    """),
    encoding="gb18030",
)  # fmt: skip
BOOK = Layout(
    columns("""
        serial:序号 employer_name:单位名称 employer_code:社会信用代码 name:员工姓名 id_number:身份证号
        month:工资月份 payable:应发合计 overtime:加班工资 allowances:特殊津贴 deductions:代扣合计 paid:实发合计
        paid_on:发薪日期 hours:工作小时 due:应出勤天数 present:实出勤天数 pay_type:工资类型
    """),
    suffix="xlsx", days="cell", titles=("工资发放表",), footer="合计",
)  # fmt: skip
OLDER = Layout(SHEET.columns, days="slash")
BANK = Layout(
    columns("""
        employer_code:统一社会信用代码 employer_name:单位名称 name:姓名 id_number:证件号码 month:账单月份
        paid:实发金额 paid_on:支付日期
    """),
    days="plain", delimiter="\t",
)  # fmt: skip


def send(
    office: Office, anchors: Anchors, employers: list[Employer], bank: list[tuple[Month, Employer, Job, Pay]],
    seed: int, progress: Callable[[int], None],
) -> None:  # fmt: skip
    rng = Random(f"wages {seed}")
    for done, month in enumerate(reversed(anchors.wages)):
        received = last_working_day(shift(month, 1))
        members = [e for e in employers if month in e.wage_months]
        recent = month in anchors.wages[:3]
        for layout, group, note in (
            (SHEET if recent else OLDER, [e for e in members if not e.planted], "sheet"),
            (BOOK, [e for e in members if e.planted], "book"),
        ):
            where = Delivery("danwei", "wage_payment", "", received.isoformat(), month_text(month))
            office.send(where, layout, _rows(rng, group, month, received), note=note)
        paid = [(e, job, pay) for there, e, job, pay in bank if there == month]
        where = Delivery("yinhang", "wage_payment", "", received.isoformat(), month_text(month))
        office.send(where, BANK, (_row(e, job, pay, month) for e, job, pay in paid), note="bank")
        progress(done + 1)
    early = [e for e in employers if e.early_month]
    if early:
        month, received = shift(anchors.wages[0], 1), anchors.ago(1)
        where = Delivery("danwei", "wage_payment", "", received.isoformat(), month_text(month))
        office.send(where, BOOK, _rows(rng, early, month, received), note="early")


def _rows(rng: Random, employers: list[Employer], month: Month, received: date) -> Iterator[Row]:
    serial = 0
    for employer in employers:
        payday = min(due_day(month, employer.pay_day, employer.pay_in), received)
        for job in employer.jobs:
            if job.pay is not None and month in job.pay:
                pays = job.pay[month]
            elif job.paid_in(month):
                pays = [usual(rng, job, month, payday)]
            else:
                continue
            for pay in pays:
                serial += 1
                yield _row(employer, job, pay, month) | {"serial": str(serial)}


def usual(rng: Random, job: Job, month: Month, payday: date) -> Pay:
    """Paid in full by the pay day and well above every standard."""
    if job.form == PART:
        hours = float(rng.randint(30, 90))
        amount = round(hours * rng.randint(27, 42), 2)
        return Pay(amount, amount, payday, hours=hours)
    begin, end = max(job.hired_on, first(month)), min(job.left_on or last(month), last(month))
    due = _working_days(first(month), last(month))
    whole = job.whole(month)
    present = due if whole else _working_days(begin, end)
    share = 1.0 if whole else present / due
    overtime = float(rng.randint(1, 8) * 100) if rng.random() < 0.25 else 0.0
    allowances = 180.0 if rng.random() < 0.05 else 0.0
    payable = round(job.wage * share + overtime + allowances, 2)
    deductions = 0.0 if job.form == INTERN else round(payable * 0.105, 2)
    paid = round(payable - deductions, 2)
    return Pay(payable, paid, payday, overtime, allowances, deductions, due=due, present=present)


@lru_cache(maxsize=8192)
def _working_days(begin: date, end: date) -> int:
    return sum(works(begin + timedelta(days=n)) for n in range((end - begin).days + 1))


def _row(employer: Employer, job: Job, pay: Pay, month: Month) -> Row:
    return {
        "employer_code": employer.code,
        "employer_name": employer.name,
        "name": job.person.name,
        "id_number": pay.number or job.person.number,
        "month": month,
        "due": pay.due,
        "present": pay.present,
        "hours": pay.hours,
        "payable": pay.payable_text or pay.payable,
        "overtime": pay.overtime or None,
        "allowances": pay.allowances or None,
        "deductions": pay.deductions or None,
        "paid": pay.paid,
        "paid_on": pay.paid_on,
        "pay_form": "银行",
        "pay_type": "分次" if pay.instalment else "",
        "verdict": "invalid" if pay.number or pay.payable_text else "",
    }
