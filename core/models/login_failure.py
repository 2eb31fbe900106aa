from django.db import models


class LoginFailure(models.Model):
    """One wrong try to log in; removed when the lock it may have caused is over."""

    name_digest = models.CharField(max_length=64)
    address = models.CharField(max_length=45)
    failed_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index("name_digest", "failed_at", name="login_failure_name")]

    def __str__(self) -> str:
        return f"{self.failed_at:%Y-%m-%d %H:%M} {self.address}"
