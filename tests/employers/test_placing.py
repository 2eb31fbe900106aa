"""Placing an employer that was 未落格, and moving one: the fact, its copies, figures, journal, and who may."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.enums import Role
from core.models import JournalEntry
from employers.models import (
    AreaFigures,
    Employer,
    EmployerFigures,
    Placement,
    RegisterEntry,
    Standing,
    Touched,
)
from tests.kit.archive import staffed, stop_the_clock
from tests.kit.deliveries import ON

QUEUE = reverse("employers:unplaced")


@pytest.fixture
def lost(office):
    """An employer with three workers whose address names 锦江区 and no street."""
    return staffed(office, 1, 住所="成都市锦江区某路1号")[0]


def url(employer: Employer) -> str:
    return reverse("oversight:place", args=[employer.pk])


def test_the_queue_says_why_and_counts(lost, read):
    client = read(Role.DISTRICT, "510104")
    text = client.get(QUEUE).content.decode()
    assert "but no street or township" in text
    assert lost.name in text
    assert client.get(reverse("employers:unplaced_count")).content == b"1"
    assert lost.name not in read(Role.DISTRICT, "510107").get(QUEUE).content.decode()
    assert read(Role.COMMUNITY, "510104017001").get(QUEUE).status_code == 403


def test_placing_corrects_from_the_first_day(lost, office, read):
    stop_the_clock(ON + timedelta(days=5))
    before = Placement.objects.get(employer=lost)
    Touched.objects.all().delete()
    answer = read(Role.DISTRICT, "510104").post(url(lost), {"area": "510104017001", "reason": "the clerk knows it"})
    assert answer.headers["Location"] == reverse("employers:detail", args=[lost.pk])
    lost.refresh_from_db()
    community = office.areas["510104017001"]
    assert (lost.area_id, lost.community_id) == (community.pk, community.pk)
    assert lost.suggestion is None
    before.refresh_from_db()
    now = Placement.objects.get(employer=lost, superseded_at__isnull=True)
    assert before.superseded_at is not None
    assert now.valid_from == before.valid_from
    for model in (Standing, RegisterEntry, EmployerFigures):
        assert set(model.objects.filter(employer=lost).values_list("community_id", flat=True)) == {community.pk}
    assert AreaFigures.objects.get(area=community, unplaced=False).employments == 3
    assert not AreaFigures.objects.filter(area=office.areas["510104"], unplaced=True, employers__gt=0).exists()
    assert Touched.objects.filter(employer=lost).exists()
    entry = JournalEntry.objects.about(lost).first()
    assert entry.verb == "employer.placed"
    assert entry.change == {"area": ["510104", "510104017001"]}


def test_moving_begins_on_its_own_day(office, read):
    employer = staffed(office, 1)[0]
    later = ON + timedelta(days=20)
    stop_the_clock(later)
    read(Role.CITY, "510100").post(url(employer), {"area": "510107009001", "reason": "moved its office"})
    spans = list(
        Placement.objects.filter(employer=employer).order_by("valid_from").values_list("valid_from", "valid_to")
    )
    assert spans == [(ON, later), (later, None)]
    assert JournalEntry.objects.about(employer).first().verb == "employer.moved"
    # a second move on the same day corrects the first
    read(Role.CITY, "510100").post(url(employer), {"area": "510104018", "reason": "the wrong street"})
    standing = Placement.objects.filter(employer=employer, superseded_at__isnull=True).order_by("valid_from")
    assert list(standing.values_list("valid_from", "valid_to")) == [(ON, later), (later, None)]


def test_a_street_places_within_itself_and_a_community_never(office, read):
    employer = staffed(office, 1, 住所="成都市锦江区锦官驿街道1号")[0]
    assert employer.area.local_code == "510104017"
    client = read(Role.STREET, "510104017")
    assert employer.name in client.get(QUEUE).content.decode()
    client.post(url(employer), {"area": "510104018"})
    employer.refresh_from_db()
    assert employer.area.local_code == "510104017"
    community = read(Role.COMMUNITY, "510104017001").post(url(employer), {"area": "510104017001"})
    assert community.status_code == 404
    client = read(Role.STREET, "510104017")
    client.post(url(employer), {"area": "510104017002"})
    employer.refresh_from_db()
    assert employer.area.local_code == "510104017002"
    refused = read(Role.COMMUNITY, "510104017002").post(url(employer), {"area": "510104017001"})
    assert refused.status_code == 403


def test_outside_does_not_exist_and_the_same_place_is_no_place(lost, office, read):
    assert read(Role.DISTRICT, "510107").post(url(lost), {"area": "510107009"}).status_code == 404
    assert read(Role.ADMINISTRATOR).get(url(lost)).status_code == 403
    client = read(Role.DISTRICT, "510104")
    client.post(url(lost), {"area": "510107009"})
    lost.refresh_from_db()
    assert lost.area.local_code == "510104"
    same = client.post(url(lost), {"area": "510104"})
    assert same.status_code == 403
    assert "placed there already" in same.content.decode()


def test_the_page_offers_areas_of_the_territory_by_name_and_downwards(office, read):
    employer = staffed(office, 1, 住所="成都市锦江区锦官驿街道1号")[0]
    client = read(Role.DISTRICT, "510104")
    assert [area.name for area, _may in client.get(url(employer)).context["areas"]] == ["锦官驿街道", "东湖街道"]
    under = client.get(url(employer), {"under": "510104017"})
    assert [area.name for area, _may in under.context["areas"]] == ["水井坊社区", "交子社区"]
    assert [area.name for area, _may in client.get(url(employer), {"q": "望江"}).context["areas"]] == ["望江社区"]
    assert client.get(url(employer), {"q": "晋阳"}).context["areas"] == []
