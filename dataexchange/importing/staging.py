"""Rows of a file into its staging partition: known ones by their hash alone, the others read, checked and sealed."""

import gc
import json
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any

from core import jobs, privacy
from dataexchange.importing import partition
from dataexchange.importing.applying.tables import STAGE_KNOWN
from dataexchange.importing.checking import Checker
from dataexchange.importing.hashing import HASH_BYTES
from dataexchange.importing.spec import Checked, Values
from dataexchange.importing.table import Row
from dataexchange.models import Upload
from employers.enums import Dataset, DocumentKind
from employers.models import Delivery

CHUNK = 5_000
Hashed = tuple[Row, bytes | None]  # a row and its hash; none where it cannot be trusted
OWN_COLUMNS = frozenset(
    "uscc org_code registration_no taxpayer_no insurance_unit_no name document_kind id_number birth_date sex phone"
    " month".split()
)
# Days and amounts are written as their text.
json_of = json.JSONEncoder(ensure_ascii=False, default=str).encode
OTHER_DOCUMENTS = [kind.value for kind in DocumentKind if kind is not DocumentKind.RESIDENT]


class Stager:
    """Fills the partition of one upload; ``rows`` counts what was no blank or keyless line."""

    def __init__(self, cursor: Any, upload: Upload, checker: Checker, job_id: int | None = None) -> None:
        self.cursor = cursor
        self.upload = upload
        self.checker = checker
        self.job_id = job_id
        self.rows = 0
        self.stage_known = self._lookup()
        self.is_register = upload.delivery.dataset in Dataset.registers

    def _lookup(self) -> str:
        """How rows that stand are found by their hash; empty where nothing of this kind has been delivered yet."""
        delivery = self.upload.delivery
        earlier = Delivery.objects.filter(source=delivery.source_id, dataset=delivery.dataset).exclude(number=None)
        known = STAGE_KNOWN.get(Dataset(delivery.dataset), "") if earlier.exists() else ""
        return known.format(known=partition.known(self.upload.pk))

    def stage(self, rows: Iterable[Row]) -> None:
        """Take the rows a chunk at a time; memory stays at two chunks.

        While the database looks up the hashes of one chunk, the one before is read and the next is hashed.
        """
        rows = iter(rows)
        self._by_index(True)
        # Rows hold no cycles: the collector would only look at them again and again.
        gc.disable()
        try:
            with ThreadPoolExecutor(max_workers=1) as database:
                chunk = self._hashed(islice(rows, CHUNK))
                asked = self._ask(database, chunk)
                staged: list[tuple[Any, ...]] = []
                while chunk:
                    following = self._hashed(islice(rows, CHUNK))
                    unknown = asked.result() if asked else None
                    self._write(staged)
                    asked = self._ask(database, following)
                    staged = self._checked(chunk, unknown)
                    jobs.progress(self.job_id, self.rows)
                    chunk = following
                self._write(staged)
        finally:
            gc.enable()
        self._by_index(False)

    def _by_index(self, wanted: bool) -> None:
        """Known rows are looked up by their index: a plan for one chunk would read the whole table for each."""
        for way in ("seqscan", "hashjoin", "mergejoin"):
            self.cursor.execute(f"SET LOCAL enable_{way} = {'off' if wanted else 'on'}")

    def _hashed(self, chunk: Iterable[Row]) -> list[Hashed]:
        hash_of = self.checker.row_hash
        return [(row, None if row.fault else hash_of(row.cells)) for row in chunk]

    def _ask(self, database: ThreadPoolExecutor, hashed: list[Hashed]) -> "Future[set[int]] | None":
        """Have the database stage the rows that stand by their hash; None where every row has to be read."""
        given = [(str(row.number), row_hash) for row, row_hash in hashed if row_hash]
        if not self.stage_known or not given:
            return None
        delivery = self.upload.delivery
        told = {
            "rows": ",".join([number for number, _ in given]),
            "hashes": b"".join([row_hash for _, row_hash in given]).hex(",", HASH_BYTES),
            "upload": self.upload.pk,
            "source": delivery.source_id,
            "dataset": delivery.dataset,
        }
        return database.submit(self._stage_known, told)

    def _stage_known(self, told: dict[str, Any]) -> set[int]:
        """The rows that have to be read; the others are staged."""
        self.cursor.execute(self.stage_known, told)
        return {row for (row,) in self.cursor.fetchall()}

    def _checked(self, hashed: list[Hashed], unknown: set[int] | None) -> list[tuple[Any, ...]]:
        """The columns of the rows that the database does not know; None: it knows none of them."""
        left = hashed if unknown is None else [each for each in hashed if not each[1] or each[0].number in unknown]
        checked = ((row, row_hash, self.checker.check(row)) for row, row_hash in left)
        staged = [self._staged(row, row_hash, told) for row, row_hash, told in checked if not told.left_out]
        self.rows += len(hashed) - len(left) + len(staged)
        return staged

    def _write(self, staged: list[tuple[Any, ...]]) -> None:
        table = partition.read(self.upload.pk)
        with self.cursor.copy(f"COPY {table} ({partition.COLUMNS}) FROM STDIN") as copy:
            for row in staged:
                copy.write_row(row)

    def _staged(self, row: Row, row_hash: bytes | None, checked: Checked) -> tuple[Any, ...]:
        """The columns of ``partition.COLUMNS``; hashes as hexadecimal text, which COPY takes for UUIDs."""
        values = checked.values
        told = values.get
        sound = not checked.faults
        rest = {name: value for name, value in values.items() if name not in OWN_COLUMNS}
        hashed, cipher, mask = self._number(values, rest)
        phone = privacy.sealed_phone(values["phone"]) if told("phone") else None
        if self.is_register and sound:
            rest["key"] = str(self.checker.spec.key_of(values)[0])  # the year stands beside it
        return (
            self.upload.pk,
            row.number,
            "new" if sound else "invalid",
            None if sound else json_of(checked.faults),
            json_of(checked.warnings) if checked.warnings else None,
            row_hash.hex() if row_hash else None,
            self.checker.content_hash(values).hex() if sound else None,
            told("uscc") or "",
            told("org_code") or "",
            told("registration_no") or "",
            told("taxpayer_no") or "",
            told("insurance_unit_no") or "",
            told("name") or "",
            told("document_kind") or "",
            hashed,
            cipher,
            mask,
            told("birth_date"),
            told("sex") or "",
            phone.hash.hex() if phone else None,
            phone.cipher if phone else None,
            phone.mask if phone else "",
            told("month") or told("start"),
            json_of(rest),
        )

    def _number(self, values: Values, rest: dict[str, Any]) -> tuple[str | None, bytes | None, str]:
        """Hash, cipher text and mask of the document; of one whose kind is open, the hash under every other kind."""
        number, kind = values.get("id_number"), values.get("document_kind")
        if not number:
            return None, None, ""
        if not kind:
            rest["number_hashes"] = [privacy.number_hash(other, number).hex() for other in OTHER_DOCUMENTS]
            return None, None, privacy.mask_number(number)
        sealed = privacy.sealed_number(kind, number)
        return sealed.hash.hex(), sealed.cipher, sealed.mask
