"""R14, R15, R17: labour contracts (劳动合同法 arts. 10, 14, 82, 97; 实施条例 arts. 6, 7).

They look at the day itself where a full stock of filings covers the employer, and at the day of the newest roster where
only its contract columns vouch (``f.look``, ``contract_then``). ``month_base``, ``year_base``: the latest base on which
more than a month, or a year, has passed.
"""

from django.utils.translation import gettext_lazy as _

from compliance.enums import Severity
from compliance.rules.base import PairPart, Rule
from employers.enums import Dataset

NEEDS = (Dataset.EMPLOYEE_ROSTER, Dataset.CONTRACT_FILING)
JUDGED = "f.contracts_by <> '' AND coalesce(s.doubt, 0) & 3 = 0"
OPEN = "s.standard AND CASE f.contracts_by WHEN 'filings' THEN s.open WHEN 'roster' THEN s.open_then ELSE false END"
STATE = "CASE f.contracts_by WHEN 'roster' THEN s.contract_then ELSE s.contract END"
LAST_DAY = "CASE f.contracts_by WHEN 'roster' THEN s.contract_last_day_then ELSE s.contract_last_day END"
# The base is never before the first roster that lists him in standard form after one that lists him in another.
BASE = "greatest(s.hired_on, s.standard_since)"
VALUES = (
    "jsonb_build_object('hired_on', s.hired_on, 'form', s.form, 'standard_since', s.standard_since,"
    " 'vouched_by', f.contracts_by, 'roster_as_of', s.listed_as_of"
)

NO_CONTRACT = Rule(
    code="R14",
    title=_("No written labour contract after one month"),
    sentence=_(
        "A worker in standard employment has been employed for more than one month and less than one year, and no"
        " written labour contract is on record."
    ),
    closes=_(
        "A filed contract, or a roster that shows one, or a roster that no longer lists the worker. After one year of"
        " employment it becomes R15."
    ),
    basis=_("Labour Contract Law arts. 10 and 82; Implementing Regulations art. 6"),
    needs=NEEDS,
    severities=(Severity.ORANGE,),
    parameters=("R14.months", "R15.years", "freshness.rosters", "freshness.filings"),
    in_force="R14.months",
    group="contract",
    parts=(
        PairPart(
            when=f"f.live AND {OPEN} AND {STATE} = 'none' AND {BASE} <= f.month_base"
            f" AND (f.year_base IS NULL OR {BASE} > f.year_base) AND {JUDGED}",
            severity="2",
            judged=JUDGED,
            values=VALUES + ")",
        ),
    ),
)

NO_CONTRACT_FOR_A_YEAR = Rule(
    code="R15",
    title=_("No written labour contract for a year or more"),
    sentence=_(
        "A worker in standard employment has been employed for a year or more without a written labour contract on"
        " record: an open-ended contract is deemed concluded."
    ),
    closes=_("A filed contract, or a roster that shows one, or a roster that no longer lists the worker."),
    basis=_("Labour Contract Law arts. 14 and 97; Implementing Regulations art. 7"),
    needs=NEEDS,
    severities=(Severity.RED,),
    parameters=("R15.years", "R14.months", "freshness.rosters", "freshness.filings"),
    in_force="R15.years",
    group="contract",
    parts=(
        PairPart(
            when=f"f.live AND {OPEN} AND {STATE} = 'none' AND {BASE} <= f.year_base AND {JUDGED}",
            severity="1",
            judged=JUDGED,
            values=VALUES + ")",
        ),
    ),
)

EXPIRED = Rule(
    code="R17",
    title=_("Contract expired, still working"),
    sentence=_(
        "The worker's last labour contract has ended, no other one is in force, and the worker is still employed."
    ),
    closes=_("A renewed contract, a filed end of the employment, or a roster that no longer lists the worker."),
    basis=_("Labour Contract Law arts. 10, 44 and 82"),
    needs=NEEDS,
    severities=(Severity.ORANGE, Severity.RED),
    parameters=("R17.grace", "R17.red_after", "freshness.rosters", "freshness.filings"),
    in_force="R17.grace",
    group="contract",
    parts=(
        PairPart(
            when=f"f.live AND {OPEN} AND {STATE} = 'expired' AND {LAST_DAY} <= f.expired_base AND {JUDGED}",
            severity=f"CASE WHEN {LAST_DAY} <= f.expired_red THEN 1 ELSE 2 END",
            judged=JUDGED,
            values=VALUES + f", 'last_day', {LAST_DAY})",
        ),
    ),
)

RULES = (NO_CONTRACT, NO_CONTRACT_FOR_A_YEAR, EXPIRED)
