"""Pages on changes of territory: a clerk's way from the form to the undo, in both languages."""

import pytest
from django.urls import reverse

from core.enums import Role
from grids.models import Area, TerritoryChange
from grids.models.change import ChangeState
from tests.kit.city import TODAY, TokenCity
from tests.kit.languages import mixed

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> TokenCity:
    return TokenCity()


@pytest.fixture
def enter(city, client):
    def enter(role: Role):
        client.force_login(city.accounts[role])
        return client

    return enter


def form_url(kind: str, under: str) -> str:
    return f"{reverse('oversight:change_new', args=[kind])}?under={under}"


SAID = {"effective": TODAY.isoformat(), "basis": "区编办批复", "act_number": ""}


def drafted(client, kind: str, under: str, **said) -> TerritoryChange:
    response = client.post(form_url(kind, under), SAID | said)
    assert response.status_code == 302, response.context["form"].errors
    return TerritoryChange.objects.latest("pk")


def act(client, change: TerritoryChange, name: str, **said) -> str:
    response = client.post(reverse(f"oversight:change_{name}", args=[change.pk]), said)
    change.refresh_from_db()
    assert response.status_code == 302
    return change.state


def test_merger_proposed_by_the_district_approved_carried_out_and_undone_by_the_city(enter):
    district = enter(Role.DISTRICT)
    change = drafted(district, "merge", "510104", areas=["510104017", "510104018"], into="510104017")
    page = district.get(reverse("oversight:change", args=[change.pk]))
    assert page.status_code == 200
    text = page.content.decode()
    assert "东湖街道" in text and "锦官驿街道" in text
    assert change.title in district.get("/").content.decode()  # a draft waits on the district's home
    assert act(district, change, "propose") == ChangeState.PROPOSED
    assert district.post(reverse("oversight:change_approve", args=[change.pk])).status_code == 403
    bureau = enter(Role.CITY)
    assert change.title in bureau.get("/").content.decode()
    assert act(bureau, change, "approve") == ChangeState.APPROVED
    assert act(bureau, change, "apply") == ChangeState.APPLIED
    assert Area.objects.get(local_code="510104018").closed_on == TODAY
    assert bureau.get(reverse("oversight:change", args=[change.pk])).status_code == 200
    assert bureau.post(reverse("oversight:change_undo", args=[change.pk]), {"remarks": ""}).status_code == 422
    assert act(bureau, change, "undo", remarks="会议纪要撤销") == ChangeState.UNDONE
    assert Area.objects.get(local_code="510104018").closed_on is None


@pytest.mark.parametrize(
    ("kind", "under", "said"),
    [
        ("split", "510104017", {"areas": ["510104017002"], "name": "交子街道"}),
        ("transfer", "510104017", {"areas": ["510104017002"], "to": "510104018"}),
        ("line", "510104017", {"to": "510104018", "words": "望江路\n东大街"}),
        ("zone", "510104", {"areas": ["510104018"], "name": "新区", "local_code": "CD-XX", "act_number": "1号"}),
        ("merge", "510104", {"areas": ["510104017", "510104018"], "into": "new", "name": "锦东街道"}),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_kind_is_drafted_and_previewed(city, enter, kind, under, said, language):
    user = city.accounts[Role.CITY]
    user.language = language
    user.save()
    bureau = enter(Role.CITY)
    assert bureau.get(form_url(kind, "510100")).status_code == 200
    form = bureau.get(form_url(kind, under))
    assert form.status_code == 200
    change = drafted(bureau, kind, under, **said)
    page = bureau.get(reverse("oversight:change", args=[change.pk]))
    assert page.status_code == 200
    assert not page.context["preview"].refusal
    listed = bureau.get(reverse("oversight:changes"))
    assert change.title in listed.content.decode()
    if language == "en":
        assert mixed(form.content.decode(), language) == []


def test_what_makes_no_sense_is_said_in_the_form(enter):
    bureau = enter(Role.CITY)
    one = bureau.post(form_url("merge", "510104"), SAID | {"areas": ["510104017"], "into": "510104017"})
    assert one.status_code == 422
    assert not TerritoryChange.objects.exclude(title__startswith="Zq").exists()  # the city has some of its own
    without = bureau.post(
        form_url("zone", "510104"), SAID | {"areas": ["510104018"], "name": "区", "local_code": "CD-XX"}
    )
    assert without.status_code == 422
    assert "act_number" in without.context["form"].errors


def test_a_returned_proposal_shows_its_remarks_and_can_be_proposed_again(enter):
    district = enter(Role.DISTRICT)
    change = drafted(district, "transfer", "510104017", areas=["510104017002"], to="510104018")
    act(district, change, "propose")
    bureau = enter(Role.CITY)
    assert act(bureau, change, "return", remarks="请补充边界说明") == ChangeState.RETURNED
    district = enter(Role.DISTRICT)
    assert "请补充边界说明" in district.get(reverse("oversight:change", args=[change.pk])).content.decode()
    assert act(district, change, "propose") == ChangeState.PROPOSED
    assert act(district, change, "withdraw", remarks="不再需要调整") == ChangeState.WITHDRAWN


def test_a_district_does_not_know_of_changes_elsewhere(enter):
    bureau = enter(Role.CITY)
    change = drafted(bureau, "line", "510107009", to="510104018", words="晋阳路")
    TerritoryChange.objects.filter(pk=change.pk).update(districts=[Area.objects.get(local_code="510107").pk])
    district = enter(Role.DISTRICT)
    assert district.get(reverse("oversight:change", args=[change.pk])).status_code == 404
    assert district.get(form_url("merge", "510107")).status_code == 404


def test_what_depends_is_listed_and_a_change_back_is_offered(city, enter):
    bureau = enter(Role.CITY)
    change = drafted(bureau, "merge", "510104", areas=["510104017", "510104018"], into="510104017")
    for name in ("propose", "approve", "apply"):
        act(bureau, change, name)
    employer = city.planted["D"].employer
    bureau.post(reverse("oversight:place", args=[employer.pk]), {"area": "510104017", "reason": "现场核实"})
    page = bureau.get(reverse("oversight:change", args=[change.pk]))
    assert page.context["dependents"]
    assert bureau.post(reverse("oversight:change_undo", args=[change.pk]), {"remarks": "已不可行"}).status_code == 302
    change.refresh_from_db()
    assert change.state == ChangeState.APPLIED
    bureau.post(reverse("oversight:change_counter", args=[change.pk]))
    back = TerritoryChange.objects.latest("pk")
    assert (back.counter_to, back.state) == (change, ChangeState.DRAFT)
    assert bureau.get(reverse("oversight:change", args=[back.pk])).status_code == 200
