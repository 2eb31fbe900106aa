"""Setting findings aside, what a finding page tells, the watchdog, and the command."""

import json
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from compliance import queries
from compliance.domain import explain, findings, run
from compliance.middleware import WatchdogMiddleware
from compliance.models import Finding, Run, Tally
from compliance.rules.catalogue import RULES
from core.actor import COMMAND_LINE, Actor
from core.enums import Role, Tier
from core.models import Clock, JournalEntry
from core.permissions import Denied
from core.scope import Scope
from employers.domain import standing
from tests.kit.facts import ALL_KINDS, City
from tests.kit.invented import org_code, unsound, uscc

D = date
MAY, APRIL = D(2026, 5, 1), D(2026, 4, 1)
CITY_WIDE = Scope(frozenset({(Tier.CITY, 0)}))


def night(city: City) -> Run:
    standing.rebuild(city.on)
    return run.crosscheck(on=city.on, current=city.on, by=COMMAND_LINE)


def unsigned(city: City) -> Finding:
    employer, worker = city.employer(), city.worker("Zhang San")
    city.roster(employer, D(2026, 6, 1), (worker, {"hired_on": D(2026, 1, 5)}))
    city.stock(employer, received=D(2026, 6, 5))
    night(city)
    return Finding.objects.get(rule="R14", employer=employer)


def test_a_finding_set_aside_leaves_the_worklists_until_its_day(city):
    finding = unsigned(city)
    findings.set_aside(finding, until=D(2026, 6, 30), reason="Signed, not yet filed", by=COMMAND_LINE, on=city.on)
    assert not queries.worklist(CITY_WIDE, city.on).exists()
    assert queries.worklist(CITY_WIDE, D(2026, 7, 1)).get() == finding
    night(city)
    finding.refresh_from_db()
    assert (finding.state, finding.set_aside_until) == ("open", D(2026, 6, 30))
    tally = Tally.objects.get(area=city.city)
    assert (tally.open, tally.set_aside) == (0, 1)
    findings.resume(finding, by=COMMAND_LINE, on=city.on)
    assert queries.worklist(CITY_WIDE, city.on).get() == finding
    verbs = JournalEntry.objects.filter(verb__startswith="finding.").order_by("id").values_list("verb", flat=True)
    assert set(verbs) == {"finding.set_aside", "finding.resumed"}


def test_who_may_set_aside_and_what_it_takes(city):
    finding = unsigned(city)
    street = Actor("S", Role.STREET, Scope(frozenset({(Tier.STREET, city.street.pk)})))
    elsewhere = Actor("D", Role.DISTRICT, Scope(frozenset({(Tier.DISTRICT, city.other_district.pk)})))
    said = {"until": D(2026, 7, 1), "reason": "Because", "on": city.on}
    for actor in (street, elsewhere):
        with pytest.raises(Denied):
            findings.set_aside(finding, by=actor, **said)
    for wrong in ({"reason": " "}, {"until": city.on}):
        with pytest.raises(Denied):
            findings.set_aside(finding, by=COMMAND_LINE, **(said | wrong))


def everything(city: City) -> None:
    """One finding of each rule but R13."""
    for dataset in ("business_register", "code_register"):
        register = city.register(dataset, D(2026, 1, 1))
    city.entry(city.register("tax_register", D(2026, 1, 1)), uscc(950), name="Corner Shop")
    stock = city.stock(received=D(2026, 6, 5))
    for hired in (D(2026, 1, 5), D(2020, 1, 1)):
        employer, worker = city.employer(), city.worker()
        city.roster(employer, D(2026, 6, 1), (worker, {"hired_on": hired}))
        city.covers(stock, employer, D(2026, 6, 5), full=True)
    city.filing(stock, employer, worker, D(2020, 1, 1), end=D(2026, 1, 1))
    third, person = city.employer(), city.worker(birth_date=D(1960, 1, 1), sex="male")
    city.roster(third, D(2026, 6, 1), (person, {"hired_on": D(2020, 1, 1)}))
    city.covers(stock, third, D(2026, 6, 5), full=True)
    city.insurance(MAY, {(employer, worker): 1}, employer, third)
    city.sheet(third, APRIL, (person, {"payable": Decimal(1000), "paid": Decimal(0)}))
    city.sheet(employer, D(2026, 3, 1))
    city.identifier(employer, "org_code", unsound(org_code(900)), register, conforming=False)
    city.identifier(employer, "uscc", unsound(uscc(901)), register, conforming=False)
    for each in (third, city.employer(opened=D(2024, 1, 1))):
        city.identifier(each, "registration_no", "510104000000019", register)


