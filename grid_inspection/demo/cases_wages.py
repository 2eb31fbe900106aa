"""Planted cases about wages: R30, R31, R32 and what must not be taken for them."""

from datetime import date, timedelta

from grid_inspection.demo.cast import Cast
from grid_inspection.demo.dates import Month, due_day, first, last, shift, works
from grid_inspection.demo.faults import below, missing, unpaid
from grid_inspection.demo.names import mistyped
from grid_inspection.demo.people import FULL, INTERN, PART, Employer, Job, Pay
from grid_inspection.demo.truth import r31_severity


def old(cast: Cast, days: int = 800) -> date:
    return cast.anchors.ago(days)


def overdue_month(cast: Cast) -> Month:
    """The newest month whose wages are overdue whatever pay day was agreed."""
    return cast.anchors.wages[1]


def too_low(cast: Cast) -> None:
    """Below the standard of the employer's district; the same wage is enough in a district of the lower tier."""
    if first(cast.anchors.wages[2]) < cast.anchors.minimum_wage_from:
        return
    employer = cast.employer(district=cast.makers.rng.choice(cast.upper), staff=3)
    months = cast.anchors.wages[:3]
    below(cast.anchors, cast.truth, employer, cast.worker(employer, old(cast)), list(months), 50)
    below(cast.anchors, cast.truth, employer, cast.worker(employer, old(cast)), [months[1]], 1)
    _overtime(cast, employer, months[1])
    near = (
        (Pay(2100.0, 2100.0, None), "exactly the standard"),
        (Pay(1200.0, 1200.0, None, due=22, present=11), "half the month's days"),
    )
    for pay, reason in near:
        job = cast.worker(employer, old(cast))
        job.pay = {months[1]: [pay]}
        cast.truth.near("R30", employer, reason, job=job, month=months[1])
    job = cast.worker(employer, first(months[1]) + timedelta(days=9))
    job.pay = {months[1]: [Pay(1300.0, 1300.0, None)]}
    cast.truth.near("R30", employer, "hired within the month", job=job, month=months[1])
    job = cast.worker(employer, old(cast, 300), form=INTERN, filed=False)
    job.wage = 1500
    cast.truth.near("R30", employer, "an intern", job=job, month=months[1])
    if cast.lower:
        employer = cast.employer(district=cast.makers.rng.choice(cast.lower), staff=3)
        job = cast.worker(employer, old(cast))
        job.pay = {months[1]: [Pay(2050.0, 2050.0, None)]}
        cast.truth.near("R30", employer, "2,050 is enough in this tier", job=job, month=months[1])
        below(cast.anchors, cast.truth, employer, cast.worker(employer, old(cast)), [months[1]], 30)


def _overtime(cast: Cast, employer: Employer, month: Month) -> None:
    job = cast.worker(employer, old(cast))
    job.pay = {month: [Pay(2900.0, 2900.0, None, overtime=600.0, allowances=300.0)]}
    needs = employer.needs("employee_roster", "wage_payment")
    cast.truth.hit("R30", employer, job=job, needs=needs, month=month, reason="2,000 without overtime and allowances")


def by_the_hour(cast: Cast) -> None:
    if first(cast.anchors.wages[2]) < cast.anchors.minimum_wage_from:
        return
    employer = cast.employer(district=cast.makers.rng.choice(cast.upper), staff=3)
    month = cast.anchors.wages[1]
    needs = employer.needs("employee_roster", "wage_payment")
    plans = ((60.0, 1260.0, "21 an hour"), (60.0, 1320.0, "22 an hour is enough"), (None, 400.0, "no hours"))
    for hours, payable, reason in plans:
        job = cast.worker(employer, old(cast), form=PART, filed=False)
        job.pay = {month: [Pay(payable, payable, None, hours=hours)]}
        if reason == "21 an hour":
            cast.truth.hit("R30", employer, job=job, needs=needs, month=month, reason=reason)
        else:
            cast.truth.near("R30", employer, reason, job=job, month=month)


def no_district(cast: Cast) -> None:
    employer = cast.employer(tier="city", staff=3)
    job = cast.worker(employer, old(cast))
    job.pay = {cast.anchors.wages[1]: [Pay(1500.0, 1500.0, None)]}
    cast.truth.near("R30", employer, "not placed in a district, so no standard is known", job=job)


