"""The test of the test: leaks planted one after the other, each of which the checker of the matrix must catch."""

from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.urls import path

from compliance import permissions as compliance_permissions
from compliance import queries as compliance_queries
from compliance.domain import explain
from core import codecheck, journal
from core.actor import COMMAND_LINE, Actor
from core.clock import today
from core.enums import Role
from core.models import User
from core.querysets import ScopedQuerySet
from core.scope import Scope
from core.views import errors, help, system
from employers import permissions as employers_permissions
from employers.models import Employer
from employers.queries import frame as frames
from employers.queries import queue
from employers.views import detail
from grid_inspection import urls
from grids import queries as territory
from inspectors import queries as inspectors_queries
from inspectors.models import Appointment, TeamMember
from tests.access.checking import Asked, row, table_faults
from tests.access.matrix import MATRIX, Row
from tests.kit.city import OTHER

CITY, DISTRICT, STREET, COMMUNITY, ADMINISTRATOR = Role
pytestmark = pytest.mark.django_db


def unscoped(patch):
    patch.setattr(ScopedQuerySet, "within", lambda self, scope: self.all())


def foreign_employers(patch):
    def anyone(pk, *, actor, on, tab=""):
        return found if (found := real(pk, actor=COMMAND_LINE, on=on, tab=tab)) else None

    real = frames.frame
    patch.setattr(detail, "frame", anyone)


def everybody_may_see(patch):
    patch.setattr(employers_permissions, "check_can_see", lambda actor: None)


def findings_of_all(patch):
    real = compliance_queries.finding_page
    patch.setattr(compliance_queries, "finding_page", lambda scope: real(COMMAND_LINE.scope))


def administrator_sees_findings(patch):
    patch.setattr(compliance_permissions, "check_can_see_findings", lambda actor: None)
    patch.setattr(Scope, "as_q", COMMAND_LINE.scope.__class__.as_q.__get__(COMMAND_LINE.scope))


def second_archive_named(patch):
    real = explain.sentence
    patch.setattr(explain, "sentence", lambda finding, *, scope: real(finding, scope=COMMAND_LINE.scope))


def areas_of_all(patch):
    patch.setattr(territory, "within", lambda scope, pk: territory.Area.objects.filter(pk=pk).first())


def roster_of_all(patch):
    patch.setattr(inspectors_queries, "appointments", lambda actor: Appointment.objects.all())


def members_of_all(patch):
    patch.setattr(inspectors_queries, "members", lambda actor: TeamMember.objects.all())


def journal_of_everything(patch):
    patch.setattr(system, "about_the_site", system.JournalEntry.objects.all)


def looking_writes(patch):
    def waiting(actor):
        by = Actor("x", Role.CITY, Scope.NOTHING)
        journal.record("list.seen", "Seen", about=User.objects.get(pk=actor.user_id), by=by, on=today())
        return real(actor)

    real = queue.waiting
    patch.setattr(queue, "waiting", waiting)


def refusal_without_a_sentence(patch):
    real = errors.answer

    def mute(request, status, title, sentence, next_step=""):
        return real(request, status, title, "", next_step)

    patch.setattr(errors, "answer", mute)


def cacheable(patch):
    real = HttpResponse.__init__

    def made(self, *args, **kwargs):
        real(self, *args, **kwargs)
        self.headers["Cache-Control"] = "public, max-age=600"

    patch.setattr(HttpResponse, "__init__", made)


def codes_for_everybody(patch):
    patch.setattr(codecheck, "check_can_check_codes", lambda actor: None)


def exports_for_everybody(patch):
    patch.setattr("core.tables.check_role", lambda actor, *allowed: None)


LEAKS = [
    (unscoped, Asked(row("employers:list"), DISTRICT, "GET")),
    (unscoped, Asked(row("employers:workers"), COMMUNITY, "GET")),
    (unscoped, Asked(row("employers:list"), STREET, "POST", export="csv")),
    (unscoped, Asked(row("employers:workers"), STREET, "POST", export="xlsx")),
    (unscoped, Asked(row("compliance:findings"), DISTRICT, "GET", query="?q=Zq")),
    (foreign_employers, Asked(row("employers:detail"), DISTRICT, "GET", OTHER)),
    (foreign_employers, Asked(row("employers:timeline"), STREET, "GET", OTHER)),
    (everybody_may_see, Asked(row("employers:list"), ADMINISTRATOR, "GET")),
    (findings_of_all, Asked(row("compliance:finding"), COMMUNITY, "GET", OTHER)),
    (findings_of_all, Asked(row("compliance:set_aside"), DISTRICT, "POST", OTHER)),
    (administrator_sees_findings, Asked(row("compliance:findings"), ADMINISTRATOR, "GET")),
    (second_archive_named, Asked(row("compliance:finding"), DISTRICT, "GET", "A")),
    (areas_of_all, Asked(row("oversight:area"), DISTRICT, "GET", OTHER)),
    (roster_of_all, Asked(row("inspectors:team"), DISTRICT, "GET")),
    (members_of_all, Asked(row("inspectors:member"), DISTRICT, "GET", OTHER)),
    (members_of_all, Asked(row("inspectors:leave"), DISTRICT, "GET", OTHER)),
    (journal_of_everything, Asked(row("core:journal"), ADMINISTRATOR, "GET")),
    (looking_writes, Asked(row("employers:unplaced"), CITY, "GET")),
    (refusal_without_a_sentence, Asked(row("inspectors:accounts"), CITY, "GET")),
    (cacheable, Asked(row("employers:unplaced_count"), CITY, "GET")),
    (codes_for_everybody, Asked(row("core:codecheck"), ADMINISTRATOR, "GET")),
    (exports_for_everybody, Asked(row("employers:list"), COMMUNITY, "POST", export="csv")),
]


@pytest.mark.parametrize("plant, asked", LEAKS, ids=lambda said: getattr(said, "__name__", None) or str(said)[:60])
def test_a_planted_leak_is_caught(checker, plant, asked, monkeypatch):
    assert checker.faults(asked) == []
    plant(monkeypatch)
    assert checker.faults(asked) != []


def test_an_address_without_a_row_and_a_row_without_an_address_are_told(monkeypatch):
    assert "employers:list has no row in the access matrix" in table_faults(
        tuple(each for each in MATRIX if each.name != "employers:list")
    )
    assert "no:such: a row without an address" in table_faults((*MATRIX, Row("no:such")))
    assert any("without a reason" in fault for fault in table_faults((*MATRIX, Row("no:such", public=True))))
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, path("new/", lambda request: None, name="new")])
    resolver = SimpleNamespace(url_patterns=urls.urlpatterns)
    monkeypatch.setattr("tests.access.checking.get_resolver", lambda: resolver)
    assert "new has no row in the access matrix" in table_faults()


def test_a_page_open_to_visitors_is_caught(checker, monkeypatch):
    asked = Asked(row("core:help"), "anonymous", "GET")
    assert checker.faults(asked) == []
    monkeypatch.setattr(help.index, "login_required", False, raising=False)
    assert checker.faults(asked) != []


def test_the_city_is_planted_as_the_checker_believes(checker):
    city = checker.city
    assert {place.employer.area.local_code for place in city.planted.values()} >= {"510104017001", "510107009001"}
    assert Employer.objects.count() == len(city.planted)
    assert User.objects.filter(is_active=True).count() == len(city.planted) + len(Role)
