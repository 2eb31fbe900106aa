"""组织机构代码登记: what the code authority knows of a body."""

from dataexchange.importing.code_columns import Code
from dataexchange.importing.columns import Enumeration, Text
from dataexchange.importing.spec import Period, Spec, Step, Values
from dataexchange.importing.specs import shared, steps
from dataexchange.importing.value_columns import Count, Day
from employers.enums import Dataset, Mode


def key_of(values: Values, **_archive: object) -> tuple[object, ...]:
    return (values["org_code"],)


CODE_REGISTER = Spec(
    dataset=Dataset.CODE_REGISTER,
    sources=("zhijian", "daima"),
    mode=Mode.DELTA,
    period=Period.RECEIVED_MONTH,
    key=("org_code",),
    key_of=key_of,
    key_columns=("org_code", "uscc"),
    columns=(
        Code(field="org_code", heading="组织机构代码", aliases=shared.ORG_CODE_ALIASES, required=True),
        Text(
            field="name",
            heading="机构名称",
            aliases=(*shared.NAME_ALIASES, "组织机构名称", "名称"),
            required=True,
        ),
        Text(field="kind", heading="机构类型", aliases=(*shared.KIND_ALIASES, "类型")),
        shared.USCC,
        Text(field="address", heading="机构地址", aliases=shared.ADDRESS_ALIASES, limit=300),
        Text(field="legal_rep", heading="法定代表人", aliases=shared.LEGAL_REP_ALIASES, limit=60),
        Text(field="certificate_no", heading="代码证编号", aliases=("代码证号", "证书编号"), limit=60),
        Day(field="issued_on", heading="颁证日期", aliases=("发证日期",)),
        Day(field="valid_to", heading="有效期至", aliases=("有效期止",)),
        Enumeration(
            field="status",
            heading="状态",
            aliases=("单位状态", "代码状态"),
            words={"正常": "正常", "注销": "注销", "作废": "作废"},
        ),
        Count(field="employees", heading="职工人数", aliases=shared.HEADS_ALIASES),
        shared.SOURCE_ROW_ID,
    ),
    derived={"live": True},
    steps=(Step(steps.register_codes), steps.LIVE),
    content_ignores=frozenset(("source_row_id",)),
    hash_ignores=frozenset(("source_row_id",)),
)
