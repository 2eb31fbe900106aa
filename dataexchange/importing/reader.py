"""Reads what departments deliver: a workbook or a text table becomes headings and rows of text.

Content decides what a file is, never its suffix. Rows come as a stream: a fault that only shows far down (a lone cell,
a missing quotation mark) is raised while they are taken, so whoever takes them stages all of them or none.
A workbook is opened by a process of its own (``reading/child.py``), a text table is read here, under the same limits.
The rules are those of "How a file is read" in the description of the datasets.
"""

from pathlib import Path

from django.conf import settings

from dataexchange.importing.reading.delimited import Delimited
from dataexchange.importing.reading.headings import IsHeading
from dataexchange.importing.reading.limits import Limits
from dataexchange.importing.reading.sniff import WORKBOOK, kind_of
from dataexchange.importing.reading.workbook import Workbook
from dataexchange.importing.table import Notice, Refused, Row, Table

__all__ = ["Limits", "Notice", "Refused", "Row", "Table", "limits_of", "read"]


def limits_of(dataset: str) -> Limits:
    """The limits of a dataset: those in force everywhere unless ``IMPORT_LIMITS`` of the settings says otherwise."""
    given = getattr(settings, "IMPORT_LIMITS", {})
    return Limits(**{**given.get("default", {}), **given.get(dataset, {})})


def read(
    path: str | Path, *, name: str, is_heading: IsHeading, limits: Limits | None = None, sheet: str | None = None
) -> Table:
    """Read the table in ``path``; ``name`` is what its sender called it, ``is_heading`` tells a row of known headings.

    Raises ``Refused`` here, or from the rows, where the file cannot be taken.
    """
    path = Path(path)
    limits = limits or Limits()
    if kind_of(path, name=name, limits=limits) == WORKBOOK:
        return Workbook(path, name=name, limits=limits).table(is_heading, sheet)
    return Delimited(path, name=name, limits=limits).table(is_heading)
