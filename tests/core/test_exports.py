"""Files that leave the house: safe to open, complete, masked, and in the journal."""

import csv
import hashlib
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import RequestFactory
from python_calamine import CalamineWorkbook

from core import exports
from core.actor import Actor
from core.enums import Role
from core.models import JournalEntry
from core.permissions import Denied
from core.scope import Scope

TODAY = date(2026, 3, 2)
DANGEROUS = [
    "=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x00=1", "＝1+1", "＋1", "－1", "＠A1", " =1",
    "=HYPERLINK(\"http://x\",\"y\")", "=cmd|' /C calc'!A0", "\n=1",
]  # fmt: skip
HARMLESS = ["成都某某餐饮有限公司", "a=b", "XN031468-3", "001", "—", "O'Neil", ""]


@pytest.fixture
def request_of_li(django_user_model, db):
    user = django_user_model.objects.create_user("li", password="x", role=Role.CITY, last_name="李", first_name="明")
    request = RequestFactory().post("/list/")
    request.user, request.today = user, TODAY
    request.actor = Actor("李明", Role.CITY, Scope.NOTHING, user.pk)
    return request


def sheet(rows, **changes):
    headings = ["=代码", "单位", "人数", "金额", "率", "日期"]
    formats = ["code", "text", "number", "money", "rate", "day"]
    return exports.Sheet(
        **{"title": "疑点清单", "headings": headings, "formats": formats, "rows": rows, "as_of": TODAY} | changes
    )


def fetched(response):
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_cell_that_begins_like_a_formula_is_defused(text):
    assert exports.harmless(text).startswith("'")


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_text_stays_as_it_is(text):
    assert exports.harmless(text) == text


def test_no_file_holds_a_formula(request_of_li):
    rows = [[text, text, 1, Decimal("1.5"), Decimal("0.5"), text] for text in DANGEROUS]
    content = fetched(exports.answer(sheet(rows), "xlsx", request=request_of_li, name="x"))
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        inner = b"".join(book.read(name) for name in book.namelist() if "sheet" in name)
    assert b"<f>" not in inner
    assert b"<f " not in inner
    text = fetched(exports.answer(sheet(rows), "csv", request=request_of_li, name="x")).decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
    assert not [cell for cell in cells if cell and cell[0] in "=+-@＝＋－＠\t\r" and cell != "-"]


def test_a_workbook_keeps_codes_as_text_and_numbers_as_numbers(request_of_li):
    moment = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)
    rows = [["001234567", "甲", 12, Decimal("46820.50"), Decimal("0.923"), moment], ["XN1", None, None, "", None, None]]
    response = exports.answer(
        sheet(rows, filters=[("网格", "望江路"), ("状态", "=x")]), "xlsx", request=request_of_li, name="findings"
    )
    assert response.headers["Content-Disposition"] == 'attachment; filename="findings-20260302.xlsx"'
    lines = CalamineWorkbook.from_filelike(io.BytesIO(fetched(response))).get_sheet_by_index(0).to_python()
    assert [line[0] for line in lines[:3]] == ["疑点清单", "数据截至：2026-03-02", "筛选条件：网格：望江路；状态：=x"]
    assert lines[3][0].startswith("导出人：李明；")
    assert lines[5] == ["'=代码", "单位", "人数", "金额", "率", "日期"]
    assert lines[6] == ["001234567", "甲", 12, 46820.5, 0.923, "2026-03-02 00:30"]
    assert lines[7] == ["XN1", "", "", "", "", ""]


def test_every_export_is_one_journal_entry_with_rows_and_digest(request_of_li):
    content = fetched(exports.answer(sheet([["1"] * 6] * 3), "csv", request=request_of_li, name="x"))
    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.actor_name, entry.on) == ("list.exported", "李明", TODAY)
    assert entry.values == {"list": "疑点清单", "rows": "3", "kind": "csv"}
    assert entry.change == {"filters": [], "sha256": hashlib.sha256(content).hexdigest()}


def test_an_export_beyond_the_limit_is_refused_and_not_journalled(request_of_li):
    for kind in ("csv", "xlsx"):
        with pytest.raises(Denied, match="2"):
            exports.answer(sheet([["1"] * 6] * 3, limit=2), kind, request=request_of_li, name="x")
    assert not JournalEntry.objects.exists()
