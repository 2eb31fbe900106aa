"""How fast files are read, as ratios in one run: workbooks to openpyxl's read-only mode, text tables to csv.reader.

    python benchmarks/reading.py [--rows 50000] [--rounds 3]

Every measurement is a process of its own (its start is part of it), in turn with its yardstick; the median counts.
Both sides hand over every row as a list of cells; that the number of rows is the same is asserted. Peak memory is that
of the larger of the importing process and the process that opens workbooks.
"""

import argparse
import csv
import importlib
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADINGS = [
    *"统一社会信用代码 单位名称 姓名 身份证号码 证件类型 费款所属期 险种 缴费基数".split(),
    *"参保日期 缴费状态 备注 单位社保编号 经办 地址 序号".split(),
]
NUMBERS = {7, 8, 14}  # columns that are numbers in a workbook; 8 is a day
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def rows(count: int) -> Iterator[list[str]]:
    chance = random.Random(1)
    for n in range(1, count + 1):
        unit = chance.randrange(20_000)
        yield [
            f"91510100XN{unit:08d}", f"成都市某某科技有限公司{unit}号", f"张三{n % 5000}",
            f"510199{chance.randrange(10**12):012d}", "居民身份证", "2026-05", chance.choice(("养老", "失业", "工伤")),
            str(chance.randrange(200_000, 3_000_000) / 100), str(45_000 + n % 300), "正常缴费", "",
            str(10_000_000 + unit), f"经办{n % 7}", f"成都市锦江区某某街道{unit}号", str(n),
        ]  # fmt: skip


def write_csv(path: Path, count: int) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(rows(count))


def write_workbook(path: Path, count: int, *, shared: bool) -> None:
    """Written part by part, as spreadsheets spell them: with inline texts, or with shared ones."""
    texts: dict[str, int] = {}

    def cell(place: int, number: int, value: str, *, heading: bool) -> str:
        at = f"{chr(65 + place)}{number}"
        if not value:
            return ""
        if place in NUMBERS and not heading:
            return f'<c r="{at}"{" s=" + chr(34) + "1" + chr(34) if place == 8 else ""}><v>{value}</v></c>'
        if shared:
            return f'<c r="{at}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'
        return f'<c r="{at}" t="inlineStr"><is><t>{value}</t></is></c>'

    def row(number: int, values: list[str]) -> str:
        cells = "".join(cell(place, number, value, heading=number == 1) for place, value in enumerate(values))
        return f'<row r="{number}" spans="1:15">{cells}</row>'

    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    kinds = {"rId1": ("worksheet", "worksheets/sheet1"), "rId2": ("styles", "styles")}
    if shared:
        kinds["rId3"] = ("sharedStrings", "sharedStrings")
    related = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{part}.xml"/>'
        for key, (kind, part) in kinds.items()
    )
    spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{spreadsheet}.{kind}+xml"/>'
        for part, kind in [("workbook", "sheet.main"), *((part, kind) for kind, part in kinds.values())]
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(f'{declaration}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            part.write(row(1, HEADINGS).encode())
            for number, values in enumerate(rows(count), 2):
                part.write(row(number, values).encode())
            part.write(b"</sheetData></worksheet>")
        if shared:
            items = "".join(f"<si><t>{text}</t></si>" for text in texts)
            archive.writestr("xl/sharedStrings.xml", f'{declaration}<sst xmlns="{MAIN}">{items}</sst>')
        archive.writestr(
            "[Content_Types].xml",
            f'{declaration}<Types xmlns="{TYPES}"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'{declaration}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
            f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'{declaration}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
            '<sheet name="参保明细" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f'{declaration}<Relationships xmlns="{PACKAGE}">{related}</Relationships>'
        )
        archive.writestr(
            "xl/styles.xml",
            f'{declaration}<styleSheet xmlns="{MAIN}"><fonts><font/></fonts>'
            '<fills><fill><patternFill patternType="none"/></fill>'
            "</fills><borders><border/>"
            '</borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
            "</styleSheet>",
        )


def write(path: Path, count: int) -> None:
    if path.suffix == ".csv":
        write_csv(path, count)
    else:
        write_workbook(path, count, shared=path.stem == "shared")


def by_reader(path: Path) -> int:
    sys.path.insert(0, str(ROOT))
    reader = importlib.import_module("dataexchange.importing.reader")
    known = set(HEADINGS)
    table = reader.read(path, name=path.name, is_heading=lambda cells: len(known.intersection(cells)) > 1)
    return sum(1 for _row in table.rows)


def by_openpyxl(path: Path) -> int:
    openpyxl = importlib.import_module("openpyxl")  # not part of what the reader needs, nor of its memory
    sheet = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets[0]
    return sum(1 for _row in sheet.iter_rows(min_row=2, values_only=True))


def by_csv(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _row in csv.reader(file)) - 1


WAYS = {"reader": by_reader, "openpyxl": by_openpyxl, "csv.reader": by_csv}


def measured(way: str, path: Path) -> tuple[float, float, int, int]:
    """Seconds, seconds of processor time, rows and peak megabytes of one process."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, "--way", way, str(path)], capture_output=True, text=True, check=True
    )
    count, peak, busy = json.loads(done.stdout)
    return time.perf_counter() - started, busy, count, peak


def compare(title: str, path: Path, yardstick: str, rounds: int) -> None:
    taken: dict[str, list[tuple[float, float]]] = {"reader": [], yardstick: []}
    peaks: dict[str, int] = {}
    counts = set()
    for _ in range(rounds):
        for way, times in taken.items():
            seconds, busy, count, peaks[way] = measured(way, path)
            times.append((seconds, busy))
            counts.add(count)
    assert len(counts) == 1, f"the two did not read the same rows: {counts}"
    (ours, our_work), (theirs, their_work) = (
        map(statistics.median, zip(*times, strict=True)) for times in taken.values()
    )
    print(
        f"{title:20} {theirs / ours:5.2f} times {yardstick} ({their_work / our_work:.2f} by processor time): "
        f"{ours:.2f} s and {theirs:.2f} s, {counts.pop() / our_work:,.0f} rows a second of processor time, "
        f"peak {peaks['reader']} MB and {peaks[yardstick]} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", nargs="?", type=Path)
    parser.add_argument("--way", choices=WAYS, help="(within) read PATH and print what it took")
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", type=int, metavar="ROWS", help="(within) write PATH")
    asked = parser.parse_args()
    if asked.write:
        write(asked.path, asked.write)
        return
    if asked.way:
        count = WAYS[asked.way](asked.path)
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        busy = sum(usage.ru_utime + usage.ru_stime for usage in used)
        print(json.dumps([count, max(usage.ru_maxrss for usage in used) >> 10, busy]))
        return
    with tempfile.TemporaryDirectory() as folder:
        for title, yardstick, rows_each in (
            ("inline.xlsx", "openpyxl", asked.rows),
            ("shared.xlsx", "openpyxl", asked.rows),
            ("table.csv", "csv.reader", asked.rows * 6),
        ):
            path = Path(folder, title)
            # in a process of its own, since what this one has used counts as the peak of those it starts
            subprocess.run([sys.executable, __file__, "--write", str(rows_each), str(path)], check=True)
            compare(title, path, yardstick, asked.rounds)


if __name__ == "__main__":
    main()
