"""Lists of areas."""

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import who
from core.tables import Badge, Choice, Code, Column, Day, Link, Number, OneOf, Search, Table
from grids.enums import Datum, DraftState, Kind


class AreaTable(Table):
    """The areas directly below one area."""

    caption = _("Areas")
    no_code_because = "areas have statistical codes, no organization codes"
    export_name = "areas"
    default_order = "local_code"
    empty = _("There is nothing below this area.")
    columns = (
        Code("local_code", _("Local code"), to="grids:area", order=("sort_key", "id")),
        Link("name", _("Name"), to="grids:area"),
        Code("code", _("Statistical code")),
        Choice("kind", _("Kind"), words=Kind),
        Number("below", _("Areas directly below")),
    )
    filters = (Search("q", _("Name or code"), columns=("name", "code", "local_code")),)

    def prepare(self, rows: QuerySet) -> QuerySet:
        return rows.annotate(below=Count("children", filter=Q(children__closed_on__isnull=True)))


class CommunityTable(AreaTable):
    """The communities of one grid; nothing lies below them."""

    caption = _("Communities")
    columns = AreaTable.columns[:-1]

    def prepare(self, rows: QuerySet) -> QuerySet:
        return rows


class GridTable(Table):
    """The grids of a map, as a table: what a map says with colour and place, said in words."""

    caption = _("Grids on this map")
    no_code_because = "areas have statistical codes, no organization codes"
    export_name = "grids"
    default_order = "local_code"
    empty = _("There is no grid here.")
    columns = (
        Code("local_code", _("Local code"), to="grids:area", order=("sort_key", "id")),
        Link("name", _("Grid"), to="grids:area"),
        Link("district", _("District"), value="district.name", to="grids:area", args=("district_id",)),
        Choice("kind", _("Kind"), words=Kind),
        Number("below", _("Communities")),
    )
    filters = (Search("q", _("Name or code"), columns=("name", "code", "local_code")),)

    def prepare(self, rows: QuerySet) -> QuerySet:
        communities = Count("children", filter=Q(children__closed_on__isnull=True))
        return rows.select_related("district").annotate(below=communities)


class DraftTable(Table):
    """Uploads of outlines, the newest first."""

    caption = _("Uploads of outlines")
    no_code_because = "outlines belong to areas, not to employers"
    export_name = "outlines"
    resting_order = ("-id",)
    empty = _("No outlines have been uploaded.")
    columns = (
        Link("area", _("Area"), value="area.name", to="grids:draft", args=("pk",)),
        Column("file_name", _("File")),
        Choice("read_as", _("Datum"), words=Datum),
        Day("valid_from", _("In force from")),
        Badge("state", _("State"), words=DraftState, tones={"draft": "yellow", "published": "green"}),
        Column("uploaded_by", _("Uploaded by"), value=lambda draft: who(draft.uploaded_by)),
        Day("uploaded_on", _("Uploaded on")),
    )
    filters = (OneOf("state", _("State"), DraftState), Search("q", _("File"), columns=("file_name",)))

    def prepare(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("area").defer("outlines", "checked", "sha256")
