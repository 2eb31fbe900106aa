"""Parameters: reading the dated rows, and the verbs by which the administrator changes them.

An unverified row that relieves applies, one that accuses does not (decisions 30). A row that has lapsed without a
successor is no standard any more; where a rule may still lean on it, it asks for it by name (``lapsed``).
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import journal
from core.actor import Actor
from core.enums import Role
from core.models.calendar_day import CalendarDay
from core.models.parameter import Effect, Parameter
from core.permissions import Denied, check_role


@dataclass(frozen=True, slots=True)
class Row:
    """One row as rules and SQL read it. ``lapsed``: its time is over and nothing that applies followed."""

    code: str
    place: str
    value: Decimal
    valid_from: date
    valid_to: date | None
    verified: bool
    lapsed: bool = False


# Reading -------------------------------------------------------------------------------------------------------------


def row(code: str, places: Sequence[str], on: date) -> Parameter | None:
    """The row of the first place of the chain that has one in force that applies; '' (everywhere) comes last."""
    chain = [*places, ""]
    found = Parameter.objects.applicable().in_force(on).filter(code=code, place__in=chain)
    return min(found, key=lambda each: chain.index(each.place), default=None)


def value(code: str, places: Sequence[str], on: date) -> Decimal | None:
    """The value in force at the first place of the chain that has one, or nothing."""
    found = row(code, places, on)
    return found.value if found else None


def lapsed(code: str, places: Sequence[str], on: date) -> Parameter | None:
    """The last row that applied before ``on`` where none is in force now: a bound that nobody has renewed."""
    if row(code, places, on):
        return None
    chain = [*places, ""]
    over = Parameter.objects.applicable().filter(code=code, place__in=chain, valid_to__lte=on)
    return min(over, key=lambda each: (chain.index(each.place), -each.valid_from.toordinal()), default=None)


def begins(code: str, on: date) -> date | None:
    """The first day on which ``code`` ever applied, looking no further than ``on``: since when a rule is in force."""
    days = Parameter.objects.applicable().filter(code=code, valid_from__lte=on).values_list("valid_from", flat=True)
    return min(days, default=None)


def as_rows(codes: Iterable[str], *, first: date, last: date, with_lapsed: bool = False) -> list[Row]:
    """Every row that applies on some day of ``first`` … ``last``: what a set-based rule joins by place and day.

    ``with_lapsed`` fills the time after a row that has no successor with the row itself, marked ``lapsed``.
    """
    found = Parameter.objects.applicable().filter(code__in=list(codes), valid_from__lte=last)
    rows: list[Row] = []
    for each in found.order_by("code", "place", "valid_from"):
        if with_lapsed and rows and (rows[-1].code, rows[-1].place) == (each.code, each.place):
            _fill(rows, until=each.valid_from)
        elif with_lapsed and rows:
            _fill(rows, until=None)
        rows.append(Row(each.code, each.place, each.value, each.valid_from, each.valid_to, each.verified))
    if with_lapsed and rows:
        _fill(rows, until=None)
    return [each for each in rows if each.valid_from <= last and (each.valid_to is None or each.valid_to > first)]


def _fill(rows: list[Row], *, until: date | None) -> None:
    end = rows[-1].valid_to
    if end is not None and end != until:
        rows.append(replace(rows[-1], valid_from=end, valid_to=until, lapsed=True))


def unverified(codes: Iterable[str]) -> list[Parameter]:
    """The rows that nobody has verified: every page that uses one says so."""
    return list(Parameter.objects.filter(code__in=list(codes), verified_by="").order_by("code", "place", "valid_from"))


def revision() -> str:
    """Changes whenever a parameter or a day of the calendar does: what was computed from them compares it."""
    rows = Parameter.objects.aggregate(newest=Max("changed_at"), highest=Max("id"), count=Count("id"))
    days = CalendarDay.objects.aggregate(newest=Max("changed_at"))
    return f"{rows['count']}:{rows['highest']}:{rows['newest']}:{days['newest']}"


# Changing ------------------------------------------------------------------------------------------------------------


def check_can_edit(actor: Actor) -> None:
    """Parameters are the administrator's (decisions 4)."""
    check_role(actor, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a row is to say; ``verified_by`` empty: nobody has compared it with the document."""

    code: str
    place: str
    value: Decimal
    unit: str
    valid_from: date
    valid_to: date | None
    basis: str
    effect: str
    verified_by: str = ""

    def fields(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}


def overlapping(said: Statement, *, but: int | None = None) -> list[Parameter]:
    """The rows of the same code and place whose time meets the statement's."""
    rows = Parameter.objects.filter(code=said.code, place=said.place).order_by("valid_from")
    return [each for each in rows if each.pk != but and each.overlaps(said)]


@transaction.atomic
def add(said: Statement, *, by: Actor, on: date) -> Parameter:
    """Add a row; an open-ended earlier row of the same code and place ends where the new one begins."""
    check_can_edit(by)
    for other in overlapping(said):
        if other.valid_to is not None or other.valid_from >= said.valid_from:
            raise Denied(_refusal(other))
        _change(other, replace(_statement(other), valid_to=said.valid_from), by=by, on=on)
    new = Parameter.objects.create(**said.fields(), verified_on=on if said.verified_by else None)
    journal.record(
        "parameter.added",
        gettext_noop("Parameter %(code)s set to %(value)s %(unit)s from %(day)s."),
        about=new,
        by=by,
        on=on,
        change={"new": _plain(said)},
        code=str(new),
        value=shown(said.value),
        unit=said.unit,
        day=said.valid_from.isoformat(),
    )
    return new


@transaction.atomic
def amend(parameter: Parameter, said: Statement, *, by: Actor, on: date) -> Parameter:
    """Correct, verify or end one row; it keeps its code, place and effect."""
    check_can_edit(by)
    said = replace(said, code=parameter.code, place=parameter.place, effect=parameter.effect)
    for other in overlapping(said, but=parameter.pk):
        raise Denied(_refusal(other))
    return _change(parameter, said, by=by, on=on)


def _change(parameter: Parameter, said: Statement, *, by: Actor, on: date) -> Parameter:
    before = _statement(parameter)
    if before == said:
        return parameter
    for name, content in said.fields().items():
        setattr(parameter, name, content)
    if not said.verified_by:
        parameter.verified_on = None
    elif said.verified_by != before.verified_by or said.value != before.value:
        parameter.verified_on = on
    parameter.save()
    journal.record(
        "parameter.amended",
        gettext_noop("Parameter %(code)s amended: now %(value)s %(unit)s."),
        about=parameter,
        by=by,
        on=on,
        change={"old": _plain(before), "new": _plain(said)},
        code=str(parameter),
        value=shown(said.value),
        unit=said.unit,
    )
    return parameter


def _statement(parameter: Parameter) -> Statement:
    return Statement(**{name: getattr(parameter, name) for name in Statement.__slots__})


def _plain(said: Statement) -> dict[str, str | None]:
    return {
        name: None if content is None else shown(content) if isinstance(content, Decimal) else str(content)
        for name, content in said.fields().items()
    }


def _refusal(other: Parameter) -> str:
    return _("This overlaps the row that is in force from %(day)s: end or correct that row first.") % {
        "day": other.valid_from.isoformat()
    }


def shown(value: Decimal) -> str:
    """A value without trailing noughts: 400, 8.9."""
    return f"{value.normalize():f}"


# Shipping ------------------------------------------------------------------------------------------------------------

COLUMNS = ("code", "place", "value", "unit", "valid_from", "valid_to", "basis", "verified_by", "verified_on", "effect")


def read_csv(path: Path) -> list[Parameter]:
    """The rows of a shipped file, unsaved."""
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path.name}: the columns must be {', '.join(COLUMNS)}")
        return [_parsed(cells) for cells in reader]


def _parsed(cells: dict[str, str]) -> Parameter:
    return Parameter(
        code=cells["code"],
        place=cells["place"],
        value=Decimal(cells["value"]),
        unit=cells["unit"],
        valid_from=date.fromisoformat(cells["valid_from"]),
        valid_to=date.fromisoformat(cells["valid_to"]) if cells["valid_to"] else None,
        basis=cells["basis"],
        effect=Effect(cells["effect"]),
        verified_by=cells["verified_by"],
        verified_on=date.fromisoformat(cells["verified_on"]) if cells["verified_on"] else None,
    )


@transaction.atomic
def load_csv(path: Path, *, by: Actor, on: date) -> int:
    """Add the shipped rows that meet no row of the same code and place; say how many. Nothing is overwritten."""
    there: dict[tuple[str, str], list[Parameter]] = {}
    for each in Parameter.objects.all():
        there.setdefault((each.code, each.place), []).append(each)
    new = [each for each in read_csv(path) if not any(map(each.overlaps, there.get((each.code, each.place), ())))]
    Parameter.objects.bulk_create(new)
    journal.record("parameter.shipped", gettext_noop("This parameter came with the program."), about=new, by=by, on=on)
    return len(new)
