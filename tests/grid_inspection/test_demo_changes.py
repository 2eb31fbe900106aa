"""The demo plants a change of territory in each state, through the verbs."""

from datetime import date

import pytest

from core.actor import COMMAND_LINE
from grid_inspection.demo import changes
from grids.domain import seeding
from grids.models import TerritoryChange
from grids.models.change import ChangeState
from oversight.domain import previewing

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_one_in_each_state_and_nothing_the_second_time():
    seeding.seed(by=COMMAND_LINE)
    for _ in range(2):
        changes.plant(on=date(2026, 6, 11))
    found = TerritoryChange.objects.values_list("state", flat=True)
    assert sorted(found) == sorted(ChangeState.values)
    for change in TerritoryChange.objects.filter(state__in=["draft", "proposed", "approved"]):
        seen = previewing.preview(change)
        assert seen is not None and seen.refusal == ""
