"""Delivery of contract filings from .csv, parse to commit, against COPY of the same typed rows (docs: performance).

    python -m benchmarks.delivery [--rows 200000] [--employers 20000] [--rounds 5]

Makes a database of its own on the server of DATABASE_URL, prints ratios as one JSON object, drops the database.
"To commit" means what a commit does: sealed original, receipts, facts, state rows, employers' figures; not the areas'
figures and not the check that follows.
Every delivery runs in a process of its own, which reads .csv itself; its peak memory is told.
"""

import argparse
import csv
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grid_inspection.settings")
django.setup()

from django.conf import settings  # noqa: E402  # models exist only now
from django.db import connection  # noqa: E402

from core.actor import COMMAND_LINE  # noqa: E402
from dataexchange.importing import committing, previewing, receiving  # noqa: E402
from dataexchange.importing.receiving import Cover  # noqa: E402
from grids.models import Area  # noqa: E402
from tests.factories.territory import territory  # noqa: E402
from tests.kit.invented import resident_number, uscc  # noqa: E402

HEADINGS = [
    *"统一社会信用代码 姓名 身份证号码 备案类型 合同起始日期 合同终止日期 合同类型 签订日期".split(),
    *"用工形式 用工起始日期 试用期(月) 约定工资 发薪日 发放月份 备案日期".split(),
]
ON = date(2026, 6, 10)


def rows(count: int, employers: int, *, edition: int | None = None) -> Iterator[list[str]]:
    """Invented filings, ten workers an employer; in a later edition 3 % of the rows say another last day."""

    codes = [uscc(number + 1) for number in range(employers)]
    for number in range(count):
        born = date(1960, 1, 1) + timedelta(days=number // 900)
        start = date(2024, 1, 1) + timedelta(days=number % 700)
        end = start.replace(year=start.year + 3) if (start.month, start.day) != (2, 29) else start + timedelta(1096)
        if edition is not None and number % 33 <= edition:
            end += timedelta(days=1)
        yield [codes[number % employers], f"王{number % 997}", resident_number(number % 900 + 1, born=born), "新签",
               start.isoformat(), end.isoformat(), "固定期限", start.isoformat(), "全日制", start.isoformat(), "3",
               f"{4000 + number % 3000}.00", "15", "次月", start.isoformat()]  # fmt: skip


def write(path: Path, told: Iterator[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(HEADINGS)
        csv.writer(file).writerows(told)
    return path


def deliver(path: Path, area: Area) -> float:
    """Seconds from the file to the end of its commit."""

    begun = time.perf_counter()
    upload = receiving.receive(
        path, name=path.name, cover=Cover("beian", "contract_filing", ON, area=area), by=COMMAND_LINE
    )
    previewing.preview(upload, on=ON)
    middle = time.perf_counter()
    committing.commit(upload, by=COMMAND_LINE, on=ON)
    ended = time.perf_counter()
    print(f"  {upload.counts}: preview {middle - begun:.2f} s, commit {ended - middle:.2f} s", file=sys.stderr)
    return ended - begun


def apart(act: Callable[[], float]) -> tuple[float, int]:
    """Run it in a process of its own; answer its result and the peak of its memory in MB."""
    connection.close()
    reads, writes = os.pipe()
    if (child := os.fork()) == 0:
        result = act()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        os.write(writes, json.dumps([result, peak]).encode())
        os._exit(0)
    os.close(writes)
    with os.fdopen(reads) as told:
        answer = told.read()
    os.waitpid(child, 0)
    result, peak = json.loads(answer)
    return float(result), int(peak)


def copy_seconds(rounds: int) -> float:
    """COPY of the same typed rows into a logged table without keys: the median."""

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE b_typed AS SELECT employer_id, worker_id, name, action, start, \"end\", kind,"
                       " signed_on, form, hired_on, probation_months, agreed_wage, pay_day, pay_in, filed_on"
                       " FROM employers_contractfiling WHERE superseded_at IS NULL")  # fmt: skip
        with tempfile.TemporaryFile() as text:
            with cursor.copy("COPY b_typed TO STDOUT") as copy:
                for block in copy:
                    text.write(block)
            taken = []
            for _ in range(rounds):
                cursor.execute("TRUNCATE b_typed")
                text.seek(0)
                begun = time.perf_counter()
                with cursor.copy("COPY b_typed FROM STDIN") as copy:
                    while block := text.read(1 << 20):
                        copy.write(block)
                taken.append(time.perf_counter() - begun)
        cursor.execute("DROP TABLE b_typed")
    return statistics.median(taken)


def open_archives(folder: Path, employers: int) -> float:
    """Archives for every employer, through the business register."""

    path = folder / "register.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("统一社会信用代码", "名称", "住所"))
        out.writerows(
            (uscc(n + 1), f"成都示例{n}有限公司", "成都市锦江区锦官驿街道水井坊社区") for n in range(employers)
        )
    upload = receiving.receive(path, name=path.name, cover=Cover("gongshang", "business_register", ON), by=COMMAND_LINE)
    previewing.preview(upload, on=ON)
    committing.commit(upload, by=COMMAND_LINE, on=ON)
    return 0.0


def measure(count: int, employers: int, rounds: int) -> dict[str, object]:

    territory()
    city = Area.objects.get(tier="city")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings.STORED_FILES_DIR = folder / "kept"
        apart(lambda: open_archives(folder, employers))
        write(folder / "first.csv", rows(count, employers))
        first, peak = apart(lambda: deliver(folder / "first.csv", city))
        seconds = []
        for number in range(rounds):
            path = write(folder / f"{number}.csv", rows(count, employers, edition=number))
            took, more = apart(partial(deliver, path, city))
            seconds.append(took)
            peak = max(peak, more)
        base = copy_seconds(rounds)
    return {
        "rows": count,
        "copy_s": round(base, 3),
        "first_of_copy": round(base / first, 3),
        "second_of_copy": round(base / statistics.median(seconds), 3),
        "second_us_per_row": round(statistics.median(seconds) / count * 1e6, 1),
        "peak_mb": peak,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--employers", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    told = parser.parse_args()
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        print(json.dumps(measure(told.rows, told.employers, told.rounds)))
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
