"""What is derived must equal what it is derived from: state rows, rollups, staffing, permissions, kept files.

Everything is computed anew by the same verbs that write it, inside a transaction that is rolled back, and compared.
A fault is a sentence; it names rows by their ids and never a person.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from compliance.domain import tally
from core import parameters, resealing
from core.clock import business_date
from core.models import StoredFile
from employers.domain import rollups, standing
from grids.models import Staffing
from inspectors.domain import staffing
from inspectors.domain.scopes import SEE

SHOWN = 100  # faults of one check that are told one by one
EMPLOYERS_AT_ONCE = 2000
STATE_COLUMNS = [name.strip() for name in standing.COLUMNS.split(",") if name.strip() != "facts_version"]

Watch = Callable[[str, int, int], None]


@dataclass
class Check:
    """One of the things that must be equal: how many were compared, what differs, what is merely worth knowing."""

    name: str
    compared: int = 0
    differing: int = 0
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def fault(self, sentence: str) -> None:
        self.differing += 1
        if len(self.faults) < SHOWN:
            self.faults.append(sentence)

    def as_json(self) -> dict[str, object]:
        return {"compared": self.compared, "differing": self.differing, "faults": self.faults, "notes": self.notes}


def everything(*, today: date, watch: Watch) -> list[Check]:
    return [
        state_rows(today, watch),
        employer_figures(watch),
        area_figures(),
        staffed(today),
        tallies(today),
        permissions(today),
        kept_files(),
    ]


# State rows ----------------------------------------------------------------------------------------------------------


def state_rows(today: date, watch: Watch) -> Check:
    """Each row equals its derivation as of its own day; rows built under older parameters wait for the next night."""
    check = Check("state rows")
    ids = column("SELECT DISTINCT employer_id FROM employers_standing ORDER BY 1")
    ids = sorted({*ids, *column(f"SELECT DISTINCT employer_id FROM ({named_by_facts()}) f")})
    for start in range(0, len(ids), EMPLOYERS_AT_ONCE):
        some = ids[start : start + EMPLOYERS_AT_ONCE]
        days = column("SELECT DISTINCT as_of FROM employers_standing WHERE employer_id = ANY(%s)", [some])
        for number, day in enumerate(days or [business_date(today)]):
            compare_states(check, some, day, with_missing=number == 0)
        watch(check.name, start + len(some), len(ids))
    return check


def named_by_facts() -> str:
    return standing.NAMED_BY_FACTS.format(listed="", named="").replace("INSERT INTO t_target", "")


def compare_states(check: Check, employers: Sequence[int], day: date, *, with_missing: bool) -> None:
    now = standing.version()
    with standing.derived(day, employers=employers) as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE facts_version = %s), count(*) FILTER (WHERE facts_version <> %s) "
            "FROM employers_standing WHERE employer_id = ANY(%s) AND as_of = %s",
            [now, now, list(employers), day],
        )
        compared, older = cursor.fetchone()
        check.compared += compared
        if older:
            check.notes.append(f"{older} state rows of {day} were built under other parameters: the next night's work.")
        cursor.execute(
            f"""
            SELECT s.employer_id, s.worker_id, to_jsonb(s), to_jsonb(t)
            FROM employers_standing s LEFT JOIN t_standing t USING (employer_id, worker_id)
            WHERE s.employer_id = ANY(%s) AND s.as_of = %s AND s.facts_version = %s
              AND ({listed("s", STATE_COLUMNS)}) IS DISTINCT FROM ({listed("t", STATE_COLUMNS)})
            """,
            [list(employers), day, now],
        )
        for employer, worker, stored, derived in cursor.fetchall():
            check.fault(f"State row (employer {employer}, worker {worker}): {told(stored, derived, STATE_COLUMNS)}.")
        if with_missing:
            cursor.execute(
                "SELECT t.employer_id, t.worker_id FROM t_standing t "
                "LEFT JOIN employers_standing s USING (employer_id, worker_id) WHERE s.employer_id IS NULL"
            )
            for employer, worker in cursor.fetchall():
                check.fault(f"State row (employer {employer}, worker {worker}): missing, though facts name the pair.")


def told(stored: str, derived: str | None, columns: Iterable[str]) -> str:
    """Which columns differ; the values stay unsaid, for they may be a person's."""
    if derived is None:
        return "no fact names the pair"
    return f"differs from the facts in {', '.join(differing(stored, derived, columns))}"


