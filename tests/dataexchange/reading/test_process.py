"""The process that opens workbooks: what it may, and how it ends."""

import gc
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dataexchange.importing import reader
from dataexchange.importing.reading import child, workbook
from dataexchange.importing.reading.limits import Limits
from tests.dataexchange.reading.building import book, data_row, heading_row, is_heading, read, refusal_of

ROOT = Path(workbook.ROOT)
LOOK = """
import sys; sys.path.insert(0, sys.argv.pop(1))
from dataexchange.importing.reading import child
from dataexchange.importing.reading.limits import Limits
child.load_codecs(); child.confine(0, Limits(memory_bytes=200 << 20))
def tried(action):
    try:
        action()
    except BaseException as error:
        return type(error).__name__
    return "done"
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "delivered"


def confined(code: str) -> str:
    """Run code where a workbook would be opened."""
    command = [sys.executable, "-I", "-S", "-c", LOOK + code, str(ROOT)]
    return subprocess.run(command, env={}, capture_output=True, text=True, timeout=60, check=False).stdout.strip()


def test_it_knows_nothing_of_the_application():
    told = confined("print(sorted({name.partition('.')[0] for name in sys.modules} & {'django', 'core', 'psycopg'}))")
    assert told == "[]"


def test_it_has_no_environment():
    assert confined("import os; print({name for name in os.environ if not name.startswith('LC_')})") == "set()"


@pytest.mark.parametrize(
    "action, outcome",
    [
        ("open('/etc/hostname')", "PermissionError"),
        ("open('/tmp/x', 'w')", "PermissionError"),
        ("__import__('socket').socket()", "PermissionError"),
        ("__import__('os').system('true')", "PermissionError"),
        ("__import__('os').listdir('/')", "PermissionError"),
        ("bytearray(300 << 20)", "MemoryError"),
        ("bytearray(10 << 20)", "done"),
    ],
)
def test_what_it_may(action, outcome):
    assert confined(f"print(tried(lambda: {action}))") == outcome


def test_its_modules_import_only_each_other_and_the_standard_library():
    allowed = sys.stdlib_module_names | {"dataexchange"}
    code = "print(' '.join({name.partition('.')[0] for name in sys.modules}))"
    assert set(confined(code).split()) - {"__main__", "__mp_main__"} <= allowed


def children() -> set[int]:
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return {int(number) for number in listed}


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no /proc: processes cannot be listed here")
class TestItsEnd:
    @pytest.fixture(autouse=True)
    def _many(self, path):
        self.before = children()
        path.write_bytes(book(heading_row() + "".join(data_row(n) for n in range(2, 30_000))))

    def table(self, path):
        return reader.read(path, name="x", is_heading=is_heading)

    def test_after_the_last_row(self, path):
        table = self.table(path)
        assert sum(1 for _ in table.rows) == 29_998
        assert children() == self.before

    def test_when_nobody_wants_the_rows(self, path):
        table = self.table(path)
        assert children() != self.before
        del table
        gc.collect()
        assert children() == self.before

    def test_when_somebody_stops_taking_rows(self, path):
        rows = self.table(path).rows
        next(rows)
        next(rows)
        del rows
        gc.collect()
        assert children() == self.before

    def test_when_it_is_killed(self, path):
        table = self.table(path)
        for number in children() - self.before:
            os.kill(number, 9)
        time.sleep(0.1)
        with pytest.raises(reader.Refused) as refused:
            list(table.rows)
        assert refused.value.code == "too_demanding"
        del table, refused
        gc.collect()
        assert children() == self.before

    def test_after_a_refusal(self, path):
        refusal_of(path, book(heading_row() + data_row(2) + data_row(2)))
        gc.collect()
        assert children() == self.before


def test_it_answers_a_sentence_whatever_goes_wrong(path, monkeypatch):
    monkeypatch.setattr(workbook, "START", "import sys; sys.exit(3)")
    assert refusal_of(path, book()).code == "broken_workbook"


def test_limits_come_from_the_settings(settings):
    settings.IMPORT_LIMITS = {"default": {"rows": 7}, "wage_payment": {"columns": 9}}
    assert reader.limits_of("wage_payment") == Limits(rows=7, columns=9)
    assert reader.limits_of("tax_register") == Limits(rows=7)


def test_time_grows_with_the_size_of_the_file():
    assert Limits().cpu(0) == 30
    assert Limits().cpu(10 << 20) == 90
    assert Limits().cpu(10 << 30) == 900


def test_a_workbook_is_read_within_a_small_address_space(path):
    rows = heading_row() + "".join(data_row(n) for n in range(2, 20_000))
    table = read(path, book(rows), memory_bytes=150 << 20)
    assert sum(1 for _ in table.rows) == 19_998


def test_offences_are_looked_for_only_where_there_may_be_some(capfdbinary):
    child.send_rows([(2, ["甲"], ""), (3, ["\\u0000"], "")])
    assert capfdbinary.readouterr().out.count(b"\n") == 1
