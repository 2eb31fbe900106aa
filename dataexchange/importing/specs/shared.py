"""Columns that several datasets have, with the headings that real forms use for them."""

from dataexchange.importing.code_columns import Code, Identity
from dataexchange.importing.columns import Enumeration, PersonName, RowNumber, Text
from dataexchange.importing.spec import Values
from employers.enums import ContractKind, DocumentKind, EmploymentForm

SOURCE_ROW_ID = RowNumber(
    field="source_row_id", heading="序号", aliases=("编号", "记录号", "流水号"), in_template=False
)

UNIFIED_ALIASES = ("社会信用代码", "社会信用码", "信用代码", "统一代码", "统一信用代码", "统一社会信用码")
ORG_CODE_ALIASES = ("组织机构代码证号", "机构代码", "组织机构代码号")
NAME_ALIASES = ("单位名称", "企业名称", "用人单位名称", "参保户名称", "公司", "单位全称", "用人单位")
ADDRESS_ALIASES = ("单位地址", "注册地址", "住所地", "住所", "联系地址", "地址", "企业地址")
LEGAL_REP_ALIASES = ("法定代表人", "法定代表人姓名", "法人代表", "负责人", "经营者")
KIND_ALIASES = ("经济类型", "所有制性质", "单位性质类别", "单位类型", "企业类型")
HEADS_ALIASES = ("从业人员总数", "年末从业人员总数", "在册职工人数", "职工人数", "职工总数")
INDUSTRY_ALIASES = ("所属行业", "行业类型", "行业类别", "单位所属行业", "行业")
STATUS_ALIASES = ("单位状态", "状态")

USCC = Code(field="uscc", heading="统一社会信用代码", aliases=UNIFIED_ALIASES)
ORG_CODE = Code(field="org_code", heading="组织机构代码", aliases=ORG_CODE_ALIASES)

# In the labour files either code, or one column for both, names the employer.
EMPLOYER_CODE = Code(
    field="employer_code",
    heading="统一社会信用代码/组织机构代码",
    aliases=(
        "统一社会信用代码",
        *UNIFIED_ALIASES,
        "组织机构代码/统一社会信用代码",
        "社会信用代码/组织机构代码",
        "组织机构代码/社会信用代码",
    ),
)
EMPLOYER_ORG_CODE = Code(field="employer_org_code", heading="组织机构代码", aliases=ORG_CODE_ALIASES, in_template=False)
EMPLOYER_NAME = Text(field="employer_name", heading="单位名称", aliases=NAME_ALIASES[1:])

NAME = PersonName(field="name", heading="姓名", aliases=("职工姓名", "增减人员姓名", "员工姓名"), required=True)
ID_NUMBER = Identity(
    field="id_number",
    heading="身份证号码",
    aliases=(
        "身份证号",
        "身法证号",  # so printed on the form of Hefei
        "证件号码",
        "证件编号",
        "证件号",
        "公民身份号码",
        "公民身份证号码",
        "社会保障号",
        "社会保障号码",
        "居民身份证号码",
    ),
    required=True,
)
DOCUMENT_KIND = Enumeration(
    field="document_kind",
    heading="证件类型",
    aliases=("证件种类", "身份证件种类", "身份证件类型"),
    words={
        "居民身份证": DocumentKind.RESIDENT.value,
        "身份证": DocumentKind.RESIDENT.value,
        "二代身份证": DocumentKind.RESIDENT.value,
        # these permits carry an 18-digit number of the same standard
        "港澳台居民居住证": DocumentKind.RESIDENT.value,
        "护照": DocumentKind.PASSPORT.value,
        "外国护照": DocumentKind.PASSPORT.value,
        "港澳居民来往内地通行证": DocumentKind.HK_MACAO.value,
        "港澳通行证": DocumentKind.HK_MACAO.value,
        "回乡证": DocumentKind.HK_MACAO.value,
        "台湾居民来往大陆通行证": DocumentKind.TAIWAN.value,
        "台胞证": DocumentKind.TAIWAN.value,
        "外国人永久居留身份证": DocumentKind.FOREIGN_RESIDENT.value,
        "外国人永久居留证": DocumentKind.FOREIGN_RESIDENT.value,
        "其他": DocumentKind.OTHER.value,
        "军官证": DocumentKind.OTHER.value,
        "士兵证": DocumentKind.OTHER.value,
        "其他证件": DocumentKind.OTHER.value,
    },
)

FORM_WORDS: dict[str, object] = {
    "全日制": EmploymentForm.FULL_TIME.value,
    "全日制用工": EmploymentForm.FULL_TIME.value,
    "非全日制": EmploymentForm.PART_TIME.value,
    "非全日制用工": EmploymentForm.PART_TIME.value,
    "劳务派遣": EmploymentForm.DISPATCHED.value,
    "派遣": EmploymentForm.DISPATCHED.value,
    "实习": EmploymentForm.INTERN.value,
    "退休返聘": EmploymentForm.REHIRED.value,
    "返聘": EmploymentForm.REHIRED.value,
    "其他": EmploymentForm.OTHER.value,
}
FORM_ALIASES = ("用工类型", "就业形式", "合作方式")

CONTRACT_WORDS: dict[str, object] = {
    "固定期限": ContractKind.FIXED.value,
    "有固定期限": ContractKind.FIXED.value,
    "固定期限劳动合同": ContractKind.FIXED.value,
    "无固定期限": ContractKind.OPEN_ENDED.value,
    "无固定期限劳动合同": ContractKind.OPEN_ENDED.value,
    "以完成一定工作任务为期限": ContractKind.TASK.value,
    "以完成一定工作任务为期限劳动合同": ContractKind.TASK.value,
    "以完成一定工作任务为期限的劳动合同": ContractKind.TASK.value,
}
CONTRACT_KIND_ALIASES = ("劳动合同期限", "合同期限", "劳动合同类型")
CONTRACT_START_ALIASES = (
    "合同始期",
    "合同开始日期",
    "合同起始期",
    "合同起始时间",
    "合同执行日期",
    "劳动合同合同起始时间",
    "劳动合同起始日期",
)
CONTRACT_END_ALIASES = (
    "合同终期",
    "合同结束日期",
    "合同终止期",
    "合同终止时间",
    "劳动合同合同终止时间",
    "劳动合同终止日期",
)


# The numbers that a row of a labour file finds its employer by, and what is read from an identity number.
LABOUR_DERIVED: dict[str, object] = {"uscc": "", "org_code": "", "birth_date": None, "sex": ""}
EMPLOYER_COLUMNS = ("employer_code", "employer_org_code")
# How a row names its employer and where it stood are no part of what it says of the worker.
EVIDENCE = frozenset(("uscc", "org_code", "insurance_unit_no", "employer_name", "source_row_id"))


def employer_of(values: Values) -> object:
    """The highest-ranking number by which a row names its employer."""
    return values["uscc"] or values["org_code"] or values.get("insurance_unit_no", "")


def worker_of(values: Values) -> tuple[object, ...]:
    return values["document_kind"], values["id_number"]
