"""Closed lists of the view from above."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    """The steps of the roll-out of one grid, in their order (founding document, 三(一) to 三(五))."""

    GRIDS = "grids", _("Grid drawn")
    STAFF = "staff", _("Staffed")
    ARCHIVES = "archives", _("Archives built")
    COLLECTED = "collected", _("Facts collected")
    RUNNING = "running", pgettext_lazy("stage", "Running")


class Guided(models.TextChoices):
    """As what a pilot counts (founding document, 三(五)): the city guides districts, a district guides streets."""

    CORE = "core", _("City district")
    SUBURB = "suburb", _("Suburban district")
    STREET = "street", _("Pilot street")
