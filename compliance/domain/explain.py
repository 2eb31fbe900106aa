"""What a finding page tells: the rule in one sentence, both source rows, the age of the data, the way out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from compliance.models import Finding
from compliance.rules.catalogue import BY_CODE
from core import parameters
from core.scope import Scope
from employers.enums import (
    INSURANCE_LABELS,
    ContractKind,
    Dataset,
    EmploymentForm,
    FilingAction,
    Household,
    InsuranceKind,
    InsuranceStatus,
    PayIn,
)
from employers.models import Coverage, Delivery, Source

LIMITS = {
    Dataset.EMPLOYEE_ROSTER: "freshness.rosters",
    Dataset.CONTRACT_FILING: "freshness.filings",
    Dataset.SOCIAL_INSURANCE: "freshness.insurance",
    Dataset.WAGE_PAYMENT: "freshness.wages",
}
LABELS = {
    "name": gettext_lazy("Name"),
    "hired_on": gettext_lazy("Hired on"),
    "left_on": gettext_lazy("Left on"),
    "form": gettext_lazy("Form of employment"),
    "household": gettext_lazy("Household"),
    "post": gettext_lazy("Post"),
    "contract_start": gettext_lazy("Contract starts"),
    "contract_end": gettext_lazy("Contract ends"),
    "contract_kind": gettext_lazy("Kind of contract"),
    "kind": gettext_lazy("Kind of contract"),
    "action": gettext_lazy("Act filed"),
    "start": gettext_lazy("Contract starts"),
    "end": gettext_lazy("Contract ends"),
    "ended_on": gettext_lazy("Contract ended on"),
    "pay_day": gettext_lazy("Pay day"),
    "pay_in": gettext_lazy("Paid in"),
    "kinds": gettext_lazy("Kinds named"),
    "insured": gettext_lazy("Insured kinds"),
    "base": gettext_lazy("Contribution base"),
    "status": gettext_lazy("Status"),
    "payable": gettext_lazy("Wage payable"),
    "overtime": gettext_lazy("Overtime pay"),
    "allowances": gettext_lazy("Special allowances"),
    "deductions": gettext_lazy("Deductions"),
    "paid": gettext_lazy("Paid"),
    "paid_on": gettext_lazy("Paid on"),
    "hours": gettext_lazy("Hours worked"),
    "days_due": gettext_lazy("Days due"),
    "days_present": gettext_lazy("Days present"),
    "key": gettext_lazy("Key in the register"),
    "uscc": gettext_lazy("Unified social credit code"),
    "org_code": gettext_lazy("Organization code"),
    "registration_no": gettext_lazy("Registration number"),
    "address": gettext_lazy("Address"),
    "heads": gettext_lazy("Head-count"),
    "heads_as_of": gettext_lazy("Head-count as of"),
}
WORDS: dict[str, Any] = {
    "form": EmploymentForm,
    "household": Household,
    "contract_kind": ContractKind,
    "kind": ContractKind,
    "action": FilingAction,
    "pay_in": PayIn,
    "status": InsuranceStatus,
}


@dataclass(frozen=True, slots=True)
class Side:
    """One source row: what which delivery said, or that it says nothing."""

    dataset: str
    source: str
    delivery_id: int
    row: int | None
    received_on: str
    as_of: str
    absent: bool
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Age:
    """How old the data of one kind are on the day, and whether that is too old to judge."""

    dataset: str
    day: date | None
    days: int | None
    limit: int

    @property
    def stale(self) -> bool:
        return self.days is None or self.days > self.limit

    @property
    def since(self) -> date | None:
        """The first day on which it was too old."""
        return self.day + timedelta(days=self.limit + 1) if self.day else None


def kinds(bits: int) -> str:
    """Insurance kinds of a bit set, in words."""
    named = [str(INSURANCE_LABELS[kind]) for kind in InsuranceKind if bits & kind]
    return _(", ").join(named) if named else pgettext("insurance", "none")


def sentence(finding: Finding, *, scope: Scope) -> str:
    """What the rule found here, in one sentence. A second archive is named to those only in whose territory it lies."""
    values = finding.evidence.get("values", {})
    if finding.other is not None and not scope.holds(finding.other):
        values = values | {"other_name": _("an archive outside your territory")}
    said = _SENTENCES.get(finding.rule)
    text = said(finding, values) if said else str(BY_CODE[finding.rule].sentence)
    return " ".join([text, *marks(finding)])


def marks(finding: Finding) -> list[str]:
    """What must be known before anybody acts on it."""
    values = finding.evidence.get("values", {})
    told = []
    if values.get("past_retirement"):
        told.append(_("May have reached retirement age (Implementing Regulations art. 21)."))
    if values.get("confirmed") is False:
        told.append(_("The standard awaits confirmation: the last published one is taken as a lower bound."))
    if values.get("elsewhere"):
        told.append(_("The worker is insured elsewhere in the city."))
    if values.get("vouched_by") == "roster":
        told.append(_("Only the roster's contract columns vouch for contracts here: judged as of the roster's day."))
    return told


def _wage_missing(finding: Finding, values: Mapping[str, Any]) -> str:
    if finding.worker_id:
        return _("The wage sheet of %(month)s lacks the worker.") % {"month": finding.period}
    return _("The employer sent no wage sheet for %(month)s; %(workers)s workers were owed a row.") % {
        "month": finding.period,
        "workers": values.get("workers", "?"),
    }


def _heads(finding: Finding, values: Mapping[str, Any]) -> str:
    counts = _(", ").join(f"{Dataset(each['dataset']).label} {each['heads']}" for each in values.get("counts", ()))
    return _("Head-counts disagree: %(counts)s.") % {"counts": counts}


_SENTENCES: Mapping[str, Any] = {
    "R01": lambda f, v: _("Organization code %(value)s fails the check of GB 11714.") % v,
    "R02": lambda f, v: _("Unified code %(value)s fails GB 32100.") % v,
    "R03": lambda f, v: (
        _("Unified code %(value)s holds %(embedded)s, but the organization code stated is %(stated)s.") % v
    ),
    "R06": lambda f, v: _("This archive and “%(other_name)s” both hold %(value)s.") % v,
    "R08": lambda f, v: (
        _("“%(name)s” (%(value)s) has been listed since %(first_delivered_on)s and has no archive.") % v
    ),
    "R13": _heads,
    "R14": lambda f, v: (
        _("Employed since %(hired_on)s, for more than a month, without a written contract on record.") % v
    ),
    "R15": lambda f, v: _("Employed since %(hired_on)s, for a year or more, without a written contract on record.") % v,
    "R17": lambda f, v: _("The last contract ended on %(last_day)s; still employed, without another one.") % v,
    "R25": lambda f, v: _("Employed since %(hired_on)s; insured for no kind in %(month)s.") % v,
    "R26": lambda f, v: (
        _("Insured in %(month)s for %(insured)s; lacking: %(lacking)s.")
        % {
            "month": v["month"],
            "insured": kinds(v["insured"]),
            "lacking": kinds(v["required"] & ~v["insured"]),
        }
    ),
    "R30": lambda f, v: (
        _("Wage of %(month)s: %(comparable)s yuan comparable, under the standard of %(standard)s yuan.")
        % {"month": f.period, "comparable": v["comparable"], "standard": v["standard"]}
    ),
    "R31": lambda f, v: (
        _("Wage of %(month)s, due on %(due)s: %(owed)s yuan not paid.")
        % {"month": f.period, "due": v["due"], "owed": v["owed"]}
    ),
    "R32": _wage_missing,
}


def closes(finding: Finding) -> str:
    """What would close it."""
    return str(BY_CODE[finding.rule].closes)


def sides(finding: Finding, *, scope: Scope) -> list[Side]:
    """The source rows as the finding copied them, to be laid side by side; of a second archive outside the reader's
    territory only who delivered it and when."""
    names = dict(Source.objects.values_list("code", "name"))
    answer = []
    rows = finding.evidence.get("sources", ())
    foreign = finding.other is not None and not scope.holds(finding.other)
    for place, row in enumerate(rows):
        # the own row stands first; where only one was kept nothing says whose it is
        hidden = foreign and (place > 0 or len(rows) == 1)
        answer.append(
            Side(
                dataset=str(Dataset(row["dataset"]).label),
                source=names.get(row["source"], row["source"]),
                delivery_id=row["delivery"],
                row=row.get("row"),
                received_on=row["received_on"],
                as_of=row.get("as_of") or "",
                absent=row.get("absent", False),
                fields=() if hidden else tuple(_fields(row.get("fields", {}))),
            )
        )
    return answer


def _fields(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in said.items():
        if value not in ("", None):
            yield str(LABELS.get(name, name)), _word(name, value)


def _word(name: str, value: Any) -> str:
    if name in ("kinds", "insured"):
        return kinds(int(value))
    if name in WORDS and value in WORDS[name].values:
        return str(WORDS[name](value).label)
    return str(value)


def ages(finding: Finding, on: date) -> list[Age]:
    """The newest data that cover the employer, by what the rule needs."""
    needs = BY_CODE[finding.rule].needs
    return [_age(Dataset(need), finding, on) for need in needs]


def _age(dataset: Dataset, finding: Finding, on: date) -> Age:
    code = LIMITS.get(dataset, "freshness.registers")
    day = _newest(dataset, finding)
    limit = int(parameters.value(code, (), on) or 0)
    return Age(str(dataset.label), day, (on - day).days if day else None, limit)


def _newest(dataset: Dataset, finding: Finding) -> date | None:
    if dataset in Dataset.registers:
        newest = Delivery.objects.standing().filter(dataset=dataset, area__in=_above(finding)).order_by("-received_on")
        return newest.values_list("received_on", flat=True).first()
    if finding.employer_id is None:
        return None
    covering = Coverage.objects.filter(employer_id=finding.employer_id, dataset=dataset, withdrawn_at=None)
    if dataset is Dataset.CONTRACT_FILING:
        return covering.order_by("-received_on").values_list("received_on", flat=True).first()
    period = covering.filter(own=True).order_by("-period").values_list("period", flat=True).first()
    if period is None or dataset is Dataset.EMPLOYEE_ROSTER:
        return period
    return (period + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _above(finding: Finding) -> list[int]:
    """The finding's area and all above it."""
    return [int(part) for part in finding.area.path.split("/") if part]
