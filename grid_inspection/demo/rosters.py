"""The rosters: half-yearly from most employers, on change from some; a few districts send for theirs."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from grid_inspection.demo.city import CITY
from grid_inspection.demo.dates import Anchors
from grid_inspection.demo.files import Delivery, Layout, Office, Row, columns
from grid_inspection.demo.people import FIXED, Employer, Job

ON_BEHALF = ("510121", "510181")  # these districts collect the rosters of the employers there
RECEIVED_AFTER = {"a": 6, "b": 8, "columns": 9}

MANY = Layout(
    columns("""
        employer_code:统一社会信用代码 employer_name:单位名称 as_of:截止日期 name:姓名 sex:性别
        id_number:身份证号码 household:户籍性质 hired_on:用工起始日期 left_on:离职日期 form:用工形式
        dispatcher:派遣单位代码 post:岗位 phone:联系电话
    """),
    encoding="gb18030",
)  # fmt: skip
OTHERS = Layout(
    columns("""
        serial:序号 employer_name:用人单位名称 employer_code:社会信用代码/组织机构代码 name:职工姓名
        id_number:公民身份号码 sex:性别 household:户口性质 phone:手机号 hired_on:入职日期 left_on:离职日期
        form:用工类型 dispatcher:派遣单位代码 post:工种
    """),
    days="slash", titles=("成都市用人单位职工名册",), footer="合计",
)  # fmt: skip
DISTRICT = Layout(
    columns("""
        employer_name:单位名称 employer_code:统一社会信用代码 as_of:截止日期 name:姓名 kind:证件类型
        id_number:证件号码 hired_on:用工之日 left_on:离职日期 form:用工形式 dispatcher:派遣单位代码 post:岗位
        phone:联系电话
    """),
    suffix="xlsx", days="cell", titles=("区（市）县代报职工名册", "填报单位：人力资源和社会保障局"), footer="合计",
    sheet="职工名册",
)  # fmt: skip
COLUMNS = Layout(
    columns("""
        employer_code:统一社会信用代码 employer_name:单位全称 name:姓名 id_number:身份证号 hired_on:用工起始日期
        left_on:离职日期 form:用工形式 dispatcher:派遣单位代码 contract_kind:合同类型
        contract_start:合同始期(年-月-日) contract_end:合同终期(年-月-日) post:现工种或职务
    """),
    days="chinese", delimiter=";",
)  # fmt: skip
CHANGED = Layout(
    columns("""
        employer_code:统一社会信用代码 employer_name:单位名称 name:姓名 sex:性别 id_number:社会保障号（身份证号码）
        household:户籍性质 hired_on:入职时间 left_on:离职时间 form:用工形式 dispatcher:派遣单位代码
        post:岗位（工种） phone:个人联系电话
    """),
    suffix="xlsx", days="cell", titles=("职工名册（变动后）",),
)  # fmt: skip


def send(office: Office, anchors: Anchors, employers: list[Employer]) -> None:
    for day in reversed(anchors.half_years):
        newest = day in anchors.half_years[:2]
        for group, members in _groups(employers, day, by_district=newest).items():
            received = day + timedelta(days=RECEIVED_AFTER.get(group, 11))
            layout = {"a": MANY, "b": OTHERS, "columns": COLUMNS}.get(group, DISTRICT)
            _send(office, received, day, layout, members, group, area=group if group in ON_BEHALF else CITY)
    planted = [e for e in employers if e.planted]
    special = {day for e in planted for day in e.roster_days} - {*anchors.half_years, anchors.roster_on_change}
    for day in sorted(special - {e.late_roster for e in planted}):
        members = [e for e in planted if day in e.roster_days and e.late_roster != day]
        _send(office, day + timedelta(days=4), day, MANY, members, f"of_{day}")
    day = anchors.roster_on_change
    for group, members in _groups(planted, day, by_district=False).items():
        _send(office, anchors.ago(2), day, COLUMNS if group == "columns" else CHANGED, members, f"changed_{group}")
    for day in sorted({e.late_roster for e in planted if e.late_roster}):
        _send(office, anchors.ago(1), day, OTHERS, [e for e in planted if e.late_roster == day], "late")


def _groups(employers: Iterable[Employer], day: date, *, by_district: bool) -> dict[str, list[Employer]]:
    groups: dict[str, list[Employer]] = {}
    for employer in employers:
        if day in employer.roster_days and employer.late_roster != day:
            if employer.columns:
                group = "columns"
            elif by_district and employer.address.district in ON_BEHALF:
                group = employer.address.district
            else:
                group = "ab"[employer.number % 2] if not employer.planted else "a"
            groups.setdefault(group, []).append(employer)
    return dict(sorted(groups.items()))


def _send(
    office: Office, received: date, day: date, layout: Layout, members: list[Employer], note: str, *, area: str = CITY
) -> None:  # fmt: skip
    told = any(name == "as_of" for name, _ in layout.columns)
    where = Delivery("danwei", "employee_roster", "", received.isoformat(), area=area)
    where.as_of = "" if told else day.isoformat()
    office.send(where, layout, _rows(members, day, layout is COLUMNS), note=f"{day}_{note}")


def _rows(members: list[Employer], day: date, columns: bool) -> Iterator[Row]:
    serial = 0
    for employer in members:
        earlier = max((d for d in employer.roster_days if d < day), default=None)
        for job in employer.jobs:
            if job.listed(day, earlier):
                serial += 1
                yield _row(employer, job, day, serial) | (_contract(job, day) if columns else {})


def _row(employer: Employer, job: Job, day: date, serial: int) -> Row:
    person = job.person
    return {
        "serial": str(serial),
        "employer_code": employer.code,
        "employer_name": employer.name,
        "as_of": day,
        "name": person.name,
        "sex": person.sex,
        "kind": "居民身份证",
        "id_number": job.roster_number or person.number,
        "household": person.household,
        "hired_on": job.hired_on,
        "left_on": job.left_on if job.left_on and job.told and job.left_on <= day else None,
        "form": job.form_on(day),
        "dispatcher": job.dispatcher,
        "post": job.post,
        "phone": person.phone,
        "verdict": "invalid" if job.roster_number else "",
    }


def _contract(job: Job, day: date) -> Row:
    """The contract standing on the roster's day."""
    standing = max((f for f in job.filings if f.start <= day), key=lambda f: f.start, default=None)
    if standing is None or not job.columns:
        return {}
    end = standing.end if standing.kind == FIXED else None
    return {"contract_kind": standing.kind, "contract_start": standing.start, "contract_end": end}
