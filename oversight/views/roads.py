"""The queue road by road, one road with its numbers, and the decision about many at once: preview, then the verb."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.enums import Role, Tier
from core.http import go, safe_next
from employers import permissions
from employers.domain import placing as archive
from employers.models import Employer
from employers.models.employer import EmployerQuerySet
from employers.queries import queue
from employers.tables.queue import NAMELESS, OnRoadTable, RoadTable
from grids import queries as territory
from grids.models import Area
from oversight.domain import placing

Wanted = dict[Area | None, list[int]]  # no area: the answer that the address does not suffice
SHOWN = 50  # employers of a preview that are listed one by one
MOST = 2_000  # employers of one decision: more is more than a person can answer for


def road_url(area: int, road: str) -> str:
    return f"{reverse('oversight:road', args=[area])}?{urlencode({'road': road})}"


def roads(request: HttpRequest) -> HttpResponse:
    """The roads on which somebody waits, the longest queue first."""
    permissions.check_can_place(request.actor)
    table = RoadTable(queue.roads(queue.waiting(request.actor)), request, road_url)
    return table.respond("oversight/roads.html", choices=choices(request, territory.top_areas(request.actor.scope)))


def road(request: HttpRequest, pk: int) -> HttpResponse:
    """One road: who waits there by number, where those placed already lie, and the decision."""
    permissions.check_can_place(request.actor)
    area = known_to(request, pk)
    name = request.GET.get("road", "")[:40]
    rows = queue.on_road(queue.waiting(request.actor), (area.pk, name))
    table = OnRoadTable(rows, request)
    placed = queue.placed_on([(area.pk, name)]).get((area.pk, name), [])
    streets = {one.street for one in placed}
    codes = territory.local_codes(streets, request.actor.scope)
    return table.respond(
        "oversight/road.html",
        title=name or str(NAMELESS),
        area=area,
        road=f"{area.pk}:{name}",
        spans=queue.spans(placed, territory.names(streets), codes),
        choices=choices(request, [area]),
        asked={part: request.GET.get(part, "") for part in ("low", "high", "side")},
    )


def known_to(request: HttpRequest, pk: int) -> Area:
    """The area that those waiting are known to; the city as a whole is the city's own."""
    area = Area.objects.filter(pk=pk).first()
    if area is None or not request.actor.scope.holds(area):
        raise Http404
    return area


@dataclass(frozen=True, slots=True)
class Choice:
    """A group of the areas to choose from."""

    name: str
    areas: list[Area]


def choices(request: HttpRequest, starts: Sequence[Area]) -> list[Choice]:
    """The streets of a district; of a single district its communities too; of the city its districts and streets."""
    if not starts:
        return []
    if len(starts) == 1 and starts[0].tier != Tier.CITY:
        rows = Area.objects.live().under(starts[0]).exclude(tier=Tier.DISTRICT)
    else:
        rows = Area.objects.live().within(request.actor.scope).filter(tier__in=(Tier.DISTRICT, Tier.STREET))
    found: list[Choice] = []
    for area in rows.in_order():
        heads = area.tier == (Tier.DISTRICT if len(starts) > 1 or starts[0].tier == Tier.CITY else Tier.STREET)
        if heads or not found:
            found.append(Choice(area.name, []))
        found[-1].areas.append(area)
    return found


