"""Who may do which act: the one gate of every act, asked with the act, the people and the day.

Every refusal is a sentence with its article. Coordinators and supervisors collect, publicise and report leads;
part-time inspectors check single items; a penalty needs a full-time inspector; an act of enforcement needs several
people whose inspector's certificates are valid that day. What each act asks stands in ``enums.POWERS``, how many people
in a dated parameter; on a day without one nobody may do it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import parameters
from inspectors.enums import (
    BY_ACT,
    CERTIFIED_BY,
    INSPECTING,
    INSPECTORS_5,
    OPINION,
    REGULATION_16,
    Act,
    Ground,
    Position,
    Power,
)
from inspectors.models import Appointment, Certificate, Leave, TeamMember


@dataclass(frozen=True)
class Refusal:
    """Why an act may not be done by these people on this day; ``person`` is empty where it is about all of them."""

    sentence: Any
    article: str
    person: str = ""

    @property
    def text(self) -> str:
        return f"{self.person}：{self.sentence}" if self.person else str(self.sentence)


def refusals(act: Act, people: Sequence[TeamMember], on: date) -> list[Refusal]:
    """Every reason against it, none left out; an empty list: these people may do it on that day."""
    power = BY_ACT[act]
    found: list[Refusal] = []
    if not people:
        found.append(Refusal(_("Nobody is named who is to do it."), power.article))
    held = holdings(people, on)
    for person in people:
        found += [Refusal(said.sentence, said.article, person.name) for said in against(power, held[person.pk])]
    if not power.quorum:
        return found
    good = [standing for standing in held.values() if standing.certified and not standing.away]
    least = quorum(power, on)
    if least is None:
        found.append(Refusal(_("No rule in force on this day says how many inspectors it takes."), power.article))
    elif len(good) < least:
        found.append(Refusal(_("Too few have an inspector's certificate valid on this day: it takes %(count)s people.")
                             % {"count": least}, power.article))  # fmt: skip
    if power.full_time and not any(standing.full_time for standing in good):
        sentence = _("No full-time inspector takes part; part-time inspectors check single items only.")
        if act is Act.PENALISE:
            sentence = _("A penalty needs a full-time inspector.")
        found.append(Refusal(sentence, INSPECTORS_5))
    return found


def quorum(power: Power, on: date) -> int | None:
    """How many certified inspectors the act takes on a day; nothing where no rule is in force or none are needed."""
    least = parameters.value(power.quorum, (), on) if power.quorum else None
    return None if least is None else int(least)


@dataclass(frozen=True)
class Holding:
    """What a person is and holds on a day."""

    positions: frozenset[Position]
    kinds: frozenset[str]
    away: bool
    gone: bool

    @property
    def certified(self) -> bool:
        """A certificate that fits one of his positions as an inspector."""
        return any(self.kinds & set(CERTIFIED_BY.get(position, ())) for position in self.positions)

    @property
    def full_time(self) -> bool:
        return Position.FULL_TIME in self.positions and bool(self.kinds & set(CERTIFIED_BY[Position.FULL_TIME]))


def holdings(people: Sequence[TeamMember], on: date) -> dict[int, Holding]:
    """Positions, certificates and leave of several people, in three queries."""
    ids = [person.pk for person in people]
    positions: dict[int, set[Position]] = {pk: set() for pk in ids}
    serving = Appointment.objects.in_force(on).filter(member__in=ids).exclude(ground=Ground.DELEGATED)
    for member, position in serving.values_list("member", "position"):
        positions[member].add(Position(position))
    kinds: dict[int, set[str]] = {pk: set() for pk in ids}
    for member, kind in Certificate.objects.in_force(on).filter(member__in=ids).values_list("member", "kind"):
        kinds[member].add(kind)
    away = set(Leave.objects.standing().in_force(on).filter(member__in=ids).values_list("member", flat=True))
    return {
        person.pk: Holding(
            frozenset(positions[person.pk]), frozenset(kinds[person.pk]), person.pk in away, person.gone(on)
        )
        for person in people
    }


def against(power: Power, held: Holding) -> Iterator[Refusal]:
    """What speaks against one person."""
    if held.gone or not held.positions:
        yield Refusal(_("has no appointment in force on this day."), OPINION)
        return
    if held.away:
        yield Refusal(_("is on leave on this day."), OPINION)
    if not held.positions & set(power.positions) and held.positions & set(INSPECTING):
        yield Refusal(_("is a part-time inspector: checks single items only."), INSPECTORS_5)
    elif not held.positions & set(power.positions):
        yield Refusal(_("is a supervisor or coordinator: collects, publicises and reports leads only."), OPINION)
    elif power.quorum and not held.certified:
        yield Refusal(_("has no inspector's certificate valid on this day."), REGULATION_16)


def may(act: Act, people: Sequence[TeamMember], on: date) -> bool:
    return not refusals(act, people, on)
