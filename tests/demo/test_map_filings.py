"""The demo plants a filing in each state, on a territory that ships."""

import time
from datetime import date

import pytest

from core.enums import Role, Tier
from grid_inspection.demo import accounts, map_filings
from grids.domain import filing_duty
from grids.domain.filing_duty import Standing
from grids.enums import FilingState
from grids.models import Filing

DAY = date(2026, 6, 30)


@pytest.fixture(scope="module")
def shipped_territory(django_db_setup, django_db_blocker):
    from django.db import transaction

    from core.actor import COMMAND_LINE
    from grids.domain import seeding

    with django_db_blocker.unblock(), transaction.atomic():
        seeding.seed(by=COMMAND_LINE)
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.slow
def test_one_filing_in_each_state_each_on_the_right_home(shipped_territory, settings, tmp_path):
    settings.STORED_FILES_DIR = tmp_path
    began = time.monotonic()
    map_filings.plant(on=DAY)
    assert time.monotonic() - began < 15
    assert sorted(Filing.objects.values_list("state", flat=True)) == sorted(FilingState)
    places = accounts.workplaces()
    district = filing_duty.to_do(map_filings.acting(Role.DISTRICT, places[Tier.DISTRICT]), on=DAY)
    assert [duty.standing for duty in district] == [Standing.RETURNED]
    city = filing_duty.to_do(map_filings.acting(Role.CITY, places[Tier.CITY]), on=DAY)
    assert city[0].standing is Standing.WAITING
    map_filings.plant(on=DAY)
    assert Filing.objects.count() == 4
