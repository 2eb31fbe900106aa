"""Departments' files, as unlike one another as real ones, and the manifest of deliveries in the order they came."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

Row = dict[str, Any]
STYLES = {
    "iso": ("%Y-%m-%d", "{0:04d}-{1:02d}"),
    "slash": ("%Y/%m/%d", "{0:04d}{1:02d}"),
    "plain": ("%Y%m%d", "{0:04d}{1:02d}"),
    "chinese": ("%Y年%m月%d日", "{0:04d}年{1:d}月"),
    "cell": ("", "{0:04d}-{1:02d}"),  # real day cells in a workbook
}


@dataclass(frozen=True)
class Layout:
    """How one office writes its file: which fields under which headings, and in what dress."""

    columns: tuple[tuple[str, str], ...]
    suffix: str = "csv"
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    days: str = "iso"
    titles: tuple[str, ...] = ()
    footer: str = ""  # written under the column of the employer's name, which is no key
    sheet: str = "Sheet1"


def columns(text: str) -> tuple[tuple[str, str], ...]:
    """Pairs of field and heading out of `field:heading` words."""
    return tuple((name, heading) for name, _, heading in (word.partition(":") for word in text.split()))


@dataclass
class Delivery:
    source: str
    dataset: str
    file: str
    received: str
    period: str = ""
    as_of: str = ""
    area: str = ""
    mode: str = ""
    expected: dict[str, int] = field(default_factory=dict)


@dataclass
class Manifest:
    business_date: str
    as_of: str
    seed: int
    employers: int
    employments: int = 0
    deliveries: list[Delivery] = field(default_factory=list)
    violations: dict[str, int] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / "manifest.json").write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        body = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return cls(**body | {"deliveries": [Delivery(**item) for item in body["deliveries"]]})


@lru_cache(maxsize=65536)
def _day(value: date, pattern: str) -> str:
    return value.strftime(pattern)


def _formatter(days: str, workbook: bool) -> Any:
    day_pattern, month_pattern = STYLES[days]

    def text(value: Any) -> Any:
        kind = type(value)
        if kind is str:
            return value
        if value is None:
            return None if workbook else ""
        if kind is date:
            return value if workbook and not day_pattern else _day(value, day_pattern or "%Y-%m-%d")
        if kind is tuple:
            return month_pattern.format(*value)
        if kind is float:
            return round(value, 2) if workbook else f"{value:.2f}"
        return value

    return text


# How the rows of one file are told apart beforehand: every row of a file counts once.
VERDICTS = ("invalid", "unmatched", "repeated", "conflict")


class _SteadyZip(ZipFile):
    """Every member has the same time, so that one seed gives one file to the last byte."""

    def writestr(self, member: Any, data: Any, *args: Any, **options: Any) -> None:
        name = member if isinstance(member, str) else member.filename
        if name == "docProps/core.xml":
            data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2000-01-01T00:00:00Z", _bytes(data))
        super().writestr(ZipInfo(name, (2000, 1, 1, 0, 0, 0)), data, ZIP_DEFLATED, 6)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **options: Any) -> None:
        self.writestr(str(arcname or filename), Path(filename).read_bytes())


def _bytes(data: Any) -> bytes:
    return data.encode() if isinstance(data, str) else data


def _save(book: Workbook, path: Path) -> None:
    with _SteadyZip(path, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        ExcelWriter(book, archive).write_data()


class Office:
    """Writes files into the folder and keeps the list of deliveries."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.deliveries: list[Delivery] = []

    def send(
        self, delivery: Delivery, layout: Layout, rows: Iterable[Row], *, note: str = ""
    ) -> None:  # fmt: skip
        """Write one file; a file without a row is not sent. A row's `verdict` says what must become of it."""
        stream = iter(rows)
        first = next(stream, None)
        if first is None:
            return
        order = len(self.deliveries) + 1
        parts = [delivery.dataset, delivery.source, delivery.period or delivery.received, note or f"{order:03d}"]
        delivery.file = f"{'_'.join(parts)}.{layout.suffix}"
        counted: Counter[str] = Counter()
        write = self._workbook if layout.suffix == "xlsx" else self._text
        write(self.folder / delivery.file, layout, self._counting(first, stream, counted))
        delivery.expected = {"rows": counted["rows"]} | {name: counted[name] for name in VERDICTS if counted[name]}
        self.deliveries.append(delivery)

    @staticmethod
    def _counting(first: Row, rows: Iterator[Row], counted: Counter[str]) -> Iterator[Row]:
        row: Row | None = first
        while row is not None:
            counted["rows"] += 1
            verdict = row.get("verdict")
            if verdict:
                counted[verdict] += 1
            yield row
            row = next(rows, None)

    @staticmethod
    def _text(path: Path, layout: Layout, rows: Iterable[Row]) -> None:
        fields = [name for name, _ in layout.columns]
        text = _formatter(layout.days, False)
        with path.open("w", encoding=layout.encoding, newline="") as out:
            writer = csv.writer(out, delimiter=layout.delimiter)
            writer.writerows([title] for title in layout.titles)
            writer.writerow([heading for _, heading in layout.columns])
            writer.writerows([text(row.get(name)) for name in fields] for row in rows)
            if layout.footer:
                writer.writerow(_footer(layout))

    @staticmethod
    def _workbook(path: Path, layout: Layout, rows: Iterable[Row]) -> None:
        fields = [name for name, _ in layout.columns]
        text = _formatter(layout.days, True)
        book = Workbook(write_only=True)
        sheet = book.create_sheet(layout.sheet)
        for title in layout.titles:
            sheet.append([title])
        sheet.append([heading for _, heading in layout.columns])
        for row in rows:
            sheet.append([text(row.get(name)) for name in fields])
        if layout.footer:
            sheet.append(_footer(layout))
        _save(book, path)

    def in_order(self) -> list[Delivery]:
        """By the day they were received; registers before labour files, as the archive has to be there first."""
        rank = {name: n for n, name in enumerate(DATASETS)}
        keyed = enumerate(self.deliveries)
        return [d for _, d in sorted(keyed, key=lambda item: (item[1].received, rank[item[1].dataset], item[0]))]


DATASETS = (
    "business_register", "code_register", "tax_register", "statistics_units", "employee_roster", "contract_filing",
    "social_insurance", "wage_payment",
)  # fmt: skip


def _footer(layout: Layout) -> Sequence[str]:
    return [layout.footer if name == "employer_name" else "" for name, _ in layout.columns]
