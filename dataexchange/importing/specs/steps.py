"""Looks across a row that several datasets share; each is one small function of the values and the context."""

import calendar
import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache

from core import codes, privacy
from dataexchange.importing.faults import Problem, problem
from dataexchange.importing.spec import Context, Step, Values
from employers.enums import ContractKind, DocumentKind, Sex

DOCUMENT = re.compile(r"[0-9A-Z()/]{4,30}")

RESIDENT = DocumentKind.RESIDENT.value
MALE, FEMALE = Sex.MALE.value, Sex.FEMALE.value

BIRTH_FAULTS = {
    codes.Reason.PROVINCE: "id_province",
    codes.Reason.BIRTH: "id_birth",
    codes.Reason.FUTURE: "id_future",
    codes.Reason.AGE: "id_age",
    codes.Reason.CHECK: "id_check",
}


@lru_cache(maxsize=65536)
def day_of(digits: str) -> date:
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def employer(values: Values, context: Context) -> None:
    """Which numbers name the employer: told apart by length; of two unified codes the second gives its inner code."""
    uscc = org_code = ""
    for code in (values.pop("employer_code"), values.pop("employer_org_code")):
        if not code:
            continue
        if len(code) == 18 and not uscc:
            uscc = code
        elif not org_code:
            org_code = codes.embedded_org_code(code) if len(code) == 18 else code
    values["uscc"], values["org_code"] = uscc, org_code


def register_codes(values: Values, context: Context) -> None:
    """In a register's two code columns each code goes where its length says."""
    first, second = values["uscc"], values["org_code"]
    if len(first) == 9:
        first, second = (second, first) if len(second) == 18 else ("", second or first)
    elif len(second) == 18:
        first, second = first or second, codes.embedded_org_code(second)
    values["uscc"], values["org_code"] = first, second


def also_a_code(field: str) -> Callable[[Values, Context], None]:
    """A taxpayer or unit number that is a unified or organization code is one, where none is given beside it."""

    def look(values: Values, context: Context) -> None:
        number = values[field]
        if len(number) == 18:
            values["uscc"] = values["uscc"] or number
        elif len(number) == 9:
            values["org_code"] = values["org_code"] or number

    return look


def person(*, undecided: bool = False) -> Step:
    """Whose row it is: a sound resident number (GB 11643, with 18 characters), or another document as it is.

    ``undecided``: without a kind of document, a number of another length than 15 or 18 may be another document of a
    worker of this employer; the match against the archive decides, and ``document_kind`` stays empty until then.
    """

    def look(values: Values, context: Context) -> Iterable[Problem] | None:
        number, kind = values["id_number"], values["document_kind"]
        if not kind:
            if undecided and len(number) not in (15, 18):
                return other_document(number)
            kind = values["document_kind"] = RESIDENT
        if kind != RESIDENT:
            return other_document(number)
        if len(number) == 15 and number.isdigit():
            number = values["id_number"] = codes.extend_legacy(number)
        if not codes.resident_id_valid(number, context.received_on):
            values["id_number"] = ""
            return (not_sound(number, context.received_on),)
        values["birth_date"] = day_of(number[6:14])
        told = values["sex"]
        values["sex"] = sex = MALE if number[16] in "13579" else FEMALE
        return (problem("sex_differs", "sex"),) if told and told != sex else None

    return Step(look, ("id_number", "document_kind"))


def other_document(number: str) -> Iterable[Problem] | None:
    if DOCUMENT.fullmatch(number):
        return None
    return (problem("document_malformed", "id_number", mask=privacy.mask_number(number)),)


def not_sound(number: str, today: date) -> Problem:
    """Why a resident number fails its standard; never what it would have to be, nor the number itself."""
    code = codes.resident_id(number, today)
    mask = privacy.mask_number(number)
    if code.answer is codes.Answer.MALFORMED:
        return problem("id_shape", "id_number", mask=mask, length=len(number))
    return problem(BIRTH_FAULTS.get(code.reason, "id_check"), "id_number", mask=mask)


def hired_at_an_age(values: Values, context: Context) -> Iterable[Problem] | None:
    """Hired before born, or before the age of lawful work: kept, with a warning (rule R34 is for later)."""
    hired, born = values["hired_on"], values.get("birth_date")
    if hired is None or born is None or hired.year - born.year > context.working_age:
        return None
    if hired < born:
        return (problem("hired_before_born", "hired_on", hired_on=hired.isoformat()),)
    if (hired.year - context.working_age, hired.month, hired.day) < (born.year, born.month, born.day):
        return (problem("hired_under_age", "hired_on", hired_on=hired.isoformat(), age=context.working_age),)
    return None


HIRED_AT_AN_AGE = Step(hired_at_an_age, ("hired_on", "id_number"))


def month_of_delivery(values: Values, context: Context) -> Iterable[Problem] | None:
    """The month of a row is the month of its delivery; a month after the business date waits for its last day."""
    month, period = values["month"], context.period
    if month is None:
        return None
    if period is not None and (month.year, month.month) != (period.year, period.month):
        return (problem("month_differs", "month", month=f"{month:%Y-%m}", period=f"{period:%Y-%m}"),)
    if month > context.business_date:
        last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
        return (problem("read_later", "month", night=last.isoformat()),)
    return None


MONTH_OF_DELIVERY = Step(month_of_delivery, ("month",))


def dated(field: str) -> Step:
    """A statement dated after the business date is accepted, and the first night that reads it is named."""

    def look(values: Values, context: Context) -> Iterable[Problem] | None:
        day = values[field]
        if day is not None and day > context.business_date:
            return (problem("read_later", field, night=day.isoformat()),)
        return None

    return Step(look, (field,))


def contract_days(start: str, end: str) -> Step:
    """A contract does not end before it begins."""

    def look(values: Values, context: Context) -> Iterable[Problem] | None:
        first, last = values[start], values[end]
        if first is not None and last is not None and last < first:
            return (problem("end_before_start", end, start=first.isoformat(), end=last.isoformat()),)
        return None

    return Step(look, (start, end))


def open_ended_has_no_end(kind: str, end: str) -> Step:
    """无固定期限 has no last day (劳动合同法 art. 14); until a task is completed has none that is fixed (art. 15)."""

    def look(values: Values, context: Context) -> Iterable[Problem] | None:
        last = values[end]
        if last is None:
            return None
        if values[kind] == ContractKind.OPEN_ENDED.value:
            return (problem("end_on_open_ended", end, end=last.isoformat()),)
        if values[kind] == ContractKind.TASK.value:
            return (problem("end_on_task", end, end=last.isoformat()),)
        return None

    return Step(look, (kind, end))


LIVE_WORDS = frozenset(("", "正常", "存续", "开业", "在营", "营业"))


def live(values: Values, context: Context) -> None:
    """Whether the register itself says the unit is alive (rule R08): one of these words, or none."""
    values["live"] = values["status"] in LIVE_WORDS


LIVE = Step(live, ("status",))
