"""What the pages of deliveries read: within a scope, always the same number of queries."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet

from core.scope import Scope
from dataexchange.importing import faults, partition
from dataexchange.importing.applying.tables import FACTS
from dataexchange.importing.catalogue import spec_of
from dataexchange.models import HeldRow, StagedRow, Upload
from employers.enums import Dataset
from employers.models import Delivery, Employer, RegisterVersion

HIDDEN = frozenset(("id_number", "phone", "source_row_id"))


def uploads(scope: Scope) -> QuerySet[Upload]:
    """The files whose delivery lies in this territory, with what a page of them shows."""
    return Upload.objects.filter(scope.as_q("delivery__")).select_related(
        "delivery", "delivery__source", "delivery__area", "file", "job"
    )


def waiting(scope: Scope) -> QuerySet[HeldRow]:
    """Rows that wait for their employer's archive."""
    return HeldRow.objects.filter(
        scope.as_q("upload__delivery__"),
        verdict="unmatched",
        applied_at=None,
        upload__delivery__withdrawn_at=None,
        upload__delivery__dataset__in=Dataset.labour,
    )


def rows(upload: Upload) -> QuerySet:
    """The rows of a preview; once committed, those that did not apply."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [partition.table(upload.pk)])
        staged = cursor.fetchone()[0] is not None
    return (StagedRow if staged else HeldRow).objects.filter(upload_id=upload.pk)


def later(delivery: Delivery) -> bool:
    """Whether deliveries of the same dataset were committed after this one: their word would stay."""
    return Delivery.objects.standing().filter(dataset=delivery.dataset, number__gt=delivery.number or 0).exists()


def explain(upload: Upload, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add to the rows of one page: the employer's code and name, what is said of them, old → new."""
    employers = Employer.objects.in_bulk({row["employer"] for row in found if row["employer"]})
    standing = _standing(upload, found)
    spec = spec_of(upload.delivery.dataset)
    headings = {column.field: column.heading for column in spec.columns}
    for row in found:
        employer = employers.get(row["employer"])
        row["code"] = (employer.org_code if employer else "") or row["org_code"] or row["uscc"][8:17]
        row["about"] = (
            employer.name if employer else row["name"] if upload.delivery.dataset in Dataset.registers else ""
        )
        row["faulty"] = faults.sentences(row["faults"] or [])
        row["warned"] = faults.sentences(row["warnings"] or [])
        row["changes"] = _changes(row, standing.get(row["statement"]), headings)
    return found


def _standing(upload: Upload, found: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """What stands now under the keys of the changed rows, as plain values."""
    ids = [row["statement"] for row in found if row["verdict"] == "changed" and row["statement"]]
    if not ids:
        return {}
    dataset = Dataset(upload.delivery.dataset)
    if dataset in Dataset.registers:
        return dict(RegisterVersion.objects.filter(pk__in=ids).values_list("pk", "fields"))
    return {row["id"]: row for row in FACTS[dataset].model._default_manager.filter(pk__in=ids).values()}


def _changes(row: dict[str, Any], old: dict[str, Any] | None, headings: dict[str, str]) -> list[tuple[str, str, str]]:
    if old is None:
        return []
    now = {**(row["values"] or {}), "name": row["name"]}
    compared = [name for name in headings if name in old and name in now and name not in HIDDEN]
    told = [(headings[name], _plain(old[name]), _plain(now[name])) for name in compared]
    return [change for change in told if change[1] != change[2]]


def _plain(value: Any) -> str:
    return "" if value is None else str(value)
