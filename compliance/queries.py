"""Reads for pages: worklists, the ledger, counts by area."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Prefetch, QuerySet, Sum

from compliance.enums import FindingState, RunKind, Severity
from compliance.models import Finding, FindingChange, Run, Tally
from core.scope import Scope
from grids.models import Area


def worklist(scope: Scope, on: date) -> QuerySet[Finding]:
    """Open findings of these areas that are not set aside, the gravest first."""
    return (
        Finding.objects.within(scope).at_work(on).select_related("employer", "worker", "area", "other").gravest_first()
    )


def findings(scope: Scope) -> QuerySet[Finding]:
    """Every finding of these areas, open or not."""
    return Finding.objects.within(scope).select_related("employer", "worker", "area", "other")


def finding_page(scope: Scope) -> QuerySet[Finding]:
    """One finding with its history."""
    history = FindingChange.objects.select_related("run").order_by("-id")
    return findings(scope).select_related("version").prefetch_related(Prefetch("changes", history), "set_asides")


def of_employer(employer_id: int, scope: Scope) -> QuerySet[Finding]:
    """The findings of one archive, open ones first."""
    return findings(scope).filter(employer_id=employer_id).order_by("-state", "severity", "id")


def of_entry(scope: Scope) -> QuerySet[Finding]:
    """Findings about register entries without an archive: no employer bears them."""
    return findings(scope).filter(employer=None, state=FindingState.OPEN)


# Counts --------------------------------------------------------------------------------------------------------------


def open_by_severity(area: Area) -> dict[Severity, int]:
    """How many are open and at work in an area, by severity; out of the sums."""
    rows = Tally.objects.filter(area=area, unplaced=False).values_list("severity").annotate(many=Sum("open"))
    found = dict(rows)
    return {severity: found.get(severity, 0) for severity in Severity}


def open_by_rule(area: Area) -> dict[str, int]:
    """The same by rule."""
    rows = Tally.objects.filter(area=area, unplaced=False).values_list("rule").annotate(many=Sum("open"))
    return dict(rows.order_by("rule"))


def open_by_area(areas: Iterable[Area], *, severity: Severity | None = None) -> dict[tuple[int, bool], int]:
    """(area, not yet placed) → open findings, for a table by area whose parts add up."""
    rows = Tally.objects.filter(area__in=list(areas))
    if severity is not None:
        rows = rows.filter(severity=severity)
    return {
        (area, unplaced): many for area, unplaced, many in rows.values_list("area", "unplaced").annotate(Sum("open"))
    }


def gravest(scope: Scope, on: date, employers: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Of many archives the gravest severity at work on a day, and how many findings have it.

    What ``at_work`` says, written out: composing it takes the page longer than the server needs to answer it.
    """
    within, told = scope.as_sql("f")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.employer_id, f.severity, count(*) FROM compliance_finding f"
            " WHERE f.employer_id = ANY(%(employers)s) AND f.state = 'open'"
            f" AND (f.set_aside_until IS NULL OR f.set_aside_until < %(on)s) AND {within}"
            " GROUP BY 1, 2 ORDER BY 2 DESC",
            {"employers": list(employers), "on": on, **told},
        )
        return {employer: (severity, many) for employer, severity, many in cursor.fetchall()}


# The ledger ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Night:
    """One business date of the ledger; without a run it was missed, which is shown and never caught up."""

    business_date: date
    runs: tuple[Run, ...]

    @property
    def missed(self) -> bool:
        return not any(run.kind in (RunKind.NIGHT, RunKind.CHECK) for run in self.runs)


def runs() -> QuerySet[Run]:
    """The ledger, newest first."""
    return Run.objects.order_by("-business_date", "-number")


def nights(last: date, days: int = 14) -> list[Night]:
    """The last days of the ledger up to ``last``, with the missed ones; none before the first run."""
    first = last - timedelta(days=days - 1)
    begun = Run.objects.order_by("business_date").values_list("business_date", flat=True).first()
    if begun is None:
        return []
    by_day: dict[date, list[Run]] = {}
    for run in runs().filter(business_date__range=(first, last)):
        by_day.setdefault(run.business_date, []).append(run)
    spans = ((last - timedelta(days=back)) for back in range(days))
    return [Night(day, tuple(by_day.get(day, ()))) for day in spans if day >= begun]


def last_good() -> Run | None:
    """The last run that ended whole; what "as of" on a page means."""
    return Run.objects.filter(good=True).order_by("-id").first()


def last_good_date() -> date | None:
    """Its business date, out of a small index."""
    return Run.objects.filter(good=True).order_by("-id").values_list("business_date", flat=True).first()


def progress(run: Run) -> dict[str, Any]:
    """How many parts of a run are done, and what went wrong with the others."""
    shards = list(run.shards.order_by("no"))
    return {
        "total": len(shards),
        "done": sum(shard.state == "done" for shard in shards),
        "parked": [shard for shard in shards if shard.state == "parked"],
        "troubled": [shard for shard in shards if shard.error],
    }
