"""The pages of an upload, as a district's clerk goes through them."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from guardian.shortcuts import assign_perm

from core.enums import Role
from core.models import Clock, User
from grids.enums import DraftState
from grids.models import Area, BoundaryDraft
from inspectors.domain.scopes import SEE
from inspectors.enums import Position
from inspectors.models import Appointment, TeamMember
from tests.grids.test_drafts import FEATURES, WUHOU, collection, figures, own

TODAY = date(2026, 3, 2)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _city(shipped_territory, db):
    Clock.objects.create(stands_at=TODAY)


def clerk(client, role: Role = Role.DISTRICT, code: str = WUHOU):
    user = User.objects.create(username=f"{role}-{code}", role=role, language="en", last_name="陈")
    member = TeamMember.objects.create(name="n", tier=role.tier, user=user, joined_on=TODAY)
    place = Area.objects.get(local_code=code)
    Appointment.objects.create(member=member, area=place, position=list(Position)[0], valid_from=date(2025, 1, 1))
    assign_perm(SEE, user, place)
    client.force_login(user)
    return client


def send(client, content: bytes, **said):
    data = {"area": WUHOU, "datum": "gcj02", "valid_from": "2026-03-02", "attribution": "survey"} | said
    file = SimpleUploadedFile("wuhou.geojson", content, "application/geo+json")
    return client.post(reverse("grids:draft_new"), {**data, "file": file})


def test_a_district_uploads_looks_and_publishes(client):
    clerk(client)
    shapes = figures(own())
    code = next(iter(shapes))
    shapes[code] = shapes[code].difference(shapes[code].representative_point().buffer(0.002))
    answer = send(client, collection(shapes))
    draft = BoundaryDraft.objects.get()
    assert answer.status_code == 302 and answer["Location"] == reverse("grids:draft", args=[draft.pk])
    page = client.get(answer["Location"]).content.decode()
    assert 'id="flaw-1"' in page and 'href="#flaw-1"' in page and "Sketch map" in page
    assert 'style="' not in page
    publish = reverse("grids:draft_publish", args=[draft.pk])
    assert client.post(publish, {"seen": "1"}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == DraftState.DRAFT  # the word that the fault was seen was missing
    client.post(publish, {"seen": "1", "looked": "on"})
    draft.refresh_from_db()
    assert (draft.state, draft.published_by) == (DraftState.PUBLISHED, draft.uploaded_by)
    page = client.get(reverse("grids:draft", args=[draft.pk])).content.decode()
    assert "Outlines published" in page and "Discard the draft" not in page


def test_the_wrong_datum_is_answered_with_one_button(client):
    clerk(client)
    send(client, collection(figures(own())), datum="wgs84")
    draft = BoundaryDraft.objects.get()
    page = client.get(reverse("grids:draft", args=[draft.pk])).content.decode()
    assert "the file seems to be in GCJ-02" in page and "Read the file as GCJ-02" in page
    answer = reverse("grids:draft_answer", args=[draft.pk])
    assert client.post(answer, {"answer": "keep", "reason": "no"}).status_code == 422
    client.post(answer, {"answer": "gcj02"})
    page = client.get(reverse("grids:draft", args=[draft.pk])).content.decode()
    assert "declared: WGS-84" in page and "Do the outlines lie where they should?" not in page


def test_repairs_are_drawn_before_and_after(client):
    clerk(client)
    shapes: dict = dict(figures(own()))
    code = next(iter(shapes))
    ring = FEATURES[code]["geometry"]["coordinates"][0]
    shapes[code] = {"type": "Polygon", "coordinates": [[[y, x] for x, y in ring[:-1]]]}
    send(client, collection(shapes))
    draft = BoundaryDraft.objects.get()
    page = client.get(reverse("grids:draft", args=[draft.pk])).content.decode()
    for said in (
        "Latitude stood before longitude",
        "The ring was not closed",
        f"{code} as uploaded",
        f"{code} repaired",
    ):
        assert said in page
    client.post(reverse("grids:draft_answer", args=[draft.pk]), {"answer": "repairs"})
    assert "The repairs are accepted." in client.get(reverse("grids:draft", args=[draft.pk])).content.decode()


def test_a_refused_file_says_why_on_the_form(client):
    clerk(client)
    answer = send(client, b"{}")
    assert answer.status_code == 422 and "no GeoJSON collection" in answer.content.decode()
    assert send(client, collection(figures(own())), datum="").status_code == 422
    assert send(client, collection(figures(own())), area="510104").status_code == 422
    assert not BoundaryDraft.objects.exists()


def test_a_street_is_told_who_may(client):
    clerk(client, Role.STREET, "510107009")
    for name in ("grids:drafts", "grids:draft_new"):
        answer = client.get(reverse(name))
        assert answer.status_code == 403 and "Only these may do this" in answer.content.decode()


def test_the_preview_costs_a_constant_number_of_queries(client, django_assert_max_num_queries):
    clerk(client, Role.CITY, "510100")
    for code in (WUHOU, "510100"):
        codes = list(FEATURES) if code == "510100" else own()
        send(client, collection(figures(codes)), area=code)
        draft = BoundaryDraft.objects.latest("pk")
        with django_assert_max_num_queries(22):
            page = client.get(reverse("grids:draft", args=[draft.pk]))
        assert page.status_code == 200
    assert len(page.content) < 400_000
    # The outlines that ship leave one pond in 蒲江县 to no grid, and the check says so.
    assert [flaw["names"] for flaw in draft.checked["flaws"]] == [["朝阳湖镇"]]
