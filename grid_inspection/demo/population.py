"""The ordinary employers of the city: orderly, but for a few per cent of faults whose rate differs by district."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp
from random import Random

from grid_inspection.demo import faults
from grid_inspection.demo.city import City
from grid_inspection.demo.dates import Anchors, add_months, first, last
from grid_inspection.demo.names import INDUSTRIES, Codes, Industry, People, organization_name
from grid_inspection.demo.people import (
    DISPATCH,
    FULL,
    INTERN,
    OTHER,
    PART,
    REHIRED,
    Employer,
    Job,
    contract_chain,
    ending,
)
from grid_inspection.demo.truth import Truth

PAIRS = (("91", 720), ("92", 140), ("93", 30), ("52", 45), ("51", 15), ("12", 40), ("11", 10))
TIERS = (("community", 55), ("street", 20), ("district", 18), ("city", 7))
FORMS = {
    "91": ((FULL, 88), (PART, 5), (INTERN, 3), (REHIRED, 3), (OTHER, 1)),
    "92": ((FULL, 76), (PART, 18), (REHIRED, 6)),
    "11": ((OTHER, 60), (FULL, 40)),
}
# mean and spread of the logarithm of the staff
SIZES = {"92": (0.8, 0.5), "11": (2.6, 0.6), "12": (2.9, 0.8), "52": (2.2, 0.8), "51": (1.2, 0.7), "93": (1.4, 0.7)}
OTHERS_FORMS = ((FULL, 92), (PART, 3), (REHIRED, 3), (OTHER, 2))
STAFF_PER_EMPLOYER = 12.0
LARGEST = 900
NEW_MONTHS = (22, 19, 16)  # deltas that bring employers registered since the first stock


def draw(rng: Random, table: tuple[tuple[str, int], ...]) -> str:
    return rng.choices([item for item, _ in table], [weight for _, weight in table])[0]


@dataclass
class Makers:
    """What everything invented is drawn from; one stream of chance, so that a seed gives one city."""

    city: City
    districts: list[str]
    anchors: Anchors
    rng: Random
    codes: Codes
    people: People

    def employer(self, *, pair: str, district: str, tier: str, registered_on: date, industry: Industry) -> Employer:
        address = self.city.address(self.rng, district, tier)
        org = self.codes.org()
        host = address.host if district[0] != "C" or self.rng.random() < 0.3 else "510100"
        return Employer(
            number=0,
            pair=pair,
            org_code=org,
            unified=self.codes.unified(pair, host, org),
            name=organization_name(self.rng, pair, industry),
            address=address,
            industry=industry[0],
            registered_on=registered_on,
            legal_rep=self.people.name(),
            registers=frozenset(("code",) if pair in ("11", "12", "13", "51", "52", "53") else ("business",)),
        )


def struck_off(makers: Makers) -> Employer:
    """A registration that is no longer live: it opens no archive, and no other department knows it."""
    rng = makers.rng
    district = makers.city.spread(makers.districts).draw(rng)
    since = makers.anchors.ago(rng.randint(3000, 8000))
    return makers.employer(
        pair="91", district=district, tier="district", registered_on=since, industry=rng.choice(INDUSTRIES)
    )


def sizes(rng: Random, pairs: list[str]) -> list[int]:
    """Many small, few large, together about twelve people an employer."""
    raw = [exp(rng.gauss(*SIZES.get(pair, (1.3, 1.25)))) for pair in pairs]
    factor = STAFF_PER_EMPLOYER * len(raw) / max(sum(raw), 1.0)
    ceiling = min(LARGEST, max(30, int(0.08 * STAFF_PER_EMPLOYER * len(raw))))
    scaled = [size * (factor if pair != "92" else 1.0) for size, pair in zip(raw, pairs, strict=True)]
    return [max(1, min(ceiling, round(size))) for size in scaled]


def ordinary(makers: Makers, truth: Truth, count: int, progress: Callable[[int], None]) -> list[Employer]:
    """`count` employers with their people, the dispatched and the doubly employed among them, and their faults."""
    rng = makers.rng
    pairs = [draw(rng, PAIRS) for _ in range(count)]
    spread = makers.city.spread(makers.districts)
    long_wages = min(200, count // 20)
    answer = []
    for order, (pair, size) in enumerate(zip(pairs, sizes(rng, pairs), strict=True)):
        employer = _employer(makers, pair, spread.draw(rng))
        if employer.roster_days:
            long = long_wages > 0 and 3 <= size <= 40 and rng.random() < 0.93
            employer.wage_months = _wage_months(makers, long)
            long_wages -= long and bool(employer.wage_months)
            _staff(makers, employer, size)
        answer.append(employer)
        progress(order + 1)
    _dispatch(makers, answer)
    _second_jobs(makers, answer)
    faults.spread(makers.anchors, rng, truth, answer, makers.districts)
    for employer in answer:
        _head_counts(makers, employer)
    return answer


def _employer(makers: Makers, pair: str, district: str) -> Employer:
    rng, anchors = makers.rng, makers.anchors
    new = rng.choice(NEW_MONTHS) if rng.random() < 0.06 else 0
    if new:
        registered = add_months(anchors.on.replace(day=1), -new) - timedelta(days=rng.randint(8, 50))
    else:
        registered = anchors.ago(rng.randint(800, 8000))
    tier = draw(rng, TIERS)
    industry = rng.choice(INDUSTRIES)
    employer = makers.employer(pair=pair, district=district, tier=tier, registered_on=registered, industry=industry)
    employer.register_month = new
    if pair == "91" and not new and rng.random() < 0.15:
        employer.registers = frozenset(("business", "code"))
    if rng.random() < 0.94:
        employer.roster_days = _roster_days(makers, registered if new else None)
    employer.columns = rng.random() < 0.06
    if rng.random() < 0.6:
        employer.pay_day = rng.choice((5, 8, 10, 15, 20, 25, 0))
        employer.pay_in = "当月" if employer.pay_day in (25, 0) and rng.random() < 0.3 else "次月"
    return employer


def _roster_days(makers: Makers, new_since: date | None) -> tuple[date, ...]:
    newest, before, older, oldest = makers.anchors.half_years
    if new_since is not None:
        return (newest,) if newest > new_since + timedelta(days=160) else ()
    dice = makers.rng.random()
    if dice < 0.02:
        return (oldest, older)  # has stopped sending: no data
    return (oldest, older, before, newest) if dice < 0.25 else (before, newest)


def _wage_months(makers: Makers, long: bool) -> tuple[tuple[int, int], ...]:
    if long:
        return makers.anchors.wages
    return makers.anchors.wages[:3] if makers.rng.random() < 0.88 else ()


def budget(size: int) -> int:
    """How many people may differ between two head-counts of an orderly employer (R13 allows three, or a tenth)."""
    return 2 if size < 40 else int(0.04 * size)


def _staff(makers: Makers, employer: Employer, size: int) -> None:
    rng, anchors = makers.rng, makers.anchors
    settled = min(last(anchors.insured[1]), employer.roster_days[-1])
    lately = budget(size)
    for _ in range(size):
        hired = _hired(makers, employer)
        if hired > settled:
            if lately:
                lately -= 1
            else:
                hired = max(settled - timedelta(days=rng.randint(0, 300)), _earliest(employer))
        employer.jobs.append(_job(makers, employer, draw(rng, FORMS.get(employer.pair, OTHERS_FORMS)), hired))
    for job in _leavers(makers, employer, size):
        employer.jobs.append(job)
    for job in employer.jobs:
        contracts(makers, job)


def contracts(makers: Makers, job: Job) -> None:
    """The filings an orderly employer sends for this job."""
    gone = job.left_on
    if not job.standard or (gone is not None and gone <= makers.anchors.stock_on):
        return
    job.filings = [f for f in contract_chain(job, makers.anchors, makers.rng) if gone is None or f.start < gone]
    if gone is not None:
        told = ending(job, makers.anchors, gone)
        if told:
            job.filings.append(told)


def _earliest(employer: Employer) -> date:
    return employer.registered_on + timedelta(days=130)


def _hired(makers: Makers, employer: Employer) -> date:
    """Exponential tenure; nobody so lately that his contract could not have been filed yet."""
    anchors = makers.anchors
    hired = anchors.ago(30 + int(makers.rng.expovariate(1 / 1000)))
    newest = anchors.known_to_filings - timedelta(days=25)
    return min(max(hired, _earliest(employer)), newest)


def _job(makers: Makers, employer: Employer, form: str, hired: date) -> Job:
    rng = makers.rng
    industry = next(i for i in INDUSTRIES if i[0] == employer.industry)
    person = makers.people.person(oldest_hire=hired, retired=form == REHIRED)
    wage = max(2750, int(industry[2] * exp(rng.gauss(-0.08, 0.3)) / 10) * 10)
    if form == INTERN:
        wage = rng.randint(180, 260) * 10
    return Job(person, hired, form, wage, rng.choice(industry[3]))


def _leavers(makers: Makers, employer: Employer, size: int) -> Iterator[Job]:
    """People who left: told by a roster, silently missing from the next one, or told by a filing only."""
    rng, anchors = makers.rng, makers.anchors
    newest = employer.roster_days[-1]
    allowed = budget(size)
    for _ in range(sum(rng.random() < 0.07 for _ in range(size))):
        how = rng.choice(("told", "silent", "filed"))
        silent = how == "silent" and _may_leave_silently(employer, anchors)
        if not silent and not allowed:
            continue
        if how == "filed" and newest >= anchors.half_years[0]:
            left = anchors.reported + timedelta(days=rng.randint(1, (anchors.known_to_filings - anchors.reported).days))
        elif len(employer.roster_days) > 1:
            previous = employer.roster_days[-2]
            left = previous + timedelta(days=rng.randint(5, (newest - previous).days - 1))
        else:
            continue
        hired = left - timedelta(days=rng.randint(200, 1500))
        if hired >= _earliest(employer):
            allowed -= not silent
            job = _job(makers, employer, FULL, hired)
            job.left_on, job.told = left, not silent
            yield job


def _may_leave_silently(employer: Employer, anchors: Anchors) -> bool:
    """By a roster that names somebody else, old enough that no month looked at was half his."""
    newest = employer.roster_days[-1]
    named = any(job.left_on is None and job.hired_on <= newest for job in employer.jobs)
    return len(employer.roster_days) > 1 and named and newest <= first(anchors.insured[1])


def _dispatch(makers: Makers, employers: list[Employer]) -> None:
    """A few firms send people to others; the receiving unit lists them with the firm's code."""
    rng = makers.rng
    usual = [e for e in employers if e.pair == "91" and e.roster_days and len(e.jobs) >= 12 and not e.columns]
    receiving = [e for e in employers if e.pair in ("91", "12") and len(e.roster_days) > 1 and len(e.jobs) >= 4]
    for firm in rng.sample(usual, len(usual) // 25):
        firm.name = f"成都{firm.name[2:5]}人力资源服务有限公司"
        for job in firm.jobs:
            if job.form != FULL or job.left_on or rng.random() < 0.4:
                continue
            job.form = DISPATCH
            unit = rng.choice(receiving)
            if unit is not firm:
                unit.jobs.append(Job(job.person, job.hired_on, DISPATCH, 0, job.post, dispatcher=firm.unified))


def _second_jobs(makers: Makers, employers: list[Employer]) -> None:
    """Some work part-time at a second employer."""
    rng = makers.rng
    sending = [e for e in employers if e.roster_days and not e.register_month]
    for employer in rng.sample(sending, len(sending) // 20):
        other = rng.choice(sending)
        job = rng.choice(employer.jobs)
        known = {j.person.number for j in other.jobs}
        settled = other.roster_days[0] - timedelta(days=rng.randint(10, 300))
        grown = job.hired_on <= settled
        if job.standard and grown and job.left_on is None and job.person.number not in known:
            other.jobs.append(Job(job.person, settled, PART, 0, "兼职"))


def _head_counts(makers: Makers, employer: Employer) -> None:
    """What tax office, statistics and code centre count; all within what R13 forgives."""
    rng, anchors = makers.rng, makers.anchors
    heads = sum(bool(job.kinds(anchors.insured[0])) for job in employer.jobs) or None
    if rng.random() < 0.6:
        employer.tax_heads = heads
        employer.tax_news = rng.random() < 0.25
    if rng.random() < 0.4:
        employer.statistics_heads = heads
    if "code" in employer.registers and rng.random() < 0.5:
        employer.code_heads = heads
        employer.code_issued = anchors.ago(rng.randint(60, 600)) if not employer.register_month else None
