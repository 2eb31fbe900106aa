"""`manage.py verify` finds what was changed behind the verbs' back, and nothing else."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from guardian.shortcuts import assign_perm, remove_perm

from compliance.domain import tally
from core.actor import Actor
from core.enums import Role, Tier
from core.models import Clock, StoredFile, User
from core.scope import Scope
from employers.domain import rollups, standing
from employers.models import AreaFigures, EmployerFigures, Standing, Worker
from grids.models import Staffing
from inspectors.domain import appointments, staffing
from inspectors.enums import Position
from inspectors.models import TeamMember
from tests.kit.facts import City

TODAY, YESTERDAY = date(2026, 6, 16), date(2026, 6, 15)
pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    Clock.objects.create(pk=1, stands_at=TODAY)
    city = City(YESTERDAY)
    city.employers = [city.employer(), city.employer()]
    city.workers = [city.worker() for _ in range(3)]
    Worker.objects.update(number_cipher=b"\x01sealed")
    city.roster(city.employers[0], date(2026, 5, 31), *((worker, {}) for worker in city.workers))
    standing.rebuild(YESTERDAY)
    rollups.employers([each.pk for each in city.employers], on=YESTERDAY)
    rollups.areas(on=YESTERDAY)
    tally.sum_up(on=YESTERDAY)
    city.user = User.objects.create(username="street", role=Role.STREET)
    member = TeamMember.objects.create(name="张三", tier=Tier.STREET, user=city.user, joined_on=date(2025, 1, 1))
    bureau = Actor("bureau", Role.CITY, Scope(frozenset({(Tier.CITY, city.city.pk)})))
    appointments.appoint(member=member, to=city.street, position=Position.FULL_TIME, by=bureau, on=date(2025, 1, 1))
    return city


def verified():
    """The exit status, and the faults of each check."""
    out, status = StringIO(), 0
    try:
        call_command("verify", json=True, stdout=out)
    except SystemExit as end:
        status = end.code
    found = json.loads(out.getvalue())
    assert found["ok"] == (status == 0)
    return status, {name: check["faults"] for name, check in found["checks"].items() if check["faults"]}


def test_staffing_that_no_appointment_explains_is_named(city):
    staffing.rebuild(on=TODAY)
    assert verified() == (0, {})
    Staffing.objects.filter(area=city.street).update(inspectors=7)
    status, faults = verified()
    assert status == 1
    assert faults == {"staffing": [f"grids_staffing (area_id {city.street.pk}): differs in inspectors."]}


def test_what_the_verbs_wrote_is_sound(city):
    assert verified() == (0, {})
    assert Standing.objects.count() == 3


def test_a_changed_state_row_is_found_and_the_column_named(city):
    row = Standing.objects.order_by("pk").first()
    Standing.objects.filter(pk=row.pk).update(hired_on=date(2020, 1, 1))
    status, faults = verified()
    assert status == 1
    sentence = f"State row (employer {row.employer_id}, worker {row.worker_id}): differs from the facts in hired_on."
    assert faults["state rows"] == [sentence]


def test_a_missing_state_row_is_found(city):
    row = Standing.objects.order_by("pk").first()
    row.delete()
    _, faults = verified()
    assert "missing, though facts name the pair" in faults["state rows"][0]


def test_a_state_row_without_facts_is_found(city):
    row = Standing.objects.order_by("pk").first()
    Standing.objects.filter(pk=row.pk).update(worker_id=city.worker().pk)
    Worker.objects.update(number_cipher=b"\x01sealed")
    _, faults = verified()
    assert any("no fact names the pair" in sentence for sentence in faults["state rows"])


def test_changed_figures_are_found(city):
    EmployerFigures.objects.filter(employer=city.employers[0]).update(employments=99)
    AreaFigures.objects.filter(area=city.street, unplaced=False).update(employers=99)
    _, faults = verified()
    assert [sentence for sentence in faults["employer figures"] if "differs in employments" in sentence]
    assert [sentence for sentence in faults["area figures"] if f"area_id {city.street.pk}" in sentence]


def test_a_grant_without_an_appointment_is_found(city):
    stranger = User.objects.create(username="stranger", role=Role.DISTRICT)
    assign_perm("view_area", stranger, city.district)
    _, faults = verified()
    assert faults["permissions"] == [
        f"Account {stranger.pk} may see area {city.district.pk} without any appointment to it."
    ]


def test_an_appointment_without_its_grant_is_found(city):
    remove_perm("view_area", city.user, city.street)
    _, faults = verified()
    assert faults["permissions"] == [
        f"Account {city.user.pk} is appointed to area {city.street.pk} and may not see it."
    ]


def test_a_kept_file_that_is_gone_is_found(city, settings, tmp_path):
    settings.STORED_FILES_DIR = tmp_path
    kept = StoredFile.objects.create(path="0f0e", name="a.csv", size=1, sha256=b"\0" * 32)
    _, faults = verified()
    assert f"Kept file {kept.pk} does not open" in faults["kept files and sealed values"][0]


def test_nothing_is_changed_by_looking(city):
    EmployerFigures.objects.filter(employer=city.employers[0]).update(employments=99)
    verified()
    assert EmployerFigures.objects.get(employer=city.employers[0]).employments == 99
