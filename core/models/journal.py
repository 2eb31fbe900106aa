from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.actor import who


class JournalQuerySet(models.QuerySet):
    def about(self, subject: models.Model):
        """The entries of one thing, newest first."""
        return self.filter(subject=subject_key(subject)).order_by("-id")


class JournalEntry(models.Model):
    """What was done, by whom, about what: append-only, without foreign keys, so that history outlives its subject.

    ``sentence`` is an English message with named places, translated when shown; ``values`` fills the places, and those
    that are words of ours are translated too.
    One act about several things writes one entry each, under one ``act``.
    """

    act = models.UUIDField()
    verb = models.CharField(max_length=60)
    sentence = models.TextField()
    values = models.JSONField(default=dict)
    change = models.JSONField(null=True)
    subject = models.CharField(max_length=80)
    subject_name = models.CharField(max_length=200)
    actor_name = models.CharField(max_length=150)
    user_id = models.BigIntegerField(null=True)
    on = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = JournalQuerySet.as_manager()

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        indexes = [
            models.Index(fields=["subject", "-id"], name="journal_subject"),
            models.Index(fields=["user_id", "-id"], name="journal_user", condition=Q(user_id__isnull=False)),
            BrinIndex(fields=["recorded_at"], name="journal_recorded"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.verb} {self.subject_name}"

    @property
    def text(self) -> str:
        """The sentence in the reader's language."""
        words = {
            name: gettext(value) if isinstance(value, str) and value else value for name, value in self.values.items()
        }
        return gettext(self.sentence) % words

    @property
    def who(self) -> str:
        """Who did it, in the reader's language where it was no person."""
        return who(self.actor_name)


def subject_key(subject: models.Model) -> str:
    """How the journal names a thing: ``employers.employer:123``."""
    return f"{subject._meta.label_lower}:{subject.pk}"
