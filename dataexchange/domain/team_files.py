"""A roster of people as a file: read under the limits of every delivery, checked by the app of the people."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

from django.utils import translation
from django.utils.translation import gettext as _

from core.privacy import open_sealed, seal
from dataexchange.importing import reader
from dataexchange.importing.table import Refused
from inspectors.domain.intake import FIELDS, LABELS, MUST, label

MOST_ROWS = 2_000
Rows = list[tuple[int, dict[str, str]]]
ALIASES = {"Tier": "tier", "Area": "area", "Full name": "name"}


def headings() -> dict[str, str]:
    """What a column may be called, in both languages."""
    known = dict(ALIASES)
    for language in ("zh-hans", "en"):
        with translation.override(language):
            known |= {_(text): name for text, name in ALIASES.items()}
            known |= {label(name): name for name in LABELS}
    return {text.casefold(): name for text, name in known.items()}


def read(path: Path, *, name: str) -> Rows:
    """The rows of a file by our own names of columns; refuses a file whose headings do not say who, where and what."""
    known = headings()

    def is_heading(cells: list[str]) -> bool:
        return len({known.get(cell.strip().casefold()) for cell in cells} & set(MUST)) >= len(MUST) - 1

    limits = replace(reader.Limits(), rows=MOST_ROWS)
    table = reader.read(path, name=name, is_heading=is_heading, limits=limits)
    fields = [known.get(heading.strip().casefold(), "") for heading in table.headings]
    missing = [label(must) for must in MUST if must not in fields]
    if missing:
        raise Refused(_("The file lacks these columns: %(columns)s"), file=name, columns=_(", ").join(missing))
    return list(_rows(table, fields))


def _rows(table: reader.Table, fields: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """A column named twice gives way to the first that says anything: the code of an area stands before its name."""
    for row in table.rows:
        said: dict[str, str] = {}
        for field, cell in zip(fields, row.cells, strict=False):
            if field and not said.get(field):
                said[field] = str(cell).strip()
        if any(said.values()):
            yield row.number, said


def keep(rows: Rows) -> str:
    """The rows sealed for the way to the page and back: phones of people do not stand in it."""
    row = uuid4()
    return f"{row.hex}.{b64encode(seal(json.dumps(rows, ensure_ascii=False), row)).decode()}"


def kept(text: str) -> Rows:
    row, _dot, cipher = text.partition(".")
    found = json.loads(open_sealed(b64decode(cipher), UUID(hex=row)))
    return [(int(number), {name: str(said[name]) for name in FIELDS if name in said}) for number, said in found]
