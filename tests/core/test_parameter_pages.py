"""The administrator's pages of parameters."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from core.enums import Role
from core.models import Clock, Effect, JournalEntry, Parameter, User

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _today():
    Clock.objects.create(stands_at=TODAY)


def client_of(role: Role) -> Client:
    client = Client()
    client.force_login(User.objects.create_user(f"{role}-1", password=None, role=role, last_name="王", first_name="某"))
    return client


@pytest.fixture
def administrator():
    return client_of(Role.ADMINISTRATOR)


@pytest.fixture
def row():
    return Parameter.objects.create(
        code="test.limit",
        place="510104",
        value=Decimal("400"),
        unit="days",
        valid_from=date(2020, 1, 1),
        basis="本系统设定",
        effect=Effect.ACCUSES,
    )


def said(**words) -> dict[str, str]:
    return {"value": "400", "valid_from": "2020-01-01", "valid_to": "", "basis": "本系统设定"} | words


def test_the_list_shows_what_is_not_verified(administrator, row):
    page = administrator.get(reverse("core:parameters"), {"q": "test.limit", "unverified": "1", "state": "now"})
    assert [line.row for line in page.context["table"].lines] == [row]
    assert page.context["waiting"] >= 1


def test_the_list_can_be_asked_for_what_is_over(administrator, row):
    row.valid_to = date(2026, 1, 1)
    row.save()
    listed = {
        state: [line.row.pk for line in administrator.get(url).context["table"].lines]
        for state in ("now", "past", "future")
        for url in [reverse("core:parameters") + f"?q=test.limit&state={state}"]
    }
    assert listed == {"now": [], "past": [row.pk], "future": []}


def test_the_list_costs_the_same_for_more_rows(administrator, row, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        administrator.get(reverse("core:parameters"))


def test_a_row_is_verified_under_the_name_of_who_compared_it(administrator, row):
    answer = administrator.post(reverse("core:parameter-edit", args=[row.pk]), said(compared="on"))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.verified_by, row.verified_on, row.applies) == ("王某", TODAY, True)
    assert JournalEntry.objects.filter(verb="parameter.amended").count() == 1


def test_a_verification_by_somebody_else_stays_where_only_the_end_changes(administrator, row):
    row.verified_by, row.verified_on = "李某", date(2025, 1, 1)
    row.save()
    administrator.post(reverse("core:parameter-edit", args=[row.pk]), said(valid_to="2027-01-01", compared="on"))
    row.refresh_from_db()
    assert (row.verified_by, row.verified_on, row.valid_to) == ("李某", date(2025, 1, 1), date(2027, 1, 1))


def test_a_changed_value_loses_a_verification_that_nobody_renews(administrator, row):
    row.verified_by, row.verified_on = "李某", date(2025, 1, 1)
    row.save()
    administrator.post(reverse("core:parameter-edit", args=[row.pk]), said(value="401"))
    row.refresh_from_db()
    assert (row.value, row.verified_by, row.verified_on) == (401, "", None)


def test_all_errors_are_told_at_once(administrator, row):
    page = administrator.post(
        reverse("core:parameter-edit", args=[row.pk]), said(value="-1", valid_to="2019-01-01", basis="")
    )
    assert sorted(page.context["form"].errors) == ["basis", "valid_to", "value"]


def test_a_new_value_ends_the_one_before(administrator, row):
    answer = administrator.post(
        reverse("core:parameter-add", args=[row.pk]), said(at="510104", value="300", valid_from="2027-01-01")
    )
    assert answer.status_code == 302
    rows = Parameter.objects.filter(code="test.limit").order_by("valid_from")
    assert [(each.value, each.valid_to, each.effect) for each in rows] == [
        (400, date(2027, 1, 1), Effect.ACCUSES),
        (300, None, Effect.ACCUSES),
    ]


def test_a_new_value_cannot_begin_before_the_one_it_follows(administrator, row):
    page = administrator.post(reverse("core:parameter-add", args=[row.pk]), said(at="510104", valid_from="2019-01-01"))
    assert list(page.context["form"].errors) == ["valid_from"]


@pytest.mark.parametrize("name", ["parameters", "parameter-edit", "parameter-add"])
@pytest.mark.parametrize("role", [Role.CITY, Role.DISTRICT, Role.STREET, Role.COMMUNITY])
def test_nobody_else_may_look_or_change(role, name, row):
    url = reverse(f"core:{name}", args=[] if name == "parameters" else [row.pk])
    client = client_of(role)
    assert client.get(url).status_code == 403
    assert client.post(url, said()).status_code in (403, 405)
    row.refresh_from_db()
    assert row.value == 400
