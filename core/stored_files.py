"""Kept files: sealed on the way in, checked against their hash on the way out, served only to whom their owner is."""

import io
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils import timezone

from core.actor import Actor
from core.models.stored_file import StoredFile
from core.privacy import Unreadable
from core.scope import Located
from core.sealed_files import open_file, seal_file


def keep(content: bytes, *, folder: str, name: str) -> StoredFile:
    """Seal bytes under a name of our own in ``folder``; they stay as they are for good, ``sha256`` is their hash."""
    relative = f"{folder}/{uuid4().hex}.sealed"
    target = Path(settings.STORED_FILES_DIR) / relative
    kept = seal_file(io.BytesIO(content), target)
    try:
        with transaction.atomic():
            return StoredFile.objects.create(path=relative, name=name[:255], size=kept.size, sha256=kept.sha256)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def content(kept: StoredFile) -> bytes:
    """The bytes as they were kept; raises ``Unreadable`` where they were changed or are gone."""
    path = Path(settings.STORED_FILES_DIR) / kept.path
    if kept.removed_at is not None or not path.exists():
        raise Unreadable("The file is gone.")
    whole = b"".join(open_file(path))
    if not kept.holds(whole):
        raise Unreadable("The file is not the one that was kept.")
    return whole


def serve(
    kept: StoredFile | None, *, owner: Located, to: Actor, content_type: str, inline: bool = False
) -> HttpResponse:
    """The file of ``owner`` as an answer. Outside the reader's scope neither the owner nor its file exists."""
    if kept is None or kept.removed_at is not None or not to.scope.holds(owner):
        raise Http404
    response = HttpResponse(content(kept), content_type=content_type)
    response.headers["Content-Disposition"] = kept.disposition(inline=inline)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def remove(kept: StoredFile) -> None:
    """Forget a file that was never issued: the row stays and says when, the bytes go once the transaction commits."""
    StoredFile.objects.filter(pk=kept.pk, removed_at=None).update(removed_at=timezone.now())
    path = Path(settings.STORED_FILES_DIR) / kept.path
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
