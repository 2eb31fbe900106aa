"""One good row per dataset, as a sender writes it, and a checker for a file of such rows. All of it is invented."""

from datetime import date

from core import codes
from dataexchange.importing import mapping
from dataexchange.importing.catalogue import spec_of
from dataexchange.importing.checking import Checker
from dataexchange.importing.spec import Checked, Context
from dataexchange.importing.table import Row

RECEIVED, BUSINESS_DATE = date(2026, 6, 5), date(2026, 6, 4)
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


def org_code(number: int = 1) -> str:
    body = f"XN{number:06d}"
    return body + codes.org_check(body)


def uscc(number: int = 1) -> str:
    body = f"91510199{org_code(number)}".replace("O", "0")
    return body + codes.uscc_check(body)


def resident(birth: str = "19900307", order: str = "001") -> str:
    body = f"510199{birth}{order}"
    return body + codes.resident_check(body)


def spoilt(number: str) -> str:
    """The number with another last character: right shape, wrong check."""
    return number[:-1] + ("1" if number[-1] != "1" else "2")


def good_row(dataset: str) -> dict[str, str]:
    return {
        "code_register": {
            "组织机构代码": org_code(),
            "机构名称": "成都示例食品有限公司",
            "机构类型": "企业法人",
            "统一社会信用代码": uscc(),
            "机构地址": "成都市示例路1号",
            "法定代表人": "张三",
            "代码证编号": "A-1",
            "颁证日期": "2012-03-01",
            "有效期至": "2016/3/1",
            "状态": "正常",
            "职工人数": "12",
        },
        "business_register": {
            "统一社会信用代码": uscc(),
            "组织机构代码": org_code(),
            "注册号": "",
            "名称": "成都示例食品有限公司",
            "类型": "有限责任公司",
            "法定代表人": "张三",
            "注册资本": "100万人民币",
            "成立日期": "2012年3月1日",
            "住所": "成都市示例路1号",
            "登记状态": "存续（在营、开业、在册）",
            "所属区划": "510104",
            "行业": "食品制造",
            "经营范围": "生产；销售",
        },
        "tax_register": {
            "纳税人识别号": uscc(),
            "纳税人名称": "成都示例食品有限公司",
            "登记日期": "20120301",
            "纳税人状态": "正常",
            "主管税务机关": "示例税务所",
            "生产经营地址": "成都市示例路1号",
            "从业人数": "12",
            "个税申报人数": "11",
            "所属期": "2026-04",
        },
        "statistics_units": {
            "单位代码": org_code(),
            "单位详细名称": "成都示例食品有限公司",
            "统一社会信用代码": uscc(),
            "单位所在地": "成都市示例路1号",
            "行政区划代码": "510104",
            "行业代码": "1411 (GB/T 4754-2017)",
            "登记注册类型": "150",
            "从业人员期末人数": "12",
            "其中女性": "5",
            "年份": "2025",
            "营业状态": "营业",
        },
        "employee_roster": {
            "统一社会信用代码/组织机构代码": org_code(),
            "单位名称": "成都示例食品有限公司",
            "截止日期": "2026-05-31",
            "姓名": "王 五",
            "证件类型": "居民身份证",
            "身份证号码": resident(),
            "性别": "男",
            "户籍性质": "非城镇",
            "用工起始日期": "2020-01-02",
            "离职日期": "",
            "用工形式": "全日制",
            "派遣单位代码": "",
            "岗位": "包装",
            "联系电话": "13900000000",
            "合同起始日期": "2020-01-02",
            "合同终止日期": "2028-01-01",
            "合同类型": "固定期限",
        },
        "contract_filing": {
            "统一社会信用代码/组织机构代码": uscc(),
            "单位名称": "成都示例食品有限公司",
            "姓名": "王五",
            "身份证号码": resident(),
            "备案类型": "新签",
            "合同起始日期": "2025-06-01",
            "合同终止日期": "2028-05-31",
            "合同类型": "固定期限",
            "签订日期": "2025-05-28",
            "解除或终止日期": "",
            "解除原因": "",
            "用工形式": "全日制",
            "用工起始日期": "2025-06-01",
            "试用期(月)": "3",
            "约定工资": "4,500.50",
            "发薪日": "15",
            "发放月份": "次月",
            "备案日期": "2025-06-10",
        },
        "social_insurance": {
            "统一社会信用代码/组织机构代码": uscc(),
            "社保单位编号": "510199000001",
            "姓名": "王五",
            "身份证号码": resident(),
            "费款所属期": "2026年4月",
            "险种": "养老",
            "缴费基数": "4511",
            "参保日期": "2025-06-01",
            "缴费状态": "正常缴费",
        },
        "wage_payment": {
            "统一社会信用代码/组织机构代码": uscc(),
            "姓名": "王五",
            "身份证号码": resident(),
            "工资所属月份": "202604",
            "应发工资": "5000",
            "其中加班工资": "200",
            "其中特殊津贴": "0",
            "代扣款": "450.5",
            "实发工资": "4549.50",
            "发放日期": "2026-05-15",
            "工时": "176",
            "应出勤": "21.75",
            "实出勤": "21",
            "支付方式": "银行",
            "工资类型": "",
        },
    }[dataset]


def checker(dataset: str, headings: list[str] | None = None, *, source: str = "", **context: object) -> Checker:
    """A checker for a file with these headings (those of the good row), as a clerk's upload would make it."""
    spec, source = spec_of(dataset), source or SOURCES[dataset]
    mapped = mapping.recognise(headings or list(good_row(dataset)), spec, source=source)
    return Checker(spec, mapped, Context(source, RECEIVED, BUSINESS_DATE, **context))  # type: ignore[arg-type]


def checked(dataset: str, *, source: str = "", period: date | None = None, as_of: date | None = None, **cells: str):
    """The good row of a dataset with some cells changed (or added), as it comes out of the checks."""
    row = good_row(dataset) | cells
    return checker(dataset, list(row), source=source, period=period, as_of=as_of).check(Row(2, list(row.values())))


def faults(result: Checked) -> list[tuple[str, str]]:
    """What was found wrong: code and field."""
    return [(each["code"], each["field"]) for each in result.faults]


def warnings(result: Checked) -> list[tuple[str, str]]:
    return [(each["code"], each["field"]) for each in result.warnings]
