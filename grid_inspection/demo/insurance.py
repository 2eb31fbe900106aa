"""Social insurance: one office with a row a worker and three kinds, and the medical offices with a row a kind."""

from collections.abc import Iterator

from grid_inspection.demo.city import CITY, LATE_DISTRICT, SILENT_DISTRICT, WEIGHTS
from grid_inspection.demo.dates import Anchors, Month, first, month_text, shift
from grid_inspection.demo.files import Delivery, Layout, Office, Row, columns
from grid_inspection.demo.people import Employer, Job

WIDE_KINDS = frozenset(("养老", "失业", "工伤"))
BIG_FILE = 900  # rows from which a medical office sends text instead of a workbook

WIDE = Layout(
    columns("""
        employer_code:统一社会信用代码 employer_name:参保户名称 name:姓名 id_number:社会保障号 month:费款所属期
        pension:养老保险 unemployment:失业保险 injury:工伤保险 base:缴费基数 status:缴费状态
    """),
    encoding="gb18030",
)  # fmt: skip
LONG = Layout(
    columns("""
        employer_name:单位名称 employer_code:统一社会信用代码 name:姓名 id_number:证件号码 month:缴费月份 kind:险种
        base:缴费工资 status:缴费状态
    """),
    days="chinese",
)  # fmt: skip
LONG_BOOK = Layout(
    columns("""
        employer_code:统一社会信用代码 employer_name:单位名称 name:职工姓名 id_number:身份证号码 kind:险种
        month:所属月份 base:缴费基数 status:缴费状态
    """),
    suffix="xlsx", titles=("职工基本医疗保险缴费明细",), footer="合计",
)  # fmt: skip


def send(office: Office, anchors: Anchors, employers: list[Employer]) -> None:
    by_district: dict[str, list[Employer]] = {code: [] for code in WEIGHTS}
    for employer in employers:
        if employer.insured_area:
            by_district[employer.insured_area].append(employer)
    newest = anchors.insured[0]
    for month in reversed(anchors.insured):
        paid = first(shift(month, 1))
        received = paid.replace(day=18).isoformat()
        where = Delivery("shebao", "social_insurance", "", received, month_text(month), area=CITY)
        office.send(where, WIDE, _wide(employers, month, bases=month == newest), note="wide")
        for district, members in by_district.items():
            if district == SILENT_DISTRICT or (district == LATE_DISTRICT and month == newest):
                continue
            received = paid.replace(day=20).isoformat()
            where = Delivery("shebao", "social_insurance", "", received, month_text(month), area=district)
            big = sum(len(e.jobs) for e in members) > BIG_FILE
            office.send(where, LONG if big else LONG_BOOK, _long(members, month), note=f"medical_{district}")


def _common(employer: Employer, job: Job, month: Month) -> Row:
    return {
        "employer_code": employer.code,
        "employer_name": employer.name,
        "name": job.person.name,
        "id_number": job.insurance_number or job.person.number,
        "month": month,
        "base": float(max(job.wage, 4246)),
        "status": job.insurance_status or "正常缴费",
        "verdict": "invalid" if job.insurance_number else "",
    }


def _wide(employers: list[Employer], month: Month, *, bases: bool) -> Iterator[Row]:
    for employer in employers:
        for job in employer.jobs:
            kinds = job.kinds(month) & WIDE_KINDS
            if not kinds:
                continue
            row = _common(employer, job, month)
            yes, no = (row["base"], "0") if bases else ("是", "否")
            row |= {"pension": yes if "养老" in kinds else no, "unemployment": yes if "失业" in kinds else no,
                    "injury": yes if "工伤" in kinds else no}  # fmt: skip
            if job.base_text:
                row |= {"base": job.base_text, "verdict": "invalid"}
            yield row


def _long(employers: list[Employer], month: Month) -> Iterator[Row]:
    for employer in employers:
        for job in employer.jobs:
            if "医疗" not in job.kinds(month):
                continue
            yield _common(employer, job, month) | {"kind": "医疗"}
            if employer.pair in ("11", "12"):
                yield _common(employer, job, month) | {"kind": "生育"}
