from django.db import models


class StoredFile(models.Model):
    """A file kept encrypted outside the database: where it lies, what its bytes hashed to before sealing."""

    path = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