def owed(cast: Cast) -> None:
    """Unpaid in full or in part, for one worker each; no pay day was agreed."""
    employer = cast.employer(staff=3)
    for month in cast.anchors.wages[:3]:
        unpaid(cast.anchors, cast.truth, employer, cast.worker(employer, old(cast)), month, 0.0)
    unpaid(cast.anchors, cast.truth, employer, cast.worker(employer, old(cast)), overdue_month(cast), 0.6)
    job = cast.worker(employer, old(cast), form=PART, filed=False)
    _owe(cast, employer, job, [Pay(1800.0, 0.0, None, hours=60.0)], "part-time and unpaid")
    job = cast.worker(employer, old(cast), filed=False)
    job.unlisted = True
    job.insured = dict.fromkeys(cast.anchors.insured, frozenset[str]())
    job.pay = dict.fromkeys(cast.anchors.wages[:3], [])
    _owe(cast, employer, job, [Pay(4200.0, 1000.0, None)], "on the sheet, on no roster")


def _owe(cast: Cast, employer: Employer, job: Job, pays: list[Pay], reason: str) -> None:
    month = overdue_month(cast)
    job.pay = (job.pay or {}) | {month: pays}
    due = due_day(month, None, "")
    cast.truth.hit("R31", employer, job=job, needs=employer.needs("wage_payment"), month=month,
                   severity=r31_severity(cast.on, due), reason=reason)  # fmt: skip


def owed_by_agreement(cast: Cast) -> None:
    """A pay day was agreed; the months chosen have one severity with and without the filings that tell it."""
    employer = cast.employer(staff=3)
    employer.pay_day = 10
    for month in cast.anchors.wages[:3]:
        agreed, fallback = due_day(month, 10, "次月"), due_day(month, None, "")
        severity = r31_severity(cast.on, agreed)
        if fallback < cast.on and severity == r31_severity(cast.on, fallback):
            job = cast.worker(employer, old(cast))
            job.pay = {month: [Pay(5000.0, 0.0, None, deductions=500.0)]}
            cast.truth.hit("R31", employer, job=job, needs=employer.needs("wage_payment"), month=month,
                           severity=severity, reason=f"owed since the agreed day {agreed}")  # fmt: skip


def before_pay_day(cast: Cast) -> None:
    """Sheets sent before the month after is over: overdue only where an agreed day has passed."""
    month = shift(cast.anchors.wages[0], 1)
    if last(month) > cast.anchors.ago(1):
        return
    paid_in = shift(month, 1)
    moved = [d for d in range(1, 29) if due_day(month, d, "次月") < cast.on <= date(*paid_in, d)]
    today = [d for d in range(1, 29) if date(*paid_in, d) == cast.on and works(cast.on)]
    passed = [d for d in range(1, 29) if date(*paid_in, d) < cast.on]
    plans = (
        (moved[:1], True, "the pay day is a holiday, so it was due on the working day before"),
        (passed[:1], True, "the agreed pay day has passed"),
        (today, False, "today is the pay day" + ("" if cast.on.weekday() < 5 else ", a make-up working day")),
        ([0], False, "the pay day has not come yet"),
    )
    for days, overdue, reason in plans:
        for day in days:
            _early_sheet(cast, month, day, overdue, reason)


def _early_sheet(cast: Cast, month: Month, day: int, overdue: bool, reason: str) -> None:
    employer = cast.employer(staff=3)
    employer.pay_day = day
    employer.early_month = month
    job = cast.worker(employer, old(cast))
    job.pay = {month: [Pay(4800.0, 0.0, None)]}
    due = due_day(month, day, "次月")
    if overdue:
        needs = employer.needs("wage_payment", "contract_filing")
        severity = r31_severity(cast.on, due)
        cast.truth.hit("R31", employer, job=job, needs=needs, month=month, severity=severity, reason=reason)
    else:
        cast.truth.near("R31", employer, reason, job=job, month=month)


