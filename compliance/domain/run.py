"""The night, and every check between nights: a ledger in PostgreSQL, whatever the queue does (decisions 21 to 25).

Killing anything at any moment and starting again gives the same findings: each part is one transaction, and a part that
was begun and not ended is found again because its session lock is gone.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext_noop

from compliance.domain import diff, hits, shards, tally
from compliance.enums import Event, FindingState, RunKind, RunState, ShardState
from compliance.models import FindingChange, Run, RunShard
from compliance.rules import judging
from compliance.rules.catalogue import RULES
from core import journal
from core.actor import Actor
from employers.domain import rollups, standing
from employers.models import Touched

ATTEMPTS = 3
PREPARE = 1_000  # the lock of a run's first step; parts have smaller numbers
LEFT = (ShardState.TODO, ShardState.RUNNING)
FINISHED = gettext_noop("Check %(run)s ended: %(hits)s hits, %(opened)s new, %(closed)s closed.")
Progress = Callable[[int, int], None]


class Superseded(Exception):
    """Somebody else has taken this part over: what was computed is thrown away."""


# Opening a run -------------------------------------------------------------------------------------------------------


def open_night(*, on: date, by: Actor) -> Run:
    """Number 1 of the business date; a second beat finds it there."""
    with transaction.atomic():
        run, new = Run.objects.get_or_create(
            business_date=on, number=1, defaults={"kind": RunKind.NIGHT, "by": by.name[:150]}
        )
        if new:
            _make_shards(run)
    return run


@transaction.atomic
def open_check(*, on: date, by: Actor, kind: RunKind = RunKind.CHECK) -> Run:
    """The next number of the business date."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('compliance.run'))")
    last = Run.objects.filter(business_date=on).aggregate(last=Max("number"))["last"] or 0
    # Number 1 belongs to the night, whether it ran or was missed.
    run = Run.objects.create(business_date=on, number=max(last, 1) + 1, kind=kind, by=by.name[:150])
    if kind is not RunKind.REPORT:
        _make_shards(run)
    return run


def _make_shards(run: Run) -> None:
    RunShard.objects.bulk_create(RunShard(run=run, no=no) for no in range(shards.SHARDS + 1))


# Working -------------------------------------------------------------------------------------------------------------


def work(run: Run, *, by: Actor, together: int = shards.SHARDS, on_progress: Progress | None = None) -> Run:
    """Take parts of the run until none is free, and close the run if that was the last one.

    ``together``: how many untried parts one transaction takes. Every statement reads the state rows once for all of
    them, so a session that works alone takes all, and one of two takes half.
    """
    _prepare(run)
    with connection.cursor() as cursor:
        read = judging.reading(cursor, run.business_date)
    known = diff.versions(read)
    while claimed := _claim(run, together):
        _do(run, claimed, read, known)
        if on_progress:
            on_progress(run.shards.exclude(state__in=LEFT).count(), shards.SHARDS + 1)
    return finish(run, by=by)


def _prepare(run: Run) -> None:
    """Rebuild the state rows that are due, once per run; whoever comes second waits for it.

    Not in one transaction: what was rebuilt before a worker died is not due any more when the next one comes.
    """
    with shards.locked([PREPARE]):
        run.refresh_from_db()
        if run.prepared_at is None:
            run.rebuilt = standing.rebuild_due(run.business_date)
            run.prepared_at = timezone.now()
            run.save(update_fields=["rebuilt", "prepared_at"])


def _claim(run: Run, together: int) -> list[RunShard]:
    """The next free parts, their attempts counted and committed before the work begins.

    Parts nobody has tried are worked at together, because a transaction costs more than a small part; one that failed
    or was left by a dead worker is worked at alone, so that it takes no other with it. So is the city's.
    """
    claimed: list[RunShard] = []
    left = RunShard.objects.filter(run=run, state__in=LEFT).order_by("no")
    for no, attempt in left.values_list("no", "attempt"):
        alone = attempt > 0 or no == shards.CITY
        if len(claimed) == together or (alone and claimed):
            break
        if not shards.try_lock(no):
            continue
        shard = _count_attempt(run, no)
        if shard is None:
            shards.unlock(no)
            continue
        claimed.append(shard)
        if alone or shard.attempt > 1:
            break
    return claimed


