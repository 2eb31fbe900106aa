from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class UploadState(TextChoices):
    """Where a file stands on its way into the archive."""

    RECEIVED = "received", _("Received, not yet read")
    ASKING = "asking", _("Waiting for column answers")
    READING = "reading", _("Being read")
    PREVIEWED = "previewed", _("Previewed, nothing written yet")
    COMMITTING = "committing", _("Being committed")
    COMMITTED = "committed", _("Committed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REFUSED = "refused", _("Refused")
    pending = nonmember(("received", "asking", "reading", "previewed"))
