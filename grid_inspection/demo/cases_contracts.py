"""Planted cases about contracts: R14, R15, R17 and what must not be taken for them."""

from datetime import date, timedelta

from grid_inspection.demo.cast import Cast
from grid_inspection.demo.dates import add_months
from grid_inspection.demo.people import DISPATCH, FULL, INTERN, OPEN_ENDED, OTHER, PART, REHIRED, Employer, Filing, Job
from grid_inspection.demo.truth import r17_severity


def last_before(cast: Cast, months: int, *, strictly: bool) -> date:
    """The newest day whose `months` are over on the business date (strictly: were over the day before)."""
    day = add_months(cast.on, -months) + timedelta(days=4)
    while add_months(day, months) > cast.on or (strictly and add_months(day, months) == cast.on):
        day -= timedelta(days=1)
    return day


def never_signed(cast: Cast) -> None:
    employer = cast.employer()
    monthly = last_before(cast, 1, strictly=False)
    days = (
        (last_before(cast, 1, strictly=True), "hired a month and a day ago"),
        (monthly, "hired a month ago today: the month ends today"),
        (last_before(cast, 12, strictly=False), "the year is over today"),
        (last_before(cast, 12, strictly=False) + timedelta(days=1), "the year is over tomorrow"),
        (cast.anchors.ago(100), "hired about three months ago"),
    )
    for day, reason in days:
        cast.truth.no_contract(employer, cast.worker(employer, day, filed=False), reason=reason)


def odd_hiring_days(cast: Cast) -> None:
    employer = cast.employer()
    thirty_first = cast.anchors.ago(45)
    while thirty_first.day != 31:
        thirty_first -= timedelta(days=1)
    leap = next(y for y in range(cast.on.year, 2000, -1) if y % 4 == 0 and date(y, 2, 29) < cast.anchors.ago(40))
    for day, reason in ((thirty_first, "hired on the 31st"), (date(leap, 2, 29), "hired on 29 February")):
        cast.truth.no_contract(employer, cast.worker(employer, day, filed=False), reason=reason)
    tomorrow = cast.worker(employer, cast.anchors.ago(500), filed=False)
    start = cast.on + timedelta(days=1)
    cast.contract(tomorrow, start, add_months(start, 36) - timedelta(days=1))
    cast.expired("R15", employer, tomorrow, "the contract starts tomorrow and does not count today")


def signed_late(cast: Cast) -> None:
    employer = cast.employer(staff=3)
    today = cast.worker(employer, cast.anchors.ago(300), filed=False)
    cast.contract(today, cast.on, add_months(cast.on, 36) - timedelta(days=1))
    cast.truth.near("R14", employer, "the contract starts today", job=today)
    late = cast.worker(employer, cast.anchors.ago(420), filed=False)
    cast.contract(late, cast.anchors.ago(320), cast.on + timedelta(days=500))
    cast.truth.near("R15", employer, "the contract starts months after hiring", job=late)


def ended(cast: Cast) -> None:
    employer = cast.employer(staff=3)
    month_ago = last_before(cast, 1, strictly=False)
    days = (
        (cast.anchors.ago(1), "the contract ended yesterday"),
        (month_ago, "the contract ended a month ago today"),
        (last_before(cast, 1, strictly=True), "the contract ended more than a month ago"),
    )
    for day, reason in days:
        job = cast.worker(employer, add_months(day, -24) + timedelta(days=1), filed=False)
        cast.contract(job, job.hired_on, day)
        cast.expired("R17", employer, job, reason, severity=r17_severity(cast.on, day))


def not_ended(cast: Cast) -> None:
    employer = cast.employer(staff=2)
    on = cast.on
    cases = (
        (on, None, "the contract ends today"),
        (cast.anchors.ago(1), (on, on + timedelta(days=364)), "the renewal starts today"),
        (cast.anchors.ago(60), (cast.anchors.ago(900), on + timedelta(days=300)), "a long one runs beside a short one"),
    )
    for end, second, reason in cases:
        job = cast.worker(employer, cast.anchors.ago(1000), filed=False)
        cast.contract(job, job.hired_on, end)
        if second:
            cast.contract(job, *second, action="续签")
        cast.truth.near("R17", employer, reason, job=job)
    job = cast.worker(employer, cast.anchors.ago(700), filed=False)
    cast.contract(job, job.hired_on, cast.anchors.ago(20))
    change = cast.contract(job, job.hired_on, on + timedelta(days=345), action="变更")
    change.filed_on = cast.anchors.filings[-1]
    cast.truth.near("R17", employer, "a change moved the end on", job=job)
    job = cast.worker(employer, cast.anchors.ago(2000), filed=False)
    cast.contract(job, cast.anchors.ago(1200), None, kind=OPEN_ENDED)
    cast.truth.near("R17", employer, "the contract is open-ended", job=job)


def terminated(cast: Cast) -> None:
    """A filed end of contract: the roster still lists the one worker and no longer the other."""
    employer = cast.employer()
    day = min(cast.anchors.known_to_filings, cast.anchors.ago(4))
    for stays in (True, False):
        job = cast.worker(employer, cast.anchors.ago(800), filed=False)
        first = cast.contract(job, job.hired_on, cast.on + timedelta(days=200))
        filed = cast.anchors.filings[-1]
        job.filings.append(Filing("解除", first.start, first.end, first.kind, filed, day, "个人辞职"))
        if stays:
            cast.expired("R17", employer, job, "ended by filing, still listed", severity=r17_severity(cast.on, day))
        else:
            job.left_on, job.told = day, False
            cast.truth.near("R17", employer, "ended by filing and no longer listed", job=job)


