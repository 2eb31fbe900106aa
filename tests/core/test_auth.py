"""Logging in and out: what is refused, what is told, when a session ends, what is kept of an account."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import lockout, middleware
from core.enums import Role
from core.models import JournalEntry, User
from core.models.login_failure import LoginFailure

PASSWORD = "Wuhou-district-26"
LOGIN = "/login/"
PAGE = "/account/password/"


@pytest.fixture
def user(db):
    return User.objects.create_user("zhang", password=PASSWORD, role=Role.DISTRICT, last_name="张", first_name="三")


def log_in(client, username="zhang", password=PASSWORD, **more):
    return client.post(LOGIN, {"username": username, "password": password, **more})


def sentence(response):
    return [str(error) for error in response.context["form"].non_field_errors()]


def test_login_opens_a_session_and_goes_where_the_reader_wanted(client, user):
    assert client.get(PAGE).headers["Location"] == f"{LOGIN}?next={PAGE}"
    assert log_in(client, next=PAGE).headers["Location"] == PAGE
    assert client.get(PAGE).status_code == 200
    assert JournalEntry.objects.get().verb == "account.logged_in"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_login_never_leads_to_another_site(client, user, elsewhere):
    assert log_in(client, next=elsewhere).headers["Location"] == settings.LOGIN_REDIRECT_URL


def test_wrong_password_unknown_name_and_closed_account_get_the_same_answer(user):
    User.objects.create_user("gone", password=PASSWORD, role=Role.DISTRICT, is_active=False)
    answers = [log_in(Client(), *pair) for pair in (("zhang", "wrong"), ("nobody", "wrong"), ("gone", PASSWORD))]
    assert {answer.status_code for answer in answers} == {200}
    assert len({tuple(sentence(answer)) for answer in answers}) == 1


@pytest.mark.parametrize("name", ["zhang", "ZHANG ", "nobody"])
def test_after_five_wrong_tries_even_the_right_password_is_refused_for_thirty_minutes(client, user, name, monkeypatch):
    for _ in range(lockout.TRIES):
        log_in(client, name, "wrong", REMOTE_ADDR="10.0.0.9")
    locked = log_in(client, name.strip().lower())
    assert (locked.status_code, "锁定" in sentence(locked)[0]) == (200, True)
    later = timezone.now() + timedelta(minutes=31)
    monkeypatch.setattr("core.forms.timezone.now", lambda: later)
    assert log_in(client, name.strip().lower()).status_code == (200 if name == "nobody" else 302)


def test_the_right_password_forgets_the_wrong_tries(client, user):
    for _ in range(lockout.TRIES - 1):
        log_in(client, password="wrong")
    assert log_in(client).status_code == 302
    assert not LoginFailure.objects.exists()


def test_a_failure_keeps_nothing_of_what_was_typed(client, user):
    log_in(client, "my-secret-password", "wrong")
    failure = LoginFailure.objects.get()
    assert "secret" not in failure.name_digest


def test_logout_takes_a_click_and_leaves_nothing_behind(client, user):
    log_in(client)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.get("/logout/").status_code == 405
    response = client.post("/logout/")
    assert (response.status_code, response.headers["Clear-Site-Data"]) == (302, '"cache", "storage"')
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize("minutes, why", [((29,), None), ((29, 58), None), ((31,), "idle"), ((29, 61), "idle")])
def test_a_session_ends_after_thirty_minutes_without_a_click(client, user, monkeypatch, minutes, why):
    log_in(client)
    start = middleware.now()
    for minute in minutes:
        monkeypatch.setattr(middleware, "now", lambda at=start + minute * 60: at)
        response = client.get(PAGE)
    assert (response.headers["Location"] if why else response.status_code) == (
        f"{LOGIN}?why={why}&next=%2Faccount%2Fpassword%2F" if why else 200
    )


def test_a_session_ends_after_twelve_hours_however_busy(client, user, monkeypatch):
    log_in(client)
    start = middleware.now()
    for quarter in range(1, 48):
        monkeypatch.setattr(middleware, "now", lambda at=start + quarter * 900: at)
        assert client.get(PAGE).status_code == 200
    monkeypatch.setattr(middleware, "now", lambda: start + 12 * 3600 + 60)
    assert "why=long" in client.get(PAGE).headers["Location"]


def test_polling_keeps_nobody_logged_in(client, user, monkeypatch):
    log_in(client)
    start = middleware.now()
    monkeypatch.setattr(middleware, "now", lambda: start + 29 * 60)
    client.get(PAGE, headers={"X-Poll": "1"})
    monkeypatch.setattr(middleware, "now", lambda: start + 31 * 60)
    assert client.get(PAGE).status_code == 302


def test_the_script_is_sent_to_the_login_page_and_back_to_the_page_it_stood_on(client, user):
    response = client.get(PAGE, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/employers/?q=1"})
    assert (response.status_code, response.headers["HX-Redirect"]) == (204, f"{LOGIN}?next=%2Femployers%2F%3Fq%3D1")


def test_a_password_set_by_somebody_else_is_changed_first(client, user):
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    log_in(client)
    assert client.get(reverse("core:codecheck")).headers["Location"] == PAGE
    answer = client.post(
        PAGE, {"old_password": PASSWORD, "new_password1": "Another-pass-27", "new_password2": "Another-pass-27"}
    )
    assert answer.status_code == 302
    user.refresh_from_db()
    assert (user.must_change_password, user.password_changed_on is None) == (False, False)
    assert client.get(PAGE).status_code == 200
    assert JournalEntry.objects.filter(verb="account.password_changed").count() == 1


@pytest.mark.parametrize(
    "new",
    [PASSWORD, "short-1A", "onlysmallletters", "smallandcapitaL", "1234567890123", "Password123"],
)
def test_passwords_that_are_not_taken(client, user, new):
    client.force_login(user)
    answer = client.post(PAGE, {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    user.refresh_from_db()
    assert (answer.status_code, user.check_password(PASSWORD)) == (200, True)
    assert answer.context["form"].errors


@pytest.mark.parametrize("new", ["Grid-work-2026", "网格监察abc123456", "aB3aB3aB3xyz"])
def test_passwords_that_are_taken(client, user, new):
    client.force_login(user)
    client.post(PAGE, {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    user.refresh_from_db()
    assert user.check_password(new)


def test_chinese_is_the_default_whatever_the_browser_prefers(client, db):
    response = client.get(LOGIN, headers={"Accept-Language": "en"})
    assert ("用户名" in response.text, response.headers["Content-Language"]) == (True, "zh-hans")


def test_the_language_is_switched_by_a_click_and_kept_with_the_account(client, user):
    client.force_login(user)
    assert client.get("/account/language/").status_code == 405
    assert client.post("/account/language/", {"language": "en", "next": PAGE}).headers["Location"] == PAGE
    assert "New password" in client.get(PAGE).text
    elsewhere = Client()
    elsewhere.force_login(user)
    assert "New password" in elsewhere.get(PAGE).text
    elsewhere.post("/account/language/", {"language": "xx"})
    user.refresh_from_db()
    assert user.language == "en"


def test_larger_text_is_kept_with_the_account(client, user):
    client.force_login(user)
    client.post("/account/text-size/", {"size": "large", "next": PAGE})
    assert 'class="large-text"' in client.get(PAGE).text
    client.post("/account/text-size/", {"size": "ordinary", "next": PAGE})
    assert 'class="large-text"' not in client.get(PAGE).text


def test_what_goes_wrong_is_told_in_a_sentence(client, user):
    client.force_login(user)
    missing = client.get("/no/such/page/")
    assert (missing.status_code, "辖区" in missing.text) == (404, True)
    strict = Client(enforce_csrf_checks=True)
    refused = strict.post(LOGIN, {"username": "zhang", "password": PASSWORD})
    assert (refused.status_code, "刷新" in refused.text) == (403, True)
    fragment = client.get("/no/such/page/", headers={"HX-Request": "true"})
    assert (fragment.status_code, "<html" in fragment.text, "banner" in fragment.text) == (404, False, True)
