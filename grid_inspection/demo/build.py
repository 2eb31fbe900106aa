"""How a demo city comes to be: one list of named steps, each of which may be interrupted and simply runs again."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from compliance.domain import run
from compliance.enums import RunState
from compliance.models import Run
from core import jobs
from core.actor import COMMAND_LINE
from core.clock import business_date, today
from core.models import Clock
from employers.domain import rollups
from grid_inspection.demo import accounts, changes, delivering, departments, ledger, map_filings, rollout, team
from grid_inspection.demo.ledger import Plan
from grid_inspection.places import CannotStart
from grid_inspection.progress import Progress
from grids.domain import seeding

NIGHT_LIMIT, RING_AGAIN = 1800, 60  # seconds


@dataclass(frozen=True)
class Step:
    name: str
    title: str
    do: Callable[[Plan, Progress], None]
    every_start: bool = False  # else once for a city
    with_employers: bool = False  # left out where the city is begun without employers


def migrate(plan: Plan, progress: Progress) -> None:
    call_command("migrate", interactive=False, verbosity=0)


def compile_messages(plan: Plan, progress: Progress) -> None:
    call_command("messages", "--compile", verbosity=0)


def collect_static(plan: Plan, progress: Progress) -> None:
    """Hashed and compressed, for the web server; skipped while no file has changed since the last time."""
    mark = settings.STATIC_ROOT / ".collected"
    stamp = newest_static()
    if not mark.exists() or mark.read_text(encoding="utf-8") != stamp:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        mark.write_text(stamp, encoding="utf-8")


def newest_static() -> str:
    files = [path for folder in settings.STATICFILES_DIRS for path in folder.rglob("*") if path.is_file()]
    return f"{len(files)} {max((path.stat().st_mtime_ns for path in files), default=0)}"


def stop_the_clock(plan: Plan, progress: Progress) -> None:
    """In a demo today stands still at the day for which the city was built."""
    Clock.objects.update_or_create(pk=1, defaults={"stands_at": plan.as_of})


def load_territory(plan: Plan, progress: Progress) -> None:
    seeding.seed(by=COMMAND_LINE, on_progress=progress.at)


def folder() -> Path:
    return settings.STATE_DIR / "demo"


def write_files(plan: Plan, progress: Progress) -> None:
    """The city as the departments would send it; the truth file beside it lists what is wrong in it on purpose."""

    def stage(name: str, done: int, total: int) -> None:
        progress.at(done, total, name)

    departments.build(folder(), employers=plan.employers, seed=plan.seed, as_of=plan.as_of, progress=stage)


def deliver_files(plan: Plan, progress: Progress) -> None:
    delivering.deliver_all(folder(), on=plan.as_of, progress=progress)


def open_accounts(plan: Plan, progress: Progress) -> None:
    accounts.open_accounts(on=plan.as_of)


def staff_the_city(plan: Plan, progress: Progress) -> None:
    team.plant(on=plan.as_of)


def propose_changes(plan: Plan, progress: Progress) -> None:
    changes.plant(on=plan.as_of)


def file_maps(plan: Plan, progress: Progress) -> None:
    """The sheets show the number of employers, so areas are summed first; the night does it again."""
    rollups.areas(on=business_date(plan.as_of))
    map_filings.plant(on=plan.as_of)


def roll_out(plan: Plan, progress: Progress) -> None:
    rollout.plant(on=plan.as_of)


STEPS = (
    Step("migrate", "Bringing the database up to date", migrate, every_start=True),
    Step("messages", "Compiling the translations", compile_messages, every_start=True),
    Step("static", "Collecting static files", collect_static, every_start=True),
    Step("clock", "Stopping the clock", stop_the_clock),
    Step("territory", "Loading districts, streets and communities with their outlines", load_territory),
    Step("files", "Writing the departments' files of the invented city", write_files, with_employers=True),
    Step("deliveries", "Delivering them as a clerk would", deliver_files, with_employers=True),
    Step("accounts", "Opening the five accounts", open_accounts),
    Step("team", "Putting the team on the roster", staff_the_city),
    Step("changes", "Proposing changes of territory", propose_changes),
    Step("maps", "Filing colour maps", file_maps),
    Step("rollout", "Marking pilots and counting how far every grid is", roll_out),
)


def build(asked: dict[str, str], progress: Progress) -> Plan:
    """Run what is not done yet, in order."""
    plan: Plan | None = None
    for step in STEPS:
        if not step.every_start:
            plan = plan or ledger.settle(asked, timezone.localdate())
            if step.name in ledger.done() or (step.with_employers and not plan.employers):
                continue
        with progress.step(step.title):
            step.do(plan or Plan(), progress)
        if not step.every_start:
            ledger.tick(step.name)
    return plan or ledger.settle(asked, timezone.localdate())


def first_night(progress: Progress) -> None:
    """The first night of the city, through the real worker; the ledger in PostgreSQL says how far it is."""
    night = run.open_night(on=business_date(today()), by=COMMAND_LINE)
    if night.state != RunState.RUNNING:
        return
    with progress.step("Checking the whole city for the first time"):
        rung, last, end = ring(night), 0, time.monotonic() + NIGHT_LIMIT
        while night.state == RunState.RUNNING:
            done = night.shards.filter(done_at__isnull=False).count()
            if done != last:
                last, rung = done, time.monotonic()
            elif time.monotonic() - rung > RING_AGAIN:  # the call was lost, or the worker died with it
                rung = ring(night)
            if time.monotonic() > end:
                raise CannotStart(
                    f"The first night did not end within {NIGHT_LIMIT // 60} minutes; see the worker's log."
                )
            progress.at(done, night.shards.count(), "parts")
            time.sleep(0.2)
            night.refresh_from_db()
    if night.state != RunState.FINISHED:
        progress.line("  Parts of the first night failed; the administrator sees which under “Checks”.")


def ring(night: Run) -> float:
    """Call both processes of the worker; says when."""
    for _ in range(2):
        jobs.enqueue("compliance.work_shards", run_id=night.pk)
    return time.monotonic()


def say_logins(progress: Progress) -> None:
    """Who may log in to the demo."""
    areas = accounts.areas_of_logins()
    for person in accounts.PEOPLE:
        area = areas.get(person.username, "")
        progress.line(f"  {person.username:<14} password {accounts.PASSWORD}   {person.role.label} {area}")
    progress.line()