def paid_after_all(cast: Cast) -> None:
    employer = cast.employer(staff=3)
    month = overdue_month(cast)
    due = due_day(month, None, "")
    half, rest = due - timedelta(days=20), due - timedelta(days=2)
    plans = (
        ([Pay(5000.0, 5000.0, None)], "paid without a day"),
        ([Pay(5000.0, 4999.99, due)], "one fen short"),
        ([Pay(5000.0, 2000.0, half, instalment=True), Pay(5000.0, 3000.0, rest, instalment=True)], "two instalments"),
    )
    for pays, reason in plans:
        job = cast.worker(employer, old(cast))
        job.pay = {month: pays}
        cast.truth.near("R31", employer, reason, job=job, month=month)
    job = cast.worker(employer, old(cast))
    _owe(cast, employer, job, [Pay(5000.0, 2000.0, half, instalment=True)], "one instalment of two")
    employer = cast.employer(staff=3)
    employer.pay_day = 5
    job = cast.worker(employer, old(cast))
    job.pay = {month: [Pay(5000.0, 5000.0, due)]}
    cast.truth.near("R31", employer, "paid after the agreed day, but paid", job=job, month=month)


def by_bank(cast: Cast) -> None:
    """Employer's and bank's payments are compared, never added."""
    employer = cast.employer(staff=3)
    month = overdue_month(cast)
    due = due_day(month, None, "")
    for from_bank, reason in ((5000.0, "the bank paid in full"), (2600.0, "two parts that are one payment")):
        job = cast.worker(employer, old(cast))
        pays = [Pay(5000.0, 2500.0 if from_bank < 5000 else 0.0, due)]
        cast.bank.append((month, employer, job, Pay(0.0, from_bank, due)))
        if from_bank < 5000:
            _owe(cast, employer, job, pays, reason)
        else:
            job.pay = {month: pays}
            cast.truth.near("R31", employer, reason, job=job, month=month)
    job = cast.worker(employer, old(cast))
    job.pay = {month: []}
    cast.bank.append((month, employer, job, Pay(0.0, 4600.0, due)))
    cast.truth.near("R32", employer, "not on the sheet, but the bank names him", job=job, month=month)


def lacking(cast: Cast) -> None:
    employer = cast.employer(staff=3)
    missing(cast.anchors, cast.truth, employer, cast.worker(employer, old(cast)))
    month = overdue_month(cast)
    for form, hired, reason in (
        (PART, old(cast), "part-time"),
        (FULL, first(month) + timedelta(days=4), "hired within the month"),
    ):
        job = cast.worker(employer, hired, form=form, filed=form == FULL)
        job.pay = {month: []}
        cast.truth.near("R32", employer, reason, job=job, month=month)


def no_sheet(cast: Cast) -> None:
    """An earlier sheet came, this one did not, and the month after is over."""
    for months in ((0, 2), (2,)):
        employer = cast.employer(staff=4)
        employer.wage_months = tuple(cast.anchors.wages[n] for n in months)
        needs = employer.needs("employee_roster", "wage_payment")
        for n in range(2):
            if n not in months and due_day(cast.anchors.wages[n], None, "") < cast.on:
                cast.truth.hit("R32", employer, needs=needs, month=cast.anchors.wages[n], reason="no sheet came")
    employer = cast.employer(staff=4)
    employer.wage_months = ()
    cast.truth.near("R32", employer, "has never sent a sheet: no data", month=overdue_month(cast))


def unreadable_sheets(cast: Cast) -> None:
    month = overdue_month(cast)
    employer = cast.employer(staff=3)
    job = cast.worker(employer, old(cast))
    job.pay = {month: [Pay(4000.0, 0.0, None, payable_text="0.4万")]}
    cast.truth.near("R31", employer, "the amount cannot be read", job=job, month=month)
    employer = cast.employer(staff=3)
    for job in employer.jobs:
        job.pay = {month: [Pay(4000.0, 4000.0, None, number=mistyped(job.person.number))]}
        cast.truth.near("R32", employer, "a sheet arrived, though none of its rows applied", job=job, month=month)


def closed(cast: Cast) -> None:
    """A closed archive is read by R31 only."""
    employer = cast.employer(staff=3)
    employer.closes = True
    job = cast.worker(employer, old(cast), filed=False)
    cast.truth.near("R15", employer, "the archive is closed", job=job)
    unpaid(cast.anchors, cast.truth, employer, cast.worker(employer, old(cast)), overdue_month(cast), 0.0)


CASES = (
    too_low, by_the_hour, no_district, owed, owed_by_agreement, before_pay_day, paid_after_all, by_bank, lacking,
    no_sheet, unreadable_sheets, closed,
)  # fmt: skip
