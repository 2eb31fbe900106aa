"""The run ledger and the diff: what opens, continues, closes, reopens, and what a kill leaves behind."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from compliance.domain import diff, run, shards
from compliance.enums import Event, FindingState, Reason, RunKind, RunState, ShardState
from compliance.models import Finding, FindingChange, Run, RunShard, Tally
from core.actor import COMMAND_LINE
from employers.domain import standing
from employers.models import EmployerFigures, Standing, Touched
from tests.kit.invented import org_code, unsound, uscc

D = date
MAY, APRIL = D(2026, 5, 1), D(2026, 4, 1)
HIRED = D(2026, 1, 5)


def night(city) -> Run:
    standing.rebuild(city.on)
    return run.crosscheck(on=city.on, current=city.on, by=COMMAND_LINE)


def unsigned(city, hired=HIRED):
    employer, worker = city.employer(), city.worker()
    city.roster(employer, D(2026, 6, 1), (worker, {"hired_on": hired}))
    return employer, worker, city.stock(employer, received=D(2026, 6, 5))


def counts(ended: Run, rule: str) -> dict[str, int]:
    return ended.counts[rule]


def test_a_second_night_on_the_same_facts_changes_nothing(city):
    unsigned(city)
    city.identifier(
        city.employer(), "org_code", unsound(org_code(900)), city.register("code_register"), conforming=False
    )
    first = night(city)
    assert (first.state, first.good, first.hits, first.opened) == (RunState.FINISHED, True, 2, 2)
    assert counts(first, "R14") == {"hits": 1, "opened": 1, "continued": 0, "closed": 0, "reopened": 0}
    before = list(Finding.objects.order_by("pk").values())
    tallied = list(Tally.objects.order_by("pk").values())
    second = night(city)
    assert list(Finding.objects.order_by("pk").values()) == before
    assert list(Tally.objects.order_by("pk").values()) == tallied
    assert counts(second, "R14") == {"hits": 1, "opened": 0, "continued": 1, "closed": 0, "reopened": 0}
    assert FindingChange.objects.count() == 2


def versions(table: str) -> list[tuple[str, str]]:
    """Where each row lies and which transaction wrote it: whatever is written or locked anew shows."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ctid::text, xmax::text FROM {table} ORDER BY 1")
        return cursor.fetchall()


def test_what_has_not_changed_is_not_written(city):
    unsigned(city)
    paid = city.employer()
    city.roster(paid, D(2026, 6, 1), (worker := city.worker(), {"hired_on": HIRED}))
    city.sheet(paid, APRIL, (worker, {}))
    night(city)
    tables = [model._meta.db_table for model in (Finding, FindingChange, EmployerFigures, Standing)]
    before = {table: versions(table) for table in tables}
    run.crosscheck(on=city.on, current=city.on, by=COMMAND_LINE)
    assert {table: versions(table) for table in tables} == before


