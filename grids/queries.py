"""Reading the territory: by code, up, down, and as of a day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Q

from core.actor import Actor
from core.enums import Role, Tier
from core.scope import Scope
from grids.enums import Kind
from grids.models import Area, AreaSuccession, AreaVersion, TerritoryChange
from grids.models.change import ChangeState
from grids.querysets import AreaQuerySet


def by_code(text: str, on: date) -> Area | None:
    """The area that bears ``text`` as statistical code on that day, else the one whose local code it is.

    Decision 1. Letters of local codes may be written small.
    """
    text = text.strip()
    if not text:
        return None
    version = AreaVersion.objects.in_force(on).filter(code=text).select_related("area").first()
    if version is not None:
        return version.area
    return Area.objects.filter(local_code=text.upper()).first()


def city() -> Area | None:
    """The root of the tree, or nothing on an empty site."""
    return Area.objects.at(Tier.CITY).first()


def children(area: Area) -> AreaQuerySet:
    """The live areas directly below."""
    return Area.objects.live().filter(parent=area).in_order()


def subtree(area: Area) -> AreaQuerySet:
    """The area and all live areas below it."""
    return Area.objects.live().under(area).in_order()


def districts() -> AreaQuerySet:
    """Districts and special zones."""
    return Area.objects.live().at(Tier.DISTRICT).in_order()


def breadcrumbs(area: Area) -> list[Area]:
    """From the city down to the area itself, in one query."""
    ids = [int(part) for part in area.path.strip("/").split("/")]
    found = Area.objects.in_bulk(ids)
    return [found[key] for key in ids]


def top_areas(scope: Scope) -> list[Area]:
    """The areas somebody's scope begins at: where a page of the tree starts for this person."""
    if scope.whole_city:
        root = city()
        return [root] if root else []
    return list(Area.objects.live().filter(pk__in=[area for _, area in scope.areas]).in_order())


def entrance(scope: Scope) -> list[tuple[str, str]]:
    """Local code and name of where a scope begins; where that is one area, of what lies directly below it too."""
    wanted = Q(pk__in=[area for _, area in scope.areas])
    if scope.whole_city:
        wanted = Q(tier__in=(Tier.CITY, Tier.DISTRICT))
    elif len(scope.areas) == 1:
        wanted |= Q(parent__in=[area for _, area in scope.areas])
    found = Area.objects.live().filter(wanted).in_order().values_list("tier", "local_code", "name")
    return [(code, name) for _tier, code, name in sorted(found, key=lambda row: Tier(row[0]).rank)]


def within(scope: Scope, pk: int) -> Area | None:
    """One area inside the scope, or nothing: outside does not exist."""
    return Area.objects.within(scope).filter(pk=pk).first()


def landing(scope: Scope, pk: int | None = None) -> Area | None:
    """The area that a page is about: the one asked for, or where the reader's scope begins; outside does not exist."""
    return next(iter(top_areas(scope)), None) if pk is None else within(scope, pk)


def places(area: Area) -> tuple[str, ...]:
    """Local codes by which a parameter is looked up, nearest first.

    A street of a zone reads the zone first and then the district whose digits its code carries.
    """
    chain = [step.local_code for step in reversed(breadcrumbs(area))]
    district = host(area)
    if district is not None:
        chain.insert(-1, district.local_code)
    return tuple(chain)


