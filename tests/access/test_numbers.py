"""A number on a page equals the list behind it: every linked number is followed, as each tier, in a small city."""

import csv
import io
import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from compliance.domain import run
from compliance.models import Finding
from core.actor import COMMAND_LINE
from core.clock import business_date
from core.enums import Role
from core.models import Clock, User
from employers.domain import rollups
from employers.models import Employer
from grid_inspection.demo import accounts, delivering, departments
from grids.domain import seeding
from grids.models import Area
from tests.demo.conftest import AS_OF

LISTS = re.compile(r"^/(employers|workers|findings)/$|^/employers/\d+/workers/$")
NUMBER = re.compile(r"^[^\d%.]*(\d{1,3}(?:,\d{3})*)[^\d%.]*$")
TIERS = (Role.CITY, Role.DISTRICT, Role.STREET, Role.COMMUNITY)
pytestmark = pytest.mark.django_db


class Numbers(HTMLParser):
    """The links of a page whose whole text says one number, and the lists they open."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, int]] = []
        self.href, self.words, self.depth = "", "", 0

    def handle_starttag(self, tag, attributes):
        if tag == "a":
            self.href, self.words = dict(attributes).get("href") or "", ""

    def handle_data(self, data):
        self.words += data

    def handle_endtag(self, tag):
        if tag != "a":
            return
        url, said = urlsplit(self.href), NUMBER.match(" ".join(self.words.split()))
        if said and url.query and LISTS.match(url.path) and "after=" not in url.query and "per=" not in url.query:
            self.found.append((self.href, int(said[1].replace(",", ""))))
        self.href = ""


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker, tmp_path_factory):
    """60 employers in the real tree, delivered as files, checked by one night."""
    from django.db import transaction

    folder = tmp_path_factory.mktemp("town")
    with django_db_blocker.unblock(), transaction.atomic():
        Clock.objects.create(stands_at=AS_OF)
        seeding.seed(by=COMMAND_LINE)
        for each in departments.build(folder, employers=60, seed=11, as_of=AS_OF).deliveries:
            delivering.deliver(folder, each, on=AS_OF)
        day = business_date(AS_OF)
        run.crosscheck(on=day, current=day, by=COMMAND_LINE)
        rollups.areas(on=day)
        accounts.open_accounts(on=AS_OF)
        yield Town()
        transaction.set_rollback(True)


class Town:
    """Clients of the four tiers, and the answers they were given already."""

    def __init__(self) -> None:
        self.clients = {}
        self.counts: dict[tuple[Role, str], int] = {}
        for role in TIERS:
            self.clients[role] = client = Client()
            client.force_login(User.objects.get(username=role.value))

    def page(self, role: Role, url: str):
        answer = self.clients[role].get(url)
        assert answer.status_code == 200, f"{url} as {role}: {answer.status_code}"
        return answer

    def listed(self, role: Role, url: str) -> int:
        """How many rows the list of this address holds, uncapped."""
        if (role, url) not in self.counts:
            part = self.clients[role].get(
                f"{url}{'&' if '?' in url else '?'}part=count", headers={"HX-Request": "true"}
            )
            assert part.status_code == 200, f"{url} as {role}: {part.status_code}"
            self.counts[role, url] = part.context["table"].narrowed.order_by().count()
        return self.counts[role, url]

    def wrong(self, role: Role, url: str) -> tuple[list[str], list[str]]:
        """The addresses followed from a page, and the numbers that differ from their lists."""
        numbers = Numbers()
        numbers.feed(self.page(role, url).text)
        told = [
            f"{role} {url}: {number} says the page, {self.listed(role, to)} the list {to}"
            for to, number in numbers.found
            if self.listed(role, to) != number
        ]
        return [to for to, _number in numbers.found], told


def busiest(column: str) -> list[int]:
    """The areas of a level with the most archives, and so with numbers to follow."""
    rows = Employer.objects.exclude(**{column: None}).values_list(column, flat=True)
    found = list(rows)
    return sorted(set(found), key=lambda pk: (-found.count(pk), pk))


def dashboards(role: Role) -> list[str]:
    """The reader's own dashboard, and for the city the way down."""
    pages = ["/", "/dashboard/"]
    if role is Role.CITY:
        pages += [f"/dashboard/{pk}/" for column in ("district_id", "street_id", "community_id")
                  for pk in busiest(column)[:3]]  # fmt: skip
    return pages


