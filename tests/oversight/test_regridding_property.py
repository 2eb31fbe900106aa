"""No sequence of changes and undos orphans, doubles or cycles an area, or loses an employer."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.actor import COMMAND_LINE
from core.enums import Tier
from core.permissions import Denied
from employers.models import Employer, Placement
from grids.domain import changes, plans
from grids.domain.division_files import Refused
from grids.models import Area, AreaVersion, TerritoryChange
from grids.models.change import ChangeKind, ChangeState
from oversight.domain import countering, regridding
from tests.grids.test_tree import assert_sound
from tests.oversight.towns import DAY, Town

VERBS = ("merge", "new", "split", "transfer", "district", "line", "zone", "undo", "back")
STEP = st.tuples(st.sampled_from(VERBS), st.integers(0, 7), st.integers(0, 7))


def pick(areas: list[Area], number: int) -> Area:
    return areas[number % len(areas)]


def children(area: Area) -> list[Area]:
    return list(Area.objects.live().filter(parent=area).order_by("pk"))


def planned(town: Town, verb: str, one: int, two: int) -> tuple[str, plans.Plan]:
    streets = list(Area.objects.live().at(Tier.STREET).order_by("pk"))
    districts = list(Area.objects.live().at(Tier.DISTRICT).order_by("pk"))
    first, second = pick(streets, one), pick(streets, two)
    match verb:
        case "merge" | "new":
            both = [*children(first), *children(second)]
            into = first if verb == "merge" else None
            return ChangeKind.MERGE, plans.merge([first, second][: 2 if first != second else 1], into=into,
                                                 children=both, name=f"新{one}{two}")  # fmt: skip
        case "split":
            return ChangeKind.SPLIT, plans.split(first, children(first)[: two % 3], name=f"分{one}{two}")
        case "transfer":
            return ChangeKind.TRANSFER, plans.transfer(children(first)[:1], to=second)
        case "district":
            return ChangeKind.TRANSFER, plans.transfer([first], to=pick(districts, two))
        case "line":
            return ChangeKind.LINE, plans.line(first, second, words=["路1号"])
        case _:
            return ChangeKind.ZONE, plans.zone(
                name=f"区{one}", local_code=f"CD-Z{one}", root=town.city, streets=[first]
            )


def step(town: Town, verb: str, one: int, two: int, day) -> None:
    """Do one thing; what makes no sense, or is too late to undo, is refused and changes nothing."""
    applied = list(TerritoryChange.objects.filter(state=ChangeState.APPLIED).order_by("pk"))
    try:
        if verb == "undo" and applied:
            regridding.undo(change=pick(applied, one), reason="试验", by=COMMAND_LINE, on=day)
        elif verb == "back" and applied:
            change = countering.counter(change=pick(applied, one), by=COMMAND_LINE, on=day)
            changes.propose(change=change, by=COMMAND_LINE, on=day)
            changes.approve(change=change, by=COMMAND_LINE, on=day)
            regridding.apply(change=change, by=COMMAND_LINE, on=day)
        elif verb not in ("undo", "back"):
            town.carry_out(*planned(town, verb, one, two), day=day, act_number="试〔2026〕1号")
    except (Refused, Denied):
        pass


def assert_whole(town: Town, day) -> None:
    assert_sound()
    live = Area.objects.live()
    assert live.at(Tier.CITY).count() == 1
    assert not live.filter(parent__closed_on__isnull=False).exists()  # nobody hangs from what is gone
    standing = AreaVersion.objects.in_force(day)
    assert sorted(standing.values_list("area", flat=True)) == sorted(live.values_list("pk", flat=True))
    codes = [code for code in standing.values_list("code", flat=True) if code]
    assert len(codes) == len(set(codes))
    assert Employer.objects.count() == len(town.employers)
    current = Placement.objects.filter(valid_to=None, superseded_at=None)
    assert current.count() == len(town.employers)
    for employer in Employer.objects.select_related("area"):
        assert employer.area.closed_on is None
        assert employer.area.levels() == {
            name: getattr(employer, name) for name in ("district_id", "street_id", "community_id")
        }
        assert current.get(employer=employer).area_id == employer.area_id


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEP, min_size=1, max_size=6), st.booleans())
def test_no_sequence_of_changes_loses_anything(steps, same_day):
    with transaction.atomic():
        town = Town()
        day = DAY
        for verb, one, two in steps:
            step(town, verb, one, two, day)
            assert_whole(town, day)
            day += timedelta(days=0 if same_day else 1)
        transaction.set_rollback(True)
