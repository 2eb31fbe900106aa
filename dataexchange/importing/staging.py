"""Rows of a file into its staging partition: known ones by their hash alone, the others read, checked and sealed."""

import gc
import json
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from core import jobs, privacy
from dataexchange.importing import partition
from dataexchange.importing.applying.tables import STAGE_KNOWN
from dataexchange.importing.checking import Checker
from dataexchange.importing.spec import Checked, Values
from dataexchange.importing.table import Row
from dataexchange.models import Upload
from employers.enums import Dataset, DocumentKind

CHUNK = 10_000
OWN_COLUMNS = frozenset(
    "uscc org_code registration_no taxpayer_no insurance_unit_no name document_kind id_number birth_date sex phone"
    " month".split()
)
OTHER_DOCUMENTS = [kind.value for kind in DocumentKind if kind is not DocumentKind.RESIDENT]


class Stager:
    """Fills the partition of one upload; ``rows`` counts what was no blank or keyless line."""

    def __init__(self, cursor: Any, upload: Upload, checker: Checker, job_id: int | None = None) -> None:
        self.cursor = cursor
        self.upload = upload
        self.checker = checker
        self.job_id = job_id
        self.rows = 0
        known = STAGE_KNOWN.get(Dataset(upload.delivery.dataset), "")
        self.stage_known = known.format(staged=partition.table(upload.pk))
        self.is_register = upload.delivery.dataset in Dataset.registers

    def stage(self, rows: Iterable[Row]) -> None:
        """Take the rows a chunk at a time; memory stays at one chunk."""
        rows = iter(rows)
        self._by_index(True)
        # Rows hold no cycles: the collector would only look at them again and again.
        gc.disable()
        try:
            while chunk := list(islice(rows, CHUNK)):
                self._stage_chunk(chunk)
                jobs.progress(self.job_id, self.rows)
        finally:
            gc.enable()
        self._by_index(False)

    def _by_index(self, wanted: bool) -> None:
        """Known rows are looked up by their index: a plan for one chunk would read the whole table for each."""
        for way in ("seqscan", "hashjoin", "mergejoin"):
            self.cursor.execute(f"SET LOCAL enable_{way} = {'off' if wanted else 'on'}")

    def _stage_chunk(self, chunk: list[Row]) -> None:
        hash_of = self.checker.row_hash
        hashed = [(row, "" if row.fault else hash_of(row.cells).hex()) for row in chunk]
        unknown = self._stage_known([(row.number, row_hash) for row, row_hash in hashed if row_hash])
        left = hashed if unknown is None else [each for each in hashed if not each[1] or each[0].number in unknown]
        self.rows += len(hashed) - len(left)
        if left:
            table = partition.table(self.upload.pk)
            with self.cursor.copy(f"COPY {table} ({partition.COLUMNS}) FROM STDIN") as copy:
                for staged in self._checked(left):
                    copy.write_row(staged)

    def _stage_known(self, hashed: list[tuple[int, str]]) -> set[int] | None:
        """Stage the rows that stand by their hash; answer the others, or None where every row has to be read."""
        if not self.stage_known or not hashed:
            return None
        delivery = self.upload.delivery
        self.cursor.execute(
            self.stage_known,
            {
                "rows": ",".join(str(number) for number, _ in hashed),
                "hashes": ",".join(row_hash for _, row_hash in hashed),
                "upload": self.upload.pk,
                "source": delivery.source_id,
                "dataset": delivery.dataset,
            },
        )
        return {row for (row,) in self.cursor.fetchall()}

    def _checked(self, rows: list[tuple[Row, str]]) -> Iterator[tuple[Any, ...]]:
        for row, row_hash in rows:
            checked = self.checker.check(row)
            if checked.left_out:
                continue
            self.rows += 1
            yield self._staged(row, row_hash, checked)

    def _staged(self, row: Row, row_hash: str, checked: Checked) -> tuple[Any, ...]:
        values = checked.values
        content = UUID(bytes=self.checker.content_hash(values)) if not checked.faults else None
        rest = {name: _plain(value) for name, value in values.items() if name not in OWN_COLUMNS}
        number = self._number(values, rest)
        phone = privacy.sealed_phone(values["phone"]) if values.get("phone") else None
        if self.is_register and not checked.faults:
            rest["key"] = str(self.checker.spec.key_of(values)[0])  # the year stands beside it
        return (
            self.upload.pk,
            row.number,
            "invalid" if checked.faults else "new",
            json.dumps(checked.faults, ensure_ascii=False) if checked.faults else None,
            json.dumps(checked.warnings, ensure_ascii=False) if checked.warnings else None,
            row_hash or None,
            content,
            None,
            None,
            values.get("uscc") or "",
            values.get("org_code") or "",
            values.get("registration_no") or "",
            values.get("taxpayer_no") or "",
            values.get("insurance_unit_no") or "",
            values.get("name") or "",
            values.get("document_kind") or "",
            *number,
            values.get("birth_date"),
            values.get("sex") or "",
            UUID(bytes=phone.hash) if phone else None,
            phone.cipher if phone else None,
            phone.mask if phone else "",
            values.get("month") or values.get("start"),
            json.dumps(rest, ensure_ascii=False),
        )

    def _number(self, values: Values, rest: dict[str, Any]) -> tuple[UUID | None, bytes | None, str]:
        """Hash, cipher text and mask of the document; of one whose kind is open, the hash under every other kind."""
        number, kind = values.get("id_number"), values.get("document_kind")
        if not number:
            return None, None, ""
        if not kind:
            rest["number_hashes"] = [str(UUID(bytes=privacy.number_hash(other, number))) for other in OTHER_DOCUMENTS]
            return None, None, privacy.mask_number(number)
        sealed = privacy.sealed_number(kind, number)
        return UUID(bytes=sealed.hash), sealed.cipher, sealed.mask


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