def test_every_rule_tells_its_case_in_both_languages_with_rows_ages_and_a_way_out(city):
    everything(city)
    night(city)
    found = {finding.rule: finding for finding in Finding.objects.all()}
    assert set(found) == {rule.code for rule in RULES} - {"R13", "R14"} | {"R14"}
    for finding in found.values():
        for language in ("en", "zh-hans"):
            with translation.override(language):
                sentence = explain.sentence(finding, scope=CITY_WIDE)
                assert sentence and "%(" not in sentence and "None" not in sentence
                assert explain.closes(finding)
                ages = explain.ages(finding, city.on)
                assert ages and all(age.limit for age in ages)
        rows = explain.sides(finding, scope=CITY_WIDE)
        assert all(side.delivery_id and side.dataset for side in rows)
    with translation.override("en"):
        assert "retirement age" in explain.sentence(found["R15"], scope=CITY_WIDE)
        assert "lower bound" in explain.sentence(found["R30"], scope=CITY_WIDE)
        assert [side.absent for side in explain.sides(found["R25"], scope=CITY_WIDE)] == [False, True]


def test_the_watchdog_speaks_when_the_last_good_night_is_two_days_back(city):
    today = city.on + timedelta(days=1)

    def banner(later: int = 0) -> str:
        request = RequestFactory().get("/")
        request.today, request.actor = today + timedelta(days=later), COMMAND_LINE
        WatchdogMiddleware(lambda _: HttpResponse())(request)
        return getattr(request, "banner", "")

    assert banner() == ""  # nothing has ever run: nothing is out of date
    night(city)
    assert banner() == banner(1) == ""
    assert "2026-06-10" in banner(2)


def test_missed_nights_are_shown_as_missed(city):
    night(city)
    city.on = D(2026, 6, 12)
    night(city)
    told = queries.nights(D(2026, 6, 13), days=7)
    assert [(each.business_date.day, each.missed) for each in told] == [
        (13, True),
        (12, False),
        (11, True),
        (10, False),
    ]


def told(*args: str) -> dict:
    out = StringIO()
    call_command("crosscheck", "--json", *args, stdout=out)
    return json.loads(out.getvalue())


def test_the_command_prints_one_object(city):
    Clock.objects.create(stands_at=city.on + timedelta(days=1))
    employer, worker = city.employer(), city.worker()
    city.roster(employer, D(2026, 6, 1), (worker, {"hired_on": D(2026, 1, 5)}))
    city.stock(employer, received=D(2026, 6, 5))
    city.sheet(employer, APRIL, (worker, {"paid": Decimal(0)}))
    standing.rebuild(city.on)
    answer = told("--list")
    assert answer["business_date"] == "2026-06-10"
    assert answer["rules"]["R14"] == {"hits": 1, "opened": 1, "continued": 0, "closed": 0, "reopened": 0}
    assert answer["list"] == [
        {
            "rule": rule,
            "employer_code": employer.uscc,
            "subject": worker.mask,
            "subject_id": f"worker:{worker.pk}",
            "period": period,
            "severity": severity,
        }
        for rule, period, severity in (("R14", "", "O"), ("R31", "2026-04", "Y"))
    ]
    past = told("--on", "2026-06-04", "--list")
    assert past["rules"]["R14"]["hits"] == 0
    with pytest.raises(SystemExit) as refused:
        told("--on", "2026-06-11")
    assert refused.value.code == 2


def test_all_kinds_are_five():
    assert ALL_KINDS == 31
