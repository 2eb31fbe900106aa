"""The worklist of findings, the archive with what is open, the ledger of runs: each declared once."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from compliance import queries
from compliance.domain import explain
from compliance.enums import FindingState, RunKind, RunState, Severity
from compliance.models import Finding, Run
from compliance.rules.catalogue import BY_CODE, RULES
from core.columns import LEVELS, Cell, Column
from core.filters import Chosen
from core.tables import Badge, Choice, Code, Day, Flag, Given, Level, Link, Number, OneOf, Search, Table
from employers.models import Employer
from employers.tables.archive import EmployerTable
from grids.filters import directly_in, in_area

STATE_TONES = {"open": "red", "closed": "green"}
RUN_TONES = {"running": "info", "finished": "green", "faulty": "orange"}


def severity_letter(row: Finding) -> str:
    return Severity(row.severity).letter


def about(row: Finding) -> str:
    """The employer's name, or what the register entry is called."""
    return row.employer.name if row.employer else str(row.evidence.get("values", {}).get("name", ""))


def code(row: Finding) -> str:
    """The organization code of the employer, or the number that the entry bears."""
    return row.employer.org_code if row.employer else str(row.evidence.get("values", {}).get("value", ""))


def in_state(rows: QuerySet, state: str) -> QuerySet:
    return rows.filter(state=state)


class OfEmployer(Given):
    """The findings about one archive; a number in the list of employers links here."""

    def __init__(self, name: str, label: Any):
        super().__init__(name, label, (), column="employer_id")

    def read(self, query: Any, asked: Any) -> Chosen | None:
        wanted = query.get(self.name, "")
        if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 19):
            return None
        name = Employer.objects.within(asked.actor.scope).filter(pk=wanted).values_list("name", flat=True).first()
        return None if name is None else Chosen(wanted, name)


class FindingTable(Table):
    """Findings: the gravest first."""

    caption = _("Findings")
    code_column = "org_code"
    export_name = "findings"
    default_order = "level"
    empty = _("No finding matches. The night checks every employer and opens what it finds.")
    columns = (
        Level("level", _("Level"), value=severity_letter, order=("severity", "id")),
        Link("name", _("Employer"), to="compliance:finding", value=about),
        Code("org_code", _("Organization code"), value=code),
        Column("rule", _("Rule"), value=lambda row: f"{row.rule} {BY_CODE[row.rule].title}"),
        Column("matter", _("Matter")),
        Column("worker", _("Worker"), value=lambda row: f"{row.worker.name} {row.worker.mask}" if row.worker else ""),
        Column("area_name", _("Area"), value="area.name"),
        Badge("state", _("State"), words=FindingState, tones=STATE_TONES),
        Day("first_seen", _("First seen")),
        Day("last_opened", _("Open since")),
    )
    filters = (
        in_area(),
        directly_in(),
        OfEmployer("employer", _("Employer")),
        OneOf("rule", _("Rule"), [(rule.code, rule.code) for rule in RULES]),
        OneOf("severity", _("Level"), Severity),
        Flag("mine", _("Taken up by me"), apply=lambda rows, _value: rows),
        OneOf("state", _("State"), [("all", _("open and closed")), *FindingState.choices],
              apply=lambda rows, value: rows if value == "all" else in_state(rows, value)),
        Flag("aside", _("Set aside too"), apply=lambda rows, _value: rows),
        Search("q", _("Employer's name"), columns=("employer__name",)),
    )  # fmt: skip

    def __init__(self, rows: QuerySet, request: Any):
        """Without being asked for others the list shows what is open and not set aside."""
        asked = request.GET
        if asked.get("state") not in ("all", FindingState.CLOSED):
            rows = rows.filter(state=FindingState.OPEN)
        if asked.get("aside") != "1":
            rows = rows.filter(Q(set_aside_until=None) | Q(set_aside_until__lt=request.today))
        if asked.get("mine") == "1":
            rows = rows.filter(taken_up__member__user=request.user)
        super().__init__(rows, request)

    def prepare(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("employer", "worker", "area", "other").defer(
            "employer__name_grams", "employer__address_grams", "employer__suggestion", "worker__number_cipher",
            "other__name_grams", "other__address_grams", "other__suggestion",
        )  # fmt: skip

    def decorate(self, rows: list[Finding]) -> list[Finding]:
        for row in rows:
            row.matter = explain.sentence(row, scope=self.asked.actor.scope)
        return rows


class OpenFindings(Column):
    """How many findings of the gravest level are open about an employer; the number opens their list."""

    css = "nw"

    def __init__(self, name: str, label: Any, **kwargs: Any):
        super().__init__(name, label, **kwargs)
        self.words: dict[int, str] = {}
        self.address = ""

    def spoken(self) -> "OpenFindings":
        column = super().spoken()
        column.words = {severity.value: str(severity.label) for severity in Severity}
        column.address = reverse("compliance:findings")
        return column

    def of(self, row: Any) -> str:
        return f"{self.words[row.gravest]} {row.as_grave:,}" if row.gravest else ""

    def cell(self, row: Any) -> Cell:
        shown = super().cell(row)
        if row.gravest:
            shown.tone = LEVELS[Severity(row.gravest).letter][0]
            shown.href = f"{self.address}?employer={row.pk}&severity={row.gravest}"
        return shown


class JudgedEmployers(EmployerTable):
    """The archive with the findings that are open, and not set aside, about each employer."""

    columns = (
        *EmployerTable.columns[:-1],
        OpenFindings("gravest", _("Open findings")),
        EmployerTable.columns[-1],
    )

    def decorate(self, rows: list[Any]) -> list[Any]:
        found = queries.gravest(self.asked.actor.scope, self.asked.on, [row.pk for row in rows])
        for row in super().decorate(rows):
            row.gravest, row.as_grave = found.get(row.pk, (None, 0))
        return rows


class RunTable(Table):
    """The ledger of runs: when was the last good night, how long did it take, how many are new."""

    caption = _("Runs")
    no_code_because = "a run is about the whole city, never about one employer"
    export_name = "runs"
    default_order = "-business_date"
    empty = _("No night has run yet.")
    columns = (
        Link("business_date", _("Business date"), to="compliance:run", order=("business_date", "number"),
             value=lambda row: f"{row.business_date} · {row.number}"),
        Choice("kind", _("Kind"), words=RunKind),
        Badge("state", _("State"), words=RunState, tones=RUN_TONES),
        Column("started", _("Started"), value=lambda row: f"{row.started_at:%Y-%m-%d %H:%M}"),
        Number("seconds", _("Seconds"), value=lambda row: row.seconds),
        Number("rebuilt", _("State rows rebuilt")),
        Number("hits", _("Hits")),
        Number("opened", pgettext_lazy("findings", "New")),
        Number("reopened", _("Opened again")),
        Number("closed", pgettext_lazy("findings", "Closed")),
    )  # fmt: skip
    filters = (OneOf("kind", _("Kind"), RunKind), OneOf("state", _("State"), RunState))

    def decorate(self, rows: list[Run]) -> list[Run]:
        for row in rows:
            row.seconds = round((row.finished_at - row.started_at).total_seconds()) if row.finished_at else None
        return rows