def late_old_roster(cast: Cast) -> None:
    employer = cast.employer()
    employer.late_roster = cast.anchors.ago(40)
    employer.roster_days = tuple(sorted({*employer.roster_days, employer.late_roster}))
    job = cast.worker(employer, cast.anchors.ago(600), filed=False)
    job.left_on, job.told = cast.anchors.roster_on_change, False
    cast.truth.near("R15", employer, "only an old roster, which arrived late, lists the worker", job=job)


def vouched_by_columns(cast: Cast) -> None:
    """The roster itself has contract columns: it vouches even where nothing was ever filed."""
    employer = cast.employer(staff=4)
    employer.columns = True
    job = cast.worker(employer, cast.anchors.ago(700), filed=False)
    cast.truth.hit("R15", employer, job=job, needs=_columns_needs(employer), reason="contract columns are empty")


def _columns_needs(employer: Employer) -> str:
    return employer.needs("employee_roster")


def stale_roster(cast: Cast) -> None:
    for age in (200, 201):
        employer = cast.employer(staff=3)
        employer.roster_days = (cast.anchors.ago(age),)
        job = cast.worker(employer, cast.anchors.ago(900), filed=False)
        if age == 200:
            cast.expired("R15", employer, job, "a roster of 200 days is still fresh")
        else:
            cast.truth.near("R15", employer, "the newest roster is 201 days old", job=job)


def no_labour_contract(cast: Cast) -> None:
    employer = cast.employer(staff=5)
    for form in (PART, INTERN, REHIRED, OTHER):
        job = cast.worker(employer, cast.anchors.ago(450), form=form, filed=False)
        if form == REHIRED:
            job.person = cast.makers.people.person(retired=True)
        cast.truth.near("R15", employer, f"{form} needs no written labour contract here", job=job)


def dispatched(cast: Cast) -> None:
    firm, unit = cast.employer(staff=3), cast.employer(staff=3)
    firm.name = f"成都{firm.name[2:5]}人力资源服务有限公司"
    for filed in (False, True):
        job = cast.worker(firm, cast.anchors.ago(500), form=DISPATCH, filed=filed)
        there = Job(job.person, job.hired_on, DISPATCH, 0, job.post, dispatcher=firm.unified)
        unit.jobs.append(there)
        cast.truth.near("R15", unit, "dispatched by another firm, which owes the contract", job=there)
        if not filed:
            cast.expired("R15", firm, job, "the dispatching firm has no contract with the worker")


def was_intern(cast: Cast) -> None:
    employer = cast.employer(staff=3)
    before, newest, change = employer.roster_days
    job = cast.worker(employer, before - timedelta(days=60), filed=False)
    job.forms = {before: INTERN, newest: INTERN, change: FULL}
    job.insured = dict.fromkeys(cast.anchors.insured, frozenset[str]())
    cast.truth.near("R14", employer, "a full-time worker only since the newest roster", job=job)


def hired_again(cast: Cast) -> None:
    """A contract of the earlier employment does not count for the later one."""
    employer = cast.employer(staff=3)
    employer.roster_days = (cast.anchors.ago(190), cast.anchors.ago(100), cast.anchors.roster_on_change)
    gone, back = cast.anchors.ago(130), cast.anchors.ago(80)
    for filed in (False, True):
        earlier = cast.worker(employer, cast.anchors.ago(700), filed=False)
        first = cast.contract(earlier, earlier.hired_on, earlier.hired_on + timedelta(days=1094))
        end = Filing("终止", first.start, first.end, first.kind, gone + timedelta(days=1), gone, "劳动者离职")
        earlier.filings.append(end)
        earlier.left_on = gone
        later = cast.worker(employer, back, filed=False, person=earlier.person)
        if filed:
            cast.contract(later, back, back + timedelta(days=730))
            cast.truth.near("R14", employer, "hired again, with a new contract", job=later)
        else:
            cast.truth.no_contract(employer, later, reason="hired again without a new contract")


def namesakes(cast: Cast) -> None:
    employer = cast.employer(staff=3)
    one = cast.worker(employer, cast.anchors.ago(600))
    two = cast.worker(employer, cast.anchors.ago(600), filed=False, name=one.person.name)
    cast.truth.near("R15", employer, "the namesake has a contract", job=one)
    cast.truth.no_contract(employer, two, reason="the namesake's contract is not his")


def unreadable_filing(cast: Cast) -> None:
    employer = cast.employer(staff=3)
    job = cast.worker(employer, cast.anchors.ago(500), filed=False)
    filed = cast.anchors.filings[-1]
    job.stray_filing = Filing("新签", job.hired_on, None, "固定期限", filed)
    cast.truth.near("R15", employer, "a filing about the worker arrived but could not be applied", job=job)


CASES = (
    never_signed, odd_hiring_days, signed_late, ended, not_ended, terminated, late_old_roster, vouched_by_columns,
    stale_roster, no_labour_contract, dispatched, was_intern, hired_again, namesakes, unreadable_filing,
)  # fmt: skip