@pytest.mark.parametrize("role", TIERS)
def test_every_number_of_home_and_dashboards_equals_its_list(town, role):
    followed, wrong = [], []
    for url in dashboards(role):
        found, told = town.wrong(role, url)
        followed, wrong = followed + found, wrong + told
    assert not wrong, "\n".join(wrong)
    kinds = {
        re.sub(r"=(?!contracts|insurance|wages|employments|open)[^&]*", "=", urlsplit(to).query) for to in followed
    }
    assert any("counts=employments" in kind for kind in kinds)
    assert any("status=open" in kind for kind in kinds)
    assert any("_of" in kind for kind in kinds)
    if role is Role.CITY:  # elsewhere nothing need be missing
        for rate in ("contracts", "insurance", "wages"):
            assert any(f"counts={rate}_met" in kind for kind in kinds)
            assert any(f"lacks={rate}" in kind for kind in kinds)
        assert any("directly=" in kind for kind in kinds)  # 未落格 has lines of its own
        assert any("_unknown" in kind for kind in kinds)


def test_the_parts_of_every_dashboard_add_up_to_the_whole(town):
    for url in dashboards(Role.CITY)[1:]:
        said = town.page(Role.CITY, url).context
        if not said["lines"]:
            continue
        whole = said["total"]
        for name in ("employers", "employments", "findings"):
            assert sum(getattr(line, name) for line in said["lines"]) == getattr(whole, name), f"{url} {name}"
        for rate in whole.rates:
            for name in ("met", "of", "unknown"):
                parts = sum(getattr(line.rate(rate.rate.key), name) for line in said["lines"])
                assert parts == getattr(rate, name), f"{url} {rate.rate.key} {name}"


@pytest.mark.parametrize("role", TIERS)
def test_the_numbers_of_employer_pages_equal_their_lists(town, role):
    area = Area.objects.get(appointments__member__user__username=role.value)
    scope = {} if role is Role.CITY else {f"{area.tier}_id": area.pk}
    employers = Employer.objects.filter(figures__employments__gt=0, **scope).order_by("-figures__employments", "pk")[:6]
    assert employers
    for employer in employers:
        url = f"/employers/{employer.pk}/"
        found, wrong = town.wrong(role, url)
        assert not wrong, "\n".join(wrong)
        assert found
        frame = town.page(role, url).context["frame"]
        workers = next(tab for tab in frame.tabs if "workers" in tab.url)
        assert int(str(workers.count).replace(",", "")) == town.listed(role, f"{workers.url}?counts=employments")


@pytest.mark.parametrize("role", TIERS)
def test_the_findings_beside_employers_equal_their_lists(town, role):
    """Each number opens exactly its findings, and nobody of whom something is open goes without a number."""
    url = "/employers/?per=200"
    found, wrong = town.wrong(role, url)
    assert not wrong, "\n".join(wrong)
    told = {int(parse_qs(urlsplit(to).query)["employer"][0]) for to in found if "employer=" in to}
    page = town.page(role, url).context["table"]
    assert page.page.whole
    listed = Finding.objects.at_work(AS_OF).filter(employer__in=[line.row.pk for line in page.lines])
    assert told == set(listed.values_list("employer", flat=True))
    assert told or role in (Role.STREET, Role.COMMUNITY)


@pytest.mark.parametrize("role", TIERS)
def test_the_numbers_of_the_menu_equal_their_lists(town, role):
    said = town.page(role, "/findings/count/").text.replace(",", "") or "0"
    assert int(said) == town.listed(role, "/findings/")
    if role is not Role.COMMUNITY:
        said = town.page(role, reverse("employers:unplaced_count")).text.replace(",", "") or "0"
        assert int(said) == town.listed(role, reverse("employers:unplaced"))


@pytest.mark.parametrize("role", TIERS[:3])
def test_the_file_of_a_dashboard_says_what_the_page_says(town, role):
    page = town.page(role, "/dashboard/").context
    file = b"".join(town.clients[role].post("/dashboard/", {"export": "csv"}).streaming_content).decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(file)) if len(row) > 5][1:]
    lines = [*page["lines"], page["total"]]
    assert [[int(cell) for cell in row[2:5]] for row in rows] == [
        [line.employers, line.employments, line.findings] for line in lines
    ]
    for row, line in zip(rows, lines, strict=True):
        told = [int(cell) for place in range(5, 17, 4) for cell in row[place + 1 : place + 4]]
        assert told == [number for cell in line.rates for number in (cell.met, cell.of, cell.unknown)]


def test_a_wrong_number_is_caught(town, monkeypatch):
    """The test of the test: one figure too many on the dashboard."""
    from oversight import tables

    real = tables.line

    def boasting(part, *, bands, findings):
        return real(part, bands=bands, findings=findings + 1)

    monkeypatch.setattr("oversight.views.dashboard.tables.line", boasting)
    assert town.wrong(Role.CITY, "/dashboard/")[1]
