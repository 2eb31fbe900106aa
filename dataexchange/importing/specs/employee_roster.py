"""职工名册 (劳动合同法 art. 7, 实施条例 art. 8): the workers of an employer as of a day."""

from dataexchange.importing.code_columns import Code
from dataexchange.importing.columns import Enumeration, Phone, Text
from dataexchange.importing.faults import Problem, problem
from dataexchange.importing.spec import Context, Spec, Step, Values
from dataexchange.importing.specs import shared, steps
from dataexchange.importing.value_columns import Day
from employers.enums import Dataset, Household, Mode, Sex


def key_of(values: Values, *, employer: object = None, worker: object = None) -> tuple[object, ...]:
    return (employer or shared.employer_of(values), worker or shared.worker_of(values), values["as_of"])


def as_of_day(values: Values, context: Context) -> list[Problem] | None:
    """The day of the roster: the row's own, else the delivery's; a day to come is read from its night on."""
    told = values["as_of"]
    day = values["as_of"] = told or context.as_of
    if day is None:
        return [problem("as_of_unknown", "as_of")]
    found = []
    if told and context.as_of and told != context.as_of:
        found.append(problem("as_of_differs", "as_of", as_of=told.isoformat(), delivery=context.as_of.isoformat()))
    if day > context.business_date:
        found.append(problem("read_later", "as_of", night=day.isoformat()))
    return found


def days_in_order(values: Values, context: Context) -> list[Problem] | None:
    """Nobody is listed before he is hired, and nobody leaves before."""
    hired, left, as_of = values["hired_on"], values["left_on"], values["as_of"]
    if hired is None:
        return None
    found = []
    if as_of is not None and hired > as_of:
        found.append(problem("hired_after_as_of", "hired_on", hired_on=hired.isoformat(), as_of=as_of.isoformat()))
    if left is not None and left < hired:
        found.append(problem("left_before_hired", "left_on", left_on=left.isoformat(), hired_on=hired.isoformat()))
    return found


EMPLOYEE_ROSTER = Spec(
    dataset=Dataset.EMPLOYEE_ROSTER,
    sources=("danwei",),
    mode=Mode.SNAPSHOT,
    needs_as_of=True,
    key=("employer_code", "id_number", "as_of"),
    key_of=key_of,
    key_columns=("employer_code", "employer_org_code", "id_number"),
    either=(shared.EMPLOYER_COLUMNS,),
    columns=(
        shared.EMPLOYER_CODE,
        shared.EMPLOYER_ORG_CODE,
        shared.EMPLOYER_NAME,
        Day(field="as_of", heading="截止日期", aliases=("名册截止日期",)),
        shared.NAME,
        shared.DOCUMENT_KIND,
        shared.ID_NUMBER,
        Enumeration(field="sex", heading="性别", words={"男": Sex.MALE.value, "女": Sex.FEMALE.value}),
        Enumeration(
            field="household",
            heading="户籍性质",
            aliases=("户口性质",),
            words={
                "城镇": Household.URBAN.value,
                "非农业": Household.URBAN.value,
                "非城镇": Household.RURAL.value,
                "农村": Household.RURAL.value,
                "农业": Household.RURAL.value,
            },
        ),
        # never 参加工作日期: that is seniority, not the beginning of this work
        Day(
            field="hired_on",
            heading="用工起始日期",
            aliases=("入职日期", "用工之日", "入职时间", "用工日期", "进厂日期"),
            required=True,
        ),
        Day(field="left_on", heading="离职日期", aliases=("离职时间",)),
        Enumeration(
            field="form", heading="用工形式", aliases=shared.FORM_ALIASES, words=shared.FORM_WORDS, required=True
        ),
        Code(field="dispatcher_code", heading="派遣单位代码", aliases=("劳务派遣单位代码",)),
        Text(field="post", heading="岗位", aliases=("工种", "现工种或职务", "约定岗位", "工作岗位"), limit=60),
        Phone(
            field="phone",
            heading="联系电话",
            aliases=("手机号", "手机号码", "个人联系电话", "电话号码", "电话"),
        ),
        Day(field="contract_start", heading="合同起始日期", aliases=shared.CONTRACT_START_ALIASES),
        Day(field="contract_end", heading="合同终止日期", aliases=shared.CONTRACT_END_ALIASES),
        Enumeration(
            field="contract_kind",
            heading="合同类型",
            aliases=shared.CONTRACT_KIND_ALIASES,
            words=shared.CONTRACT_WORDS,
        ),
        shared.SOURCE_ROW_ID,
    ),
    derived=shared.LABOUR_DERIVED,
    dropped=shared.EMPLOYER_COLUMNS,
    steps=(
        Step(steps.employer),
        steps.person(),
        Step(as_of_day, ("as_of",)),
        Step(days_in_order, ("hired_on", "left_on", "as_of")),
        steps.HIRED_AT_AN_AGE,
        steps.contract_days("contract_start", "contract_end"),
    ),
    content_ignores=shared.EVIDENCE | {"as_of"},
    # a roster that says the same again as of another day is unchanged; only its listings are written
    hash_ignores=frozenset(("source_row_id", "as_of")),
)
