"""A second key: everything sealed is sealed anew, and then opens without the first."""

from io import BytesIO, StringIO
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import connection

from core import privacy, resealing, sealed_files
from core.models import StoredFile

pytestmark = pytest.mark.django_db
OLD, NEW = bytes(range(32)), bytes(range(32, 64))
NUMBER = "51019919900307461X"


@pytest.fixture(autouse=True)
def _one_key(settings, tmp_path):
    settings.DATA_KEYS = {1: OLD}
    settings.STORED_FILES_DIR = tmp_path


def test_every_cipher_text_stands_beside_the_hash_it_is_bound_to():
    for model, _cipher, bound in resealing.sealed_columns():
        assert model._meta.get_field(bound), f"{model._meta.label} has no {bound}"


@pytest.fixture
def sealed_rows():
    """A table as those of workers: invented here, because core knows none of them."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE people (id int, number_cipher bytea, number_hash uuid)")
        for place in range(5):
            sealed = privacy.sealed_number("resident", f"{NUMBER[:-2]}{place}X")
            cursor.execute("INSERT INTO people VALUES (%s, %s, %s)", [place, sealed.cipher, UUID(bytes=sealed.hash)])
        cursor.execute("INSERT INTO people VALUES (9, NULL, NULL)")
    return "people"


def test_values_are_sealed_anew_in_batches(sealed_rows, settings, monkeypatch):
    monkeypatch.setattr(resealing, "BATCH", 2)
    settings.DATA_KEYS = {2: NEW, 1: OLD}
    with connection.cursor() as cursor:
        batches = []
        while count := resealing._batch(cursor, sealed_rows, "number_cipher", "number_hash"):
            batches.append(count)
        settings.DATA_KEYS = {2: NEW}
        cursor.execute("SELECT id, number_cipher, number_hash FROM people WHERE number_cipher IS NOT NULL ORDER BY id")
        opened = [privacy.open_sealed(cipher, row) for _id, cipher, row in cursor.fetchall()]
    assert batches == [2, 2, 1]
    assert opened == [f"{NUMBER[:-2]}{place}X" for place in range(5)]


def test_the_command_seals_kept_files_anew_and_says_so(settings, tmp_path):
    name = f"{uuid4()}"
    sealed_files.seal_file(BytesIO(b"delivery"), tmp_path / name)
    StoredFile.objects.create(path=name, name="a.csv", size=8, sha256=b"x" * 32)
    assert resealing.unreadable_files() == []
    settings.DATA_KEYS = {2: NEW}
    assert [file.path for file in resealing.unreadable_files()] == [name]
    settings.DATA_KEYS = {2: NEW, 1: OLD}
    out = StringIO()
    call_command("reseal", stdout=out, stderr=StringIO())
    assert "kept files: 1 sealed anew" in out.getvalue()
    assert resealing.left() == {}
    settings.DATA_KEYS = {2: NEW}
    assert b"".join(sealed_files.open_file(tmp_path / name)) == b"delivery"
