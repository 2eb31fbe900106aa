"""Proof that copies tell the truth: state rows and rollups equal the facts, grants the appointments, kept files open.

Every check answers sentences, at most a few per kind; an empty list is proof. Nothing is written: what has to be
computed anew is computed in a transaction that is rolled back.
"""

from collections.abc import Callable, Iterator
from datetime import date

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.models import StoredFile
from core.sealed_files import opens
from employers.domain import rollups, standing
from inspectors.domain import appointments

SHOWN = 10

# Everything but when a row was derived, and under which version.
COMPARED = ", ".join(
    column
    for column in (part.strip() for part in standing.COLUMNS.split(","))
    if column not in ("as_of", "facts_version")
)
DIFFERENT = f"""
SELECT coalesce(s.employer_id, d.employer_id), coalesce(s.worker_id, d.worker_id),
       s.employer_id IS NULL, d.employer_id IS NULL
FROM (SELECT employer_id, worker_id, ROW({COMPARED})::text AS told FROM employers_standing WHERE as_of = %(on)s) s
FULL JOIN (SELECT employer_id, worker_id, ROW({COMPARED})::text AS told FROM t_standing) d USING (employer_id, worker_id)
WHERE s.told IS DISTINCT FROM d.told
ORDER BY 1, 2 LIMIT {SHOWN}
"""
FIGURES = ", ".join((*rollups.FIGURES, *rollups.DATES))


def verify(*, on: date) -> list[str]:
    """Everything that does not agree, in sentences."""
    checks: tuple[Callable[[], Iterator[str]], ...] = (
        _standings,
        _missing_standings,
        _figures,
        _areas,
        lambda: _grants(on),
        _files,
    )
    return [sentence for check in checks for sentence in check()]


def _standings() -> Iterator[str]:
    """State rows as of their own day against a derivation of that day."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT as_of FROM employers_standing ORDER BY 1")
        days = [day for (day,) in cursor.fetchall()]
    for day in days:
        with connection.cursor() as cursor:
            cursor.execute("SELECT employer_id, worker_id FROM employers_standing WHERE as_of = %s", [day])
            pairs = cursor.fetchall()
        with standing.derived(day, pairs=pairs) as cursor:
            cursor.execute(DIFFERENT, {"on": day})
            for employer, worker, unknown, gone in cursor.fetchall():
                what = _("is missing") if unknown else _("is one too many") if gone else _("differs from the facts")
                yield _("State row of employer %(employer)s and worker %(worker)s as of %(day)s %(what)s.") % {
                    "employer": employer,
                    "worker": worker,
                    "day": day,
                    "what": what,
                }


def _missing_standings() -> Iterator[str]:
    """Every pair that a fact names has its state row."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.t_target")
        cursor.execute(standing.TARGET)
        cursor.execute(standing.NAMED_BY_FACTS.format(where=""))
        cursor.execute(
            "SELECT t.employer_id, t.worker_id FROM t_target t LEFT JOIN employers_standing s USING (employer_id, worker_id)"
            " WHERE s.id IS NULL ORDER BY 1, 2 LIMIT %s",
            [SHOWN],
        )
        for employer, worker in cursor.fetchall():
            yield _("Employer %(employer)s and worker %(worker)s have facts but no state row.") % {
                "employer": employer,
                "worker": worker,
            }
        cursor.execute("DROP TABLE pg_temp.t_target")


class _Undo(Exception):
    """Leaves a transaction without keeping anything of it."""


def _figures() -> Iterator[str]:
    """The figures of employers, counted anew as of their own day."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT as_of, array_agg(employer_id) FROM employers_employerfigures GROUP BY 1")
        days = cursor.fetchall()
    for day, ids in days:
        for (employer,) in _recounted(
            "employers_employerfigures", "employer_id", lambda day=day, ids=ids: rollups.employers(ids, on=day)
        ):
            yield _("The figures of employer %(employer)s as of %(day)s differ from its state rows.") % {
                "employer": employer,
                "day": day,
            }


def _areas() -> Iterator[str]:
    """The figures of areas, summed anew."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(as_of) FROM employers_areafigures")
        day: date | None = cursor.fetchone()[0]
    if day is None:
        return
    for area, unplaced in _recounted("employers_areafigures", "area_id, unplaced", lambda: rollups.areas(on=day)):
        yield _("The figures of area %(area)s%(part)s differ from those of its employers.") % {
            "area": area,
            "part": _(" (not yet placed)") if unplaced else "",
        }


def _recounted(table: str, key: str, count: Callable[[], None]) -> list[tuple[object, ...]]:
    """Keys whose rows come out differently when they are counted again."""
    found: list[tuple[object, ...]] = []
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMP TABLE v_before ON COMMIT DROP AS SELECT * FROM {table}")
            count()
            cursor.execute(
                f"SELECT {key} FROM ((SELECT {key}, {FIGURES} FROM v_before EXCEPT SELECT {key}, {FIGURES} FROM {table})"
                f" UNION (SELECT {key}, {FIGURES} FROM {table} EXCEPT SELECT {key}, {FIGURES} FROM v_before)) changed"
                f" GROUP BY {key} ORDER BY {key} LIMIT {SHOWN}"
            )
            found = cursor.fetchall()
            raise _Undo
    except _Undo:
        return found


def _grants(on: date) -> Iterator[str]:
    """Grants on areas without an appointment in force or to come, and appointments without their grant."""
    for user, area in appointments.grants_without_appointment(on)[:SHOWN]:
        yield _("The account %(user)s holds a grant on %(area)s without an appointment.") % {"user": user, "area": area}
    for user, area in appointments.appointments_without_grant()[:SHOWN]:
        yield _("The account %(user)s is appointed to %(area)s but holds no grant.") % {"user": user, "area": area}


def _files() -> Iterator[str]:
    """Kept files still open with the keys that are here."""
    for kept in StoredFile.objects.filter(removed_at=None).order_by("pk").iterator():
        path = settings.STORED_FILES_DIR / kept.path
        if not path.is_file():
            yield _("The kept file %(file)s is gone.") % {"file": kept.pk}
        elif not opens(path):
            yield _("The kept file %(file)s does not open with the keys in DATA_KEYS.") % {"file": kept.pk}