def differing(one: str, other: str, columns: Iterable[str]) -> list[str]:
    """The names of the columns in which two rows, told as JSON, differ."""
    first, second = json.loads(one), json.loads(other)
    return [name for name in columns if first.get(name) != second.get(name)]


# Rollups -------------------------------------------------------------------------------------------------------------


def employer_figures(watch: Watch) -> Check:
    """The figures of each employer, counted anew as of their own day."""
    check = Check("employer figures")
    days = column("SELECT DISTINCT as_of FROM employers_employerfigures ORDER BY 1")
    for number, day in enumerate(days):
        ids = column("SELECT employer_id FROM employers_employerfigures WHERE as_of = %s ORDER BY 1", [day])

        def again(ids: list[int] = ids, day: date = day) -> None:
            for start in range(0, len(ids), EMPLOYERS_AT_ONCE):
                rollups.employers(ids[start : start + EMPLOYERS_AT_ONCE], on=day, anew=True)

        recomputed(check, "employers_employerfigures", ["employer_id"], again, where=f"as_of = '{day.isoformat()}'")
        recomputed(check, "employers_standing", ["employer_id", "worker_id"], again, only=["rates"])
        watch(check.name, number + 1, len(days))
    return check


def area_figures() -> Check:
    """The sums of each area, and of what is not yet placed below it."""
    check = Check("area figures")
    days = column("SELECT DISTINCT as_of FROM employers_areafigures WHERE as_of IS NOT NULL")
    if days:
        recomputed(check, "employers_areafigures", ["area_id", "unplaced"], lambda: rollups.areas(on=max(days)))
    return check


def staffed(today: date) -> Check:
    """How areas are staffed, counted anew; what is due or was counted under older parameters waits for beat."""
    check = Check("staffing")
    due = Q(changes_on__lte=today) | ~Q(revision=parameters.revision())
    if waiting := Staffing.objects.filter(due).count():
        check.notes.append(f"Staffing of {waiting} areas is due: beat counts it anew.")
        return check
    told = {"as_of", "changes_on", "revision", "id", "area"}
    counts = [field.name for field in Staffing._meta.fields if field.name not in told]
    recomputed(check, "grids_staffing", ["area_id"], lambda: staffing.rebuild(on=today), only=counts)
    return check


def tallies(today: date) -> Check:
    """The numbers of open findings by area."""
    check = Check("finding tallies")
    keys = ["area_id", "unplaced", "rule", "severity"]
    recomputed(check, "compliance_tally", keys, lambda: tally.sum_up(on=business_date(today)))
    return check


class Undone(Exception):
    """Ends a transaction whose work was only to be looked at."""


