"""基本单位名录: a unit of the statistical directory, once a year."""

from dataexchange.importing.code_columns import Code
from dataexchange.importing.columns import Text
from dataexchange.importing.faults import Problem, problem
from dataexchange.importing.spec import Context, Period, Spec, Step, Values
from dataexchange.importing.specs import shared, steps
from dataexchange.importing.value_columns import Count, Year
from employers.enums import Dataset, Mode


def key_of(values: Values, **_archive: object) -> tuple[object, ...]:
    return (values["unit_code"] or values["uscc"], values["year"])


def year_of_delivery(values: Values, context: Context) -> list[Problem] | None:
    """A directory is the snapshot of one year: a row of another year is not of this delivery."""
    if context.period is not None and values["year"] not in (None, context.period.year):
        return [problem("year_differs", "year", year=values["year"], period=context.period.year)]
    return None


STATISTICS_UNITS = Spec(
    dataset=Dataset.STATISTICS_UNITS,
    sources=("tongji",),
    mode=Mode.SNAPSHOT,
    period=Period.YEAR,
    key=("unit_code", "year"),
    key_of=key_of,
    key_columns=("unit_code", "uscc"),
    columns=(
        Code(
            field="unit_code",
            heading="单位代码",
            aliases=("组织机构代码", *shared.ORG_CODE_ALIASES, "单位代号"),
            required=True,
        ),
        Text(
            field="name",
            heading="单位详细名称",
            aliases=(*shared.NAME_ALIASES, "法人单位名称", "名称"),
            required=True,
        ),
        shared.USCC,
        Text(field="address", heading="单位所在地", aliases=("单位所在地址", *shared.ADDRESS_ALIASES), limit=300),
        Text(field="division_code", heading="行政区划代码", aliases=("区划代码",), limit=60),
        Text(field="industry", heading="行业代码", aliases=shared.INDUSTRY_ALIASES),
        Text(field="ownership", heading="登记注册类型", aliases=("登录注册类型", *shared.KIND_ALIASES)),
        Count(field="employees", heading="从业人员期末人数", aliases=shared.HEADS_ALIASES),
        Count(field="female", heading="其中女性", aliases=("女性", "女职工人数")),
        Year(field="year", heading="年份", aliases=("年度", "统计年度"), required=True),
        Text(field="status", heading="营业状态", aliases=shared.STATUS_ALIASES, limit=20),
        shared.SOURCE_ROW_ID,
    ),
    derived={"org_code": "", "live": True},
    steps=(Step(steps.also_a_code("unit_code")), steps.LIVE, Step(year_of_delivery, ("year",))),
    content_ignores=frozenset(("source_row_id",)),
    hash_ignores=frozenset(("source_row_id",)),
)