@transaction.atomic
def _count_attempt(run: Run, no: int) -> RunShard | None:
    free = RunShard.objects.filter(run=run, no=no, state__in=LEFT).select_for_update(skip_locked=True)
    shard = free.first()
    if shard is None:
        return None
    if shard.attempt >= ATTEMPTS:
        shard.state, shard.done_at = ShardState.PARKED, timezone.now()
        shard.save(update_fields=["state", "done_at"])
        return None
    shard.attempt += 1
    shard.state, shard.started_at = ShardState.RUNNING, timezone.now()
    shard.save(update_fields=["attempt", "state", "started_at"])
    return shard


def _do(run: Run, claimed: list[RunShard], read: judging.Reading, known: dict[str, int]) -> None:
    """Parts in one transaction; a failure is written down and they are free again, or parked after three."""
    attempt = max(shard.attempt for shard in claimed)
    parts = RunShard.objects.filter(pk__in=[shard.pk for shard in claimed], state=ShardState.RUNNING)
    mine = parts.filter(attempt__lte=attempt)
    try:
        with shards.snapshot() as cursor:
            found = _judge(cursor, run, [shard.no for shard in claimed], read, known)
            done = mine.update(state=ShardState.DONE, hits={}, done_at=timezone.now(), error="")
            if done != len(claimed):
                raise Superseded
            RunShard.objects.filter(pk=claimed[0].pk).update(hits=found)
    except Superseded:
        pass
    except Exception as fault:  # whatever it was: it is shown to the operator, and the other parts go on
        parked = attempt >= ATTEMPTS
        mine.update(
            state=ShardState.PARKED if parked else ShardState.TODO,
            error=f"{type(fault).__name__}: {fault}"[:500],
            done_at=timezone.now() if parked else None,
        )
    finally:
        for shard in claimed:
            shards.unlock(shard.no)


def _judge(cursor: Any, run: Run, parts: list[int], read: judging.Reading, known: dict[str, int]) -> dict[str, int]:
    if parts == [shards.CITY]:
        judging.judge_city(cursor, read, None)
        return diff.write_city(cursor, read, known, run.pk, None)
    ids = [employer for no in parts for employer in shards.employers(cursor, no)]
    if not ids:
        return {}
    judging.judge_employers(cursor, read, ids)
    found = diff.write_employers(cursor, read, known, run.pk)
    rollups.employers(ids, on=run.business_date, judged=True)
    return found


def work_left(run_id: int | None, *, current: date, by: Actor, together: int = shards.SHARDS) -> None:
    """Work at this run, or any run of the current date that was left; older ones end as they are, never caught up."""
    unfinished = Run.objects.filter(state=RunState.RUNNING).exclude(kind=RunKind.REPORT)
    for run in unfinished.filter(business_date__lt=current):
        abandon(run)
    for run in unfinished.filter(business_date=current, **({"pk": run_id} if run_id else {})).order_by("pk"):
        work(run, by=by, together=together)


def abandon(run: Run) -> None:
    """A run whose day is over stays as far as it came: what it left undone is parked."""
    run.shards.filter(state__in=LEFT).update(state=ShardState.PARKED, done_at=timezone.now())
    Run.objects.filter(pk=run.pk, state=RunState.RUNNING).update(state=RunState.FAULTY, finished_at=timezone.now())


