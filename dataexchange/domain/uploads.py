"""A delivery from file to archive: the verbs behind the pages and the commands."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from compliance.domain import run
from core import journal
from core.actor import Actor
from core.clock import business_date
from dataexchange import permissions
from dataexchange.domain import waiting
from dataexchange.enums import UploadState
from dataexchange.importing import committing, faults, faulty_rows, partition, previewing, receiving
from dataexchange.importing import withdraw as withdrawing
from dataexchange.importing.receiving import Cover
from dataexchange.importing.table import Refused
from dataexchange.models import Upload
from employers.domain import rollups
from employers.models import Delivery
from grids.models import Area
from grids.queries import by_code


def deliver(path: Path, *, name: str, cover: Cover, by: Actor, on: date, job_id: int | None = None) -> Upload:
    """Receive a file and preview it at once; a refused file leaves nothing behind."""
    upload = receiving.receive(path, name=name, cover=cover, by=by)
    try:
        previewing.preview(upload, on=on, job_id=job_id)
        if upload.state == UploadState.ASKING:
            raise _open_questions(upload)
    except Exception:
        receiving.discard(upload)
        raise
    return upload


def commit(upload: Upload, *, by: Actor, on: date, job_id: int | None = None, settle: bool = True) -> list[int]:
    """Commit a preview, sum the areas anew, and have the touched employers checked at once.

    ``settle=False`` leaves the last two out: of a series of deliveries that a night follows only the end is worth it.
    """
    touched = committing.commit(upload, by=by, on=on, job_id=job_id)
    touched = sorted({*touched, *waiting.retry(by=by, on=on)})
    if settle:
        rollups.areas(on=business_date(on))
        run.check(touched, on=business_date(on))
    return touched


def withdraw(delivery: Delivery, *, reason: str, by: Actor, on: date) -> withdrawing.Outcome:
    """Withdraw a committed delivery, sum the areas anew, and have the touched employers checked again."""
    outcome = withdrawing.withdraw(delivery, reason=reason, by=by, on=on)
    rollups.areas(on=business_date(on))
    run.check(outcome.touched, on=business_date(on))
    return outcome


def retry_waiting(*, by: Actor, on: date) -> list[int]:
    """Join what waits, and have the employers concerned checked."""
    touched = waiting.retry(by=by, on=on)
    if touched:
        rollups.areas(on=business_date(on))
        run.check(touched, on=business_date(on))
    return touched


def write_faults(upload: Upload, target: Path, *, by: Actor, on: date) -> int:
    """Write the faulty rows as delivered into a workbook; every fetch is in the journal."""
    permissions.check_can_fetch_faults(by, upload.delivery, upload.uploaded_by)
    rows = faulty_rows.write(upload, target)
    journal.record(
        "delivery.faults", FETCHED, about=upload.delivery, by=by, on=on, rows=rows, delivery=upload.delivery_id
    )
    return rows


FETCHED = gettext_noop("The %(rows)s faulty rows of delivery %(delivery)s were fetched as delivered.")


def verdicts(upload: Upload) -> dict[str, int]:
    """Rows per verdict, all eight in their order."""
    return {verdict: upload.counts.get(verdict, 0) for verdict in VERDICTS}


NOT_PREVIEWED = _("Only a previewed delivery can be committed.")
BROKEN = _("The work broke off; nothing was written. Try again, and tell the administrator if it breaks off again.")
VERDICTS = ("new", "changed", "unchanged", "repeated", "conflict", "unmatched", "outside", "invalid")


def placed(upload: Upload) -> dict[str, int]:
    """At which tier the opened archives were placed."""
    return {tier: upload.placed.get(tier, 0) for tier in ("community", "street", "district", "city")}


def sentences(upload: Upload, limit: int = 100) -> list[str]:
    """The first warnings, as sentences that name their row."""
    told = notices(upload)
    with connection.cursor() as cursor:
        table = partition.table(upload.pk)
        cursor.execute("SELECT to_regclass(%s)", [table])
        if cursor.fetchone()[0] is None:
            return told[:limit]
        cursor.execute(f"SELECT row, warnings FROM {table} WHERE warnings IS NOT NULL ORDER BY row LIMIT %s", [limit])
        for row, warnings in cursor.fetchall():
            told.append(faults.sentences(json.loads(warnings), row=row))
    return told[:limit]


def notices(upload: Upload) -> list[str]:
    """What is to be said of the whole file."""
    return [gettext(notice["sentence"]) % notice["values"] for notice in upload.notices]


def told(refusal: dict[str, Any] | None) -> str:
    """A kept refusal as the sentence that names file, sheet, row and column."""
    if not refusal:
        return ""
    place = {name: refusal[name] for name in ("file", "sheet", "row", "column")}
    return str(Refused(gettext(refusal["sentence"]), code=refusal["code"], **place, **refusal["values"]))


def asks_absent(upload: Upload, on: date) -> bool:
    """Whether the commit will ask for a second word about what is no longer listed."""
    return not upload.absence_accepted and committing.drops_too_many(upload, on)


def area_named(code: str, on: date) -> Area:
    """The area somebody names by its code, or a refusal that says so."""
    found = by_code(code, on)
    if found is None:
        raise Refused(_("There is no area with the code “%(area)s”."), code="area_unknown", area=code)
    return found


def _open_questions(upload: Upload) -> Refused:
    unknown = upload.mapping.get("unknown", [])
    return Refused(
        _(
            "Nobody has said yet what these columns are: %(headings)s. Answer with --heading 'HEADING=field', "
            "or leave one out with --heading 'HEADING='."
        ),
        code="unknown_headings",
        headings="、".join(unknown),
    )


discard = receiving.discard
