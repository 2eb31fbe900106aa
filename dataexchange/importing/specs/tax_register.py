"""税务登记: a taxpayer."""

from dataexchange.importing.code_columns import TaxpayerNo
from dataexchange.importing.columns import Enumeration, Text
from dataexchange.importing.spec import Period, Spec, Step, Values
from dataexchange.importing.specs import shared, steps
from dataexchange.importing.value_columns import Count, Day, Month
from employers.enums import Dataset, Mode


def key_of(values: Values, **_archive: object) -> tuple[object, ...]:
    return (values["taxpayer_no"] or values["uscc"] or values["org_code"],)


TAX_REGISTER = Spec(
    dataset=Dataset.TAX_REGISTER,
    sources=("guoshui", "dishui", "shuiwu"),
    mode=Mode.DELTA,
    period=Period.RECEIVED_MONTH,
    key=("taxpayer_no",),
    key_of=key_of,
    key_columns=("taxpayer_no", "uscc", "org_code"),
    columns=(
        TaxpayerNo(
            field="taxpayer_no", heading="纳税人识别号", aliases=("税务登记号", "税号", "纳税识别号"), required=True
        ),
        Text(field="name", heading="纳税人名称", aliases=(*shared.NAME_ALIASES, "名称"), required=True),
        shared.USCC,
        shared.ORG_CODE,
        Day(field="registered_on", heading="登记日期", aliases=("税务登记日期",)),
        Enumeration(
            field="status",
            heading="纳税人状态",
            aliases=shared.STATUS_ALIASES,
            words={"正常": "正常", "非正常": "非正常", "停业": "停业", "注销": "注销"},
        ),
        Text(field="tax_office", heading="主管税务机关"),
        Text(
            field="address",
            heading="生产经营地址",
            aliases=("经营地址", *shared.ADDRESS_ALIASES),
            limit=300,
        ),
        Count(field="employees", heading="从业人数", aliases=("从业人员数", *shared.HEADS_ALIASES)),
        Count(field="declared_heads", heading="个税申报人数", aliases=("个人所得税申报人数",)),
        Month(field="reference_month", heading="所属期", aliases=("税款所属期", "所属月份")),
        shared.SOURCE_ROW_ID,
    ),
    derived={"live": True},
    steps=(Step(steps.register_codes), Step(steps.also_a_code("taxpayer_no")), steps.LIVE),
    content_ignores=frozenset(("source_row_id",)),
    hash_ignores=frozenset(("source_row_id",)),
)