# Closing -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def finish(run: Run, *, by: Actor) -> Run:
    """Close the run when its last part has ended: counts, sums by area, journal. Who comes second finds it closed."""
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state != RunState.RUNNING or run.shards.filter(state__in=LEFT).exists():
        return run
    FindingChange.objects.filter(run=None).update(run=run)
    tally.sum_up(on=run.business_date)
    rollups.areas(on=run.business_date)
    parked = run.shards.filter(state=ShardState.PARKED).exists()
    found: Counter[str] = Counter()
    for each in run.shards.values_list("hits", flat=True):
        found.update(each)
    _close(run, found, RunState.FAULTY if parked else RunState.FINISHED)
    journal.record(
        "run.finished",
        FINISHED,
        about=run,
        by=by,
        on=run.business_date,
        run=run,
        hits=run.hits,
        opened=run.opened,
        closed=run.closed,
    )
    return run


def _close(run: Run, found: Counter[str], state: RunState) -> None:
    changed = Counter(
        {
            (rule, event): many
            for rule, event, many in run.changes.values_list("finding__rule", "event").annotate(many=Count("id"))
        }
    )
    fresh = run.changes.filter(event__in=(Event.OPENED, Event.REOPENED), finding__state=FindingState.OPEN)
    newly = dict(fresh.values_list("finding__rule").annotate(Count("finding", distinct=True)))
    run.counts = {
        rule.code: {
            "hits": found[rule.code],
            "opened": changed[rule.code, Event.OPENED],
            "continued": max(found[rule.code] - newly.get(rule.code, 0), 0),
            "closed": changed[rule.code, Event.CLOSED],
            "reopened": changed[rule.code, Event.REOPENED],
        }
        for rule in RULES
    }
    for name in ("hits", "opened", "closed", "reopened"):
        setattr(run, name, sum(each[name] for each in run.counts.values()))
    run.state, run.good, run.finished_at = state, state == RunState.FINISHED, timezone.now()
    run.save()


# The other ways to check ---------------------------------------------------------------------------------------------


def check(employer_ids: Iterable[int], *, on: date) -> None:
    """Check these employers at once, by the same rules: after a commit, a withdrawal, an override, an opening."""
    ids = sorted(set(employer_ids))
    with connection.cursor() as cursor:
        read = judging.reading(cursor, on)
    known = diff.versions(read)
    with shards.locked([*map(shards.of, ids), shards.CITY]), shards.snapshot() as cursor:
        if ids:
            judging.judge_employers(cursor, read, ids)
            diff.write_employers(cursor, read, known, None)
        judging.judge_city(cursor, read, ids)
        diff.write_city(cursor, read, known, None, ids)
    tally.sum_up(on=on)


def take_up_touched(*, on: date, limit: int = 5_000) -> int:
    """Check the employers about whom a verb below changed something; a crash in between checks them again."""
    rows = list(Touched.objects.order_by("pk").values_list("pk", "employer_id")[:limit])
    if rows:
        ids = {employer for _, employer in rows}
        standing.rebuild_due(on, employers=ids)
        check(ids, on=on)
        rollups.employers(sorted(ids), on=on)
        rollups.areas(on=on)
        Touched.objects.filter(pk__in=[pk for pk, _ in rows]).delete()
    return len(rows)


def report(*, on: date, by: Actor) -> Run:
    """A past day, judged by what was known then; the ledger says so, and no finding changes."""
    run = open_check(on=on, by=by, kind=RunKind.REPORT)
    found = Counter(hits.counts(on, past=True))
    with transaction.atomic():
        _close(run, found, RunState.FINISHED)
        Run.objects.filter(pk=run.pk).update(good=False)
    run.good = False
    return run


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """A check was asked for a day that has not ended."""

    day: date


def crosscheck(*, on: date, current: date, by: Actor, on_progress: Progress | None = None) -> Run:
    """What the command does: the current date writes findings, a past one reports, a later one is refused."""
    if on > current:
        raise Refused(on)
    if on < current:
        return report(on=on, by=by)
    return work(open_check(on=on, by=by), by=by, on_progress=on_progress)
