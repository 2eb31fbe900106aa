"""The table by area under every dashboard: each number with the address of the list behind it; changes of territory."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.enums import Tier
from core.tables import Badge, Choice, Column, Day, Link, OneOf, Search, Table
from grids.domain.drawing import Grade, Shade
from grids.models.change import ChangeKind, ChangeState
from oversight.indicators import RATES, Bands, Rate
from oversight.queries import Part

TONES = {
    "draft": "mute", "proposed": "yellow", "returned": "orange", "approved": "info", "applied": "green",
    "undone": "mute", "withdrawn": "mute",
}  # fmt: skip
WORKERS, EMPLOYERS, FINDINGS = "employers:workers", "employers:list", "compliance:findings"


@dataclass(frozen=True)
class RateCell:
    """One rate of one line, with its three numbers."""

    rate: Rate
    percent: Decimal | None
    met: int
    of: int
    unknown: int
    unknown_percent: Decimal | None
    grade: Grade
    filter: str

    @property
    def lacking(self) -> int:
        return self.of - self.met

    def url(self, what: str) -> str:
        return f"{reverse(WORKERS)}?{self.filter}&counts={self.rate.key}_{what}"

    @property
    def met_url(self) -> str:
        return self.url("met")

    @property
    def of_url(self) -> str:
        return self.url("of")

    @property
    def unknown_url(self) -> str:
        return self.url("unknown")

    @property
    def lacking_url(self) -> str:
        return f"{reverse(WORKERS)}?{self.filter}&lacks={self.rate.key}"

    @property
    def shade(self) -> Shade:
        words = _("no data") if self.percent is None else f"{self.percent} % ({self.met:,}/{self.of:,})"
        return Shade(self.grade, words)


@dataclass(frozen=True)
class Line:
    """One line: an area, or what in the area above is not yet placed."""

    part: Part
    name: str
    url: str
    employers: int
    employments: int
    findings: int
    rates: list[RateCell] = field(default_factory=list)

    @property
    def employers_url(self) -> str:
        return f"{reverse(EMPLOYERS)}?{self.part.filter}&status=open"

    @property
    def employments_url(self) -> str:
        return f"{reverse(WORKERS)}?{self.part.filter}&counts=employments"

    @property
    def findings_url(self) -> str:
        return f"{reverse(FINDINGS)}?{self.part.filter}"

    def rate(self, key: str) -> RateCell:
        return next(cell for cell in self.rates if cell.rate.key == key)


def line(part: Part, *, bands: Bands, findings: int) -> Line:
    """The numbers of one part of the territory."""
    figures = part.figures
    cells = [
        RateCell(
            rate=rate,
            percent=rate.percent(figures),
            met=rate.met(figures),
            of=rate.of(figures),
            unknown=rate.unknown(figures),
            unknown_percent=rate.unknown_percent(figures),
            grade=bands.grade(rate.percent(figures)),
            filter=part.filter,
        )
        for rate in RATES
    ]
    below = not part.unplaced and part.area.tier != Tier.COMMUNITY
    return Line(
        part=part,
        name=_("Not yet placed") if part.unplaced else part.area.name,
        url=reverse("oversight:area", args=[part.area.pk]) if below else "",
        employers=figures.employers,
        employments=figures.employments,
        findings=findings,
        rates=cells,
    )


HEADINGS = ("code", "text", "number", "number", "number")


def sheet_rows(lines: Iterable[Line]) -> list[list[Any]]:
    """The same table for an export: every number in a cell of its own."""
    return [
        [
            each.part.area.local_code,
            each.name,
            each.employers,
            each.employments,
            each.findings,
            *(value for cell in each.rates for value in (cell.percent, cell.met, cell.of, cell.unknown)),
        ]
        for each in lines
    ]


def sheet_headings() -> tuple[list[str], list[str]]:
    """Headings and formats of the export."""
    headings = [_("Area code"), _("Area"), _("Employers"), _("Employed"), _("Open findings")]
    formats = list(HEADINGS)
    for rate in RATES:
        name = str(rate.name)
        headings += [f"{name} %", f"{name}: " + _("met"), f"{name}: " + _("of"), f"{name}: " + _("no data")]
        formats += ["rate", "number", "number", "number"]
    return headings, formats


class ChangeTable(Table):
    """Changes of territory, the newest first."""

    caption = gettext_lazy("Changes of territory")
    no_code_because = "a change of territory is about areas"
    export_name = "territory-changes"
    resting_order = ("-id",)
    empty = gettext_lazy("No change of territory has been proposed.")
    columns = (
        Link("title", gettext_lazy("Title"), to="oversight:change"),
        Choice("kind", gettext_lazy("Kind of change"), words=ChangeKind),
        Day("effective", gettext_lazy("In effect from")),
        Badge("state", gettext_lazy("State"), words=ChangeState, tones=TONES),
        Column("proposed_by", gettext_lazy("Proposed by")),
        Column("decided_by", gettext_lazy("Decided by")),
    )
    filters = (
        OneOf("state", gettext_lazy("State"), ChangeState),
        OneOf("kind", gettext_lazy("Kind of change"), ChangeKind),
        Search("q", gettext_lazy("Title"), columns=("title", "basis", "act_number")),
    )

    def prepare(self, rows: QuerySet) -> QuerySet:
        return rows.defer("plan", "record", "basis", "remarks")
