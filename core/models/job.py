from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Working")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Job(models.Model):
    """Long work that somebody waits for: how far it is, and what came out or went wrong."""

    name = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, blank=True, default="")
    user_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, choices=JobState, default=JobState.QUEUED)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    message = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "-id"], name="job_subject")]

    def __str__(self) -> str:
        return f"{self.name} {self.subject} {self.state}"

    @property
    def percent(self) -> int | None:
        return min(100, self.done * 100 // self.total) if self.total else None