# -- deciding --------------------------------------------------------------------------------------------------------


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Preview a decision about many employers; with the preview's mark, carry it out.

    ``road`` (area:road, several) or ``employer`` (id, or id:area where a suggestion is accepted) say about whom;
    ``area`` says where to, ``answer`` that their address does not suffice. Anything that changed since the preview
    shows it again.
    """
    permissions.check_can_place(request.actor)
    back = safe_next(request, reverse("oversight:roads"))
    wanted = asked(request)
    answers = "answer" in request.POST
    if not answers and None in wanted and len(wanted) > 1:  # ticked, but nothing is suggested for them
        told = _("%(count)s ticked employers without a clear suggestion are left out.")
        messages.warning(request, told % {"count": len(wanted.pop(None))})
    count = sum(len(ids) for ids in wanted.values())
    if not count or (not answers and None in wanted):
        messages.error(request, _("Tick at least one road or employer, and choose an area inside your territory."))
        return go(request, back)
    if count > MOST:
        messages.error(
            request,
            _("%(count)s employers are too many for one decision; narrow the numbers.") % {"count": f"{count:,}"},
        )
        return go(request, back)
    mark = digest(wanted)
    if request.POST.get("confirmed") == mark:
        return carried_out(request, wanted, answers, back)
    if "confirmed" in request.POST:
        messages.warning(request, _("The queue has changed since the preview; look at it again."))
    return preview(request, wanted, answers, mark, back)


def carried_out(request: HttpRequest, wanted: Wanted, answers: bool, back: str) -> HttpResponse:
    """One verb, and a message that says what it did."""
    reason = request.POST.get("reason", "")[:300]
    if answers:
        ids = [pk for some in wanted.values() for pk in some]
        told = archive.answer(ids=ids, reason=reason, by=request.actor, on=request.today)
        messages.success(request, _("Recorded for %(count)s employers.") % {"count": f"{told:,}"})
    else:
        chosen = {area: ids for area, ids in wanted.items() if area is not None}
        placed = placing.place_all(wanted=chosen, reason=reason, by=request.actor, on=request.today)
        names = "、".join(area.name for area in chosen)
        messages.success(
            request, _("%(count)s employers are placed in %(area)s now.") % {"count": f"{placed:,}", "area": names}
        )
    return go(request, back)


def asked(request: HttpRequest) -> Wanted:
    """Whom a posted decision speaks of, by the area each shall be placed in; nobody outside the actor's scope."""
    chosen = area_of(request.POST.get("area", ""), request)
    roads, picked = request.POST.getlist("road"), request.POST.getlist("employer")
    if only := request.POST.get("only"):  # one road and the street that all its neighbours lie in
        code, _colon, rest = only.partition(":")
        chosen, roads, picked = area_of(code, request), [rest], []
    if roads:
        rows = [pk for each in roads for pk in on_road(request, each).values_list("pk", flat=True)]
        return {chosen: sorted(set(rows))} if rows else {}
    pairs = [(each.partition(":")[0], each.partition(":")[2]) for each in picked]
    ids = {int(pk): code for pk, code in pairs if pk.isdecimal()}
    found: dict[Area | None, list[int]] = {}
    areas = {code: area_of(code, request) for code in set(ids.values()) if code}
    for pk in (
        Employer.objects.within(request.actor.scope).filter(pk__in=ids).order_by("pk").values_list("pk", flat=True)
    ):
        found.setdefault(chosen or areas.get(ids[pk]), []).append(pk)
    return found


def on_road(request: HttpRequest, text: str) -> EmployerQuerySet:
    """Those waiting on one road, between the numbers that were asked for."""
    pk, _colon, name = text.partition(":")
    rows = queue.waiting(request.actor)
    limits = {part: request.POST.get(part, "") for part in ("low", "high")}
    low, high = (int(text) if text.isdecimal() and len(text) < 7 else None for text in limits.values())
    if not pk.isdecimal():
        return rows.none()
    return queue.on_road(rows, (int(pk), name[:40]), low=low, high=high, side=request.POST.get("side", ""))


def area_of(code: str, request: HttpRequest) -> Area | None:
    """The area of a code, if it lies inside the actor's territory: outside does not exist."""
    area = territory.by_code(code[:20], request.today)
    return area if area is not None and request.actor.scope.holds(area) else None


def digest(wanted: Wanted) -> str:
    """The mark by which a preview and its decision know that they speak of the same employers and areas."""
    told = [f"{area.pk if area else ''}={sorted(ids)}" for area, ids in wanted.items()]
    return hashlib.sha256(";".join(sorted(told)).encode()).hexdigest()[:20]


def preview(request: HttpRequest, wanted: Wanted, answers: bool, mark: str, back: str) -> HttpResponse:
    """What the decision would do: how many, who, and whose address makes another street likely."""
    areas = {pk: area for area, ids in wanted.items() for pk in ids}
    rows = Employer.objects.within(request.actor.scope).filter(pk__in=areas).select_related("suggested_area")
    doubtful = [] if answers else [row.pk for row in rows if doubts(row, areas[row.pk])]
    shown = sorted(rows, key=lambda row: (row.pk not in doubtful, row.door or 0, row.pk))[:SHOWN]
    for row in shown:
        row.going_to, row.doubtful = areas[row.pk], row.pk in doubtful
    kept = ("road", "employer", "low", "high", "side", "area", "only", "answer", "reason", "next")
    context = {
        "title": _("Preview of the decision"),
        "rows": shown,
        "count": len(areas),
        "targets": [(area, len(ids)) for area, ids in wanted.items() if area is not None],
        "doubtful": len(doubtful),
        "answers": answers,
        "mark": mark,
        "kept": [(name, value) for name in kept for value in request.POST.getlist(name)],
        "reason": request.POST.get("reason", "")[:300],
        "back": back,
        "street_role": request.actor.role is Role.STREET,
    }
    return TemplateResponse(request, "oversight/decision.html", context)


def doubts(row: Employer, area: Area | None) -> bool:
    """The address makes a street likely, and it is another one than the decision's."""
    other = row.suggested_area
    if area is None or other is None or other.street_id is None or area.street_id is None:
        return False
    return bool(other.street_id != area.street_id)
