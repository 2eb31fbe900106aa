"""Colour maps in each state of their way to the city, filed through the same verbs that the pages call.

The district of the login has one that came back and a draft in its place; another district's waits for the city, and a
special zone's was accepted.
"""

from datetime import date

from django.db import transaction

from core.actor import Actor
from core.enums import Role, Tier
from core.scope import Scope
from grid_inspection.demo import accounts
from grids.domain import filings
from grids.enums import Paper
from grids.models import Area, Filing
from oversight.domain import filings as drafting

WAITING, ACCEPTED = "510129", "CD-GX"
REMARKS = "审核人一栏未填写，请补充后重新报送。"
PREPARER, REVIEWER = "罗晓蓉", "陈立新"


@transaction.atomic
def plant(*, on: date) -> None:
    """One filing in each state; nothing where there is one already."""
    if Filing.objects.exists():
        return
    places = accounts.workplaces()
    own, city = places[Tier.DISTRICT], acting(Role.CITY, places[Tier.CITY])
    filings.give_back(filing=submit(own, on=on), remarks=REMARKS, by=city, on=on)
    draw(own, on=on)
    others = {area.local_code: area for area in Area.objects.live().filter(local_code__in=(WAITING, ACCEPTED))}
    for code, area in sorted(others.items()):
        if area == own:
            continue
        sent = submit(area, on=on, reviewer=REVIEWER)
        if code == ACCEPTED:
            filings.accept(filing=sent, by=city, on=on)


def submit(district: Area, *, on: date, reviewer: str = "") -> Filing:
    drawn = draw(district, on=on, reviewer=reviewer)
    return filings.submit(filing=drawn, by=acting(Role.DISTRICT, district), on=on)


def draw(district: Area, *, on: date, reviewer: str = "") -> Filing:
    return drafting.draft(
        district=district, paper=Paper.A3, preparer=PREPARER, reviewer=reviewer,
        by=acting(Role.DISTRICT, district), on=on,
    )  # fmt: skip


def acting(role: Role, area: Area) -> Actor:
    name = REVIEWER if role is Role.CITY else PREPARER
    return Actor(name, role, Scope(frozenset({(Tier(area.tier), area.pk)})))
