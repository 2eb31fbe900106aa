"""Who may do which act: the one gate of every act, asked with the act, the people and the day.

Every refusal is a sentence with its article. Coordinators and supervisors collect, publicise and report leads;
part-time inspectors check single items; a penalty needs a full-time inspector; an act of enforcement needs two people whose
inspector's certificates are valid that day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from inspectors.enums import CERTIFIED_BY, Ground, Position
from inspectors.models import Appointment, Certificate, Leave, TeamMember


class Act(TextChoices):
    """What somebody of the team wants to do."""

    COLLECT = "collect", _("Collect labour-use information")
    PUBLICISE = "publicise", _("Publicise labour law")
    REPORT_LEAD = "report_lead", _("Report a lead")
    SINGLE_ITEM = "single_item", _("Single-item inspection")
    INSPECT = "inspect", _("Inspection on site")
    INVESTIGATE = "investigate", _("Investigation and questioning")
    ORDER = "order", _("Order to correct")
    PENALISE = "penalise", _("Administrative penalty")


@dataclass(frozen=True)
class Power:
    """What an act asks: which positions may do it, how many certified inspectors, how many of them full-time."""

    act: Act
    positions: tuple[Position, ...]
    certified: int
    full_time: int
    article: str


OPINION = "成都市劳动保障监察网格化管理实施意见（2006）三（三）"
REGULATION_16 = "劳动保障监察条例第十六条"
REGULATION_4 = "劳动保障监察条例第四条"
INSPECTORS_5 = "劳动监察员管理办法第五条"
PENALTY_42 = "行政处罚法第四十二条"

ANYBODY = tuple(Position)
INSPECTING = (Position.FULL_TIME, Position.PART_TIME)
FULL = (Position.FULL_TIME,)

POWERS = (
    Power(Act.COLLECT, ANYBODY, 0, 0, OPINION),
    Power(Act.PUBLICISE, ANYBODY, 0, 0, OPINION),
    Power(Act.REPORT_LEAD, ANYBODY, 0, 0, OPINION),
    Power(Act.SINGLE_ITEM, INSPECTING, 2, 0, REGULATION_16),
    Power(Act.INSPECT, FULL, 2, 1, REGULATION_16),
    Power(Act.INVESTIGATE, INSPECTING, 2, 1, REGULATION_16),
    Power(Act.ORDER, INSPECTING, 2, 1, REGULATION_16),
    Power(Act.PENALISE, INSPECTING, 2, 1, PENALTY_42),
)
BY_ACT = {power.act: power for power in POWERS}


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
    if not power.certified:
        return found
    good = [standing for standing in held.values() if standing.certified and not standing.away]
    if len(good) < power.certified:
        found.append(
            Refusal(_("Fewer than two people have an inspector's certificate valid on this day."), power.article)
        )
    if power.full_time and not any(standing.full_time for standing in good):
        sentence = _("No full-time inspector takes part; part-time inspectors check single items only.")
        if act is Act.PENALISE:
            sentence = _("A penalty needs a full-time inspector.")
        found.append(Refusal(sentence, INSPECTORS_5))
    return found


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
    elif power.certified and not held.certified:
        yield Refusal(_("has no inspector's certificate valid on this day."), REGULATION_16)


def may(act: Act, people: Sequence[TeamMember], on: date) -> bool:
    return not refusals(act, people, on)


# The generated page ---------------------------------------------------------------------------------------------------

HEAD = """
## Which act, by whom

Generated from `inspectors/domain/powers.py`, the one gate of every act. *certified*: people whose inspector's
certificate is valid on the day; *full-time*: of them with a full-time certificate and position.

| act | positions | certified | full-time | article |
|---|---|---|---|---|
"""


def markdown() -> str:
    return HEAD + "".join(line(power) for power in POWERS)


def line(power: Power) -> str:
    positions = ", ".join(position.value for position in power.positions)
    cells = (power.act.value, positions, str(power.certified or "–"), str(power.full_time or "–"), power.article)
    return f"| {' | '.join(cells)} |\n"
