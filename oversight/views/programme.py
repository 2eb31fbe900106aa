"""The roll-out page: how far each grid is, with what shows it; pilots; milestones, planned against actual."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import parameters
from core.enums import Role, Tier
from core.http import go
from core.permissions import answers, check_role
from grids import queries as territory
from grids.models import Area
from oversight.domain import programme
from oversight.enums import Guided, Stage
from oversight.models import Milestone, Pilot, StageResult

can_guide = answers(programme.check_can_guide)


@dataclass
class Step:
    """One stage of one line: of a grid its test, of a district how many grids have met theirs."""

    stage: Stage
    met: bool
    count: int
    of: int
    url: str = ""
    met_on: date | None = None
    planned_on: date | None = None
    late: bool = False


@dataclass
class Line:
    """One grid, or one district with its grids."""

    area: Area
    steps: list[Step]
    pilot: Pilot | None
    url: str = ""
    may: bool = False
    kinds: list[Guided] = field(default_factory=list)

    @property
    def stage(self) -> Step | None:
        """The stage that the line stands at: the first that is not met."""
        return next((step for step in self.steps if not step.met), None)


@require_safe
def overview(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The districts of the city, or the grids of a district: that asked for, or where the reader's territory begins."""
    check_role(request.actor, Role.CITY, Role.DISTRICT)
    area = territory.landing(request.actor.scope, pk)
    if area is None:
        raise Http404
    return shown(request, area if area.tier == Tier.CITY else area.district)


def shown(request: HttpRequest, area: Area) -> HttpResponse:
    """The lines below an area; the number of queries does not depend on how many there are."""
    below = list(territory.children(area))
    pilots = {one.area_id: one for one in Pilot.objects.filter(ended_on__isnull=True, area__in=below)}
    plans = {(one.area_id, one.stage): one.planned_on for one in Milestone.objects.filter(area__in=below)}
    rows = StageResult.objects.filter(area__district=area) if area.tier == Tier.DISTRICT else StageResult.objects.all()
    results = list(rows.select_related("area"))
    steps = of_grids(results) if area.tier == Tier.DISTRICT else of_districts(results)
    lines = [
        Line(
            area=one,
            steps=dated(steps.get(one.pk, {}), plans, one, request.today),
            pilot=pilots.get(one.pk),
            url=reverse("oversight:programme_of", args=[one.pk]) if one.tier == Tier.DISTRICT else "",
            may=can_guide(request.actor, one),
            kinds=programme.kinds(one),
        )
        for one in below
    ]
    context = {
        "title": _("Roll-out: %(area)s") % {"area": area.name},
        "area": area,
        "lines": lines,
        "stages": list(Stage),
        "as_of": results[0].as_of if results else None,
        "counts": counts(pilots.values(), area, request.today),
        "crumbs": [(step, request.actor.scope.holds(step)) for step in territory.breadcrumbs(area)],
        "may_plan": any(line.may for line in lines),
    }
    return TemplateResponse(request, "oversight/programme.html", context)


def of_grids(results: Iterable[StageResult]) -> dict[int, dict[str, Step]]:
    found: dict[int, dict[str, Step]] = defaultdict(dict)
    for row in results:
        step = Step(Stage(row.stage), row.met, row.count, row.of, evidence(row), row.met_on)
        found[row.area_id][row.stage] = step
    return found


def of_districts(results: Iterable[StageResult]) -> dict[int, dict[str, Step]]:
    """How many grids of each district have met each stage; met on the day of the last."""
    found: dict[int, dict[str, Step]] = defaultdict(dict)
    for row in results:
        if row.area.district_id is None:
            continue
        stage = Stage(row.stage)
        step = found[row.area.district_id].setdefault(row.stage, Step(stage, True, 0, 0))
        step.of += 1
        step.count += row.met
        step.met = step.met and row.met
        step.met_on = max(filter(None, (step.met_on, row.met_on)), default=None)
    for steps in found.values():
        for step in steps.values():
            step.met_on = step.met_on if step.met else None
    return found


def dated(steps: dict[str, Step], plans: dict[tuple[int, str], date], area: Area, today: date) -> list[Step]:
    """The steps in their order, with the day planned and whether it has passed."""
    found = []
    for stage in Stage:
        step = steps.get(stage.value) or Step(stage, False, 0, 0)
        step.planned_on = plans.get((area.pk, stage.value))
        reached = step.met_on or today
        step.late = step.planned_on is not None and reached > step.planned_on
        found.append(step)
    return found


def evidence(row: StageResult) -> str:
    """The page behind a test: the filing, the staffing, the archives, the nights."""
    try:
        match Stage(row.stage):
            case Stage.GRIDS:
                return reverse("oversight:filing", args=[row.evidence]) if row.evidence else ""
            case Stage.STAFF:
                return reverse("inspectors:area_staffing", args=[row.area_id])
            case Stage.ARCHIVES:
                return f"{reverse('employers:list')}?area={row.area.local_code}&status=open"
            case Stage.RUNNING:
                return reverse("compliance:runs")
    except NoReverseMatch:
        return ""
    return ""


@dataclass(frozen=True)
class Count:
    """How many pilots of one kind there are, and how many the founding document names."""

    name: str
    many: int
    least: int
    most: int


def counts(pilots: Iterable[Pilot], area: Area, on: date) -> list[Count]:
    """The kinds that are marked from here, with the numbers of the founding document."""
    wanted = [Guided.CORE, Guided.SUBURB] if area.tier == Tier.CITY else [Guided.STREET]
    marked = [one.counts_as for one in pilots]
    return [
        Count(
            str(kind.label),
            marked.count(kind),
            int(parameters.value(f"programme.pilots.{kind}.least", (), on) or 0),
            int(parameters.value(f"programme.pilots.{kind}", (), on) or 0),
        )
        for kind in wanted
    ]


# -- acts ------------------------------------------------------------------------------------------------------------


def acted_on(request: HttpRequest, pk: int) -> Area:
    """The district or grid of an act, inside the actor's territory; the wrong role is refused by the verb."""
    check_role(request.actor, Role.CITY, Role.DISTRICT)
    area = territory.within(request.actor.scope, pk)
    if area is None:
        raise Http404
    return area.street if area.tier == Tier.COMMUNITY else area


def back(area: Area) -> str:
    parent = area.parent_id or area.pk
    return (
        reverse("oversight:programme_of", args=[parent]) if area.tier == Tier.STREET else reverse("oversight:programme")
    )


@require_POST
def guide(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark an area as a pilot, or take the mark back."""
    area = acted_on(request, pk)
    if "end" in request.POST:
        programme.end(area=area, by=request.actor, on=request.today)
        messages.success(request, _("%(area)s is no longer guided as a pilot.") % {"area": area.name})
    else:
        programme.mark(area=area, counts_as=request.POST.get("counts_as", ""), by=request.actor, on=request.today)
        messages.success(request, _("%(area)s is guided as a pilot now.") % {"area": area.name})
    return go(request, back(area))


@require_POST
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the day by which an area is to reach a stage."""
    area = acted_on(request, pk)
    stage, text = request.POST.get("stage", ""), request.POST.get("planned_on", "")
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if stage not in Stage.values or day is None:
        messages.error(request, _("Choose a stage and a day."))
    else:
        programme.plan(area=area, stage=stage, planned_on=day, by=request.actor, on=request.today)
        messages.success(request, _("The milestone is set."))
    return go(request, back(area))
