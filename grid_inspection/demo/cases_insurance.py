"""Planted cases about social insurance and head-counts: R25, R26, R13 and what must not be taken for them."""

from datetime import timedelta

from grid_inspection.demo.cast import Cast
from grid_inspection.demo.city import LATE_DISTRICT, SILENT_DISTRICT
from grid_inspection.demo.dates import last, shift
from grid_inspection.demo.names import mistyped
from grid_inspection.demo.people import ALL_KINDS, INJURY_ONLY, NONE, PART, Employer, Job


def _hit(cast: Cast, rule: str, employer: Employer, job: Job, kinds: frozenset[str], reason: str) -> None:
    job.insured = dict.fromkeys(cast.anchors.insured, kinds)
    needs = employer.needs("employee_roster", "social_insurance")
    cast.truth.hit(rule, employer, job=job, needs=needs, reason=reason)


def uninsured(cast: Cast) -> None:
    employer = cast.employer(staff=5)
    newest = last(cast.anchors.insured[0])
    job = cast.worker(employer, newest - timedelta(days=31))
    _hit(cast, "R25", employer, job, NONE, "hired thirty-one days before the end of the month")
    job = cast.worker(employer, cast.anchors.ago(900))
    job.insured = {cast.anchors.insured[0]: NONE}
    cast.truth.hit("R25", employer, job=job, needs=employer.needs("employee_roster", "social_insurance"),
                   reason="insured the month before, no longer in the newest")  # fmt: skip
    job = cast.worker(employer, cast.anchors.ago(900))
    job.left_on = cast.anchors.ago(5)
    _hit(cast, "R25", employer, job, NONE, "left since, but was employed on the last day of the month")


def stopped_rows(cast: Cast) -> None:
    """Rows whose status is not in force insure nobody; arrears do."""
    employer = cast.employer(staff=4)
    job = cast.worker(employer, cast.anchors.ago(700))
    job.insurance_status = "终止"
    cast.truth.hit("R25", employer, job=job, needs=employer.needs("employee_roster", "social_insurance"),
                   reason="all rows say 终止")  # fmt: skip
    job = cast.worker(employer, cast.anchors.ago(700))
    job.insurance_status = "欠缴"
    cast.truth.near("R25", employer, "in arrears, which is insured", job=job)


def not_yet_due(cast: Cast) -> None:
    employer = cast.employer(staff=4)
    newest = last(cast.anchors.insured[0])
    for days, kinds, reason in (
        (30, NONE, "the thirtieth day is the last day of the month"),
        (0, NONE, "hired on the last day of the month"),
        (10, INJURY_ONLY, "hired ten days before the end of the month, so far with 工伤 only"),
    ):
        job = cast.worker(employer, newest - timedelta(days=days))
        job.insured = dict.fromkeys(cast.anchors.insured, kinds if days != 0 else NONE)
        cast.truth.near("R26" if kinds else "R25", employer, reason, job=job)


def two_employers(cast: Cast) -> None:
    one, two = cast.employer(staff=3), cast.employer(staff=3)
    job = cast.worker(one, cast.anchors.ago(900))
    there = cast.worker(two, cast.anchors.ago(400), person=job.person)
    _hit(cast, "R25", two, there, NONE, "insured by another employer only")
    job = cast.worker(one, cast.anchors.ago(900))
    there = cast.worker(two, cast.anchors.ago(400), person=job.person, form=PART, filed=False)
    there.insured = dict.fromkeys(cast.anchors.insured, NONE)
    cast.truth.near("R25", two, "part-time here, insured at the first employer", job=there)


def some_kinds(cast: Cast) -> None:
    employer = cast.employer(staff=4)
    for kinds, reason in (
        (ALL_KINDS - {"医疗"}, "医疗 is missing"),
        (ALL_KINDS - {"工伤"}, "工伤 is missing"),
        (INJURY_ONLY, "insured for one kind"),
    ):
        _hit(cast, "R26", employer, cast.worker(employer, cast.anchors.ago(800)), kinds, reason)
    job = cast.worker(employer, cast.anchors.ago(800))
    cast.truth.near("R26", employer, "no row for 生育, which counts as insured with 医疗 since 2020", job=job)


