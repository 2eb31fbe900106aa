"""The staffing of an area on any day: the two-inspector rule per grid, supervisors and coordinators per community."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core import exports, parameters
from core.enums import Tier
from grids import queries as territory
from grids.models import Area
from inspectors import permissions
from inspectors.domain import staffing, vacancies


@dataclass(frozen=True)
class Line:
    """One area of the table."""

    area: Area
    count: staffing.Count
    url: str

    @property
    def numbers(self) -> dict[str, int]:
        return self.count.row()


def area_staffing(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One area, or that where the reader's territory begins; of the first, where there are several."""
    permissions.check_can_see_staffing(request.actor)
    area = territory.landing(request.actor.scope, pk)
    if area is None:
        raise Http404
    return answered(request, area)


def answered(request: HttpRequest, area: Area) -> HttpResponse:
    day = asked_day(request)
    found = staffing.counts(day, area)
    below = [child for child in territory.children(area) if child.pk in found]
    lines = [Line(child, found[child.pk], reverse("inspectors:area_staffing", args=[child.pk])) for child in below]
    whole = Line(area, found.get(area.pk) or staffing.Count(), "")
    title = _("Staffing of %(area)s") % {"area": area.name}
    if request.method == "POST":
        return exports.answer(
            sheet([whole, *lines], title, day), request.POST.get("export", ""), request=request, name="staffing"
        )
    scope = request.actor.scope
    context = {
        "title": title,
        "area": area,
        "crumbs": [(step, scope.holds(step)) for step in territory.breadcrumbs(area)],
        "day": day,
        "whole": whole,
        "lines": lines,
        "grid": area.tier == Tier.STREET,
        "needs": [row for code in staffing.NEEDS if (row := parameters.row(code, territory.places(area), day))],
        **people(area, whole, day),
    }
    if area.tier in (Tier.CITY, Tier.DISTRICT):
        context |= burdened(request, day) | {"expiring": vacancies.expiring(scope, day)}
    return TemplateResponse(request, "inspectors/staffing.html", context)


def people(area: Area, whole: Line, day: date) -> dict[str, Any]:
    """At a grid or community: who counts and who does not, and who could be appointed where one is short."""
    if area.tier in (Tier.CITY, Tier.DISTRICT):
        return {}
    short = whole.count.grids_short if area.tier == Tier.STREET else whole.count.communities_short
    return {
        "people": vacancies.of_area(area, day),
        "candidates": vacancies.candidates(area, day) if short else None,
    }


def burdened(request: HttpRequest, day: date) -> dict[str, Any]:
    """Who has more grids than the parameter says; it is a hint, and says so while nobody has verified it."""
    row = parameters.row(staffing.MANY, (), day)
    if row is None:
        return {}
    return {"many": row, "burdened": vacancies.overburdened(request.actor.scope, day, int(row.value))}


def asked_day(request: HttpRequest) -> date:
    """The day asked for, else today; what is no day is today."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return request.today


def sheet(lines: list[Line], title: str, day: date) -> exports.Sheet:
    headings = [_("Area code"), _("Area"), _("Inspectors"), _("Inspectors needed"), _("Grids"), _("Grids short"),
                _("Supervisors and coordinators"), _("Communities"), _("Communities without one")]  # fmt: skip
    names = ("inspectors", "inspectors_needed", "grids", "grids_short", "assistants", "communities",
             "communities_short")  # fmt: skip
    rows = [[each.area.local_code, each.area.name, *(each.numbers[name] for name in names)] for each in lines]
    formats = ["code", "text", *("number" for _name in names)]
    return exports.Sheet(title=title, headings=headings, formats=formats, rows=rows, as_of=day)
