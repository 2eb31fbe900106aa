from datetime import date

import pytest

from core.actor import Actor
from core.enums import Role, Tier
from core.scope import Scope

TODAY = date(2026, 6, 15)
PASSWORD = "Jinjiang-brigade-26"


@pytest.fixture
def areas(db):
    from core.models import Clock
    from tests.factories.territory import territory

    Clock.objects.create(stands_at=TODAY)
    return territory()


@pytest.fixture
def administrator(db, django_user_model):
    user = django_user_model.objects.create_user("root", password=PASSWORD, role=Role.ADMINISTRATOR, last_name="系统")
    return Actor("系统", Role.ADMINISTRATOR, Scope.NOTHING, user.pk)


@pytest.fixture
def city(areas):
    return Actor("市局", Role.CITY, Scope(frozenset({(Tier.CITY, areas["510100"].pk)})))


@pytest.fixture
def district(areas):
    return Actor("锦江大队", Role.DISTRICT, Scope(frozenset({(Tier.DISTRICT, areas["510104"].pk)})))


@pytest.fixture
def member(areas, city):
    """A full-time inspector of 锦江区 since the beginning of the year."""
    from inspectors.domain import roster
    from inspectors.enums import Position

    return roster.enrol(
        name="罗晓蓉", to=areas["510104"], position=Position.FULL_TIME, by=city, on=TODAY, since=date(2026, 1, 1)
    )


@pytest.fixture
def user(member, administrator):
    """The account of that member."""
    from inspectors.domain import accounts

    opened = accounts.open_account(
        username="luo", last_name="罗", first_name="晓蓉", role=Role.DISTRICT, password=PASSWORD,
        by=administrator, on=TODAY,
    )  # fmt: skip
    accounts.link(user=opened, member=member, by=administrator, on=TODAY)
    return opened
