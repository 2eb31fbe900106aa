"""What an area is, and in which datum an outline was drawn."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What the statistical tree calls an area; ``zone`` is ours, for the special zones that have no code there."""

    CITY = "city", _("Prefecture-level city")
    DISTRICT = "district", _("District or county")
    ZONE = "zone", _("Special zone")
    SUBDISTRICT = "subdistrict", _("Subdistrict")
    TOWN = "town", _("Town")
    TOWNSHIP = "township", _("Township")
    OTHER = "other", _("Other unit")
    COMMUNITY = "community", _("Urban community")
    VILLAGE = "village", _("Village")


class Datum(TextChoices):
    """The coordinate system of an uploaded outline. CGCS2000 is taken as WGS-84 (they differ by less than 1 m)."""

    GCJ02 = "gcj02", "GCJ-02"
    WGS84 = "wgs84", "WGS-84"
    CGCS2000 = "cgcs2000", "CGCS2000"


class DraftState(TextChoices):
    """Where an upload of outlines stands."""

    DRAFT = "draft", _("Draft outlines")
    PUBLISHED = "published", _("Outlines published")
    DISCARDED = "discarded", _("Discarded")


class FlawKind(TextChoices):
    """What is wrong between outlines: ground in no grid, ground in two, a strip too thin to be meant, no such grid."""

    GAP = "gap", _("Gap")
    OVERLAP = "overlap", _("Overlap")
    SLIVER = "sliver", _("Sliver")
    UNKNOWN = "unknown", _("Unknown code")


class Paper(TextChoices):
    """The sizes on which a colour map is filed."""

    A3 = "a3", "A3"
    A4 = "a4", "A4"


class FilingState(TextChoices):
    """Where a filing is on its way from the district to the city."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")
