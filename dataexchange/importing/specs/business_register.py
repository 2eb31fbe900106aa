"""市场主体登记: a registration, as the registering authority (工商, 市场监管) holds it."""

from dataexchange.importing.code_columns import RegistrationNo
from dataexchange.importing.columns import Enumeration, Text
from dataexchange.importing.faults import Problem
from dataexchange.importing.spec import Context, Period, Spec, Step, Values
from dataexchange.importing.specs import shared, steps
from dataexchange.importing.value_columns import Day
from employers.enums import Dataset, Mode


def key_of(values: Values, **_archive: object) -> tuple[object, ...]:
    return (values["uscc"] or values["org_code"] or values["registration_no"],)


def licence_number(values: Values, context: Context) -> list[Problem] | None:
    """Since the one-code reform the unified code stands in the place of the licence's number."""
    number = values["registration_no"]
    if len(number) == 18:
        values["uscc"], values["registration_no"] = values["uscc"] or number, ""
    return None


BUSINESS_REGISTER = Spec(
    dataset=Dataset.BUSINESS_REGISTER,
    sources=("gongshang",),
    mode=Mode.DELTA,
    period=Period.RECEIVED_MONTH,
    key=("uscc", "org_code", "registration_no"),
    key_of=key_of,
    key_columns=("uscc", "org_code", "registration_no"),
    either=(("uscc", "org_code", "registration_no"),),
    columns=(
        shared.USCC,
        shared.ORG_CODE,
        RegistrationNo(
            field="registration_no",
            heading="注册号",
            aliases=("营业执照注册号", "工商注册号", "登记号码", "登记注册号"),
        ),
        Text(
            field="name",
            heading="名称",
            aliases=(*shared.NAME_ALIASES, "市场主体名称", "字号名称"),
            required=True,
        ),
        Text(field="kind", heading="类型", aliases=("type", "市场主体类型", *shared.KIND_ALIASES)),
        Text(field="legal_rep", heading="法定代表人", aliases=(*shared.LEGAL_REP_ALIASES, "负责人姓名"), limit=60),
        Text(field="capital", heading="注册资本", aliases=("注册资金",), limit=60),
        Day(field="registered_on", heading="成立日期", aliases=("注册日期", "登记日期", "核准日期")),
        Text(
            field="address",
            heading="住所",
            aliases=(*shared.ADDRESS_ALIASES, "经营场所", "经营地址"),
            limit=300,
        ),
        Enumeration(
            field="status",
            heading="登记状态",
            aliases=("企业状态", "经营状态", *shared.STATUS_ALIASES),
            words={
                "存续": "存续",
                "在册": "存续",
                "开业": "开业",
                "在营": "在营",
                "在业": "在营",
                "吊销": "吊销",
                "吊销未注销": "吊销",
                "吊销,未注销": "吊销",
                "注销": "注销",
                "吊销,已注销": "注销",
                "迁出": "迁出",
            },
        ),
        Text(field="district_code", heading="所属区划", aliases=("行政区划代码", "area_code"), limit=60),
        Text(field="industry", heading="行业", aliases=shared.INDUSTRY_ALIASES),
        Text(field="scope", heading="经营范围", limit=10000),
        shared.SOURCE_ROW_ID,
    ),
    derived={"live": True},
    steps=(Step(steps.register_codes), Step(licence_number), steps.LIVE),
    content_ignores=frozenset(("source_row_id",)),
    hash_ignores=frozenset(("source_row_id",)),
)
