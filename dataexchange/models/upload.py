from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actor import who
from core.models import Job, StoredFile
from dataexchange.enums import UploadState
from employers.models import Delivery


class Upload(models.Model):
    """The file behind a delivery: the sealed original, how its headings were read, what the preview found.

    ``counts`` holds rows per verdict, ``answers`` what a person or option said about headings, ``notices`` warnings
    about the whole file, ``refusal`` why it cannot be taken.
    """

    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="upload")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=UploadState, default=UploadState.RECEIVED)
    uploaded_by = models.BigIntegerField(null=True)
    uploader = models.CharField(_("uploaded by"), max_length=150)
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    sheet = models.CharField(_("sheet"), max_length=120, blank=True, default="")
    headings = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    warned = models.PositiveIntegerField(default=0)
    absent = models.PositiveIntegerField(default=0)
    absence_accepted = models.BooleanField(default=False)
    opened = models.PositiveIntegerField(default=0)
    placed = models.JSONField(default=dict)
    notices = models.JSONField(default=list)
    refusal = models.JSONField(null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")

    def __str__(self) -> str:
        return str(self.delivery)

    @property
    def who(self) -> str:
        """Who delivered it, in the reader's language where it was no person."""
        return who(self.uploader)
