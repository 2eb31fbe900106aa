"""R25, R26: social insurance (社会保险法 arts. 57, 58). They look at the last day of M*, the month that counts."""

from django.utils.translation import gettext_lazy as _

from compliance.enums import Severity
from compliance.rules.base import PairPart, Rule
from employers.enums import Dataset

NEEDS = (Dataset.EMPLOYEE_ROSTER, Dataset.SOCIAL_INSURANCE)
JUDGED = "f.roster_fresh AND f.insurance_fresh AND coalesce(s.doubt, 0) & 5 = 0"
DUE = (
    f"f.live AND {JUDGED} AND s.open_insured_day AND s.insured_month = f.insured_month"
    " AND s.insured_day_hired_on <= f.insured_base"
)
VALUES = (
    "jsonb_build_object('hired_on', s.insured_day_hired_on, 'form', s.form,"
    " 'month', to_char(s.insured_month, 'YYYY-MM'),"
    " 'roster_as_of', s.listed_as_of, 'required', f.required, 'insured', s.insured)"
)

NOT_REGISTERED = Rule(
    code="R25",
    title=_("Worker not in social insurance"),
    sentence=_(
        "A worker in standard employment was hired more than 30 days before the end of the insurance month, and the"
        " employer insured the worker for no kind in that month."
    ),
    closes=_(
        "An insurance file for this or a later month that names the worker, or a roster that no longer lists him."
    ),
    basis=_("Social Insurance Law arts. 57 and 58"),
    needs=NEEDS,
    severities=(Severity.ORANGE,),
    parameters=("R25.days", "freshness.rosters", "freshness.insurance"),
    in_force="R25.days",
    group="insurance",
    parts=(PairPart(when=f"{DUE} AND s.insured = 0", severity="2", judged=JUDGED, values=VALUES),),
)

KIND_MISSING = Rule(
    code="R26",
    title=_("A required kind of insurance is missing"),
    sentence=_(
        "The employer insured the worker for some kinds in the insurance month, but a required kind is missing."
    ),
    closes=_("An insurance file for this or a later month that shows every required kind for the worker."),
    basis=_("Social Insurance Law arts. 2, 57 and 58; founding document, clause 1"),
    needs=NEEDS,
    severities=(Severity.ORANGE,),
    parameters=("R25.days", "freshness.rosters", "freshness.insurance", "insurance.counts_with.maternity.medical"),
    in_force="R25.days",
    group="insurance",
    parts=(
        PairPart(
            when=f"{DUE} AND s.insured <> 0 AND s.insured & f.required <> f.required",
            severity="2",
            judged=JUDGED,
            values=VALUES,
        ),
    ),
)

RULES = (NOT_REGISTERED, KIND_MISSING)
