"""What a heat map can show: seven measures, each read from the lines of a table by area, with the list behind it.

The map is handed ``{area: shade}``; the table beside it has the same readings in words. A count is shown in steps that
judge nothing, a rate in the bands of the dated parameters, a shortage of inspectors by how many are missing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from compliance import queries as compliance
from core.enums import Tier
from core.scope import Scope
from employers.models import AreaFigures
from grids import queries as territory
from grids.domain.drawing import Grade, Shade
from grids.models import Area, Staffing
from oversight import queries, tables
from oversight.indicators import RATES, Bands, Steps

Number = int | Decimal | None


@dataclass(frozen=True)
class Place:
    """One line: the figures of an area or of what is not yet placed in it, and its staffing where it is known."""

    line: tables.Line
    staffing: Staffing | None = None
    waiting: int | None = None  # employers of a district or of the city that lie in none of its grids

    @property
    def area(self) -> Area:
        return self.line.part.area


@dataclass(frozen=True)
class Measure:
    """One map: how a value is read from a place, and where the list behind the value stands."""

    key: str
    name: Any
    definition: Any
    value: Callable[[Place], Number]
    url: Callable[[Place], str]
    rate: str = ""
    by_street: bool = True  # nothing is "not yet placed" in a grid: that measure is of districts

    def words(self, place: Place) -> str:
        number = self.value(place)
        if number is None:
            return _("no data")
        return f"{number} %" if self.rate else f"{number:,}"


@dataclass(frozen=True)
class Reading:
    """What map and table say of one place."""

    place: Place
    words: str
    url: str
    grade: Grade
    class_words: str
    number: Number

    @property
    def shade(self) -> Shade:
        told = self.words if self.class_words in ("", self.words) else f"{self.words} ({self.class_words})"
        return Shade(self.grade, told, self.words if self.number is not None else "")


def _missing(place: Place) -> int | None:
    """Inspectors missing at a grid; above it, how many grids are short."""
    told = place.staffing
    if told is None or place.line.part.unplaced or place.area.tier == Tier.COMMUNITY:
        return None
    if place.area.tier == Tier.STREET:
        return max(told.inspectors_needed - told.inspectors, 0)
    return told.grids_short


def _rate(key: str) -> Callable[[Place], Number]:
    return lambda place: place.line.rate(key).percent


def _rate_url(key: str) -> Callable[[Place], str]:
    return lambda place: place.line.rate(key).of_url


def _waiting_url(place: Place) -> str:
    if place.area.tier == Tier.CITY and not place.line.part.unplaced:
        return reverse("employers:unplaced")
    return f"{reverse(tables.EMPLOYERS)}?directly={place.area.local_code}&status=open"


MEASURES = (
    Measure(
        "employers",
        gettext_lazy("Employers"),
        gettext_lazy("Employers whose archive is open."),
        lambda place: place.line.employers,
        lambda place: place.line.employers_url,
    ),
    Measure(
        "unplaced",
        gettext_lazy("Not yet placed"),
        gettext_lazy("Employers of the district that lie in none of its grids yet (未落格)."),
        lambda place: place.waiting,
        lambda place: _waiting_url(place),
        by_street=False,
    ),
    Measure(
        "staffing",
        gettext_lazy("Staffing gap"),
        gettext_lazy(
            "Inspectors missing in a grid to the number every grid needs; of a district, how many of its grids are "
            "short (founding document, 三(三))."
        ),
        _missing,
        lambda place: reverse("inspectors:area_staffing", args=[place.area.pk]),
    ),
    *(
        Measure(rate.key, rate.name, rate.definition, _rate(rate.key), _rate_url(rate.key), rate=rate.key)
        for rate in RATES
    ),
    Measure(
        "findings",
        gettext_lazy("Open findings"),
        gettext_lazy("Findings of the rules that are open today, those set aside left out."),
        lambda place: place.line.findings,
        lambda place: place.line.findings_url,
    ),
)
BY_KEY = {measure.key: measure for measure in MEASURES}


@dataclass(frozen=True)
class Sheet:
    """A measure over the parts of an area: readings, what is not yet placed, the whole, and the legend of the map."""

    measure: Measure
    readings: Sequence[Reading]
    rest: Sequence[Reading]
    whole: Reading
    legend: Mapping[Grade, str]
    as_of: date | None

    def values(self) -> dict[int, Shade]:
        return {reading.place.area.pk: reading.shade for reading in self.readings}

    @property
    def lines(self) -> list[Reading]:
        return [*self.readings, *self.rest]


def sheet(area: Area, tier: Tier, measure: Measure, *, scope: Scope, bands: Bands) -> Sheet:
    """Read one measure for all areas of a tier within an area, in a constant number of queries."""
    parts = [part for part in Area.objects.live().under(area).at(tier).in_order() if scope.holds(part)]
    above = _above(area, tier) if scope.holds(area) else []
    every = list({place.pk: place for place in (area, *parts, *above)}.values())
    figures = queries.figures_of([place.pk for place in every])
    findings = compliance.open_by_area(every)
    staffing = {row.area_id: row for row in Staffing.objects.filter(area__in=[place.pk for place in every])}

    def place(where: Area, unplaced: bool = False) -> Place:
        found = figures.get((where.pk, unplaced)) or queries.empty(where)
        many = findings.get((where.pk, unplaced), 0)
        line = tables.line(queries.Part(where, found, unplaced), bands=bands, findings=many)
        waits = line.employers if unplaced else _waiting(figures.get((where.pk, True)))
        return Place(line, None if unplaced else staffing.get(where.pk), waits)

    rest = [place(where, True) for where in above if (where.pk, True) in figures]
    shown = [place(part) for part in parts]
    whole = place(area)
    if area.tier == Tier.CITY:
        whole = replace(whole, waiting=sum(each.waiting or 0 for each in (*shown, *rest)))
    return _read(measure, shown, [each for each in rest if each.line.employers], whole, bands)


def _above(area: Area, tier: Tier) -> list[Area]:
    """The areas that may hold something which lies in none of the parts shown."""
    if tier == area.tier:
        return []
    return [area, *territory.districts()] if tier is Tier.STREET and area.tier == Tier.CITY else [area]


def _waiting(figures: AreaFigures | None) -> int:
    return figures.employers if figures else 0


def _read(measure: Measure, shown: list[Place], rest: list[Place], whole: Place, bands: Bands) -> Sheet:
    grade, legend = _grading(measure, shown, bands)

    def reading(place: Place) -> Reading:
        number, judged = measure.value(place), grade(place)
        said = legend.get(judged, "") if number is not None else ""
        return Reading(place, measure.words(place), measure.url(place), judged, said, number)

    return Sheet(
        measure,
        [reading(place) for place in shown],
        [reading(place) for place in rest] if measure.key != "staffing" else [],
        reading(whole),
        legend,
        whole.line.part.figures.as_of,
    )


def _grading(measure: Measure, shown: list[Place], bands: Bands) -> tuple[Callable[[Place], Grade], dict[Grade, str]]:
    """How a value becomes tint, texture and word."""
    if measure.rate:
        return (lambda place: place.line.rate(measure.rate).grade), bands.legend()
    if measure.key == "staffing" and all(place.area.tier == Tier.STREET for place in shown):
        return (lambda place: _short(_missing(place))), {
            Grade.GOOD: _("enough inspectors"),
            Grade.POOR: _("one inspector missing"),
            Grade.BAD: _("two or more missing"),
        }
    steps = Steps.of(int(number) for place in shown if (number := measure.value(place)) is not None)
    return (lambda place: steps.grade(_whole(measure.value(place)))), steps.legend()


def _short(missing: int | None) -> Grade:
    if missing is None:
        return Grade.NO_DATA
    return Grade.GOOD if not missing else Grade.POOR if missing == 1 else Grade.BAD


def _whole(number: Number) -> int | None:
    return None if number is None else int(number)
