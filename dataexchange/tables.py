"""Lists of deliveries, of the rows of one, and of rows that wait."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.columns import Cell, Column
from core.enums import Role
from core.tables import Badge, Choice, Code, Day, Given, Link, Masked, Month, Number, OneOf, Period, Search, Table
from dataexchange import queries
from dataexchange.enums import UploadState
from dataexchange.models import Upload
from employers.enums import Dataset, Verdict

MAY_SEE = (Role.CITY, Role.DISTRICT)
VERDICT_TONES = {
    "new": "green", "changed": "info", "unchanged": "mute", "repeated": "mute", "conflict": "red",
    "unmatched": "orange", "outside": "yellow", "invalid": "red",
}  # fmt: skip
STATE_TONES = {
    "received": "info", "asking": "orange", "reading": "info", "previewed": "yellow", "committing": "info",
    "committed": "green", "withdrawn": "mute", "refused": "red",
}  # fmt: skip


class DeliveryTable(Table):
    """Every file that was delivered, the newest first."""

    caption = _("Deliveries")
    no_code_because = "a delivery is of a department, not of an employer"
    export_name = "deliveries"
    may_export = MAY_SEE
    default_order = "-number"
    empty = _("No file has been delivered yet.")
    columns = (
        Link("number", _("Delivery"), to="dataexchange:delivery", args=("delivery_id",), value="delivery_id",
             order=("delivery_id",)),
        Choice("dataset", _("Dataset"), words=Dataset, value="delivery.dataset"),
        Column("source", _("Source"), value="delivery.source.name"),
        Month("period", _("Period"), value="delivery.period"),
        Day("received_on", _("Received on"), value="delivery.received_on"),
        Column("area_name", _("Area"), value="delivery.area.name"),
        Number("rows", _("Rows"), value="delivery.rows"),
        Number("new", _("New"), value=lambda row: row.counts.get("new", 0)),
        Number("changed", _("Changed"), value=lambda row: row.counts.get("changed", 0)),
        Number("faulty", _("Needs correction"),
               value=lambda row: row.counts.get("invalid", 0) + row.counts.get("conflict", 0)),
        Number("waiting", _("Waiting"), value=lambda row: row.counts.get("unmatched", 0)),
        Badge("state", _("State"), words=UploadState, tones=STATE_TONES),
        Column("uploader", _("Uploaded by"), value="who"),
    )  # fmt: skip
    filters = (
        OneOf("dataset", _("Dataset"), Dataset, column="delivery__dataset"),
        OneOf("state", _("State"), UploadState),
        Period("delivery__received_on", _("Received on")),
    )

    def nothing(self) -> tuple[Any, Any, str]:
        return self.empty, _("Deliver a file"), reverse("dataexchange:upload")


class Said(Column):
    """Everything that is to be said of a row: why it does not apply, warnings, old and new values."""

    def of(self, row: dict[str, Any]) -> str:
        return " ".join(part for part in (row["faulty"], row["warned"], self.changes(row)) if part)

    def cell(self, row: dict[str, Any]) -> Cell:
        """What keeps the row from applying stands first, old and new values beneath."""
        told = " ".join(part for part in (row["faulty"], row["warned"]) if part)
        css = "bad" if row["faulty"] else "chg" if row["changes"] else ""
        return Cell("text", told, str(self.label), css, sub=self.changes(row))

    @staticmethod
    def changes(row: dict[str, Any]) -> str:
        return "；".join(f"{label}：{old or '–'} → {new or '–'}" for label, old, new in row["changes"])


FIELDS = ("row verdict faults warnings statement employer uscc org_code name number_mask values").split()


class RowTable(Table):
    """The rows of one delivery with their verdicts."""

    caption = _("Rows")
    code_column = "code"
    default_order = "row"
    may_export = MAY_SEE
    export_name = "delivery-rows"
    empty = _("Every row of this delivery applied.")
    columns = (
        Number("row", _("Row"), order=("row",)),
        Badge("verdict", _("Verdict"), words=Verdict, tones=VERDICT_TONES),
        Code("code", _("Organization code")),
        Column("about", _("Employer")),
        Column("name", _("Name")),
        Masked("number_mask", _("Identity number")),
        Said("said", _("Remarks")),
    )
    filters = (Given("verdict", _("Verdict"), Verdict.choices),)

    def __init__(self, rows: QuerySet, request: Any, upload: Upload):
        self.upload = upload
        super().__init__(rows, request)

    def prepare(self, rows: QuerySet) -> QuerySet:
        return rows.values(*FIELDS)

    def decorate(self, rows: list[Any]) -> list[Any]:
        return queries.explain(self.upload, rows)


class WaitingTable(Table):
    """Rows of labour files whose employer has no archive yet."""

    caption = _("Rows waiting for an archive")
    code_column = "code"
    default_order = "-delivery"
    may_export = MAY_SEE
    export_name = "waiting-rows"
    empty = _("No row waits for an archive.")
    columns = (
        Link("delivery", _("Delivery"), to="dataexchange:delivery", args=("upload.delivery_id",),
             value="upload.delivery_id", order=("upload_id", "id")),
        Choice("dataset", _("Dataset"), words=Dataset, value="upload.delivery.dataset"),
        Number("row", _("Row")),
        Code("code", _("Organization code"), value=lambda row: row.org_code or row.uscc[8:17]),
        Column("uscc", _("Unified social credit code")),
        Column("employer_name", _("Employer"), value=lambda row: (row.values or {}).get("employer_name", "")),
        Column("name", _("Name")),
        Masked("number_mask", _("Identity number")),
        Month("month", _("Month")),
        Day("received_on", _("Received on"), value="upload.delivery.received_on"),
    )  # fmt: skip
    filters = (
        OneOf("dataset", _("Dataset"), [(d.value, d.label) for d in Dataset if d in Dataset.labour],
              column="upload__delivery__dataset"),
        Search("q", _("Code"), columns=("uscc", "org_code", "registration_no")),
    )  # fmt: skip

    def prepare(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("upload__delivery").defer("number_cipher", "phone_cipher", "upload__mapping")
