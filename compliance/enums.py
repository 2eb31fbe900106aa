"""The closed vocabularies of rules, findings and runs."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Severity(IntegerChoices):
    """How grave a finding is; stored so that the gravest sort first. Shown as shape, word and colour together."""

    RED = 1, _("Red")
    ORANGE = 2, _("Orange")
    YELLOW = 3, _("Yellow")
    INFO = 4, _("Information")

    @property
    def letter(self) -> str:
        """R, O, Y, I: what the bureau's own scripts read."""
        return "?ROYI"[self]


class FindingState(TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Reason(TextChoices):
    """Why a finding closed; a finding never closes because data are missing or old."""

    FACTS = "facts", _("The data no longer show it")
    BECAME = "became", _("Became another finding")
    OVERRIDDEN = "overridden", _("The code was kept with a reason")
    ARCHIVE_CLOSED = "archive_closed", _("The archive was closed")
    BEYOND_REACH = "beyond_reach", _("The month is older than the rule looks back")


class Event(TextChoices):
    """What a check wrote about a finding."""

    OPENED = "opened", _("Opened")
    REOPENED = "reopened", _("Opened again")
    CLOSED = "closed", _("Closed")


class RunKind(TextChoices):
    NIGHT = "night", _("Nightly check")
    CHECK = "check", _("Check started by hand")
    REPORT = "report", _("Report on a past day")


class RunState(TextChoices):
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    FAULTY = "faulty", _("Finished with parts left out")


class ShardState(TextChoices):
    TODO = "todo", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    PARKED = "parked", _("Parked after three failures")
