"""A small stage for planted cases: an employer in good order, to which a case adds people with a fault or none."""

from dataclasses import dataclass
from datetime import date, timedelta

from grid_inspection.demo.city import LATE_DISTRICT, LOWER_WAGE_TIER, SILENT_DISTRICT
from grid_inspection.demo.dates import Month, add_months
from grid_inspection.demo.names import INDUSTRIES, Person
from grid_inspection.demo.people import FIXED, FULL, Employer, Filing, Job, Pay
from grid_inspection.demo.population import Makers, contracts
from grid_inspection.demo.truth import Truth


@dataclass(frozen=True, slots=True)
class Orphan:
    """A body that another register knows and no opening register names, or none that is live."""

    dataset: str  # tax_register or statistics_units
    told: str  # "stock", "late" (thirty days ago today), "newest" or "older" year
    status: str
    employer: Employer


class Cast:
    def __init__(self, makers: Makers, truth: Truth) -> None:
        self.makers = makers
        self.truth = truth
        self.anchors = makers.anchors
        self.on = makers.anchors.on
        self.employers: list[Employer] = []
        self.bank: list[tuple[Month, Employer, Job, Pay]] = []
        self.orphans: list[Orphan] = []
        self.struck_off: list[Employer] = []  # in the business register, but not live
        self.restated: list[tuple[Employer, str]] = []  # told again with a registration number
        usual = [d for d in makers.districts if d not in (LATE_DISTRICT, SILENT_DISTRICT)]
        self.usual = usual
        self.upper = [d for d in usual if d not in LOWER_WAGE_TIER] or usual
        self.lower = [d for d in usual if d in LOWER_WAGE_TIER]

    def employer(
        self, *, district: str = "", tier: str = "", pair: str = "91", staff: int = 4, register_month: int = 0,
        rosters: bool = True,
    ) -> Employer:  # fmt: skip
        """In good order: rosters up to three days ago, wage sheets of three months, `staff` people without fault."""
        rng = self.makers.rng
        employer = self.makers.employer(
            pair=pair,
            district=district or rng.choice(self.usual),
            tier=tier or rng.choice(("community", "street")),
            registered_on=self.anchors.ago(rng.randint(2500, 5000)),
            industry=rng.choice(INDUSTRIES),
        )
        employer.planted = True
        employer.register_month = register_month
        if rosters:
            newest, before = self.anchors.half_years[:2]
            employer.roster_days = (before, newest, self.anchors.roster_on_change)
            employer.wage_months = self.anchors.wages[:3]
        for _ in range(staff):
            self.worker(employer, self.anchors.ago(rng.randint(500, 2200)))
        self.employers.append(employer)
        return employer

    def worker(
        self, employer: Employer, hired_on: date, *, form: str = FULL, filed: bool = True, person: Person | None = None,
        name: str = "",
    ) -> Job:  # fmt: skip
        """One more worker; with the contracts of an orderly employer unless `filed` says otherwise."""
        rng = self.makers.rng
        someone = person or self.makers.people.person(oldest_hire=hired_on, name=name)
        job = Job(someone, hired_on, form, rng.randint(30, 70) * 100, "员工")
        if filed and hired_on > self.anchors.known_to_filings - timedelta(days=25):
            self.contract(job, hired_on, add_months(hired_on, 36) - timedelta(days=1))
        elif filed:
            contracts(self.makers, job)
        employer.jobs.append(job)
        return job

    def contract(self, job: Job, start: date, end: date | None, *, action: str = "新签", kind: str = FIXED) -> Filing:
        """File one contract; what begins after the newest filing is filed ahead in it."""
        filing = Filing(action, start, end, kind, min(start + timedelta(days=2), self.anchors.filings[-1]))
        job.filings.append(filing)
        return filing

    def expired(self, rule: str, employer: Employer, job: Job, reason: str, *, severity: str = "") -> None:
        """A hit that needs the roster and complete filings."""
        needs = employer.needs("employee_roster", "contract_filing")
        self.truth.hit(rule, employer, job=job, needs=needs, severity=severity, reason=reason)
