"""Reading the territory."""

from datetime import date

import pytest

from core.enums import Tier
from core.scope import Scope
from grids import queries
from grids.domain import holding
from grids.models import Area
from inspectors.enums import Position
from inspectors.models import Appointment, TeamMember
from tests.factories.territory import SINCE, territory

DAY = date(2026, 3, 2)
pytestmark = pytest.mark.django_db


@pytest.fixture
def areas():
    return territory()


def test_an_area_is_found_by_code_and_by_local_code(areas):
    assert queries.by_code(" 510104017 ", DAY) == areas["510104017"]
    assert queries.by_code("cd-gx", DAY) == areas["CD-GX"]
    assert queries.by_code("", DAY) is None
    assert queries.by_code("510199", DAY) is None


def test_level_columns_follow_the_path(areas):
    street, community = areas["510107064"], areas["510107064001"]
    assert street.levels() == {"district_id": areas["CD-GX"].pk, "street_id": street.pk, "community_id": None}
    assert community.levels() == street.levels() | {"community_id": community.pk}
    assert areas["510100"].levels() == {"district_id": None, "street_id": None, "community_id": None}


def test_scope_filters_areas_themselves(areas):
    scope = Scope(frozenset({(Tier.DISTRICT, areas["CD-GX"].pk), (Tier.COMMUNITY, areas["510104017001"].pk)}))
    found = set(Area.objects.within(scope).values_list("local_code", flat=True))
    assert found == {"CD-GX", "510107064", "510107064001", "510104017001"}
    assert [area.local_code for area in queries.top_areas(scope)] == ["510104017001", "CD-GX"]


def test_down_and_up(areas):
    assert [a.local_code for a in queries.children(areas["510107"])] == ["510107009"]
    assert [a.local_code for a in queries.breadcrumbs(areas["510107064001"])] == [
        "510100",
        "CD-GX",
        "510107064",
        "510107064001",
    ]
    assert queries.subtree(areas["510104"]).count() == 6


def test_place_chains_are_the_places_of_every_area(areas):
    chains = queries.place_chains()
    assert chains == {area.pk: queries.places(area) for area in areas.values()}
    assert chains[areas["510107064001"].pk] == ("510107064001", "510107064", "CD-GX", "510107", "510100")


def test_everything_that_points_at_an_area_holds_it(areas):
    community = areas["510104018001"]
    member = TeamMember.objects.create(name="n", tier=Tier.COMMUNITY, joined_on=SINCE)
    Appointment.objects.create(member=member, area=community, position=list(Position)[0], valid_from=SINCE)
    found = holding.held([area.pk for area in areas.values()])
    assert set(found) == {community.pk}
    assert list(found[community.pk].values()) == [1]
