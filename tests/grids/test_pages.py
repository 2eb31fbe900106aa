"""Pages of the territory: what lies in scope is shown, what lies outside does not exist."""

from datetime import date

import pytest
from django.urls import reverse
from guardian.shortcuts import assign_perm

from core.enums import Role, Tier
from core.models import Clock, User
from grids import queries
from grids.models import Area
from inspectors.domain.scopes import SEE
from inspectors.enums import Position
from inspectors.models import Appointment, TeamMember

TODAY = date(2026, 3, 2)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def territory(shipped_territory, db):
    Clock.objects.create(stands_at=TODAY)


def area(local_code: str) -> Area:
    return Area.objects.get(local_code=local_code)


@pytest.fixture
def as_user(client):
    def sign_in(role: Role, *local_codes: str):
        user = User.objects.create(username=f"{role}-{len(local_codes)}", role=role, language="en")
        member = TeamMember.objects.create(name="n", tier=role.tier or Tier.CITY, user=user, joined_on=TODAY)
        for code in local_codes:
            Appointment.objects.create(
                member=member, area=area(code), position=list(Position)[0], valid_from=date(2025, 1, 1)
            )
            assign_perm(SEE, user, area(code))
        client.force_login(user)
        return client

    return sign_in


def test_city_begins_at_the_city_and_goes_down(as_user):
    client = as_user(Role.CITY, "510100")
    page = client.get(reverse("grids:tree"))
    assert page.status_code == 200
    assert page.context["tallies"] == {Tier.DISTRICT: 23, Tier.STREET: 261, Tier.COMMUNITY: 3047}
    assert "高新区" in page.content.decode()
    street = area("510107064")
    page = client.get(reverse("grids:area", args=[street.pk]))
    assert [step.name for step, _mine in page.context["crumbs"]] == ["成都市", "高新区", "桂溪街道"]
    assert page.context["host"] == area("510107")
    assert client.get(reverse("grids:area", args=[queries.children(street)[0].pk])).status_code == 200


def test_outside_the_scope_nothing_exists(as_user):
    client = as_user(Role.DISTRICT, "510107")
    for name in ("grids:area", "grids:area_map"):
        assert client.get(reverse(name, args=[area("510107").pk])).status_code == 200
        assert client.get(reverse(name, args=[area("510107009").pk])).status_code == 200
        for outside in ("510104", "510104017", "CD-GX", "510107064", "510100"):
            assert client.get(reverse(name, args=[area(outside).pk])).status_code == 404, outside
    assert client.get(reverse("grids:tree")).context["area"] == area("510107")


def test_several_areas_are_offered(as_user):
    client = as_user(Role.STREET, "510107009", "510107011")
    page = client.get(reverse("grids:tree"))
    assert [found.local_code for found in page.context["areas"]] == ["510107009", "510107011"]
    assert client.get(reverse("grids:map")).status_code == 200


def test_an_account_without_territory_sees_no_area(as_user):
    client = as_user(Role.ADMINISTRATOR)
    assert client.get(reverse("grids:tree")).status_code == 200
    assert client.get(reverse("grids:map")).status_code == 404
    assert client.get(reverse("grids:area", args=[area("510100").pk])).status_code == 404


def test_the_map_and_its_table_show_the_same_grids(as_user):
    client = as_user(Role.CITY, "510100")
    page = client.get(reverse("grids:area_map", args=[area("510107").pk]))
    table = page.context["table"]
    assert table.count == page.context["picture"].svg.count("<a href=")
    assert "derived, not official" in page.content.decode()
    assert 'style="' not in page.content.decode()


def test_pages_cost_a_constant_number_of_queries(as_user, django_assert_max_num_queries):
    client = as_user(Role.CITY, "510100")
    for url in (reverse("grids:tree"), reverse("grids:map"), reverse("grids:area", args=[area("510107").pk])):
        client.get(url)
        with django_assert_max_num_queries(24):
            assert client.get(url).status_code == 200


def test_the_list_of_areas_can_be_taken_out(as_user):
    client = as_user(Role.CITY, "510100")
    answer = client.post(reverse("grids:area", args=[area("CD-TF").pk]), {"export": "csv"})
    assert answer.status_code == 200
    assert "华阳街道" in b"".join(answer.streaming_content).decode("utf-8-sig")
