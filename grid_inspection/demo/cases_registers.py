"""Planted cases about identifiers and registers: R01, R02, R03, R06, R08 and what must not be taken for them."""

from datetime import timedelta

from grid_inspection.demo.cast import Cast, Orphan
from grid_inspection.demo.people import Employer

# Months back of the business register's deltas that planted cases use; each lies within 400 days.
OPENING, LATER, BOTH = 11, 9, 7


def _bare(cast: Cast, *, pair: str = "91", month: int = OPENING) -> Employer:
    return cast.employer(pair=pair, staff=0, rosters=False, register_month=month)


def _wrong_check(code: str) -> str:
    return code[:-1] + ("1" if code[-1] != "1" else "2")


def bad_organization_codes(cast: Cast) -> None:
    for pair in ("51", "52"):
        employer = _bare(cast, pair=pair)
        employer.org_code = employer.stated_org = _wrong_check(employer.org_code)
        employer.unified = ""
        cast.truth.hit("R01", employer, subject=employer.org_code, needs=employer.needs(),
                       reason="the check character of the organization code is wrong")  # fmt: skip


def bad_unified_codes(cast: Cast) -> None:
    for fault in ("check", "pair"):
        employer = _bare(cast)
        if fault == "check":
            employer.unified = _wrong_check(employer.unified)
        else:
            employer.unified = cast.makers.codes.unified("94", employer.address.host, employer.org_code)
        cast.truth.hit("R02", employer, subject=employer.unified, needs=employer.needs(),
                       reason=f"the {fault} of the unified code is wrong")  # fmt: skip


def codes_disagree(cast: Cast) -> None:
    for pair in ("91", "91", "92"):
        employer = _bare(cast, pair=pair)
        employer.stated_org = cast.makers.codes.org()
        if pair == "92":
            reason = "the code inside an individual's unified code means little"
            cast.truth.near("R03", employer, reason, subject=employer.unified)
        else:
            cast.truth.hit("R03", employer, subject=employer.unified, needs=employer.needs(),
                           reason="the stated organization code is not the one inside the unified code")  # fmt: skip


def one_number_two_archives(cast: Cast) -> None:
    """One archive opened by registration number, one by code; a later row names both numbers."""
    for numbered_first in (True, False):
        by_number, by_code = _bare(cast), _bare(cast)
        _shared(cast, by_number, by_code)
        earlier, later = (by_number, by_code) if numbered_first else (by_code, by_number)
        earlier.register_month, later.register_month = OPENING, LATER
        cast.truth.hit("R06", earlier, subject=later.code, needs="business_register",
                       reason="a later row of the business register names the numbers of both")  # fmt: skip
    by_number, by_code = _bare(cast), _bare(cast, month=LATER)
    by_code.registers = frozenset(("code",))
    _shared(cast, by_number, by_code)
    cast.truth.hit("R06", by_number, subject=by_code.code, needs="business_register & code_register",
                   reason="one opened by the code centre, one by number by the business register")  # fmt: skip
    alone = _bare(cast)
    alone.registration_no = cast.makers.codes.registration()
    cast.restated.append((alone, alone.registration_no))
    cast.truth.near("R06", alone, "a later row names two numbers of one archive", subject=alone.registration_no)


def _shared(cast: Cast, by_number: Employer, by_code: Employer) -> None:
    by_number.unified = by_number.org_code = ""
    by_number.registration_no = cast.makers.codes.registration()
    by_code.name = by_number.name
    by_code.address = by_number.address
    cast.restated.append((by_code, by_number.registration_no))


def no_archive(cast: Cast) -> None:
    opening = ("business_register", "code_register")
    for dataset, told, status in (
        ("tax_register", "stock", "正常"),
        ("tax_register", "stock", ""),
        ("statistics_units", "newest", "营业"),
        ("tax_register", "late", "正常"),
        ("tax_register", "stock", "注销"),
        ("tax_register", "stock", "非正常"),
        ("statistics_units", "older", "营业"),
    ):
        body = _bare(cast)
        cast.employers.remove(body)
        cast.orphans.append(Orphan(dataset, told, status, body))
        if told == "older":
            cast.truth.near("R08", None, "only in the directory of an older year", subject=body.unified)
        elif told == "late":
            cast.truth.near("R08", None, "first told thirty days ago", subject=body.unified)
        elif told == "newest" and cast.on <= cast.anchors.statistics_on + timedelta(days=30):
            cast.truth.near("R08", None, "first told less than thirty days ago", subject=body.unified)
        elif status in ("注销", "非正常"):
            cast.truth.near("R08", None, f"not live: {status}", subject=body.unified)
        else:
            cast.truth.hit("R08", None, subject=body.unified, needs=" & ".join((dataset, *opening)),
                           reason=f"live in {dataset}, in no opening register")  # fmt: skip
    opened = _bare(cast, month=BOTH)
    cast.orphans.append(Orphan("tax_register", "stock", "正常", opened))
    cast.truth.near("R08", None, "a later delivery opened the archive", subject=opened.unified)


def nobody_employed(cast: Cast) -> None:
    employer = _bare(cast)
    employer.tax_heads = 0
    cast.truth.near("R13", employer, "an employer without employees")


CASES = (
    bad_organization_codes, bad_unified_codes, codes_disagree, one_number_two_archives, no_archive, nobody_employed,
)  # fmt: skip
