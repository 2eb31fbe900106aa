"""The list of employers: what is in scope, filters, search, the figures' lists, exports, queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.enums import Role
from employers.models import Employer, EmployerFigures
from tests.kit.archive import staffed
from tests.kit.deliveries import registration
from tests.kit.invented import org_code, uscc

LIST = reverse("employers:list")
WUHOU = "成都市武侯区晋阳街道晋阳社区1号"


def names(page) -> list[str]:
    return [line.row.name for line in page.context["table"].lines]


@pytest.fixture
def three(office):
    """Two in 锦江区, one in 武侯区, one whose address names nothing."""
    office.deliver(
        "business_register",
        [
            registration(1, 名称="成都蓉城餐饮有限公司"),
            registration(2, 名称="成都锦绣纺织（集团）有限公司", 住所="成都市锦江区东湖街道望江社区9号"),
            registration(3, 名称="武侯机械厂", 住所=WUHOU),
            registration(4, 名称="无址商行", 住所="某处"),
        ],
    )
    return office


def test_only_what_lies_in_scope_is_listed(three, read):
    assert len(names(read(Role.CITY, "510100").get(LIST))) == 4
    assert names(read(Role.DISTRICT, "510107").get(LIST)) == ["武侯机械厂"]
    assert names(read(Role.STREET, "510104017").get(LIST)) == ["成都蓉城餐饮有限公司"]
    assert names(read(Role.COMMUNITY, "510104018001").get(LIST)) == ["成都锦绣纺织（集团）有限公司"]


def test_the_administrator_is_told_who_may(three, read):
    page = read(Role.ADMINISTRATOR).get(LIST)
    assert page.status_code == 403
    assert "Only these may do this" in page.content.decode()


EVERY = ["成都蓉城餐饮有限公司", "成都锦绣纺织（集团）有限公司", "武侯机械厂", "无址商行"]
FRAGMENTS = {
    "蓉城": EVERY[:1],
    "成都 纺织": EVERY[1:2],
    "纺织(集团)": EVERY[1:2],
    "望江社区": EVERY[1:2],
    "厂": EVERY[2:3],
    uscc(3)[:14].lower(): EVERY,
    org_code(2)[:8].lower(): EVERY[1:2],
    "蓉城纺织": [],
    "%": [],
    "\x00": EVERY,
}


def test_search_finds_fragments_of_name_address_and_code(three, read):
    client = read(Role.CITY, "510100")
    for typed, found in FRAGMENTS.items():
        assert sorted(names(client.get(LIST, {"q": typed}))) == sorted(found), typed


def test_statistics_decide_and_both_ways_find_the_same(three, read, monkeypatch):
    """A common fragment is read along the list, a rare one through the index: the answer is the same."""
    client = read(Role.CITY, "510100")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE employers_employer")
    through_index = names(client.get(LIST, {"q": "成都"}))
    monkeypatch.setattr("employers.search.COMMON", -1)
    along_list = names(client.get(LIST, {"q": "成都"}))
    assert through_index == along_list
    assert len(along_list) == 3


def test_a_whole_code_goes_straight_to_the_employer(three, read):
    code = org_code(2)
    employer = Employer.objects.get(uscc=uscc(2))
    for typed in (code, code.lower(), f"{code[:8]}-{code[8]}".lower(), f" {code} ", uscc(2).lower()):
        answer = read(Role.CITY, "510100").get(LIST, {"q": typed})
        assert answer.headers["Location"] == reverse("employers:detail", args=[employer.pk]), typed
        outside = read(Role.DISTRICT, "510107").get(LIST, {"q": typed})
        assert outside.status_code == 200
        assert names(outside) == []


def test_the_unplaced_are_under_their_district_and_findable(three, read):
    client = read(Role.CITY, "510100")
    assert names(client.get(LIST, {"unplaced": "1"})) == ["无址商行"]
    assert names(client.get(LIST, {"directly": "510100"})) == ["无址商行"]
    assert names(client.get(LIST, {"area": "510107"})) == ["武侯机械厂"]
    assert len(names(client.get(LIST, {"opened_from": "business_register"}))) == 4
    assert names(client.get(LIST, {"opened_from": "code_register"})) == []


def test_figures_equal_the_lists_behind_them(office, read):
    employer, other = staffed(office, 1, 2)
    client = read(Role.CITY, "510100")
    figures = EmployerFigures.objects.get(employer=employer)
    assert (figures.contracts_met, figures.contracts_of) == (2, 3)
    assert (figures.insurance_met, figures.insurance_of) == (2, 3)
    assert (figures.wages_met, figures.wages_of) == (2, 3)
    tab = reverse("employers:employer_workers", args=[employer.pk])
    for name in (
        "employments",
        "contracts_of",
        "contracts_met",
        "insurance_of",
        "insurance_met",
        "wages_of",
        "wages_met",
    ):
        assert client.get(tab, {"counts": name}).context["table"].count == getattr(figures, name), name
    for rate in ("contracts", "insurance", "wages"):
        lacking = getattr(figures, f"{rate}_of") - getattr(figures, f"{rate}_met")
        assert client.get(tab, {"lacks": rate}).context["table"].count == lacking
        assert set(names(client.get(LIST, {"lacking": rate}))) == {employer.name, other.name}
    about = client.get(reverse("employers:detail", args=[employer.pk])).context["about"]
    for rate in about["rates"]:
        assert client.get(rate.url).context["table"].count == rate.lacking


def test_exports_hold_the_organization_code_and_are_journalled(three, read):
    from core.models import JournalEntry

    answer = read(Role.STREET, "510104017").post(LIST, {"export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "Organization code" in text
    assert org_code(1) in text
    assert "武侯机械厂" not in text
    assert JournalEntry.objects.filter(verb="list.exported").count() == 1
    assert read(Role.COMMUNITY, "510104017001").post(LIST, {"export": "csv"}).status_code == 403


@pytest.mark.parametrize("address", ["employers:list", "employers:unplaced"])
def test_lists_cost_a_constant_number_of_queries(three, read, address):
    client = read(Role.CITY, "510100")
    url = reverse(address)

    def cost() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    Employer.objects.filter(name__startswith="成都").update(status="closed")
    before = cost()
    three.deliver("business_register", [registration(n, 住所="某处") for n in range(10, 20)])
    assert cost() == before
