"""What is true in the invented city: employers, the people who work there, their contracts and pay.

The departments' files are written from these objects; a planted violation or near miss is a field set here. A default
(`None`) means "as it should be": every standard worker has a filed contract, all kinds of insurance and full pay.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from grid_inspection.demo.city import Address
from grid_inspection.demo.dates import Anchors, Month, add_months, first, last
from grid_inspection.demo.names import Person

FULL, PART, DISPATCH, INTERN, REHIRED, OTHER = "全日制", "非全日制", "劳务派遣", "实习", "退休返聘", "其他"
FIXED, OPEN_ENDED = "固定期限", "无固定期限"
ALL_KINDS = frozenset(("养老", "失业", "工伤", "医疗"))
INJURY_ONLY = frozenset(("工伤",))
NONE: frozenset[str] = frozenset()


@dataclass(slots=True)
class Filing:
    """One row of 用工备案; `start` is always that of the contract it speaks of."""

    action: str
    start: date
    end: date | None
    kind: str
    filed_on: date
    ended_on: date | None = None
    reason: str = ""


@dataclass(slots=True)
class Pay:
    """One row of a wage sheet, or of a bank's list."""

    payable: float
    paid: float
    paid_on: date | None
    overtime: float = 0.0
    allowances: float = 0.0
    deductions: float = 0.0
    hours: float | None = None
    due: int | None = None
    present: int | None = None
    instalment: bool = False
    number: str = ""  # what the sender wrote in place of the worker's number
    payable_text: str = ""  # what the sender wrote in place of the amount


@dataclass(slots=True)
class Job:
    """One employment, as it is; what each department says of it follows from this unless set."""

    person: Person
    hired_on: date
    form: str
    wage: int
    post: str
    left_on: date | None = None
    told: bool = True  # the roster after `left_on` says the day; otherwise it just lists him no more
    dispatcher: str = ""
    filings: list[Filing] = field(default_factory=list)
    columns: bool = True  # the contract columns of a roster that has them are filled
    forms: dict[date, str] | None = None  # form by roster day, where it changed
    insured: dict[Month, frozenset[str]] | None = None
    insurance_status: str = ""
    insurance_number: str = ""  # what the sender wrote in place of the number
    base_text: str = ""
    pay: dict[Month, list[Pay]] | None = None
    roster_number: str = ""
    unlisted: bool = False
    stray_filing: Filing | None = None  # a filing whose row cannot be read

    @property
    def standard(self) -> bool:
        return self.form == FULL or self.form == DISPATCH and not self.dispatcher

    def form_on(self, roster_day: date) -> str:
        return self.forms.get(roster_day, self.form) if self.forms else self.form

    def listed(self, day: date, earlier: date | None) -> bool:
        """Whether the roster of `day` names this person; `earlier` is the employer's roster before it."""
        if self.unlisted or self.hired_on > day:
            return False
        if self.left_on is None or self.left_on > day:
            return True
        return self.told and (earlier is None or self.left_on > earlier) and self.left_on > day - timedelta(days=190)

    def kinds(self, month: Month) -> frozenset[str]:
        """The kinds this employer pays for in `month`."""
        if self.insured is not None and month in self.insured:
            return self.insured[month]
        if self.hired_on > last(month) or (self.left_on is not None and self.left_on <= first(month)):
            return NONE
        if self.standard:
            return ALL_KINDS
        return INJURY_ONLY if self.form in (PART, REHIRED) else NONE

    def paid_in(self, month: Month) -> bool:
        """Whether the wage sheet of `month` has this person by right."""
        if self.form == OTHER or self.dispatcher or self.hired_on > last(month):
            return False
        return self.left_on is None or self.left_on > first(month)

    def whole(self, month: Month) -> bool:
        return self.hired_on <= first(month) and (self.left_on is None or self.left_on >= last(month))


@dataclass(slots=True)
class Employer:
    number: int
    pair: str
    org_code: str
    unified: str
    name: str
    address: Address
    industry: str
    registered_on: date
    legal_rep: str
    registers: frozenset[str]  # of "business", "code": which of the two opening registers have it
    registration_no: str = ""
    stated_org: str = ""  # what the register writes as organization code, where it differs
    register_month: int = 0  # 0: in the first stock; else the delta that brings it, counted in months back
    roster_days: tuple[date, ...] = ()  # oldest first
    late_roster: date | None = None  # one of them, which arrives after the newest
    roster_group: str = ""
    columns: bool = False
    wage_months: tuple[Month, ...] = ()
    early_month: Month | None = None  # a sheet sent before its pay day has come
    pay_day: int | None = None
    pay_in: str = "次月"
    tax_heads: int | None = None
    tax_month: Month | None = None
    tax_news: bool = False
    statistics_heads: int | None = None
    code_heads: int | None = None
    code_issued: date | None = None
    code_news: bool = False  # told by the newest delta of the code centre
    closes: bool = False
    planted: bool = False
    jobs: list[Job] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.unified or self.org_code or self.registration_no

    @property
    def insured_area(self) -> str:
        """The district whose medical office speaks for it; none where the address names no district."""
        return self.address.district

    def needs(self, *datasets: str) -> str:
        """What a finding about this employer needs: a register that opens the archive, and `datasets`."""
        opening = "|".join(f"{name}_register" for name in sorted(self.registers))
        return " & ".join(dict.fromkeys((opening, *datasets)))


TERMS = (3, 2, 1, 5)
QUIET_BEFORE, QUIET_AFTER = 18, 40  # no ordinary contract ends in this stretch around the business date


def contract_chain(job: Job, anchors: Anchors, rng: Random) -> list[Filing]:
    """The filings of an orderly employer: fixed terms, then an open-ended one (劳动合同法 art. 14)."""
    began = job.hired_on + timedelta(days=rng.choice((0, 0, 0, 0, 3, 10, 20)))
    quiet = (anchors.known_to_filings - timedelta(days=QUIET_BEFORE), anchors.on + timedelta(days=QUIET_AFTER))
    for years in rng.sample(TERMS, 4):
        chain = _fixed_terms(began, years, quiet)
        if chain is not None:
            break
    else:
        chain = [(began, None)]
    filings = []
    for order, (start, end) in enumerate(chain):
        if end is not None and end < anchors.stock_on and order < len(chain) - 1:
            continue
        filed = max(min(start + timedelta(days=rng.randint(1, 9)), anchors.filings[-1]), start)
        kind = FIXED if end else OPEN_ENDED
        filings.append(Filing("续签" if order else "新签", start, end, kind, filed))
    return filings


def _fixed_terms(began: date, years: int, quiet: tuple[date, date]) -> list[tuple[date, date | None]] | None:
    chain: list[tuple[date, date | None]] = []
    start = began
    while True:
        if len(chain) == 2:
            return [*chain, (start, None)]
        end = add_months(start, 12 * years) - timedelta(days=1)
        if quiet[0] <= end <= quiet[1]:
            return None
        chain.append((start, end))
        if end > quiet[1]:
            return chain
        start = end + timedelta(days=1)


def ending(job: Job, anchors: Anchors, ended_on: date) -> Filing | None:
    """The filing that tells the end of the contract standing at that day; none where the stock came later."""
    if ended_on <= anchors.stock_on or not job.filings:
        return None
    standing = max((f for f in job.filings if f.start < ended_on), key=lambda f: f.start, default=None)
    if standing is None:
        return None
    filed = min(ended_on + timedelta(days=3), anchors.filings[-1])
    return Filing("解除", standing.start, standing.end, standing.kind, filed, ended_on, "协商一致")
