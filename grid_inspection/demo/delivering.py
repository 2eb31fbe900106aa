"""The departments' files of the demo city go the way of every delivery: received, read, checked, staged, committed."""

from datetime import date
from pathlib import Path

from django.db import connection

from core.actor import COMMAND_LINE
from dataexchange.domain import uploads
from dataexchange.importing.receiving import Cover
from dataexchange.importing.table import Refused
from grid_inspection.demo import ledger
from grid_inspection.demo.files import Delivery, Manifest
from grid_inspection.places import CannotStart
from grid_inspection.progress import Progress

MANY_ROWS = 5_000
RECEIVED_ALREADY = "received_already"  # it was committed, and we were killed before we noted it


def deliver_all(folder: Path, *, on: date, progress: Progress) -> None:
    """Deliver and commit what the manifest lists, in its order; what an interrupted build delivered is left out."""
    manifest = Manifest.read(folder)
    over = ledger.done()
    rows = 0
    for number, each in enumerate(manifest.deliveries):
        progress.at(number, len(manifest.deliveries), f"files, {rows:,} rows; {each.file}")
        if note(each) not in over:
            deliver(folder, each, on=on)
            if each.expected.get("rows", 0) >= MANY_ROWS:
                refresh_statistics()
            ledger.tick(note(each))
        rows += each.expected.get("rows", 0)


def refresh_statistics() -> None:
    """A clerk's next file comes a day later, when the server has looked at its tables again; ours comes at once."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def note(each: Delivery) -> str:
    return f"delivered {each.file}"


def deliver(folder: Path, each: Delivery, *, on: date) -> None:
    received = date.fromisoformat(each.received)
    cover = Cover(
        source=each.source,
        dataset=each.dataset,
        received_on=received,
        period=date.fromisoformat(f"{each.period}-01") if each.period else None,
        as_of=date.fromisoformat(each.as_of) if each.as_of else None,
        area=uploads.area_named(each.area, received) if each.area else None,
        mode=each.mode,
        accept_absent=True,
    )
    try:
        upload = uploads.deliver(folder / each.file, name=each.file, cover=cover, by=COMMAND_LINE, on=on)
        uploads.commit(upload, by=COMMAND_LINE, on=on, settle=False)  # the first night checks everybody
    except Refused as refusal:
        if refusal.code != RECEIVED_ALREADY:
            raise CannotStart(f"{each.file} ({each.source}, {each.dataset}): {refusal}") from refusal
