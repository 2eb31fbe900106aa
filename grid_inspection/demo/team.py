"""The invented team: two inspectors in every grid and somebody in every community, put on the roster by the verbs.

Planted on purpose, each on the homes of its street, district and city: the grid of the login has one inspector too few,
one of its communities nobody, and three certificates run out within 7, 30 and 60 days.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from django.db import transaction

from core.actor import Actor
from core.calendar import add_years
from core.enums import Tier
from core.models import User
from grid_inspection.demo import accounts
from grid_inspection.demo.delivering import refresh_statistics
from grid_inspection.demo.names import People
from grids.models import Area
from inspectors.domain import certificates, leaves, letters, staffing
from inspectors.domain.intake import Entry, Paper, enrol_all
from inspectors.enums import CertificateKind, LeaveKind, Position
from inspectors.models import Certificate, TeamMember

ENDS_IN = (7, 60)  # days; the third one, 30, is the street login's own certificate
ISSUED_BY = "成都市劳动保障局（演示）"
POSTS = {Position.PART_TIME: "兼职监察员", Position.COORDINATOR: "协管员"}


@dataclass
class Planting:
    """Collects the people of the city and puts them on the roster as the city bureau would, all at once."""

    on: date
    since: date
    by: Actor
    names: People
    rng: Random
    entries: list[Entry] = field(default_factory=list)
    numbers: int = 0

    def person(self, area: Area, position: Position, paper: Paper | None = None) -> None:
        self.entries.append(Entry(self.names.name(), area, position, self.since, post=POSTS[position], paper=paper))

    def paper(self, kind: CertificateKind, last_day: date | None = None) -> Paper:
        self.numbers += 1
        until = last_day or self.on + timedelta(days=self.rng.randint(200, 900))
        return Paper(kind, f"XN监{self.numbers:05d}", self.since, until, ISSUED_BY)

    def staff(self, grid: Area, ends: date | None = None) -> None:
        """Two part-time inspectors; the first one's certificate may end soon."""
        for last_day in (ends, None):
            self.person(grid, Position.PART_TIME, self.paper(CertificateKind.PART_TIME, last_day))


@transaction.atomic
def plant(*, on: date) -> None:
    """Staff the whole city but for what is planted; nothing where it was done already."""
    if Certificate.objects.exists():
        return
    places = accounts.workplaces()
    by = accounts.appointing(Tier.STREET, places)
    rng = Random(20060205)  # the day of the founding document
    work = Planting(on, add_years(on, -2), by, People(rng, on), rng)
    own, here = places[Tier.STREET], places[Tier.COMMUNITY]
    logins(work, own)
    grids = list(Area.objects.live().at(Tier.STREET).in_order())
    near = [grid for grid in grids if grid.district_id == own.district_id and grid != own]
    ends = {grid.pk: on + timedelta(days=days) for grid, days in zip(near, ENDS_IN, strict=False)}
    for grid in grids:
        if grid != own:
            work.staff(grid, ends.get(grid.pk))
    communities = list(Area.objects.live().at(Tier.COMMUNITY).in_order())
    empty = next((each for each in communities if each.street_id == own.pk and each != here), None)
    for each in communities:
        if each not in (here, empty):
            work.person(each, Position.COORDINATOR)
    enrol_all(work.entries, by=by, on=work.since, settle=False)
    refresh_statistics()
    if near:
        show(work, near[-1])
    staffing.rebuild(on=on)


def logins(work: Planting, own: Area) -> None:
    """The people who log in hold certificates, too; the street's runs out within 30 days."""
    for username, kind, last_day in (
        ("district", CertificateKind.FULL_TIME, None),
        ("street", CertificateKind.PART_TIME, work.on + timedelta(days=30)),
    ):
        member = TeamMember.objects.filter(user=User.objects.filter(username=username).first()).first()
        if member is None:
            continue
        paper = work.paper(kind, last_day)
        certificates.record(
            member=member, kind=kind, number=paper.number, valid_from=paper.valid_from, last_day=paper.last_day,
            issued_by=paper.issued_by, by=work.by, on=work.on, settle=False,
        )  # fmt: skip
        certificates.train(member=member, topic="劳动保障监察业务培训", organiser=ISSUED_BY,
                           held_on=work.on - timedelta(days=120), hours=24, by=work.by, on=work.on)  # fmt: skip
        for appointment in member.appointments.select_related("area"):
            letters.issue(appointment=appointment, by=work.by, on=work.since)


def show(work: Planting, grid: Area) -> None:
    """One letter, and one leave with somebody who stands in."""
    first, second = TeamMember.objects.filter(appointments__area=grid).order_by("pk")[:2]
    letters.issue(appointment=first.appointments.select_related("area").get(), by=work.by, on=work.since)
    leaves.go(member=first, kind=LeaveKind.ANNUAL, first_day=work.on + timedelta(days=3),
              last_day=work.on + timedelta(days=9), substitute=second, by=work.by, on=work.on)  # fmt: skip
