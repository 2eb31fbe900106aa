"""Kept files: sealed, hashed, and served only to whom their owner is."""

import hashlib
from types import SimpleNamespace

import pytest
from django.http import Http404

from core import stored_files
from core.actor import Actor
from core.enums import Role, Tier
from core.models import StoredFile
from core.privacy import Unreadable
from core.scope import Scope

pytestmark = pytest.mark.django_db
CONTENT = b"%PDF-1.7 a map of the grids"
OWNER = SimpleNamespace(district_id=7, street_id=None, community_id=None)
INSIDE = Actor("a", Role.DISTRICT, Scope(frozenset({(Tier.DISTRICT, 7)})))
OUTSIDE = Actor("b", Role.DISTRICT, Scope(frozenset({(Tier.DISTRICT, 8)})))
NOBODY = Actor("c", Role.ADMINISTRATOR, Scope.NOTHING)


@pytest.fixture
def kept(settings, tmp_path):
    settings.STORED_FILES_DIR = tmp_path
    return stored_files.keep(CONTENT, folder="filings", name="锦江区网格彩图.pdf")


def on_disk(kept, settings):
    return settings.STORED_FILES_DIR / kept.path


def test_a_file_is_kept_sealed_with_its_hash(kept, settings):
    assert CONTENT not in on_disk(kept, settings).read_bytes()
    assert kept.size == len(CONTENT)
    assert kept.digest == hashlib.sha256(CONTENT).hexdigest()
    assert stored_files.content(StoredFile.objects.get(pk=kept.pk)) == CONTENT


def test_it_is_served_to_whom_its_owner_is(kept):
    response = stored_files.serve(kept, owner=OWNER, to=INSIDE, content_type="application/pdf")
    assert response.content == CONTENT
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert "no-store" in response["Cache-Control"]
    shown = stored_files.serve(kept, owner=OWNER, to=INSIDE, content_type="application/pdf", inline=True)
    assert shown["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize("reader", [OUTSIDE, NOBODY])
def test_outside_the_scope_it_does_not_exist(kept, reader):
    with pytest.raises(Http404):
        stored_files.serve(kept, owner=OWNER, to=reader, content_type="application/pdf")


def test_a_file_that_is_not_there_is_not_served():
    with pytest.raises(Http404):
        stored_files.serve(None, owner=OWNER, to=INSIDE, content_type="application/pdf")


def test_other_bytes_under_its_name_are_not_taken_for_it(kept, settings):
    """Sealed with our own key, but not what the row says was kept."""
    other = stored_files.keep(b"another", folder="filings", name="b.pdf")
    StoredFile.objects.filter(pk=kept.pk).update(sha256=other.sha256)
    kept.refresh_from_db()
    with pytest.raises(Unreadable, match="not the one"):
        stored_files.content(kept)
    on_disk(other, settings).unlink()
    with pytest.raises(Unreadable, match="gone"):
        stored_files.content(other)


def test_what_was_never_issued_can_be_forgotten(kept, settings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        stored_files.remove(kept)
    kept.refresh_from_db()
    assert kept.removed_at is not None
    assert not on_disk(kept, settings).exists()
    with pytest.raises(Http404):
        stored_files.serve(kept, owner=OWNER, to=INSIDE, content_type="application/pdf")


def test_a_row_that_cannot_be_written_leaves_no_file(settings, tmp_path, monkeypatch):
    settings.STORED_FILES_DIR = tmp_path
    monkeypatch.setattr(StoredFile.objects, "create", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        stored_files.keep(CONTENT, folder="filings", name="a.pdf")
    assert list((tmp_path / "filings").iterdir()) == []
