"""劳动合同备案 (劳社部发〔2006〕46号): a contract concluded, renewed, changed or ended."""

from dataexchange.importing.columns import Enumeration, Text
from dataexchange.importing.faults import Problem, problem
from dataexchange.importing.spec import Context, Spec, Step, Values
from dataexchange.importing.specs import shared, steps
from dataexchange.importing.value_columns import Count, Day, Money
from employers.enums import ContractKind, Dataset, FilingAction, Mode, PayIn

SIGNED, RENEWED, CHANGED = FilingAction.SIGNED.value, FilingAction.RENEWED.value, FilingAction.CHANGED.value
ENDING = frozenset((FilingAction.TERMINATED.value, FilingAction.ENDED.value))
FIXED = ContractKind.FIXED.value


def key_of(values: Values, *, employer: object = None, worker: object = None) -> tuple[object, ...]:
    """Of one contract several changes may be filed: their day tells them apart."""
    action = values["action"]
    return (
        employer or shared.employer_of(values),
        worker or shared.worker_of(values),
        values["start"],
        action,
        values["filed_on"] if action == CHANGED else None,
    )


def fixed_term_has_an_end(values: Values, context: Context) -> list[Problem] | None:
    """固定期限 needs its last day (劳动合同法 art. 13); a change leaves what it does not name as it stood."""
    if values["kind"] == FIXED and values["end"] is None and values["action"] not in ("", CHANGED):
        return [problem("fixed_without_end", "end")]
    return None


def termination_has_a_day(values: Values, context: Context) -> list[Problem] | None:
    """解除 and 终止 say when; a termination before the beginning is odd, and kept."""
    ended = values["ended_on"]
    if ended is None:
        return [problem("ended_on_missing", "ended_on")] if values["action"] in ENDING else None
    if values["start"] is not None and ended < values["start"]:
        start = values["start"].isoformat()
        return [problem("ended_before_start", "ended_on", ended_on=ended.isoformat(), start=start)]
    return None


CONTRACT_FILING = Spec(
    dataset=Dataset.CONTRACT_FILING,
    sources=("beian",),
    mode=Mode.DELTA,
    needs_area=True,
    key=("employer_code", "id_number", "start", "action", "filed_on"),
    key_of=key_of,
    key_columns=("employer_code", "employer_org_code", "id_number", "start", "action"),
    either=(shared.EMPLOYER_COLUMNS,),
    columns=(
        shared.EMPLOYER_CODE,
        shared.EMPLOYER_ORG_CODE,
        shared.EMPLOYER_NAME,
        shared.NAME,
        shared.ID_NUMBER,
        shared.DOCUMENT_KIND,
        Enumeration(
            field="action",
            heading="备案类型",
            aliases=("合同状态", "备案类别"),
            words={
                "新签": SIGNED,
                "续签": RENEWED,
                "变更": CHANGED,
                "解除": FilingAction.TERMINATED.value,
                "终止": FilingAction.ENDED.value,
            },
            required=True,
        ),
        Day(field="start", heading="合同起始日期", aliases=shared.CONTRACT_START_ALIASES, required=True),
        Day(field="end", heading="合同终止日期", aliases=shared.CONTRACT_END_ALIASES),
        Enumeration(
            field="kind",
            heading="合同类型",
            aliases=shared.CONTRACT_KIND_ALIASES,
            words=shared.CONTRACT_WORDS,
            required=True,
        ),
        Day(field="signed_on", heading="签订日期", aliases=("合同签订日期",)),
        Day(field="ended_on", heading="解除或终止日期", aliases=("解除/终止日期", "解除终止日期", "解除日期")),
        Text(field="reason", heading="解除原因", aliases=("合同终止原因", "离职原因", "解除或终止原因"), limit=100),
        Enumeration(field="form", heading="用工形式", aliases=shared.FORM_ALIASES, words=shared.FORM_WORDS),
        Day(field="hired_on", heading="用工起始日期", aliases=("入职日期", "用工之日", "入职时间")),
        Count(field="probation_months", heading="试用期(月)", aliases=("试用期月数",), high=120),
        Money(
            field="agreed_wage",
            heading="约定工资",
            aliases=("约定工资标准", "月工资收入", "月收入"),
            negative=False,
        ),
        Count(field="pay_day", heading="发薪日", aliases=("工资支付日期", "发薪日期"), high=31),
        Enumeration(
            field="pay_in",
            heading="发放月份",
            words={
                "当月": PayIn.SAME_MONTH.value,
                "本月": PayIn.SAME_MONTH.value,
                "次月": PayIn.NEXT_MONTH.value,
                "下月": PayIn.NEXT_MONTH.value,
            },
        ),
        Day(field="filed_on", heading="备案日期", aliases=("备案时间",)),
        shared.SOURCE_ROW_ID,
    ),
    derived=shared.LABOUR_DERIVED,
    dropped=shared.EMPLOYER_COLUMNS,
    steps=(
        Step(steps.employer),
        steps.person(),
        steps.contract_days("start", "end"),
        steps.open_ended_has_no_end("kind", "end"),
        Step(fixed_term_has_an_end, ("kind", "end", "action")),
        Step(termination_has_a_day, ("action", "ended_on")),
        steps.HIRED_AT_AN_AGE,
        steps.dated("filed_on"),
    ),
    content_ignores=shared.EVIDENCE,
    hash_ignores=frozenset(("source_row_id",)),
)
