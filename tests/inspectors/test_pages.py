"""The pages of the roster and of accounts, as their people use them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core import journal, lockout
from core.actor import COMMAND_LINE
from core.enums import Role
from core.models import User
from inspectors.domain import roster
from inspectors.enums import Position
from inspectors.models import TeamMember
from tests.inspectors.conftest import PASSWORD, TODAY


@pytest.fixture
def chief(client, administrator):
    client.force_login(User.objects.get(pk=administrator.user_id))
    return client


@pytest.fixture
def brigade(client, user):
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    client.force_login(user)
    return client


def test_a_district_puts_a_street_worker_on_the_roster(brigade, areas):
    assert "锦官驿街道" in brigade.get("/team/new/").text  # offered below the district
    said = {"name": "张建国", "area": "510104017", "position": "part_time", "since": "2026-06-15", "last_day": ""}
    answer = brigade.post("/team/new/", said, follow=True)
    new = TeamMember.objects.get(name="张建国")
    assert (new.tier, new.appointments.get().area) == ("street", areas["510104017"])
    assert "张建国" in answer.text
    assert "张建国" in brigade.get("/team/").text


def test_every_error_of_the_form_is_told_at_once(brigade):
    said = {"name": "", "area": "510107009", "position": "boss", "since": "2026-06-15", "last_day": "2026-06-01"}
    answer = brigade.post("/team/new/", said)
    assert set(answer.context["form"].errors) == {"name", "area", "position", "last_day"}
    assert TeamMember.objects.count() == 1


def test_a_name_that_two_areas_bear_asks_for_the_code(brigade, areas):
    type(areas["510104018"]).objects.filter(pk=areas["510104018"].pk).update(name="锦官驿街道")
    said = {"name": "张", "area": "锦官驿街道", "position": "part_time", "since": "2026-06-15"}
    assert "510104018" in brigade.post("/team/new/", said).text


def test_a_member_elsewhere_does_not_exist(brigade, areas, city):
    other = roster.enrol(name="远人", to=areas["510107"], position=Position.FULL_TIME, by=city, on=TODAY)
    assert brigade.get(f"/team/{other.pk}/").status_code == 404
    assert brigade.post(f"/team/{other.pk}/leave/", {"last_day": "2026-06-14"}).status_code == 404
    assert brigade.get(f"/team/appointments/{other.appointments.get().pk}/end/").status_code == 404
    assert "远人" not in brigade.get("/team/").text


def test_ending_an_appointment(brigade, areas, city):
    street = roster.enrol(name="张建国", to=areas["510104017"], position=Position.PART_TIME, by=city, on=TODAY)
    page = f"/team/appointments/{street.appointments.get().pk}/end/"
    assert brigade.get(page).status_code == 200
    brigade.post(page, {"last_day": "2026-06-30"})
    assert str(street.appointments.get().last_day) == "2026-06-30"
    own = TeamMember.objects.get(name="罗晓蓉").appointments.get()
    assert brigade.get(f"/team/appointments/{own.pk}/end/").status_code == 403  # nobody ends his own


def test_the_administrator_opens_an_account_that_sees_what_its_member_may(chief, member, areas, client):
    said = {"username": "luo", "last_name": "罗", "first_name": "晓蓉", "role": "district", "member": member.pk,
            "password": PASSWORD, "again": PASSWORD}  # fmt: skip
    assert "罗晓蓉" in chief.post("/accounts/new/", said, follow=True).text
    user = User.objects.get(username="luo")
    assert user.must_change_password and user.check_password(PASSWORD)
    client.force_login(user)
    assert client.get("/team/").url == "/account/password/"


def test_an_account_form_tells_every_error(chief, member):
    said = {"username": "root", "last_name": "", "first_name": "a", "role": "street", "member": member.pk,
            "password": "short", "again": "other"}  # fmt: skip
    errors = set(chief.post("/accounts/new/", said).context["form"].errors)
    assert errors == {"username", "last_name", "member", "password", "again"}


def test_a_locked_account_is_unlocked(chief, user):
    for _ in range(lockout.TRIES):
        lockout.note_failure("luo", address="", at=timezone.now())
    assert f"/accounts/{user.pk}/unlock/" in chief.get(f"/accounts/{user.pk}/").text
    chief.post(f"/accounts/{user.pk}/unlock/")
    assert not lockout.locked("luo", at=timezone.now() + timedelta(seconds=1))


def test_deactivating_ends_the_sessions(chief, user):
    theirs = Client()
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    theirs.force_login(user)
    assert theirs.get("/team/").status_code == 200
    assert chief.post(f"/accounts/{user.pk}/close/", {"reason": "left the bureau"}).status_code == 302
    assert theirs.get("/team/").status_code == 302
    chief.post(f"/accounts/{user.pk}/activate/")
    assert User.objects.get(pk=user.pk).is_active


def test_an_initial_password_is_changed_first_and_ends_sessions(chief, user):
    page = f"/accounts/{user.pk}/password/"
    assert "password_form" in chief.post(page, {"password": "x", "again": "y"}).context
    chief.post(page, {"password": "Another-word-77", "again": "Another-word-77"})
    user.refresh_from_db()
    assert user.check_password("Another-word-77") and user.must_change_password


def test_the_journal_of_the_administrator_speaks_of_the_site_only(chief, user, areas):
    journal.record("employer.opened", "Secret employer", about=areas["510104"], by=COMMAND_LINE, on=TODAY)
    text = chief.get("/journal/").text
    assert "luo" in text
    assert "Secret" not in text
    assert "Secret" not in b"".join(chief.post("/journal/", {"export": "csv"})).decode()


def test_the_bar_names_the_area(brigade, chief):
    user = User.objects.get(username="luo")
    brigade.force_login(user)
    assert '<span class="area">锦江区</span>' in brigade.get("/team/").text


def test_roles_without_the_right_read_a_sentence(client, areas, administrator):
    for role in (Role.STREET, Role.COMMUNITY):
        client.force_login(User.objects.create_user(f"x-{role}", password="x", role=role))
        assert client.get("/team/").status_code == (200 if role is Role.STREET else 403)
        assert client.get("/accounts/").status_code == 403
        assert client.get("/journal/").status_code == 403
