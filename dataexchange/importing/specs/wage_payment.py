"""工资支付 (工资支付暂行规定 art. 6): one worker, one month; from a bank every row is an instalment."""

from dataexchange.importing.columns import Enumeration
from dataexchange.importing.spec import Context, Period, Spec, Step, Values
from dataexchange.importing.specs import shared, steps
from dataexchange.importing.value_columns import Day, Money, Month, Quantity
from employers.enums import Dataset, Mode, PayType

BANK = "yinhang"
WHOLE, INSTALMENT = PayType.WHOLE.value, PayType.INSTALMENT.value


def key_of(values: Values, *, employer: object = None, worker: object = None) -> tuple[object, ...]:
    """The instalments of a month are told apart by their days."""
    return (
        employer or shared.employer_of(values),
        worker or shared.worker_of(values),
        values["month"],
        values["paid_on"] if values["pay_type"] == INSTALMENT else None,
    )


def pay_type(values: Values, context: Context) -> None:
    """Paid at once where nothing is said; a bank's row is always one payment among others."""
    values["pay_type"] = INSTALMENT if context.source == BANK else values["pay_type"] or WHOLE


WAGE_PAYMENT = Spec(
    dataset=Dataset.WAGE_PAYMENT,
    sources=("danwei", BANK),
    mode=Mode.SNAPSHOT,
    period=Period.MONTH,
    key=("employer_code", "id_number", "month", "paid_on"),
    key_of=key_of,
    key_columns=("employer_code", "employer_org_code", "id_number", "month"),
    either=(shared.EMPLOYER_COLUMNS,),
    required_from={BANK: frozenset(("name", "id_number", "month", "paid", "paid_on"))},
    unread_from={BANK: frozenset(("payable", "deductions"))},
    columns=(
        shared.EMPLOYER_CODE,
        shared.EMPLOYER_ORG_CODE,
        shared.EMPLOYER_NAME,
        shared.NAME,
        shared.ID_NUMBER,
        shared.DOCUMENT_KIND,
        Month(
            field="month", heading="工资所属月份", aliases=("所属期", "账单月份", "工资月份", "所属月份"), required=True
        ),
        Money(field="payable", heading="应发工资", aliases=("应发合计", "应发金额"), required=True),
        Money(field="overtime", heading="其中加班工资", aliases=("加班工资", "加班费")),
        Money(field="allowances", heading="其中特殊津贴", aliases=("特殊津贴",)),
        Money(field="deductions", heading="代扣款", aliases=("代扣", "代扣代缴", "代扣合计")),
        Money(
            field="paid",
            heading="实发工资",
            aliases=("实发合计", "实发金额", "发放金额"),
            required=True,
            negative=False,
        ),
        Day(field="paid_on", heading="发放日期", aliases=("发薪日期", "发送工资日期", "工资支付日期", "支付日期")),
        Quantity(field="hours", heading="工时", aliases=("工作小时", "工作时数"), high=744),
        Quantity(field="days_due", heading="应出勤", aliases=("应出勤天数", "应出勤日数"), high=31),
        Quantity(field="days_present", heading="实出勤", aliases=("实出勤天数", "实际出勤天数"), high=31),
        Enumeration(
            field="pay_form",
            heading="支付方式",
            aliases=("发放方式",),
            words={"银行": "bank", "银行转账": "bank", "银行代发": "bank", "现金": "cash"},
        ),
        Enumeration(
            field="pay_type",
            heading="工资类型",
            words={"一次": WHOLE, "一次性": WHOLE, "分次": INSTALMENT},
        ),
        shared.SOURCE_ROW_ID,
    ),
    derived=shared.LABOUR_DERIVED,
    dropped=shared.EMPLOYER_COLUMNS,
    steps=(
        Step(steps.employer),
        steps.person(undecided=True),
        steps.MONTH_OF_DELIVERY,
        Step(pay_type),
        steps.dated("paid_on"),
    ),
    content_ignores=shared.EVIDENCE,
    hash_ignores=frozenset(("source_row_id",)),
)
