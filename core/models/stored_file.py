import hashlib
from hmac import compare_digest

from django.db import models
from django.utils.http import content_disposition_header


class StoredFile(models.Model):
    """A file kept encrypted outside the database: where it lies, what its bytes hashed to before sealing.

    Written and served by ``core/stored_files.py``, after the scope check of the row that owns it.
    """

    path = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def digest(self) -> str:
        """The hash as people compare it."""
        return bytes(self.sha256).hex()

    def holds(self, content: bytes) -> bool:
        """Say whether these are the bytes that were kept."""
        return compare_digest(bytes(self.sha256), hashlib.sha256(content).digest())

    def disposition(self, *, inline: bool) -> str:
        """The header that names the file for whoever saves it."""
        return content_disposition_header(not inline, self.name) or "attachment"