def place_chains() -> dict[int, tuple[str, ...]]:
    """``places`` of every area there is or was, by id, in one read."""
    areas = {area.pk: area for area in Area.objects.only("path", "local_code", "code", "tier", "kind", "closed_on")}
    hosts = {area.code: area.local_code for area in areas.values() if area.tier == Tier.DISTRICT and area.code}
    held: dict[int, set[str]] = {}
    for area in areas.values():
        if area.tier == Tier.STREET and area.closed_on is None:
            held.setdefault(int(area.path.split("/")[1]), set()).add(area.code[:6])
    chains = {}
    for pk, area in areas.items():
        chain = [areas[int(step)].local_code for step in reversed(area.path.strip("/").split("/"))]
        known = hosts.get(area.code[:6]) if area.tier in (Tier.STREET, Tier.COMMUNITY) else None
        if area.kind == Kind.ZONE and len(held.get(pk, ())) == 1:
            known = hosts.get(next(iter(held[pk])))
        if known and known not in chain:
            chain.insert(-1, known)
        chains[pk] = tuple(chain)
    return chains


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a yearly file: ``parent`` is the statistical parent, whatever zone holds the street."""

    tier: Tier
    code: str
    name: str
    parent: str
    kind: Kind


def as_of(day: date) -> Iterator[Line]:
    """The statistical tree as it stood on a day, in the order of its codes: what the file of that day said.

    Zones have no statistical code and are left out; the parent of a zone's street is read from its own code.
    """
    rows = (
        AreaVersion.objects.in_force(day)
        .exclude(code="")
        .order_by("code")
        .values_list("area__tier", "code", "name", "kind")
    )
    city_code = ""
    for tier, code, name, kind in rows:
        tier = Tier(tier)
        if tier is Tier.CITY:
            city_code = code
        yield Line(tier, code, name, statistical_parent(tier, code, city_code), Kind(kind))


def statistical_parent(tier: Tier, code: str, city_code: str) -> str:
    """The code of the parent in the statistical tree; the city's own is its province."""
    match tier:
        case Tier.CITY:
            return f"{code[:2]}0000"
        case Tier.DISTRICT:
            return city_code
        case Tier.STREET:
            return code[:6]
        case Tier.COMMUNITY:
            return code[:9]


def names(ids: Iterable[int]) -> dict[int, str]:
    """Names of many areas in one query, which every list asks: written out, it takes half the time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM grids_area WHERE id = ANY(%s)", [list(set(ids))])
        return dict(cursor.fetchall())


def tiers(ids: Iterable[int]) -> dict[int, str]:
    """Tiers of many areas in one query."""
    return dict(Area.objects.filter(pk__in=set(ids)).values_list("pk", "tier"))


def local_codes(ids: Iterable[int], scope: Scope) -> dict[int, str]:
    """Local codes of the live areas among these that lie inside the scope, in one query."""
    return dict(Area.objects.live().within(scope).filter(pk__in=set(ids)).values_list("pk", "local_code"))


def host(area: Area) -> Area | None:
    """The district whose digits a zone's street carries, where it is not the one it hangs under.

    A zone itself has a host where all its streets carry the digits of one district: 东部新区 and 简阳.
    """
    code = area.code[:6] if area.tier in (Tier.STREET, Tier.COMMUNITY) else ""
    if area.kind == Kind.ZONE:
        streets = Area.objects.live().at(Tier.STREET).filter(parent=area).values_list("code", flat=True)
        codes = {street[:6] for street in streets}
        code = codes.pop() if len(codes) == 1 else ""
    if not code:
        return None
    found = Area.objects.live().at(Tier.DISTRICT).filter(code=code).first()
    return found if found is not None and found.pk != area.district_id else None


def ground(area: Area) -> Area:
    """The area that holds an area's ground today: itself while it stands, its only heir, else what it lay in."""
    seen = set()
    while area.closed_on is not None and area.parent_id is not None and area.pk not in seen:
        seen.add(area.pk)
        heirs = {heir.to_area_id: heir.to_area for heir in area.successors.select_related("to_area")}
        area = next(iter(heirs.values())) if len(heirs) == 1 else Area.objects.get(pk=area.parent_id)
    return area


def changes_to_do(actor: Actor, *, most: int) -> list[TerritoryChange]:
    """Changes of territory that wait for this person: the city decides, a district amends or proposes its drafts."""
    waiting = {Role.CITY: (ChangeState.PROPOSED,), Role.DISTRICT: (ChangeState.RETURNED, ChangeState.DRAFT)}
    rows = TerritoryChange.objects.within(actor.scope).filter(state__in=waiting.get(actor.role, ()))
    return list(rows.defer("plan", "record").order_by("effective", "id")[:most])


def history(area: Area) -> list[AreaVersion]:
    """What the area was called, coded and part of, newest first."""
    return list(area.versions.select_related("parent").order_by("-valid_from"))


def successions(area: Area) -> list[AreaSuccession]:
    """Mergers and splits that this area came from or went into."""
    either = Q(from_area=area) | Q(to_area=area)
    found = AreaSuccession.objects.filter(either).select_related("from_area", "to_area")
    return list(found.order_by("-on", "from_area__sort_key", "to_area__sort_key"))


def tallies(area: Area) -> dict[str, int]:
    """How many live areas of each tier lie within: ``{"street": 261, …}``."""
    counted = Area.objects.live().under(area).exclude(pk=area.pk).order_by().values_list("tier")
    return dict(counted.annotate(number=Count("pk")))
