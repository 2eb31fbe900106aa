"""Changes of territory in each state of their way, made by the verbs that the pages call.

The district of the login has a draft, one that came back and one that waits for the city; the city has approved a
merger for a later day. What is in effect, and what was undone, are lines of other districts that touch few archives.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from core.actor import Actor
from core.enums import Role, Tier
from core.scope import Scope
from employers.models import Employer
from grid_inspection.demo import accounts
from grids import queries
from grids.domain import changes, plans
from grids.domain.plans import Plan
from grids.models import Area, TerritoryChange
from grids.models.change import ChangeKind
from oversight.domain import regridding

IN_EFFECT, UNDONE, LATER = "510131", "510129", "510121"
REMARKS = "请附界线两侧道路清单和社区意见后重新报送。"


@transaction.atomic
def plant(*, on: date) -> None:
    """One proposal in each state; nothing where there is one already."""
    if TerritoryChange.objects.exists():
        return
    places = accounts.workplaces()
    own, city = places[Tier.DISTRICT], acting(Role.CITY, places[Tier.CITY])
    soon = on + timedelta(days=60)
    line(own, 0, words=["一环路"], day=soon, basis="街道办事处建议", on=on)
    returned = propose(line(own, 1, words=["人民路"], day=soon, basis="社区联席会议纪要", on=on), own, on=on)
    changes.return_(change=returned, remarks=REMARKS, by=city, on=on)
    propose(transferred(own, day=soon, on=on), own, on=on)
    given_up = propose(line(own, 2, words=["解放路"], day=soon, basis="街道办事处建议", on=on), own, on=on)
    changes.withdraw(change=given_up, reason="两街道已协商一致，无须调整。", by=city, on=on)
    later = queries.by_code(LATER, on)
    if later is not None:
        changes.approve(change=propose(merged(later, day=soon, on=on), later, on=on), by=city, on=on)
    for code, undone in ((IN_EFFECT, False), (UNDONE, True)):
        district = queries.by_code(code, on)
        if district is not None:
            carried_out(district, city, undone=undone, on=on)


def carried_out(district: Area, city: Actor, *, undone: bool, on: date) -> None:
    """A line that takes effect today, along the road of one archive; the other one was a mistake."""
    drawn = line(district, 0, words=roads(district), day=on, basis="区（市）县政府会议纪要", on=on)
    change = propose(drawn, district, on=on)
    changes.approve(change=change, by=city, on=on)
    regridding.apply(change=change, by=city, on=on)
    if undone:
        regridding.undo(change=change, reason="道路名称有误，按原界线执行。", by=city, on=on)


def roads(district: Area) -> list[str]:
    """The road of one archive in the first street of the district, as its address writes it."""
    first = queries.children(district).first()
    found = Employer.objects.filter(street=first).exclude(road="").order_by("pk").values_list("road", flat=True).first()
    return [found or "滨河路"]


def line(district: Area, number: int, *, words: Sequence[str], day: date, basis: str, on: date) -> TerritoryChange:
    """A line between two streets that follow each other in the tree."""
    giver, taker = queries.children(district)[number : number + 2]
    title = f"{giver.name}与{taker.name}之间界线调整"
    return drafted(ChangeKind.LINE, title, plans.line(giver, taker, words=words), district, day, basis, on)


def transferred(district: Area, *, day: date, on: date) -> TerritoryChange:
    giver, taker = queries.children(district)[:2]
    community = queries.children(giver)[0]
    title, plan = f"{community.name}由{giver.name}划归{taker.name}", plans.transfer([community], to=taker)
    return drafted(ChangeKind.TRANSFER, title, plan, district, day, "社区居民会议决议", on)


def merged(district: Area, *, day: date, on: date) -> TerritoryChange:
    one, two = queries.children(district)[:2]
    children = [*queries.children(one), *queries.children(two)]
    plan = plans.merge([one, two], into=one, children=children)
    return drafted(ChangeKind.MERGE, f"{one.name}、{two.name}合并为{one.name}", plan, district, day, "县政府请示", on)


def drafted(
    kind: ChangeKind, title: str, plan: Plan, district: Area, day: date, basis: str, on: date
) -> TerritoryChange:  # fmt: skip
    said = changes.Proposal(kind, title, day, basis, plan.as_json())
    return changes.draft(said, by=acting(Role.DISTRICT, district), on=on)


def propose(change: TerritoryChange, district: Area, *, on: date) -> TerritoryChange:
    changes.propose(change=change, by=acting(Role.DISTRICT, district), on=on)
    return change


def acting(role: Role, area: Area) -> Actor:
    return Actor("demo", role, Scope(frozenset({(Tier(area.tier), area.pk)})))
