"""The files of the four registers: business, organization codes, tax, statistics."""

from collections.abc import Iterator
from datetime import date

from grid_inspection.demo.cases_registers import BOTH, LATER, OPENING
from grid_inspection.demo.cast import Cast, Orphan
from grid_inspection.demo.dates import Anchors, Month, first, month_of, month_text, shift
from grid_inspection.demo.files import Delivery, Layout, Office, Row, columns
from grid_inspection.demo.people import Employer
from grid_inspection.demo.population import NEW_MONTHS

STOCK_MONTH = 25  # before the oldest roster
CODE_NEWS = 1  # months back of the code centre's newest delta
KINDS = {
    "91": "有限责任公司", "92": "个体工商户", "93": "农民专业合作社", "94": "有限责任公司", "52": "民办非企业单位",
    "51": "社会团体", "12": "事业法人", "11": "机关法人", "53": "基金会", "13": "群众团体",
}  # fmt: skip

BUSINESS_STOCK = Layout(
    columns("""
        uscc:统一社会信用代码 registration_no:注册号 name:企业名称 kind:企业类型 legal_rep:法定代表人
        capital:注册资本 registered_on:成立日期 address:住所 status:登记状态 district_code:所属区划 industry:行业
        org_code:组织机构代码
    """),
    encoding="gb18030",
)  # fmt: skip
BUSINESS_NEWS = Layout(
    columns("""
        serial:序号 uscc:统一社会信用代码 org_code:组织机构代码 registration_no:营业执照注册号 name:市场主体名称
        kind:市场主体类型 legal_rep:负责人 registered_on:注册日期 address:经营场所 status:登记状态 industry:行业
    """),
    suffix="xlsx", days="cell", titles=("成都市市场主体登记信息变动情况", "单位：市场监督管理局"), sheet="变动",
)  # fmt: skip
CODES_STOCK = Layout(
    columns("""
        org_code:组织机构代码 name:机构名称 kind:机构类型 uscc:统一社会信用代码 address:机构地址
        legal_rep:法定代表人 issued_on:颁证日期 status:状态 employees:职工人数
    """),
    days="plain",
)  # fmt: skip
CODES_NEWS = Layout(
    columns("""
        name:单位名称 org_code:组织机构代码 uscc:社会信用代码 kind:机构类型 address:住所 legal_rep:负责人
        issued_on:颁证日期 employees:职工人数 status:状态
    """),
    suffix="xlsx", days="iso", titles=("组织机构代码登记变动表",),
)  # fmt: skip
TAX_STOCK = Layout(
    columns("""
        taxpayer_no:纳税人识别号 name:纳税人名称 registered_on:登记日期 status:纳税人状态 tax_office:主管税务机关
        address:生产经营地址 employees:从业人数 month:所属期
    """),
    encoding="utf-16", delimiter="\t", days="slash",
)  # fmt: skip
TAX_NEWS = Layout(
    columns("""
        taxpayer_no:纳税人识别号 uscc:统一社会信用代码 name:纳税人名称 status:纳税人状态 declared:个税申报人数
        month:所属期 address:生产经营地址
    """),
    encoding="gb18030", days="chinese",
)  # fmt: skip
STATISTICS = Layout(
    columns("""
        unit_code:单位代码 name:单位详细名称 address:单位所在地 division:行政区划代码 industry:行业代码
        kind:登记注册类型 employees:从业人员期末人数 year:年份 status:营业状态
    """),
    suffix="xlsx", titles=("基本单位名录",),
)  # fmt: skip


def back(anchors: Anchors, months: int, day: int) -> date:
    return first(shift(month_of(anchors.on), -months)).replace(day=day)


def send(office: Office, cast: Cast, employers: list[Employer]) -> None:
    _business(office, cast, employers)
    _codes(office, cast.anchors, employers)
    _tax(office, cast.anchors, employers, cast.orphans)
    _statistics(office, cast.anchors, employers, cast.orphans)


