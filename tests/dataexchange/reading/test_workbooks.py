"""What is read out of workbooks that are only awkward: the exact cells, or the row that is at fault."""

import pytest

from dataexchange.importing import reader
from dataexchange.importing.cells import (
    BoolCell,
    DateCell,
    ErrorCell,
    LongCell,
    MergedCell,
    NoValueCell,
    NumberCell,
)
from tests.dataexchange.reading.building import (
    CODE,
    HEADINGS,
    MAIN,
    NAME,
    NUMBER,
    STRICT,
    Book,
    book,
    c,
    data_row,
    heading_row,
    is_heading,
    read,
    row,
    rows_of,
    shared_xml,
    sheet_xml,
    texts,
    with_cell,
)

SOUND = [CODE, NAME, NUMBER, "2026-05-12", "4500.00"]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "delivered"


CELLS = {
    "inline text": (c("E2", "四千", t="inlineStr"), "四千"),
    "text kept with its blanks": (
        '<c r="E2" t="inlineStr"><is><t xml:space="preserve"> 四千 </t></is></c>',
        " 四千 ",
    ),
    "rich text": ('<c r="E2" t="inlineStr"><is><r><rPr/><t>四</t></r><r><t>千</t></r></is></c>', "四千"),
    "phonetic guide": ('<c r="E2" t="inlineStr"><is><t>东</t><rPh sb="0" eb="1"><t>dong</t></rPh></is></c>', "东"),
    "entities": (c("E2", "A&amp;B &lt;甲&gt; &#20057;", t="inlineStr"), "A&B <甲> 乙"),
    "character data section": ('<c r="E2" t="inlineStr"><is><t><![CDATA[A&B]]></t></is></c>', "A&B"),
    "a comment within": ('<c r="E2" t="inlineStr"><is><t>甲<!-- x --></t></is></c>', "甲"),
    "a comment that seems to end the row": ('<c r="E2" t="inlineStr"><is><t>甲<!-- </row> --></t></is></c>', "甲"),
    "escaped line end": (c("E2", "甲_x000D_\n乙", t="inlineStr"), "甲\n乙"),
    "single quotation marks": ("<c r='E2' t='inlineStr'><is><t>甲</t></is></c>", "甲"),
    "attributes in another order": ('<c t="inlineStr" r="E2"><is><t>甲</t></is></c>', "甲"),
    "cell without a reference": (c("", "甲", t="inlineStr"), "甲"),
    "formula with text": (c("E2", "甲", t="str", f="A1&amp;B1"), "甲"),
    "formula with empty text": (c("E2", "", t="str", f="IF(1,&quot;&quot;)"), ""),
    "formula with a number": (c("E2", "12.5", f="A1*2"), NumberCell("12.5")),
    "formula without a value": (c("E2", f="A1*2"), NoValueCell("")),
    "formula with an empty value": (c("E2", "", f="A1*2"), NoValueCell("")),
    "formula with a closed value": ('<c r="E2"><f>A1*2</f><v/></c>', NoValueCell("")),
    "shared formula without a value": ('<c r="E2"><f t="shared" si="0"/></c>', NoValueCell("")),
    "text formula without a value": (c("E2", t="str", f="A1"), NoValueCell("")),
    "number": (c("E2", "4500.5"), NumberCell("4500.5")),
    "number of kind n": (c("E2", "4500.5", t="n"), NumberCell("4500.5")),
    "phone as a number": (c("E2", "13900000000.0"), NumberCell("13900000000")),
    "identity number as a number": (c("E2", "5.1010019000101e+17"), NumberCell("5.1010019000101E+17")),
    "code as a number": (c("E2", "10014", s="text"), NumberCell("10014")),
    "noise of fifteen digits": (c("E2", "3456.7800000000002", s="money"), NumberCell("3456.78")),
    "not a number": (c("E2", "NaN"), ErrorCell("NaN")),
    "number with an underscore": (c("E2", "1_0"), ErrorCell("1_0")),
    "full-width number": (c("E2", "１２"), ErrorCell("１２")),
    "style that does not exist": (c("E2", "5", s="999"), NumberCell("5")),
    "true": (c("E2", "1", t="b"), BoolCell("TRUE")),
    "false": (c("E2", "0", t="b"), BoolCell("FALSE")),
    "no truth": (c("E2", "7", t="b"), ErrorCell("7")),
    "error": (c("E2", "#N/A", t="e"), ErrorCell("#N/A")),
    "error of a formula": (c("E2", "#REF!", t="e", f="A1"), ErrorCell("#REF!")),
    "error that is new": (c("E2", "#SPILL!", t="e"), ErrorCell("#SPILL!")),
    "day": (c("E2", "46154", s="day"), DateCell("2026-05-12")),
    "day with a time": (c("E2", "46154.5", s="day"), DateCell("2026-05-12")),
    "day of an own format": (c("E2", "46154", s="chinese"), DateCell("2026-05-12")),
    "day of another own format": (c("E2", "46154", s="own"), DateCell("2026-05-12")),
    "day that no calendar has": (c("E2", "60", s="day"), DateCell("60")),
    "day before all days": (c("E2", "-5", s="day"), DateCell("-5")),
    "day after all days": (c("E2", "99999999", s="day"), DateCell("99999999")),
    "ISO day": (c("E2", "2026-05-12T00:00:00", t="d"), DateCell("2026-05-12")),
    "ISO day that does not exist": (c("E2", "2026-02-30", t="d"), ErrorCell("2026-02-30")),
    "time of day": (c("E2", "0.35", s="time"), "08:24:00"),
    "length of time": (c("E2", "7.35", s="length"), "176:24:00"),
    "blank with a style": (c("E2", s="day"), ""),
    "equals sign as text": (c("E2", "=1+1", t="inlineStr"), "=1+1"),
    "blanks around a number": (c("E2", " 12 "), NumberCell("12")),
}


