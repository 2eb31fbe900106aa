"""The list of employers says what is open about each."""

from datetime import date

import pytest
from django.test import Client
from django.urls import resolve, reverse

from compliance.domain import findings
from compliance.models import Finding
from core.actor import COMMAND_LINE
from core.enums import Role
from core.models import Clock
from tests.compliance.test_findings import everything, night, unsigned
from tests.kit.archive import account

D = date
LIST = reverse("employers:list")


@pytest.fixture
def client(city) -> Client:
    Clock.objects.create(stands_at=city.on)
    client = Client()
    client.force_login(account(Role.CITY, city.city, language="zh-hans"))
    return client


def told(client: Client) -> dict[int, str]:
    table = client.get(LIST).context["table"]
    return {line.row.pk: cell.text for line in table.lines for cell in line.cells if cell.label == "待核实疑点"}


def test_the_upper_app_answers_the_address_of_the_list(db):
    assert resolve(LIST).view_name == "compliance:employers"


def test_the_gravest_level_counts_and_opens_exactly_its_findings(city, client):
    everything(city)
    night(city)
    said = told(client)
    assert len(said) >= 4
    for employer, text in said.items():
        rows = Finding.objects.at_work(city.on).filter(employer=employer)
        gravest = min((row.severity for row in rows), default=None)
        same = [row.pk for row in rows if row.severity == gravest]
        assert text.split()[-1] == (str(len(same)) if same else "—")
        if same:
            page = client.get(reverse("compliance:findings"), {"employer": employer, "severity": gravest})
            assert sorted(line.row.pk for line in page.context["table"].lines) == sorted(same)
            assert page.context["table"].chips[0].text == rows[0].employer.name


def test_what_is_set_aside_is_not_counted_until_its_day(city, client):
    finding = unsigned(city)
    assert told(client)[finding.employer_id].endswith(" 1")
    findings.set_aside(finding, until=D(2026, 6, 30), reason="Signed, not yet filed", by=COMMAND_LINE, on=city.on)
    assert told(client)[finding.employer_id] == "—"
    Clock.objects.update(stands_at=D(2026, 7, 1))
    assert told(client)[finding.employer_id].endswith(" 1")


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "²", "x"])
def test_an_employer_that_does_not_exist_is_no_filter(city, client, number):
    finding = unsigned(city)
    page = client.get(reverse("compliance:findings"), {"employer": number})
    assert [line.row.pk for line in page.context["table"].lines] == [finding.pk]
    assert not page.context["table"].chips