def _business(office: Office, cast: Cast, employers: list[Employer]) -> None:
    anchors = cast.anchors
    mine = [e for e in employers if "business" in e.registers]
    stock = [_registration(e) for e in mine if e.register_month == 0]
    for gone in cast.struck_off:
        stock.append(_registration(gone) | {"status": "吊销", "verdict": "unmatched"})
    received = back(anchors, STOCK_MONTH, 10)
    where = Delivery("gongshang", "business_register", "", received.isoformat(), month_text(month_of(received)))
    office.send(where, BUSINESS_STOCK, stock, note="stock")
    for months in (*NEW_MONTHS, OPENING, LATER, BOTH, 4, 2):
        rows = [_registration(e) for e in mine if e.register_month == months]
        if months == BOTH:
            rows += [_registration(e) | {"registration_no": number} for e, number in cast.restated]
        if months == 4:
            plain = [e for e in mine if not e.planted and e.register_month == 0]
            some = plain[:: max(1, len(plain) // 40)]
            rows += [_registration(e) | {"legal_rep": e.legal_rep + "（代）"} for e in some]
            rows += [rows[-1] | {"verdict": "repeated"}] if rows else []
        _news(office, back(anchors, months, 10), rows)
    closing = [_registration(e) | {"status": "注销"} for e in mine if e.closes]
    _news(office, anchors.ago(1), closing)


def _news(office: Office, received: date, rows: list[Row]) -> None:
    for serial, row in enumerate(rows, 1):
        row["serial"] = str(serial)
    where = Delivery("gongshang", "business_register", "", received.isoformat(), month_text(month_of(received)))
    office.send(where, BUSINESS_NEWS, rows, note=received.isoformat())


def _registration(employer: Employer) -> Row:
    return {
        "uscc": employer.unified,
        "org_code": employer.stated_org or (employer.org_code if employer.number % 3 == 0 else ""),
        "registration_no": employer.registration_no,
        "name": employer.name,
        "kind": KINDS[employer.pair],
        "legal_rep": employer.legal_rep,
        "capital": f"{10 + employer.number % 90}万人民币",
        "registered_on": employer.registered_on,
        "address": employer.address.text,
        "status": ("存续", "开业", "在营")[employer.number % 3],
        "district_code": employer.address.host,
        "industry": employer.industry,
    }


def _codes(office: Office, anchors: Anchors, employers: list[Employer]) -> None:
    mine = [e for e in employers if "code" in e.registers]
    for months in (STOCK_MONTH, *NEW_MONTHS, OPENING, LATER, CODE_NEWS):
        told = 0 if months == STOCK_MONTH else months
        rows = [_certificate(e, news=False) for e in mine if e.register_month == told]
        if months == CODE_NEWS:
            rows += [_certificate(e, news=True) for e in mine if e.code_news]
        received = back(anchors, months, 10)
        where = Delivery("daima", "code_register", "", received.isoformat(), month_text(month_of(received)))
        layout = CODES_STOCK if months == STOCK_MONTH else CODES_NEWS
        office.send(where, layout, rows, note="stock" if months == STOCK_MONTH else received.isoformat())


def _certificate(employer: Employer, *, news: bool) -> Row:
    return {
        "org_code": employer.org_code,
        "name": employer.name,
        "kind": KINDS[employer.pair],
        "uscc": employer.unified,
        "address": employer.address.text,
        "legal_rep": employer.legal_rep,
        "issued_on": employer.code_issued if news else None,
        "employees": employer.code_heads if news else None,
        "status": "正常",
    }


def _tax(office: Office, anchors: Anchors, employers: list[Employer], orphans: list[Orphan]) -> None:
    mine = [e for e in employers if e.tax_heads is not None and e.unified]
    received = back(anchors, 9, 15)
    reference = shift(month_of(received), -1)
    unknown = [o for o in orphans if o.dataset == "tax_register"]
    stock = [_taxpayer(e, None if e.planted else e.tax_heads, reference) for e in mine]
    stock += [_orphaned(o, reference) for o in unknown if o.told == "stock"]
    _send_tax(office, received, TAX_STOCK, stock, "stock")
    newest = anchors.insured[0]
    news = [_taxpayer(e, e.tax_heads, e.tax_month or newest) for e in mine if e.tax_news]
    _send_tax(office, first(shift(newest, 1)).replace(day=15), TAX_NEWS, news, "declared")
    late = [_orphaned(o, reference) for o in unknown if o.told == "late"]
    _send_tax(office, anchors.ago(30), TAX_NEWS, late, "late")


def _send_tax(office: Office, received: date, layout: Layout, rows: list[Row], note: str) -> None:
    where = Delivery("shuiwu", "tax_register", "", received.isoformat(), month_text(month_of(received)))
    office.send(where, layout, rows, note=note)


def _taxpayer(employer: Employer, heads: int | None, month: Month) -> Row:
    return {
        "taxpayer_no": employer.unified,
        "uscc": employer.unified,
        "name": employer.name,
        "registered_on": employer.registered_on,
        "status": "正常",
        "tax_office": f"成都市第{employer.number % 9 + 1}税务分局",
        "address": employer.address.text,
        "employees": heads,
        "declared": heads,
        "month": month,
    }


def _orphaned(orphan: Orphan, month: Month) -> Row:
    return _taxpayer(orphan.employer, None, month) | {"status": orphan.status, "verdict": "unmatched"}


def _statistics(office: Office, anchors: Anchors, employers: list[Employer], orphans: list[Orphan]) -> None:
    newest = anchors.statistics_on.year - 1
    counted = [e for e in employers if e.statistics_heads is not None and e.register_month == 0]
    for year, told in ((newest - 1, "older"), (newest, "newest")):
        unknown = [o.employer for o in orphans if o.dataset == "statistics_units" and o.told == told]
        rows = [*_units(counted, year), *({**row, "verdict": "unmatched"} for row in _units(unknown, year))]
        where = Delivery("tongji", "statistics_units", "", date(year + 1, 3, 12).isoformat(), f"{year}-12")
        office.send(where, STATISTICS, rows, note="units")


def _units(employers: list[Employer], year: int) -> Iterator[Row]:
    for employer in employers:
        yield {
            "unit_code": employer.unified,
            "name": employer.name,
            "address": employer.address.text,
            "division": employer.address.host,
            "industry": employer.industry,
            "kind": KINDS[employer.pair],
            "employees": employer.statistics_heads,
            "year": str(year),
            "status": "营业",
        }
