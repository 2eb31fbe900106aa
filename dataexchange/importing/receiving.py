"""A file arrives: refused if it was received already, its original sealed, a delivery and an upload opened."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import calendar
from core.actor import Actor
from core.models import StoredFile
from core.sealed_files import seal_file
from dataexchange import permissions
from dataexchange.enums import UploadState
from dataexchange.importing import partition
from dataexchange.importing.catalogue import spec_of
from dataexchange.importing.spec import Period, Spec
from dataexchange.importing.table import Refused
from dataexchange.models import Upload
from employers.enums import Dataset
from employers.models import Delivery, Source
from grids.models import Area


@dataclass(frozen=True, slots=True)
class Cover:
    """What somebody says of a file when he delivers it. ``answers``: normalised heading → field, ``""`` leaves out."""

    source: str
    dataset: str
    received_on: date
    period: date | None = None
    as_of: date | None = None
    area: Area | None = None
    mode: str = ""
    sheet: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    accept_absent: bool = False


@transaction.atomic
def receive(path: Path, *, name: str, cover: Cover, by: Actor) -> Upload:
    """Keep the original, sealed, and open the delivery; raises ``Refused`` where it cannot be taken at all."""
    permissions.check_can_upload(by)
    spec = spec_of(cover.dataset)
    spec.check_source(cover.source)
    period = _period(spec, cover)
    area = _area(cover, by)
    sha256 = _sha256(path)
    _refuse_received(cover, period, area, sha256, name)
    delivery = Delivery.objects.create(
        source=Source.objects.get(pk=cover.source),
        dataset=cover.dataset,
        period=period,
        as_of=cover.as_of,
        area=area,
        **area.levels(),
        mode=cover.mode or spec.mode,
        received_on=cover.received_on,
        file_sha256=sha256,
    )
    return Upload.objects.create(
        delivery=delivery,
        file=_keep(path, name, sha256),
        state=UploadState.RECEIVED,
        uploaded_by=by.user_id,
        uploader=by.name,
        sheet=cover.sheet,
        answers=cover.answers,
        absence_accepted=cover.accept_absent,
    )


def discard(upload: Upload) -> None:
    """Forget an upload that was never committed: its staging, its delivery, and once that is certain its kept file."""
    with transaction.atomic():
        partition.drop_now(upload.pk)
        delivery, kept = upload.delivery, upload.file
        upload.delete()
        delivery.delete()
        if kept is not None:
            path = settings.STORED_FILES_DIR / kept.path
            kept.delete()
            transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _period(spec: Spec, cover: Cover) -> date | None:
    """A monthly register without a period takes the month of its received day (decisions 16)."""
    if cover.period is not None:
        return calendar.month_first(cover.period)
    match spec.period:
        case Period.RECEIVED_MONTH:
            return calendar.month_first(cover.received_on)
        case Period.MONTH:
            raise Refused(_("Say which month the file is about (--period YYYY-MM)."), code="period_missing")
        case Period.YEAR:
            raise Refused(_("Say which year the file is about (--period YYYY-12)."), code="period_missing")
    return None


def _area(cover: Cover, by: Actor) -> Area:
    """The area named, else the uploader's own, else the city; insurance and filings must name it (decisions 15)."""
    if cover.area is not None:
        if not by.scope.holds(cover.area):
            raise Refused(_("The area lies outside your territory."), code="area_outside")
        return cover.area
    if cover.dataset in Dataset.must_name_area:
        raise Refused(
            _("Say which area the file covers (--area, 510100 for the whole city): absence counts within it."),
            code="area_missing",
        )
    own = sorted(area for _tier, area in by.scope.areas)
    if not by.scope.whole_city and len(own) == 1:
        return Area.objects.get(pk=own[0])
    return Area.objects.get(tier="city")


def _refuse_received(cover: Cover, period: date | None, area: Area, sha256: bytes, name: str) -> None:
    """The same bytes are refused while a standing delivery has them; an uncommitted preview of them is replaced."""
    same = Delivery.objects.filter(
        source=cover.source, dataset=cover.dataset, period=period, as_of=cover.as_of, area=area, file_sha256=sha256
    )
    if standing := same.standing().first():
        raise Refused(
            _("This file was received already: delivery %(delivery)s of %(day)s."),
            code="received_already",
            file=name,
            delivery=standing.pk,
            day=standing.received_on.isoformat(),
        )
    for upload in Upload.objects.filter(delivery__in=same.filter(committed_at=None)):
        discard(upload)


def _sha256(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _keep(path: Path, name: str, sha256: bytes) -> StoredFile:
    """Seal the original under a name of our own, in a folder per year."""
    relative = f"deliveries/{uuid4().hex}.sealed"
    target = settings.STORED_FILES_DIR / relative
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    seal_file(path, target)
    return StoredFile.objects.create(path=relative, name=name[:255], size=path.stat().st_size, sha256=sha256)