@pytest.mark.parametrize("cell, expected", CELLS.values(), ids=CELLS.keys())
def test_cell(path, cell, expected):
    first, second = rows_of(path, with_cell(cell))
    assert first.cells == [*SOUND[:4], expected]
    assert type(first.cells[4]) is type(expected)
    assert first.fault is None
    assert second.cells == SOUND


SHARED = {
    "plain": ("<t>甲</t>", "甲"),
    "rich": ("<r><rPr><b/></rPr><t>甲</t></r><r><t xml:space='preserve'> 乙</t></r>", "甲 乙"),
    "phonetic guide": ('<t>东</t><rPh sb="0" eb="1"><t>dong</t></rPh><phoneticPr fontId="1"/>', "东"),
    "entities": ("<t>A&amp;B</t>", "A&B"),
    "empty": ("<t/>", ""),
    "escaped": ("<t>_x0041_甲</t>", "A甲"),
    "comment that seems to end it": ("<t>甲<!-- </si><si> --></t>", "甲"),
}


@pytest.mark.parametrize("item, expected", SHARED.values(), ids=SHARED.keys())
def test_shared_text(path, item, expected):
    rows = rows_of(path, with_cell(c("E2", "1", t="s"), shared=shared_xml("<t>头</t>", item, "<t>尾</t>")))
    assert rows[0].cells[4] == expected


def test_many_rows_made_alike_are_read_as_one_is(path):
    """The pattern that is learnt from the first rows reads the others as a cell-by-cell reading does."""
    made, expected = [heading_row()], []
    for n in range(2, 400):
        wage = ("" if n % 5 == 0 else c(f"E{n}", f"{n}.5")) if n % 7 else c(f"E{n}", "#N/A", t="e")
        day = c(f"D{n}", str(46000 + n % 3), s="day") if n % 11 else c(f"D{n}", s="day")
        made.append(data_row(n, D=day, E=wage))
        shown = (NumberCell(f"{n}.5") if n % 5 else "") if n % 7 else ErrorCell("#N/A")
        days = ("2025-12-09", "2025-12-10", "2025-12-11")
        expected.append([CODE, NAME, NUMBER, DateCell(days[n % 3]) if n % 11 else "", shown])
    rows = rows_of(path, book("".join(made)))
    assert [r.cells for r in rows] == expected
    assert [[type(cell) for cell in r.cells] for r in rows] == [[type(cell) for cell in cells] for cells in expected]
    assert [r.number for r in rows] == list(range(2, 400))


