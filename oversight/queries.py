"""What the pages from above read: figures of an area and of its parts, each part linking to the list behind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max

from core.calendar import add_months
from core.enums import Tier
from core.scope import Scope
from employers.enums import Dataset
from employers.models import AreaFigures, Delivery
from grids import queries as territory
from grids.models import Area, Staffing
from inspectors.domain import vacancies
from inspectors.models import TeamMember


@dataclass(frozen=True)
class Part:
    """One line of a table by area: the area, or what in the area above is not yet placed in any part of it."""

    area: Area
    figures: AreaFigures
    unplaced: bool = False

    @property
    def filter(self) -> str:
        """How the lists behind this line are narrowed."""
        return f"{'directly' if self.unplaced else 'area'}={self.area.local_code}"


def figures_of(areas: Iterable[int]) -> dict[tuple[int, bool], AreaFigures]:
    """Figures by area and by whether they are of what is not yet placed there."""
    found = AreaFigures.objects.filter(area__in=list(areas))
    return {(row.area_id, row.unplaced): row for row in found}


def empty(area: Area) -> AreaFigures:
    """The figures of an area that has none: nobody is there."""
    return AreaFigures(area=area)


def parts_of(area: Area, scope: Scope) -> tuple[Part, list[Part]]:
    """The line of the area and the lines of its parts; where the reader sees all of it, they add up to the whole."""
    below = [child for child in territory.children(area) if scope.holds(child)]
    found = figures_of([area.pk, *(child.pk for child in below)])
    parts = [Part(child, found.get((child.pk, False)) or empty(child)) for child in below]
    whole = Part(area, found.get((area.pk, False)) or empty(area))
    rest: Any = found.get((area.pk, True))
    if scope.holds(area) and below and rest is not None:
        parts.append(Part(area, rest, unplaced=True))
    return whole, parts


# The monthly datasets and the day of the month by which each is due (datasets page).
DUE_DAY = {
    Dataset.CODE_REGISTER: 10,
    Dataset.BUSINESS_REGISTER: 10,
    Dataset.TAX_REGISTER: 15,
    Dataset.CONTRACT_FILING: 5,
    Dataset.SOCIAL_INSURANCE: 20,
}


@dataclass(frozen=True)
class Owed:
    """A dataset that has not come by its day: since when it is owed, and when it came last."""

    dataset: Dataset
    due_on: date
    last: date | None


def deliveries_due(on: date) -> list[Owed]:
    """Which monthly datasets have not arrived since their last due day."""
    newest = dict(Delivery.objects.standing().order_by().values_list("dataset").annotate(newest=Max("received_on")))
    owed = []
    for dataset, day in DUE_DAY.items():
        due = on.replace(day=day)
        if due > on:
            due = add_months(due, -1)
        last = newest.get(dataset.value)
        if last is None or last < due.replace(day=1):
            owed.append(Owed(dataset, due, last))
    return owed


SHORT_SHOWN = 3


@dataclass(frozen=True)
class Shortfall:
    """A grid or community with too few people, and who could be appointed to it."""

    area: Area
    has: int
    needs: int
    candidates: list[TeamMember]


@dataclass(frozen=True)
class StaffingCard:
    """What the homes of city, district and street say of people: what is short, who could fill it, what runs out."""

    told: list[Staffing]
    grids: list[Shortfall]
    communities: list[Shortfall]
    expiring: list[vacancies.Notice]

    @property
    def worth_saying(self) -> bool:
        return bool(self.grids or self.communities or self.expiring)


def staffing_card(scope: Scope, on: date) -> StaffingCard:
    """The first few shortfalls of a territory; the page of staffing has them all."""
    told = Staffing.objects.select_related("area").filter(area__in=Area.objects.live().within(scope))
    grids = told.filter(area__tier=Tier.STREET, grids_short__gt=0).order_by("inspectors", "area__sort_key")
    communities = told.filter(area__tier=Tier.COMMUNITY, communities_short__gt=0).order_by("area__sort_key")
    tops = territory.top_areas(scope)
    return StaffingCard(
        told=list(told.filter(area__in=tops)),
        grids=[
            Shortfall(row.area, row.inspectors, row.inspectors_needed, vacancies.candidates(row.area, on, most=3))
            for row in grids[:SHORT_SHOWN]
        ],
        communities=[
            Shortfall(row.area, row.assistants, row.assistants_needed, vacancies.candidates(row.area, on, most=3))
            for row in communities[:SHORT_SHOWN]
        ],
        expiring=vacancies.expiring(scope, on),
    )