def test_two_workers_share_the_parts_and_find_what_one_finds(city):
    for _ in range(3):
        unsigned(city)
    standing.rebuild(city.on)
    opened = run.open_night(on=city.on, by=COMMAND_LINE)
    ended = run.work(opened, by=COMMAND_LINE, together=shards.SHARDS // 2)
    assert (ended.state, ended.opened) == (RunState.FINISHED, 3)
    told = [shard for shard in ended.shards.order_by("no").values_list("no", "hits") if shard[1]]
    assert len(told) == 1  # what a group found is written to its first part


def test_a_finding_closes_when_the_facts_change_and_opens_again(city):
    employer, worker, stock = unsigned(city)
    night(city)
    filing = city.filing(stock, employer, worker, D(2026, 1, 5), end=D(2027, 1, 4))
    closed = night(city)
    finding = Finding.objects.get()
    assert (finding.state, finding.reason, finding.closed_on) == (FindingState.CLOSED, Reason.FACTS, city.on)
    assert counts(closed, "R14")["closed"] == 1
    filing.listed = False
    filing.save()
    assert counts(night(city), "R14") == {"hits": 1, "opened": 0, "continued": 0, "closed": 0, "reopened": 1}
    assert list(finding.changes.order_by("id").values_list("event", flat=True)) == [
        Event.OPENED, Event.CLOSED, Event.REOPENED,
    ]  # fmt: skip


def test_after_a_year_it_becomes_another_finding(city):
    unsigned(city, hired=D(2025, 6, 11))
    night(city)
    city.on = D(2026, 6, 11)
    night(city)
    old = Finding.objects.get(rule="R14")
    assert (old.state, old.reason, old.became) == (FindingState.CLOSED, Reason.BECAME, "R15")
    assert Finding.objects.get(rule="R15").state == FindingState.OPEN


def test_stale_or_missing_input_neither_opens_nor_closes(city):
    unsigned(city)
    night(city)
    city.on = D(2026, 8, 15)  # the filings are 71 days old
    ended = night(city)
    assert Finding.objects.get().state == FindingState.OPEN
    assert counts(ended, "R14") == {"hits": 0, "opened": 0, "continued": 0, "closed": 0, "reopened": 0}
    assert FindingChange.objects.count() == 1


def test_a_row_that_did_not_apply_keeps_the_finding_as_it_is(city):
    employer, worker, stock = unsigned(city)
    night(city)
    city.unread(stock, employer, name=worker.name)
    night(city)
    assert Finding.objects.get().state == FindingState.OPEN


def test_paid_late_and_now_paid_is_closed_and_kept(city):
    employer, worker = city.employer(), city.worker()
    city.sheet(employer, APRIL, (worker, {"paid": Decimal(0)}))
    night(city)
    finding = Finding.objects.get()
    assert (finding.rule, finding.period, finding.month) == ("R31", "2026-04", APRIL)
    assert finding.evidence["values"]["owed"] == 5000
    city.sheet(employer, APRIL, (worker, {"paid_on": D(2026, 6, 9)}), source="yinhang")
    night(city)
    finding.refresh_from_db()
    assert (finding.state, finding.reason) == (FindingState.CLOSED, Reason.FACTS)


def test_severity_and_evidence_follow_the_facts(city):
    employer, worker, stock = unsigned(city, hired=D(2023, 6, 10))
    city.filing(stock, employer, worker, D(2023, 6, 10), end=D(2026, 6, 9))
    night(city)
    finding = Finding.objects.get()
    assert (finding.rule, finding.severity) == ("R17", 2)
    sides = {side["dataset"] for side in finding.evidence["sources"]}
    assert sides == {"employee_roster", "contract_filing"}
    city.on = D(2026, 7, 10)
    night(city)
    finding.refresh_from_db()
    assert finding.severity == 1
    assert FindingChange.objects.count() == 1


def test_months_beyond_reach_close_with_that_reason(city):
    employer, worker = city.employer(), city.worker()
    city.sheet(employer, D(2024, 6, 1), (worker, {"paid": Decimal(0)}))
    city.sheet(employer, MAY, (worker, {}))
    night(city)
    city.on = D(2026, 7, 1)
    night(city)
    assert Finding.objects.get().reason == Reason.BEYOND_REACH


def test_a_closed_archive_closes_its_findings_and_an_override_its_own(city):
    employer, _, _ = unsigned(city)
    bad = unsound(org_code(900))
    held = city.identifier(city.employer(), "org_code", bad, city.register("code_register"), conforming=False)
    night(city)
    employer.status, employer.closed_on = "closed", city.on
    employer.save()
    held.override_reason, held.override_by, held.override_on = "As issued", "Clerk", city.on
    held.save()
    night(city)
    assert dict(Finding.objects.values_list("rule", "reason")) == {
        "R14": Reason.ARCHIVE_CLOSED,
        "R01": Reason.OVERRIDDEN,
    }


def test_a_check_of_the_same_employers_is_the_night(city):
    employer, worker, _ = unsigned(city)
    second, _, _ = unsigned(city, hired=D(2020, 1, 1))
    city.sheet(employer, APRIL, (worker, {"paid": Decimal(0)}))
    standing.rebuild(city.on)
    run.check([employer.pk, second.pk], on=city.on)
    checked = list(Finding.objects.order_by("rule", "subject").values("rule", "subject", "severity", "evidence_hash"))
    assert [each["rule"] for each in checked] == ["R14", "R15", "R31"]
    assert FindingChange.objects.filter(run=None).count() == 3
    ended = night(city)
    assert (
        list(Finding.objects.order_by("rule", "subject").values("rule", "subject", "severity", "evidence_hash"))
        == checked
    )
    assert counts(ended, "R14") == {"hits": 1, "opened": 1, "continued": 0, "closed": 0, "reopened": 0}
    assert FindingChange.objects.count() == 3
    assert not FindingChange.objects.filter(run=None).exists()


def test_a_check_sees_shared_codes_and_entries_that_found_their_archive(city):
    city.register("business_register", D(2026, 1, 1))
    city.register("code_register", D(2026, 1, 1))
    entry = city.entry(city.register("tax_register", D(2026, 1, 1)), uscc(950))
    run.check([], on=city.on)
    assert Finding.objects.get().employer is None
    employer = city.employer()
    entry.employer = employer
    entry.save()
    run.check([employer.pk], on=city.on)
    assert Finding.objects.get().state == FindingState.CLOSED
    older, newer = city.employer(opened=D(2019, 1, 1)), employer
    for each in (older, newer):
        city.identifier(each, "registration_no", "510104000000019", city.register("business_register"))
    run.check([newer.pk], on=city.on)
    finding = Finding.objects.get(rule="R06")
    assert (finding.employer, finding.other) == (older, newer)
    newer.identifiers.update(valid_to=city.on)
    run.check([newer.pk], on=city.on)
    finding.refresh_from_db()
    assert finding.state == FindingState.CLOSED


def test_touched_employers_are_taken_up(city):
    employer, _, _ = unsigned(city)
    standing.rebuild(city.on)
    Touched.objects.create(employer=employer, why="placed")
    assert run.take_up_touched(on=city.on) == 1
    assert Finding.objects.get().rule == "R14"
    assert not Touched.objects.exists()
    employer.lie_in(city.other_district)
    employer.save()
    standing.rebuild(city.on)
    run.check([employer.pk], on=city.on)
    assert Finding.objects.get().district == city.other_district


def test_sums_by_area_add_up_with_what_is_not_yet_placed(city):
    unsigned(city)
    employer, worker = city.employer(area=city.district), city.worker()
    city.roster(employer, D(2026, 6, 1), (worker, {"hired_on": D(2026, 1, 5)}))
    city.stock(employer, received=D(2026, 6, 5))
    night(city)
    rows = {(each.area, each.unplaced): each.open for each in Tally.objects.select_related("area")}
    assert rows == {
        (city.city, False): 2, (city.district, False): 2, (city.street, False): 1, (city.community, False): 1,
        (city.district, True): 1,
    }  # fmt: skip


def test_a_past_day_is_reported_as_it_was_known_and_writes_nothing(city):
    employer, worker, stock = unsigned(city, hired=D(2026, 3, 1))
    late = city.stock(employer, received=D(2026, 6, 9), full=False)
    city.filing(late, employer, worker, D(2026, 3, 1), end=D(2027, 2, 28))
    assert city.hits() == set()
    ended = run.crosscheck(on=D(2026, 6, 8), current=city.on, by=COMMAND_LINE)
    assert (ended.kind, ended.counts["R14"]["hits"]) == (RunKind.REPORT, 1)
    assert not Finding.objects.exists()
    assert not ended.shards.exists()
    with pytest.raises(run.Refused):
        run.crosscheck(on=D(2026, 6, 11), current=city.on, by=COMMAND_LINE)


def test_a_report_on_a_past_day_equals_the_night_of_that_day(city):
    employer, worker, stock = unsigned(city)
    other = city.worker()
    city.filing(stock, employer, other, D(2023, 6, 10), end=D(2026, 6, 1), hired_on=D(2023, 6, 10), form="full_time")
    city.insurance(MAY, {(employer, worker): 1}, employer, received=D(2026, 6, 4))
    city.sheet(employer, APRIL, (worker, {"paid": Decimal(0), "payable": Decimal(1000)}), received=D(2026, 6, 4))
    city.entry(city.register("tax_register", D(2026, 3, 1)), uscc(950))
    for dataset in ("business_register", "code_register"):
        register = city.register(dataset, D(2026, 3, 1))
    city.identifier(employer, "org_code", unsound(org_code(900)), register, conforming=False)
    then = city.hits()
    assert {hit[0] for hit in then} >= {"R01", "R08", "R14", "R26", "R30", "R31"}
    assert city.hits(past=True) == then


def test_the_ledger_numbers_runs_and_a_second_beat_finds_the_first(city):
    one = run.open_night(on=city.on, by=COMMAND_LINE)
    assert run.open_night(on=city.on, by=COMMAND_LINE) == one
    assert one.shards.count() == shards.SHARDS + 1
    assert (one.number, run.open_check(on=city.on, by=COMMAND_LINE).number) == (1, 2)


def test_three_failures_park_a_part_and_the_rest_goes_on(city, monkeypatch):
    unsigned(city)
    standing.rebuild(city.on)
    broken = shards.of(Finding._meta.get_field("employer").related_model.objects.get().pk)

    def judge(cursor, *rest):
        raise ValueError("broken on purpose")

    monkeypatch.setattr(diff, "write_employers", judge)
    ended = run.work(run.open_night(on=city.on, by=COMMAND_LINE), by=COMMAND_LINE)
    assert (ended.state, ended.good) == (RunState.FAULTY, False)
    shard = RunShard.objects.get(no=broken)
    assert (shard.state, shard.attempt, shard.error) == (ShardState.PARKED, 3, "ValueError: broken on purpose")
    assert RunShard.objects.filter(state=ShardState.DONE).count() == shards.SHARDS


def test_a_part_that_was_begun_and_not_ended_is_taken_up_again(city):
    unsigned(city)
    standing.rebuild(city.on)
    opened = run.open_night(on=city.on, by=COMMAND_LINE)
    RunShard.objects.filter(run=opened).update(state=ShardState.RUNNING, attempt=1)  # the worker was killed
    ended = run.work(opened, by=COMMAND_LINE)
    assert (ended.state, ended.opened) == (RunState.FINISHED, 1)
    assert set(RunShard.objects.values_list("attempt", flat=True)) == {2}


@pytest.mark.django_db(transaction=True)
def test_a_part_held_by_another_session_is_left_to_it(transactional_db):
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [shards.LOCK_CLASS, 7])
        assert not shards.try_lock(7)
        assert shards.try_lock(8)
        shards.unlock(8)
    finally:
        other.close()  # a dead session gives its parts back
    with shards.locked([7]):
        pass


def test_a_run_whose_day_is_over_is_never_caught_up(city):
    old = run.open_night(on=D(2026, 6, 1), by=COMMAND_LINE)
    run.work_left(None, current=city.on, by=COMMAND_LINE)
    old.refresh_from_db()
    assert (old.state, old.good) == (RunState.FAULTY, False)