def test_since_1904(path):
    assert rows_of(path, with_cell(c("E2", "44692", s="day"), since_1904=True))[0].cells[4] == "2026-05-12"


SPELLINGS = {
    "strict namespace": lambda: sheet_xml(heading_row() + data_row(), namespace=STRICT),
    "prefix": lambda: (
        sheet_xml(heading_row() + data_row())
        .replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
        .replace("</", "</x:")
        .replace("<c ", "<x:c ")
        .replace("<row", "<x:row")
        .replace("<is>", "<x:is>")
        .replace("<t>", "<x:t>")
        .replace("<sheetData", "<x:sheetData")
        .replace("<worksheet", "<x:worksheet")
    ),
    "UTF-16": lambda: sheet_xml(heading_row() + data_row()).replace("UTF-8", "UTF-16").encode("utf-16"),
    "UTF-8 with a mark": lambda: sheet_xml(heading_row() + data_row()).encode("utf-8-sig"),
    "indented": lambda: sheet_xml(heading_row() + data_row()).replace("><", ">\n  <"),
    "carriage returns": lambda: sheet_xml(heading_row() + data_row()).replace("><", ">\r\n<"),
    "lying dimension": lambda: sheet_xml(heading_row() + data_row(), before='<dimension ref="A1:XFD1048576"/>'),
    "rows without numbers": lambda: sheet_xml(heading_row() + data_row()).replace(' r="1"', "").replace(' r="2"', ""),
    "attributes of rows": lambda: sheet_xml(heading_row() + data_row()).replace(
        '<row r="2"', '<row r="2" spans="1:5" s="1" customFormat="1" ht="14.25"'
    ),
    "hyperlinks": lambda: sheet_xml(
        heading_row() + data_row(), after='<hyperlinks><hyperlink ref="A1" r:id="rId1"/></hyperlinks>'
    ),
    "unknown elements": lambda: sheet_xml(heading_row() + data_row(), after="<extLst><row><c/></row></extLst>"),
    "processing instruction": lambda: sheet_xml("<?x y?>" + heading_row() + data_row()),
    "other encoding": lambda: (
        sheet_xml(heading_row() + data_row(2, B="", D="", E=""))
        .replace("UTF-8", "ISO-8859-1")
        .encode("latin-1", "xmlcharrefreplace")
    ),
}


