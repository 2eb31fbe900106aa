"""The page of an employer: scope, every tab, masks, and acts that ask for a reason."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.enums import Role
from core.models import JournalEntry
from employers.models import Identifier, Standing, Touched
from tests.kit.archive import staffed
from tests.kit.deliveries import registration
from tests.kit.invented import org_code, resident_number, unsound, uscc

TABS = ("detail", "employer_workers", "contracts", "insurance", "wages", "rosters", "registers", "identifiers",
        "placements", "timeline")  # fmt: skip
FULL_NUMBER = re.compile(r"510199\d{11}[\dX]")


@pytest.fixture
def employer(office):
    return staffed(office, 1)[0]


def test_each_tab_is_there_for_its_territory_and_for_nobody_else(employer, read):
    urls = [reverse(f"employers:{tab}", args=[employer.pk]) for tab in TABS]
    for role, area in ((Role.CITY, "510100"), (Role.DISTRICT, "510104"), (Role.COMMUNITY, "510104017001")):
        client = read(role, area)
        for url in urls:
            page = client.get(url)
            assert page.status_code == 200, url
            text = page.content.decode()
            assert f"{org_code(1)[:8]}-{org_code(1)[8]}" in text
            assert uscc(1) in text
            assert not FULL_NUMBER.search(text)
            assert 'style="' not in text
    for role, area in ((Role.DISTRICT, "510107"), (Role.STREET, "510104018"), (Role.COMMUNITY, "510104017002")):
        client = read(role, area)
        assert [client.get(url).status_code for url in urls] == [404] * len(urls)
    client = read(Role.ADMINISTRATOR)
    assert [client.get(url).status_code for url in urls] == [403] * len(urls)


def test_tabs_show_what_was_delivered(employer, read):
    client = read(Role.CITY, "510100")

    def shown(tab: str, **query: str) -> str:
        return client.get(reverse(f"employers:{tab}", args=[employer.pk]), query).content.decode()

    assert shown("contracts").count("Contract in force") >= 2
    assert "2028-05-31" in shown("contracts")
    assert "2026-04" in shown("insurance")
    assert "2 of 3 on time" in shown("wages")
    assert "1 not paid in full" in shown("wages")
    assert "4,500.00" in shown("wages", month="2026-04")
    assert "2026-06-01" in shown("rosters")
    assert "Archive opened from" in shown("timeline")
    assert shown("insurance", month="2026-04").count("510199********") == 2


def test_registers_stand_side_by_side_with_their_differences_and_history(office, read):
    office.deliver("business_register", [registration(1)])
    office.deliver("business_register", [registration(1, 法定代表人="李四", 住所="成都市锦江区锦官驿街道2号")])
    office.deliver("tax_register", [{"纳税人识别号": uscc(1), "纳税人名称": "成都另名有限公司"}])
    employer = Identifier.objects.filter(value=uscc(1)).first().employer
    page = read(Role.CITY, "510100").get(reverse("employers:registers", args=[employer.pk]))
    text = page.content.decode()
    assert 'class="differs"' in text
    assert "成都另名有限公司" in text
    assert "<ins>李四</ins>" in text
    assert [line.key for line in page.context["lines"]][:2] == ["name", "uscc"]


def test_a_worker_is_seen_through_an_employment_in_scope_only(employer, read):
    row = Standing.objects.filter(employer=employer).first()
    url = reverse("employers:worker", args=[employer.pk, row.worker_id])
    page = read(Role.COMMUNITY, "510104017001").get(url)
    assert page.status_code == 200
    assert row.worker.mask in page.content.decode()
    assert not FULL_NUMBER.search(page.content.decode())
    assert read(Role.DISTRICT, "510107").get(url).status_code == 404
    assert read(Role.CITY, "510100").get(reverse("employers:worker", args=[employer.pk, 999999])).status_code == 404


def test_a_number_is_read_once_with_a_reason_by_city_and_district(employer, read, caplog):
    row = Standing.objects.filter(employer=employer).order_by("worker__name").first()
    number = resident_number(int(row.worker.name.removeprefix("王")))
    url = reverse("employers:unmask", args=[employer.pk, row.worker_id])
    client = read(Role.DISTRICT, "510104")
    assert number not in client.get(url).content.decode()
    assert number not in client.post(url, {"reason": ""}).content.decode()
    assert not JournalEntry.objects.filter(verb="worker.unmasked").exists()
    answer = client.post(url, {"reason": "a complaint names him"})
    assert number in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    told = JournalEntry.objects.filter(verb="worker.unmasked")
    assert told.count() == 2  # at the employer and at the worker
    assert all(number not in f"{entry.values} {entry.sentence} {entry.change}" for entry in told)
    assert number not in caplog.text
    assert number not in client.get(url).content.decode()
    for role, area in ((Role.STREET, "510104017"), (Role.COMMUNITY, "510104017001")):
        page = read(role, area).post(url, {"reason": "curious about him"})
        assert page.status_code == 403
        assert "District brigade" in page.content.decode()
    assert read(Role.DISTRICT, "510107").post(url, {"reason": "curious about him"}).status_code == 404


def test_a_code_that_fails_its_standard_is_kept_with_a_reason(office, read):
    office.deliver("business_register", [registration(1, 统一社会信用代码=unsound(uscc(1)))])
    wrong = Identifier.objects.get(value=unsound(uscc(1)))
    assert not wrong.conforming
    url = reverse("employers:override", args=[wrong.employer_id, wrong.pk])
    assert read(Role.STREET, "510104017").post(url, {"reason": "seen"}).status_code == 403
    client = read(Role.DISTRICT, "510104")
    Touched.objects.all().delete()
    assert client.post(url, {"reason": "the original certificate was seen"}).status_code == 302
    wrong.refresh_from_db()
    assert wrong.override_reason == "the original certificate was seen"
    assert list(Touched.objects.values_list("employer_id", flat=True)) == [wrong.employer_id]
    page = client.get(reverse("employers:identifiers", args=[wrong.employer_id])).content.decode()
    assert "the original certificate was seen" in page
    assert client.post(url, {"reason": "once more, just so"}).status_code == 403
    sound = Identifier.objects.filter(conforming=True).first()
    again = reverse("employers:override", args=[sound.employer_id, sound.pk])
    assert client.post(again, {"reason": "nothing is wrong"}).status_code == 403


def test_tabs_cost_a_constant_number_of_queries(office, read):
    small = staffed(office, 1, workers=3)[0]
    large = staffed(office, 2, workers=9)[0]
    client = read(Role.CITY, "510100")

    def cost(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    for tab in TABS:
        few, many = (cost(reverse(f"employers:{tab}", args=[one.pk])) for one in (small, large))
        assert few == many, tab


def test_the_tab_bar_names_only_pages_that_exist(employer, read):
    client = read(Role.CITY, "510100")
    page = client.get(reverse("employers:detail", args=[employer.pk]))
    tabs = page.context["frame"].tabs
    assert [tab.url for tab in tabs if tab.current] == [page.request["PATH_INFO"]]
    for tab in tabs:
        assert client.get(tab.url).status_code == 200, tab.url
