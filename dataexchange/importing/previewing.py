"""Read, map, check, stage, match: what a preview shows is what a commit will apply."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core import parameters
from core.clock import business_date
from core.sealed_files import unseal_to
from dataexchange.enums import UploadState
from dataexchange.importing import mapping as headings
from dataexchange.importing import matching, partition, reader
from dataexchange.importing.applying import registers, statements
from dataexchange.importing.catalogue import spec_of
from dataexchange.importing.checking import Checker
from dataexchange.importing.spec import Context
from dataexchange.importing.staging import Stager
from dataexchange.importing.table import Notice, Refused, placed
from dataexchange.models import HeadingAnswer, Upload
from employers.enums import Dataset, InsuranceKind
from employers.models import Delivery

WIDE_KINDS = {
    "pension": InsuranceKind.PENSION,
    "medical": InsuranceKind.MEDICAL,
    "unemployment": InsuranceKind.UNEMPLOYMENT,
    "injury": InsuranceKind.INJURY,
    "maternity": InsuranceKind.MATERNITY,
}


@contextmanager
def original(upload: Upload) -> Iterator[Path]:
    """The kept file in the clear for as long as it is read, in a private folder, gone afterwards."""
    assert upload.file is not None
    folder = settings.STORED_FILES_DIR / "reading"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as target:
            unseal_to(settings.STORED_FILES_DIR / upload.file.path, target)
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def preview(upload: Upload, *, on: date, job_id: int | None = None) -> Upload:
    """Stage the file and give every row its verdict. Raises ``Refused`` for what no answer about headings mends.

    Where a heading is unknown the upload waits (state ``asking``) and nothing is staged.
    """
    delivery = upload.delivery
    spec = spec_of(delivery.dataset)
    known = remembered(delivery)
    context = Context(
        source=delivery.source_id,
        received_on=delivery.received_on,
        business_date=business_date(on),
        period=delivery.period,
        as_of=delivery.as_of,
        working_age=int(parameters.value("employment.youngest", (), on) or 0),  # no row, no warning
    )
    with original(upload) as path, transaction.atomic(), connection.cursor() as cursor:
        name = upload.file.name if upload.file else ""
        is_heading = headings.heading_test(spec, {**known, **upload.answers})
        limits = reader.limits_of(delivery.dataset)
        table = reader.read(path, name=name, is_heading=is_heading, limits=limits, sheet=upload.sheet or None)
        with placed(file=name, sheet=table.sheet, row=table.heading_row):
            found = headings.recognise(
                table.headings, spec, source=delivery.source_id, remembered=known, answers=upload.answers
            )
        upload.headings = list(table.headings)
        upload.mapping = {"fields": list(found.fields), "unknown": list(found.unknown), "row": table.heading_row}
        upload.sheet = table.sheet
        if not found.settled:
            upload.state = UploadState.ASKING
            upload.save()
            return upload
        partition.create(cursor, upload.pk)
        with placed(file=name, sheet=table.sheet):
            checker = Checker(spec, found, context, typed=table.typed)
        stager = Stager(cursor, upload, checker, job_id)
        stager.stage(table.rows)
        if not stager.rows:
            raise Refused(_("The file has headings but no row of data."), code="no_rows", file=name)
        delivery.rows = stager.rows
        delivery.kinds = _kinds_named(cursor, upload, set(found.indexes))
        classify(cursor, upload, fresh=True)
        upload.mapping["archive"] = matching.archive(cursor)
        upload.notices = [stored(notice) for notice in (*table.warnings, *checker.notices())]
        upload.state = UploadState.PREVIEWED
        delivery.save(update_fields=["rows", "kinds"])
        upload.save()
        remember(upload)
    return upload


def remembered(delivery: Delivery) -> dict[str, str]:
    """What somebody has said of headings of this source and dataset."""
    answers = HeadingAnswer.objects.filter(source=delivery.source, dataset=delivery.dataset)
    return dict(answers.values_list("heading", "field"))


def classify(cursor: Any, upload: Upload, *, fresh: bool = False) -> None:
    """Verdicts, counts and how many the list no longer names."""
    if upload.delivery.dataset in Dataset.registers:
        registers.classify(cursor, upload, fresh=fresh)
        upload.absent = registers.absent_count(cursor, upload.delivery, partition.table(upload.pk))
    else:
        matching.classify(cursor, upload, fresh=fresh)
        upload.absent = statements.absent_count(cursor, upload.delivery, partition.table(upload.pk))


def remember(upload: Upload) -> None:
    """What was answered once about a heading is not asked again of this source and dataset."""
    for heading, told in upload.answers.items():
        HeadingAnswer.objects.update_or_create(
            source=upload.delivery.source, dataset=upload.delivery.dataset, heading=heading, defaults={"field": told}
        )


def stored(notice: Notice) -> dict[str, Any]:
    """A notice as it is kept: its English message and values, translated when it is shown."""
    with translation.override("en"):
        values = {name: str(value) for name, value in notice.values.items()}
        return {"code": notice.code, "sentence": str(notice.sentence), "values": values}


def stored_refusal(refusal: Refused) -> dict[str, Any]:
    """A refusal as it is kept on the upload."""
    with translation.override("en"):
        values = {name: str(value) for name, value in refusal.values.items()}
        return {
            "code": refusal.code,
            "sentence": str(refusal.sentence),
            "values": values,
            "file": refusal.file,
            "sheet": refusal.sheet,
            "row": refusal.row,
            "column": refusal.column,
        }


def _kinds_named(cursor: Any, upload: Upload, mapped: set[str]) -> int:
    """The insurance kinds that a file names, in a row or by a column."""
    if upload.delivery.dataset != Dataset.SOCIAL_INSURANCE:
        return 0
    named = sum(kind.value for field, kind in WIDE_KINDS.items() if field in mapped)
    if named:
        return named
    staged = partition.table(upload.pk)
    cursor.execute(
        f"SELECT coalesce(bit_or(kinds), 0) FROM (SELECT coalesce((s.values->>'named')::int, f.kinds, 0) AS kinds"
        f" FROM {staged} s LEFT JOIN employers_insurance f ON f.id = s.statement) named"
    )
    return int(cursor.fetchone()[0])