def recomputed(
    check: Check,
    table: str,
    keys: Sequence[str],
    again: Callable[[], None],
    *,
    where: str = "true",
    only: Sequence[str] = (),
) -> None:
    """Compare a table with what ``again`` makes of it, and leave it as it is."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 0")
        names = [each.name for each in cursor.description]
    compared = [name for name in only or names if name not in {"id", "basis", *keys}]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS pg_temp.t_before")
            cursor.execute(f"CREATE TEMP TABLE t_before ON COMMIT DROP AS SELECT * FROM {table} WHERE {where}")
            again()
            cursor.execute("SELECT count(*) FROM t_before")
            check.compared += cursor.fetchone()[0]
            cursor.execute(
                f"""
                SELECT {", ".join(f"coalesce(b.{key}, a.{key})" for key in keys)}, to_jsonb(b), to_jsonb(a)
                FROM t_before b FULL JOIN (SELECT * FROM {table} WHERE {where}) a USING ({", ".join(keys)})
                WHERE ({listed("b", compared)}) IS DISTINCT FROM ({listed("a", compared)})
                """
            )
            for *key, before, after in cursor.fetchall():
                named = ", ".join(f"{name} {value}" for name, value in zip(keys, key, strict=True))
                if before is None or after is None:
                    check.fault(f"{table} ({named}): {'missing' if before is None else 'one too many'}.")
                else:
                    check.fault(f"{table} ({named}): differs in {', '.join(differing(before, after, compared))}.")
            raise Undone
    except Undone:
        pass


# Permissions, files --------------------------------------------------------------------------------------------------

FORCE = "valid_from <= %(today)s AND (valid_to IS NULL OR valid_to > %(today)s)"
GRANTED = """SELECT g.user_id, g.content_object_id AS area_id FROM inspectors_areauserpermission g
    JOIN auth_permission p ON p.id = g.permission_id WHERE p.codename = %(see)s"""
APPOINTED = """SELECT m.user_id, a.area_id, bool_or({force}) AS now, bool_or(valid_from > %(today)s) AS later
    FROM inspectors_appointment a JOIN inspectors_teammember m ON m.id = a.member_id
    WHERE m.user_id IS NOT NULL GROUP BY 1, 2"""


def permissions(today: date) -> Check:
    """guardian's grants on areas are what the appointments say, and nothing grants to groups."""
    check = Check("permissions")
    values = {"today": today, "see": SEE}
    appointed = {(user, area): (now, later) for user, area, now, later in rows(APPOINTED.format(force=FORCE), values)}
    granted = {(user, area) for user, area in rows(GRANTED, values)}
    check.compared = len(granted | appointed.keys())
    for user, area in sorted(granted - appointed.keys()):
        check.fault(f"Account {user} may see area {area} without any appointment to it.")
    for (user, area), (now, later) in sorted(appointed.items()):
        if now and (user, area) not in granted:
            check.fault(f"Account {user} is appointed to area {area} and may not see it.")
        elif (user, area) in granted and not now and not later:
            check.notes.append(f"Account {user}: the appointment to area {area} has lapsed; its grant gives nothing.")
    others = "SELECT count(*) FROM inspectors_areauserpermission g JOIN auth_permission p ON p.id = g.permission_id"
    if count := rows(f"{others} WHERE p.codename <> %(see)s", values)[0][0]:
        check.fault(f"{count} grants on areas are of another kind than “{SEE}”.")
    if count := rows("SELECT count(*) FROM inspectors_areagrouppermission", values)[0][0]:
        check.fault(f"{count} grants on areas are made to groups.")
    return check


def kept_files() -> Check:
    """Every kept file opens with the keys, and every sealed value names a key that is here."""
    check = Check("kept files and sealed values", compared=StoredFile.objects.filter(removed_at=None).count())
    for file in resealing.unreadable_files():
        check.fault(f"Kept file {file.pk} does not open: it is gone, changed, or under a key that is not here.")
    for model, cipher, _bound in resealing.sealed_columns():
        counted = rows(f"SELECT get_byte({cipher}, 0), count(*) FROM {model._meta.db_table} GROUP BY 1", {})
        for key, count in counted:
            if key is not None and key not in settings.DATA_KEYS:
                check.fault(f"{count} values of {model._meta.label}.{cipher} are under key {key}, which is not here.")
    for name, count in resealing.left().items():
        check.notes.append(f"{count} values of {name} are under an older key; `manage.py reseal` renews them.")
    return check


def listed(alias: str, columns: Iterable[str]) -> str:
    return ", ".join(f"{alias}.{name}" for name in columns)


def rows(sql: str, values: dict[str, object]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple] = cursor.fetchall()
        return found


def column(sql: str, values: Sequence[object] = ()) -> list:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [value for (value,) in cursor.fetchall()]


def told_in_lines(checks: Iterable[Check]) -> Iterator[str]:
    for check in checks:
        yield f"{check.name}: {check.compared:,} compared, {check.differing:,} differing"
        yield from (f"  ! {sentence}" for sentence in check.faults)
        if check.differing > len(check.faults):
            yield f"  ! and {check.differing - len(check.faults):,} more"
        yield from (f"  · {sentence}" for sentence in check.notes)
