"""The roll-out of the demo city: pilots of city and district, and milestones, one of them behind plan."""

from datetime import date, timedelta

from core.actor import COMMAND_LINE, Actor
from core.enums import Role, Tier
from core.scope import Scope
from grids.models import Area
from oversight.domain import programme, stages
from oversight.enums import Guided, Stage
from oversight.models import Pilot

CORE = ("510107", "510105")  # 武侯区, 青羊区
SUBURB = ("510116", "510117")  # 双流区, 郫都区


def plant(*, on: date) -> None:
    """Mark and plan through the verbs, then count how far every grid is; safe to repeat."""
    if not Pilot.objects.exists():
        for codes, kind in ((CORE, Guided.CORE), (SUBURB, Guided.SUBURB)):
            for area in Area.objects.live().filter(local_code__in=codes).in_order():
                programme.mark(area=area, counts_as=kind, by=COMMAND_LINE, on=on)
                _plan(area, COMMAND_LINE, on)
        for district in Area.objects.live().filter(local_code__in=CORE):
            by = Actor(district.name, Role.DISTRICT, Scope(frozenset({(Tier.DISTRICT, district.pk)})))
            for street in Area.objects.live().filter(parent=district).in_order()[:2]:
                programme.mark(area=street, counts_as=Guided.STREET, by=by, on=on)
                _plan(street, by, on)
    stages.assess(on=on)


def _plan(area: Area, by: Actor, on: date) -> None:
    """Grids and staff by now, the rest within the year."""
    for stage, days in ((Stage.GRIDS, -30), (Stage.STAFF, -10), (Stage.ARCHIVES, 60), (Stage.COLLECTED, 180)):
        programme.plan(area=area, stage=stage, planned_on=on + timedelta(days=days), by=by, on=on)
