"""Faults spread over ordinary employers, at rates that differ by district, each written into the truth."""

from datetime import date, timedelta
from random import Random

from grid_inspection.demo.city import LATE_DISTRICT, LOWER_WAGE_TIER, SILENT_DISTRICT
from grid_inspection.demo.dates import Anchors, Month, due_day, first, last, shift
from grid_inspection.demo.people import ALL_KINDS, FIXED, NONE, Employer, Filing, Job, Pay
from grid_inspection.demo.truth import Truth, r17_severity, r31_severity

CONTRACT, EXPIRED, KIND, UNPAID, BELOW, MISSING = "contract", "expired", "kind", "unpaid", "below", "missing"
RATES = ((CONTRACT, 0.016), (EXPIRED, 0.012), (KIND, 0.022), (UNPAID, 0.012), (BELOW, 0.004), (MISSING, 0.003))


def spread(anchors: Anchors, rng: Random, truth: Truth, employers: list[Employer], districts: list[str]) -> None:
    rate = {code: rng.uniform(0.4, 1.9) for code in ("", *districts)}
    for employer in employers:
        if not employer.roster_days or employer.roster_days[-1] < anchors.half_years[0] or employer.columns:
            continue
        insured = employer.insured_area not in ("", LATE_DISTRICT, SILENT_DISTRICT)
        factor = rate[employer.address.district]
        if insured and len(employer.jobs) >= 6 and rng.random() < 0.08 * factor:
            _uninsured(anchors, truth, employer, rng.choice(employer.jobs))
        for job in employer.jobs:
            here = job.left_on is None and job.hired_on <= employer.roster_days[-1]
            if job.standard and here and job.insured is None:
                dice = rng.random() / factor
                for fault, share in RATES:
                    if dice < share:
                        _plant(fault, anchors, rng, truth, employer, job)
                        break
                    dice -= share


def _plant(fault: str, anchors: Anchors, rng: Random, truth: Truth, employer: Employer, job: Job) -> None:
    if fault == CONTRACT:
        job.filings = []
        truth.no_contract(employer, job, reason="no contract was ever filed")
    elif fault == EXPIRED:
        _expired(anchors, rng, truth, employer, job)
    elif fault == KIND:
        _kind_missing(anchors, truth, employer, job)
    elif employer.wage_months and fault == UNPAID and employer.pay_day is None:
        unpaid(anchors, truth, employer, job, rng.choice(anchors.wages[:3]), rng.choice((0.0, 0.0, 0.5)))
    elif employer.wage_months and fault == BELOW and employer.address.district:
        below(anchors, truth, employer, job, rng.sample(anchors.wages[:3], rng.randint(1, 3)), rng.randint(2, 20) * 10)
    elif employer.wage_months and fault == MISSING:
        missing(anchors, truth, employer, job)


def _expired(anchors: Anchors, rng: Random, truth: Truth, employer: Employer, job: Job) -> None:
    earliest = max(job.hired_on + timedelta(days=180), anchors.ago(400))
    latest = anchors.known_to_filings - timedelta(days=1)
    if earliest < latest:
        end = earliest + timedelta(days=rng.randint(0, (latest - earliest).days))
        expire(anchors, job, end)
        needs = employer.needs("employee_roster", "contract_filing")
        severity = r17_severity(anchors.on, end)
        truth.hit("R17", employer, job=job, needs=needs, severity=severity, reason=f"the contract ended on {end}")


def expire(anchors: Anchors, job: Job, end: date) -> None:
    """One contract from the first day to `end`, and none since."""
    filed = min(job.hired_on + timedelta(days=5), anchors.filings[-1])
    job.filings = [Filing("新签", job.hired_on, end, FIXED, filed)]


def _kind_missing(anchors: Anchors, truth: Truth, employer: Employer, job: Job) -> None:
    if employer.insured_area in ("", LATE_DISTRICT, SILENT_DISTRICT) or not due_to_insure(anchors, job):
        return
    job.insured = dict.fromkeys(anchors.insured, ALL_KINDS - {"医疗"})
    needs = employer.needs("employee_roster", "social_insurance")
    truth.hit("R26", employer, job=job, needs=needs, month=None, reason="医疗 is missing")


def due_to_insure(anchors: Anchors, job: Job) -> bool:
    """Hired more than thirty days before the last day of the newest insured month (社保法 art. 58)."""
    return last(anchors.insured[0]) > job.hired_on + timedelta(days=30)


def _uninsured(anchors: Anchors, truth: Truth, employer: Employer, job: Job) -> None:
    listed = job.standard and job.left_on is None and job.hired_on <= employer.roster_days[-1]
    if listed and due_to_insure(anchors, job):
        job.insured = dict.fromkeys(anchors.insured, NONE)
        needs = employer.needs("employee_roster", "social_insurance")
        truth.hit("R25", employer, job=job, needs=needs, reason="no kind of insurance at all")


def monthly_standard(district: str) -> int:
    """The standard from 2022-04-01 (川府规〔2022〕1号), the last confirmed one; all months planted lie after it."""
    return 1970 if district in LOWER_WAGE_TIER else 2100


def below(
    anchors: Anchors, truth: Truth, employer: Employer, job: Job, months: list[Month], short: int
) -> None:  # fmt: skip
    for month in sorted(months):
        if job.whole(month) and first(month) >= anchors.minimum_wage_from:
            amount = float(monthly_standard(employer.address.district) - short)
            pay = Pay(amount, round(amount * 0.895, 2), None, deductions=round(amount - round(amount * 0.895, 2), 2))
            job.pay = (job.pay or {}) | {month: [pay]}
            needs = employer.needs("employee_roster", "wage_payment")
            truth.hit("R30", employer, job=job, needs=needs, month=month, reason=f"paid {short} below the standard")


def unpaid(
    anchors: Anchors, truth: Truth, employer: Employer, job: Job, month: Month, share: float
) -> None:  # fmt: skip
    """Only a part of the wage was paid; the employer has agreed no pay day, so the month after is the limit."""
    due = due_day(month, None, "")
    if job.hired_on > last(month) or due >= anchors.on:
        return
    paid = round(job.wage * share, 2)
    job.pay = (job.pay or {}) | {month: [Pay(float(job.wage), paid, due if paid else None)]}
    needs = employer.needs("wage_payment")
    truth.hit("R31", employer, job=job, needs=needs, month=month, severity=r31_severity(anchors.on, due),
              reason=f"{job.wage - paid:.2f} are owed since {due}")  # fmt: skip


def missing(anchors: Anchors, truth: Truth, employer: Employer, job: Job) -> None:
    """The employer's sheet lacks a worker; the month before has him, and the pay day is past in any case."""
    month = anchors.wages[1]
    others = [j for j in employer.jobs if j is not job and j.paid_in(month) and (j.pay or {}).get(month) != []]
    if job.whole(shift(month, -1)) and others:
        job.pay = (job.pay or {}) | {month: []}
        needs = employer.needs("employee_roster", "wage_payment")
        truth.hit("R32", employer, job=job, needs=needs, month=month, reason="the sheet lacks this worker")
