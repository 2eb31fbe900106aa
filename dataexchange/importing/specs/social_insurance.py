"""社会保险参保: one worker, one month, and one kind (or a column for each of the five)."""

from dataexchange.importing.columns import Enumeration, Number
from dataexchange.importing.spec import Context, Period, Spec, Step, Values
from dataexchange.importing.specs import shared, steps
from dataexchange.importing.value_columns import Day, InsuredOrBase, Money, Month
from employers.enums import Dataset, InsuranceKind, InsuranceStatus, Mode

WIDE = {
    "pension": InsuranceKind.PENSION.value,
    "medical": InsuranceKind.MEDICAL.value,
    "unemployment": InsuranceKind.UNEMPLOYMENT.value,
    "injury": InsuranceKind.INJURY.value,
    "maternity": InsuranceKind.MATERNITY.value,
}
COUNTS = frozenset(("", InsuranceStatus.PAYING.value, InsuranceStatus.IN_ARREARS.value))


def key_of(values: Values, *, employer: object = None, worker: object = None) -> tuple[object, ...]:
    """A row of a wide file is one statement about all the kinds that the file has columns for."""
    return (
        employer or shared.employer_of(values),
        worker or shared.worker_of(values),
        values["month"],
        values["named"],
    )


def kinds(values: Values, context: Context) -> None:
    """Which kinds the row speaks of, and which of them count as insured (正常缴费 and 欠缴 only)."""
    kind = values.pop("kind")
    named = insured = kind or 0
    bases = []
    for field, bit in WIDE.items():
        said = values.pop(field)
        if field in context.mapped:
            named |= bit
        if said:
            insured |= bit
            if said is not True:
                bases.append(said)
    values["named"] = named
    values["insured"] = insured if values["status"] in COUNTS else 0
    if values["base"] is None and bases:
        values["base"] = max(bases)


def spelt(*words: str) -> tuple[str, ...]:
    """The usual names of one kind of insurance."""
    return tuple(name for word in words for name in (word, f"{word}保险", f"基本{word}保险", f"职工基本{word}保险"))


KIND_WORDS: dict[str, object] = {
    **dict.fromkeys((*spelt("养老"), "企业职工基本养老保险"), InsuranceKind.PENSION.value),
    **dict.fromkeys(spelt("医疗"), InsuranceKind.MEDICAL.value),
    **dict.fromkeys(spelt("失业"), InsuranceKind.UNEMPLOYMENT.value),
    **dict.fromkeys(spelt("工伤"), InsuranceKind.INJURY.value),
    **dict.fromkeys(spelt("生育"), InsuranceKind.MATERNITY.value),
    **dict.fromkeys(("综合", "综合保险", "综合社会保险"), InsuranceKind.COMBINED.value),
}

SOCIAL_INSURANCE = Spec(
    dataset=Dataset.SOCIAL_INSURANCE,
    sources=("shebao",),
    mode=Mode.SNAPSHOT,
    needs_area=True,
    period=Period.MONTH,
    key=("employer_code", "id_number", "month", "kind"),
    key_of=key_of,
    key_columns=("employer_code", "employer_org_code", "insurance_unit_no", "id_number", "month", "kind"),
    either=((*shared.EMPLOYER_COLUMNS, "insurance_unit_no"), ("kind", *WIDE)),
    instead=(("kind", *WIDE),),
    columns=(
        shared.EMPLOYER_CODE,
        shared.EMPLOYER_ORG_CODE,
        Number(
            field="insurance_unit_no",
            heading="社保单位编号",
            aliases=("单位编号", "社会保险登记证编码", "社保登记号", "参保单位编号"),
        ),
        shared.EMPLOYER_NAME,
        shared.NAME,
        shared.ID_NUMBER,
        shared.DOCUMENT_KIND,
        Month(
            field="month",
            heading="费款所属期",
            aliases=("所属月份", "缴费月份", "费款所属月份", "所属期"),
            required=True,
        ),
        Enumeration(field="kind", heading="险种", aliases=("险种类型", "保险种类", "险种名称"), words=KIND_WORDS),
        InsuredOrBase(field="pension", heading="养老保险", aliases=spelt("养老"), in_template=False),
        InsuredOrBase(field="medical", heading="医疗保险", aliases=spelt("医疗"), in_template=False),
        InsuredOrBase(field="unemployment", heading="失业保险", aliases=spelt("失业"), in_template=False),
        InsuredOrBase(field="injury", heading="工伤保险", aliases=spelt("工伤"), in_template=False),
        InsuredOrBase(field="maternity", heading="生育保险", aliases=spelt("生育"), in_template=False),
        Money(
            field="base",
            heading="缴费基数",
            aliases=("月缴费工资基数", "社保基数", "基数", "申报工资", "缴费工资"),
        ),
        Day(field="started_on", heading="参保日期", aliases=("参保时间",)),
        Enumeration(
            field="status",
            heading="缴费状态",
            words={
                "正常缴费": InsuranceStatus.PAYING.value,
                "正常": InsuranceStatus.PAYING.value,
                "欠缴": InsuranceStatus.IN_ARREARS.value,
                "欠费": InsuranceStatus.IN_ARREARS.value,
                "暂停": InsuranceStatus.SUSPENDED.value,
                "暂停缴费": InsuranceStatus.SUSPENDED.value,
                "终止": InsuranceStatus.ENDED.value,
                "终止缴费": InsuranceStatus.ENDED.value,
            },
        ),
        shared.SOURCE_ROW_ID,
    ),
    derived={**shared.LABOUR_DERIVED, "named": 0, "insured": 0},
    dropped=(*shared.EMPLOYER_COLUMNS, "kind", *WIDE),
    steps=(
        Step(steps.employer),
        steps.person(undecided=True),
        steps.MONTH_OF_DELIVERY,
        Step(kinds),
    ),
    content_ignores=shared.EVIDENCE,
    hash_ignores=frozenset(("source_row_id",)),
)