def silent_office(cast: Cast) -> None:
    if SILENT_DISTRICT in cast.makers.districts:
        employer = cast.employer(district=SILENT_DISTRICT, staff=4)
        job = cast.worker(employer, cast.anchors.ago(800))
        job.insured = dict.fromkeys(cast.anchors.insured, NONE)
        cast.truth.near("R25", employer, "the district's medical office has delivered nothing: no data", job=job)


def late_office(cast: Cast) -> None:
    if LATE_DISTRICT in cast.makers.districts:
        employer = cast.employer(district=LATE_DISTRICT, staff=4)
        job = cast.worker(employer, cast.anchors.ago(800))
        job.insured = {cast.anchors.insured[0]: NONE}
        reason = "the medical office is late: the month before is looked at, and then he was insured"
        cast.truth.near("R25", employer, reason, job=job)


def not_placed(cast: Cast) -> None:
    employer = cast.employer(tier="city", staff=4)
    job = cast.worker(employer, cast.anchors.ago(800))
    job.insured = dict.fromkeys(cast.anchors.insured, NONE)
    reason = "the address names no district, so no medical office speaks for the employer"
    cast.truth.near("R25", employer, reason, job=job)


def unreadable_rows(cast: Cast) -> None:
    employer = cast.employer(staff=4)
    job = cast.worker(employer, cast.anchors.ago(800))
    job.insurance_number = mistyped(job.person.number)
    cast.truth.near("R25", employer, "the number in the insurance rows was mistyped: known by name", job=job)
    job = cast.worker(employer, cast.anchors.ago(800))
    job.insured = dict.fromkeys(cast.anchors.insured, ALL_KINDS - {"医疗"})
    job.base_text = "1.2万"
    cast.truth.near("R25", employer, "the base cannot be read, so the row did not apply", job=job)
    employer = cast.employer(staff=4)
    job = cast.worker(employer, cast.anchors.ago(800), filed=False)
    job.roster_number = mistyped(job.person.number)
    job.insured = dict.fromkeys(cast.anchors.insured, NONE)
    cast.truth.near("R15", employer, "the number in the roster was mistyped: nobody is accused", job=job)


def heads_differ(cast: Cast) -> None:
    """Head-counts that disagree by more than three and a tenth."""
    newest, either = cast.anchors.insured[0], "employee_roster|social_insurance"
    employer = cast.employer(staff=8)
    employer.tax_heads, employer.tax_month, employer.tax_news = 14, newest, True
    needs = employer.needs("tax_register", either)
    cast.truth.hit("R13", employer, needs=needs, reason="14 declared to the tax office")
    employer = cast.employer(staff=3)
    for _ in range(5):
        job = cast.worker(employer, cast.anchors.ago(600), filed=False)
        job.unlisted = True
        job.pay = dict.fromkeys(cast.anchors.wages[:3], [])
    needs = employer.needs("employee_roster", "social_insurance")
    cast.truth.hit("R13", employer, needs=needs, reason="eight insured, three on the roster")
    employer = cast.employer(pair="52", staff=7)
    employer.code_heads, employer.code_issued, employer.code_news = 30, cast.anchors.ago(45), True
    cast.truth.hit("R13", employer, needs=employer.needs("code_register", either), reason="30 on the code certificate")


def heads_close(cast: Cast) -> None:
    newest = cast.anchors.insured[0]
    employer = cast.employer(staff=8)
    employer.tax_heads, employer.tax_month, employer.tax_news = 11, newest, True
    cast.truth.near("R13", employer, "three more declared: within three")
    employer = cast.employer(staff=36)
    employer.tax_heads, employer.tax_month, employer.tax_news = 40, newest, True
    cast.truth.near("R13", employer, "four of forty: exactly a tenth")
    employer = cast.employer(staff=5)
    month = shift((cast.on.year, cast.on.month), -6)
    employer.tax_heads, employer.tax_month, employer.tax_news = 25, month, True
    cast.truth.near("R13", employer, "the tax office's month lies more than 100 days before the others")


CASES = (
    uninsured, stopped_rows, not_yet_due, two_employers, some_kinds, silent_office, late_office, not_placed,
    unreadable_rows, heads_differ, heads_close,
)  # fmt: skip
