from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Position(TextChoices):
    """What a member of the team does. Only the first two may inspect; the others collect and report."""

    FULL_TIME = "full_time", _("Full-time inspector")
    PART_TIME = "part_time", _("Part-time inspector")
    SUPERVISOR = "supervisor", _("Labour law supervisor")
    COORDINATOR = "coordinator", _("Coordinator")
