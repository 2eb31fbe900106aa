"""What was planted: every violation the first night must find, and the near misses it must leave alone.

`needs` names the datasets without which the night cannot know: `&` joins what is needed together, `|` what may stand
in for each other. `severity` is that of the business date. `subject` is written as `crosscheck --list` prints it;
`subject_number` is the whole (invented) number behind a mask and tells workers apart.
"""

import csv
import json
from collections import Counter
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path

from grid_inspection.demo.dates import Month, add_months, month_text
from grid_inspection.demo.people import Employer, Job

VIOLATION, NEAR_MISS = "violation", "near_miss"


def mask(number: str) -> str:
    """The first six and the last four characters; of numbers under 15 characters the first and last two."""
    shown = (6, 4) if len(number) >= 15 else (2, 2)
    return number[: shown[0]] + "*" * (len(number) - sum(shown)) + number[-shown[1] :]


def r31_severity(on: date, due: date) -> str:
    if on <= add_months(due, 1):
        return "Y"
    return "O" if on <= add_months(due, 2) else "R"


def r17_severity(on: date, last_day: date) -> str:
    return "R" if on > add_months(last_day, 1) else "O"


def no_contract_rule(on: date, base: date) -> str:
    """R14 in the first year, R15 from its end, nothing in the first month."""
    if on >= add_months(base, 12):
        return "R15"
    return "R14" if on > add_months(base, 1) else ""


@dataclass(frozen=True, slots=True)
class Entry:
    kind: str
    rule: str
    employer_code: str
    subject: str
    period: str
    severity: str
    needs: str
    reason: str
    subject_number: str = ""
    subject_name: str = ""
    employer_name: str = ""


SEVERITY = {"R01": "Y", "R02": "Y", "R03": "Y", "R06": "Y", "R08": "Y", "R13": "Y", "R14": "O", "R15": "R", "R25": "O",
            "R26": "O", "R30": "R", "R32": "Y"}  # fmt: skip


class Truth:
    def __init__(self, on: date) -> None:
        self.on = on
        self.entries: list[Entry] = []

    def hit(
        self, rule: str, employer: Employer | None, *, needs: str, job: Job | None = None, subject: str = "",
        month: Month | None = None, severity: str = "", reason: str = "",
    ) -> None:  # fmt: skip
        self._add(VIOLATION, rule, employer, job, subject, month, severity or SEVERITY[rule], needs, reason)

    def near(
        self, rule: str, employer: Employer | None, reason: str, *, job: Job | None = None, subject: str = "",
        month: Month | None = None,
    ) -> None:  # fmt: skip
        self._add(NEAR_MISS, rule, employer, job, subject, month, "", "", reason)

    def no_contract(self, employer: Employer, job: Job, *, reason: str, base: date | None = None) -> None:
        """A worker of standard form without any contract: R14, R15 or (in the first month) a near miss."""
        rule = no_contract_rule(self.on, base or job.hired_on)
        if rule:
            needs = employer.needs("employee_roster", "contract_filing")
            self.hit(rule, employer, job=job, needs=needs, reason=reason)
        else:
            self.near("R14", employer, reason, job=job)

    def _add(
        self, kind: str, rule: str, employer: Employer | None, job: Job | None, subject: str, month: Month | None,
        severity: str, needs: str, reason: str,
    ) -> None:  # fmt: skip
        self.entries.append(
            Entry(
                kind=kind,
                rule=rule,
                employer_code=employer.code if employer else "",
                subject=mask(job.person.number) if job else subject,
                period=month_text(month) if month else "",
                severity=severity,
                needs=needs,
                reason=reason,
                subject_number=job.person.number if job else "",
                subject_name=job.person.name if job else "",
                employer_name=employer.name if employer else "",
            )
        )

    def counts(self) -> dict[str, int]:
        return dict(sorted(Counter(e.rule for e in self.entries if e.kind == VIOLATION).items()))

    def write(self, folder: Path) -> None:
        with (folder / "truth.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow([f.name for f in fields(Entry)])
            writer.writerows([getattr(e, f.name) for f in fields(Entry)] for e in self.entries)
        entries = [asdict(entry) for entry in self.entries]
        body = {"business_date": self.on.isoformat(), "counts": self.counts(), "entries": entries}
        (folder / "truth.json").write_text(json.dumps(body, ensure_ascii=False, indent=0), encoding="utf-8")


def holds(needs: str, withheld: str) -> bool:
    """Whether an entry can still be known when the dataset `withheld` never arrives."""
    return all(any(name != withheld for name in group.strip().split("|")) for group in needs.split("&"))
