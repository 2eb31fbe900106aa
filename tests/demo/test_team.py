"""The demo's team: the shortfall and the three certificates stand on the homes of street, district and city."""

from datetime import date, timedelta

import pytest

from core.actor import COMMAND_LINE
from core.enums import Role, Tier
from core.models import Clock, User
from grid_inspection.demo import accounts, team
from grids.domain import seeding
from grids.models import Staffing
from inspectors.domain import vacancies
from inspectors.models import TeamMember

AS_OF = date(2026, 11, 24)


@pytest.mark.slow
@pytest.mark.django_db
def test_what_is_planted_stands_on_the_right_homes(client):
    Clock.objects.create(stands_at=AS_OF)
    seeding.seed(by=COMMAND_LINE)
    accounts.open_accounts(on=AS_OF)
    team.plant(on=AS_OF)
    people = TeamMember.objects.count()
    team.plant(on=AS_OF)  # a second start plants nothing more
    assert TeamMember.objects.count() == people
    places = accounts.workplaces()
    city = Staffing.objects.get(area=places[Tier.CITY])
    assert (city.grids_short, city.communities_short) == (1, 1)
    for role, within in ((Role.CITY, {7, 30, 60}), (Role.DISTRICT, {7, 30, 60}), (Role.STREET, {30})):
        client.force_login(User.objects.get(username=role.value))
        card = client.get("/").context["staffing"]
        assert [each.area for each in card.grids] == [places[Tier.STREET]], role
        assert card.grids[0].candidates, role
        assert {notice.days for notice in card.expiring} == within, role
    assert vacancies.of_area(places[Tier.STREET], AS_OF + timedelta(days=31))[0].why_not