@pytest.mark.parametrize("part", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_legal_spelling(path, part):
    table = read(path, Book({"表": part()}).bytes())
    rows = list(table.rows)
    assert table.headings == list(HEADINGS)
    assert [r.number for r in rows] == [2]
    assert rows[0].cells[0] == CODE


def test_fields_of_a_table(path):
    table = read(path, book())
    assert (table.sheet, table.heading_row, table.headings, table.warnings) == ("职工名册", 1, list(HEADINGS), [])
    assert [r.cells for r in table.rows] == [SOUND]


def test_numbers_of_rows_count_blank_ones(path):
    rows = heading_row(3) + data_row(5) + '<row r="6"/><row r="7" s="3" customFormat="1"/>' + data_row(9)
    assert [r.number for r in rows_of(path, book(rows))] == [5, 9]


def test_200_000_styled_blank_rows_are_passed_over(path):
    blank = "".join(f'<row r="{n}" s="2" customFormat="1"/>' for n in range(3, 200_003))
    assert len(rows_of(path, book(heading_row() + data_row() + blank))) == 1


def test_styled_blank_cells_far_to_the_right_do_not_matter(path):
    blank = "".join(c(f"{letters}3", s="day") for letters in ("F", "ZZ", "XFD"))
    assert len(rows_of(path, book(heading_row() + data_row() + row(3, blank)))) == 1


class TestHeadings:
    def test_title_lines_are_skipped(self, path):
        title = row(1, texts(1, "2026年职工名册")) + row(2, texts(2, "填报单位：", "某公司"))
        after = '<mergeCells><mergeCell ref="A1:E1"/></mergeCells>'
        table = read(path, book(title + heading_row(4) + data_row(5), after=after))
        assert (table.heading_row, [r.number for r in table.rows]) == (4, [5])

    def test_marks_and_line_breaks_are_cleaned_off(self, path):
        dirty = row(1, texts(1, "\ufeff统一社会\n信用代码*", "姓\u200b名", " 身份证号码＊ ", "", ""))
        assert read(path, book(dirty + data_row())).headings == list(HEADINGS[:3])

    def test_two_merged_heading_rows_are_put_together(self, path):
        upper = row(1, texts(1, "统一社会信用代码", "姓名", "身份证号码", "劳动合同", ""))
        lower = row(2, c("D2", "合同起始日期", t="inlineStr") + c("E2", "合同终止日期", t="inlineStr"))
        merges = "".join(f'<mergeCell ref="{area}"/>' for area in ("A1:A2", "B1:B2", "C1:C2", "D1:E1"))
        table = read(path, book(upper + lower + data_row(3), after=f"<mergeCells>{merges}</mergeCells>"))
        assert table.headings == [*HEADINGS[:3], "合同起始日期", "合同终止日期"]
        assert [r.number for r in table.rows] == [3]

    def test_duplicate_headings_are_handed_over_as_they_are(self, path):
        table = read(path, book(row(1, texts(1, "姓名", "姓名", "身份证号码")) + data_row()))
        assert table.headings == ["姓名", "姓名", "身份证号码"]

    def test_columns_without_a_heading_keep_their_place(self, path):
        table = read(path, book(row(1, texts(1, "统一社会信用代码", "", "身份证号码")) + data_row()))
        assert table.headings == ["统一社会信用代码", "", "身份证号码"]
        assert [r.cells for r in table.rows] == [SOUND[:3]]
        assert [w.code for w in table.warnings] == ["cells_beyond"]

    def test_cells_right_of_the_headings_are_told(self, path):
        table = read(path, book(heading_row() + data_row(2, G=c("G2", "备注", t="inlineStr"))))
        assert [r.cells for r in table.rows] == [SOUND]
        assert [(w.code, w.values) for w in table.warnings] == [("cells_beyond", {"count": 1, "cell": "G2"})]


class TestSheets:
    sound = sheet_xml(heading_row() + data_row())
    notes = sheet_xml(row(1, texts(1, "说明")))

    def test_the_visible_sheet_with_the_headings_is_read(self, path):
        table = read(path, Book({"说明": self.notes, "名册": self.sound, "空": sheet_xml("")}).bytes())
        assert table.sheet == "名册"
        assert [str(w.values["names"]) for w in table.warnings] == ["“说明”"]

    def test_hidden_sheets_are_left_out_and_named(self, path):
        states = {"旧": "hidden", "更旧": "veryHidden"}
        table = read(path, Book({"旧": self.sound, "名册": self.sound, "更旧": self.sound}, states).bytes())
        assert table.sheet == "名册"
        assert [(w.code, w.values["names"]) for w in table.warnings] == [("hidden_left_out", "“旧” “更旧”")]

    def test_the_sheet_that_is_named_is_read(self, path):
        data = Book({"一": self.sound, "二": sheet_xml(heading_row() + data_row(2) + data_row(3))}).bytes()
        assert len(rows_of(path, data, sheet="二")) == 2

    def test_a_damaged_sheet_does_not_matter_where_another_is_named(self, path):
        data = Book({"坏": sheet_xml(heading_row() + data_row(2) + data_row(2)), "好": self.sound}).bytes()
        assert len(rows_of(path, data, sheet="好")) == 1

    def test_a_chart_sheet_is_no_sheet(self, path):
        made = Book({"名册": self.sound, "图": "<chartsheet/>"})
        relations = made.members()["xl/_rels/workbook.xml.rels"]
        made.parts["xl/_rels/workbook.xml.rels"] = relations.replace(
            '/worksheet" Target="worksheets/sheet2.xml"', '/chartsheet" Target="worksheets/sheet2.xml"'
        )
        assert read(path, made.bytes()).sheet == "名册"


class TestMerges:
    def merged(self, *areas):
        return f"<mergeCells>{''.join(f'<mergeCell ref={area!r}/>' for area in areas)}</mergeCells>".replace("'", '"')

    def test_covered_cells_are_marked_and_never_filled(self, path):
        rows = heading_row() + data_row(2) + data_row(3, A=c("A3")) + data_row(4)
        first, second, third = rows_of(path, book(rows, after=self.merged("A2:A3")))
        assert (first.cells, third.cells) == (SOUND, SOUND)
        assert second.cells == ["", *SOUND[1:]]
        assert [type(cell) for cell in second.cells] == [MergedCell, str, str, str, str]

    def test_cells_covered_sideways_are_marked(self, path):
        rows = heading_row() + data_row(2, E=c("E2", "5")) + data_row(3)
        first, _ = rows_of(path, book(rows, after=self.merged("D2:E2")))
        assert [type(cell) for cell in first.cells] == [str, str, str, str, MergedCell]

    def test_a_merge_of_everything_below_makes_no_rows(self, path):
        rows = rows_of(path, book(heading_row() + data_row(2), after=self.merged("A5:XFD1048576")))
        assert [r.number for r in rows] == [2]

    def test_100_000_merges(self, path):
        areas = [f"G{n}:H{n}" for n in range(2, 100_002)]
        assert len(rows_of(path, book(heading_row() + data_row(2), after=self.merged(*areas)))) == 1


class TestFaults:
    @pytest.mark.parametrize(
        "text, sign",
        [
            ("甲_x0000_乙", "U+0000"),
            ("甲_x0007_", "U+0007"),
            ("甲\x7f", "U+007F"),
            ("甲\x85乙", "U+0085"),
            ("甲\u202e乙", "U+202E"),
            ("甲\u200f乙", "U+200F"),
            ("甲\u2066乙", "U+2066"),
            ("甲\ufffd", "U+FFFD"),
            ("_xD83D_甲", "U+D83D"),
        ],
    )
    def test_characters_that_no_cell_may_hold(self, path, text, sign):
        first, second = rows_of(path, with_cell(c("E2", text, t="inlineStr")))
        assert first.fault == {"code": "bad_character", "field": "实发工资", "character": sign}
        assert second.fault is None

    def test_the_same_in_a_shared_text(self, path):
        rows = rows_of(path, with_cell(c("E2", "0", t="s"), shared=shared_xml("<t>甲_x0000_</t>")))
        assert rows[0].fault["character"] == "U+0000"

    def test_quotation_marks_and_zero_width_spaces_are_no_fault(self, path):
        rows = rows_of(path, with_cell(c("E2", "“甲”…\u200b·\\u0000", t="inlineStr")))
        assert (rows[0].fault, rows[0].cells[4]) == (None, "“甲”…\u200b·\\u0000")

    @pytest.mark.parametrize("shared", [False, True])
    def test_an_over_long_cell(self, path, shared):
        long = "长" * 32_768
        if shared:
            data = with_cell(c("E2", "0", t="s"), shared=shared_xml(f"<t>{long}</t>"))
        else:
            data = with_cell(c("E2", long, t="inlineStr"))
        first, second = rows_of(path, data)
        assert first.fault == {"code": "long_cell", "field": "实发工资"}
        assert type(first.cells[4]) is LongCell
        assert len(first.cells[4]) == 32_767
        assert second.fault is None

    def test_the_longest_cell_is_none(self, path):
        assert rows_of(path, with_cell(c("E2", "长" * 32_767, t="inlineStr")))[0].fault is None


def test_heading_finder_is_told_cleaned_cells(path):
    seen = []

    def spy(cells):
        seen.append(cells)
        return is_heading(cells)

    path.write_bytes(book())
    reader.read(path, name="x", is_heading=spy)
    assert seen[0][:5] == list(HEADINGS)
