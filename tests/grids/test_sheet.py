"""The sheet on paper: true to scale, labels in their grids, PDF/A with everything that must stand on it."""

import io
import itertools
from datetime import date

import numpy as np
import pypdf
import pypdfium2
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from shapely.geometry import Polygon, box

from grids.domain.sheet import drawing, labels, projecting, setting
from grids.domain.sheet.paper import LAYOUTS
from grids.enums import Paper
from tests.grids.sheet_content import cells, content, features

DISTRICTS = sorted(features())
SIZES = [(code, paper) for code in DISTRICTS for paper in Paper]
DAY = date(2026, 7, 1)
MM = 72 / 25.4


def projected(code, paper):
    layout = LAYOUTS[paper]
    shapes = {cell.area_id: cell.shape for cell in cells(code)}
    projection = projecting.fit(shapes, layout.map_width, layout.map_height)
    figures = projecting.thinned({key: projection.figure(shape) for key, shape in shapes.items()})
    return projection, shapes, figures


@pytest.mark.parametrize("code, paper", SIZES)
def test_the_scale_bar_is_true_everywhere_on_the_sheet(code, paper):
    """Lengths measured with the bar on the paper, against the geodesic between the same points: within 0.5 %."""
    projection, shapes, _ = projected(code, paper)
    bar = projecting.scale_bar(projection)
    corners = np.vstack([shapely.get_coordinates(shape) for shape in shapes.values()])
    random = np.random.default_rng(7)
    worst = 0.0
    for one, other in random.choice(len(corners), size=(60, 2)):
        start, end = corners[one], corners[other]
        true = Geodesic.WGS84.Inverse(start[1], start[0], end[1], end[0])["s12"]
        if true < 500:
            continue
        on_paper = projection.points(np.array([start, end]))
        measured = np.hypot(*(on_paper[1] - on_paper[0])) / bar.length * bar.metres
        worst = max(worst, abs(measured / true - 1))
    assert 0 < worst < 0.005
    assert projecting.BAR[0] <= bar.length <= projecting.BAR[1]


@pytest.mark.parametrize("code, paper", SIZES)
def test_the_map_fills_its_frame_and_stays_in_it(code, paper):
    _, _, figures = projected(code, paper)
    layout = LAYOUTS[paper]
    left, top, right, bottom = shapely.total_bounds(list(figures.values()))
    assert left >= 3.9 and top >= 3.9
    assert right <= layout.map_width - 3.9 and bottom <= layout.map_height - 3.9
    assert (left + right) / 2 == pytest.approx(layout.map_width / 2, abs=0.2)
    assert (top + bottom) / 2 == pytest.approx(layout.map_height / 2, abs=0.2)
    assert max((right - left) / (layout.map_width - 8), (bottom - top) / (layout.map_height - 8)) > 0.8


@pytest.mark.parametrize("code, paper", SIZES)
def test_labels_stay_in_their_grid_and_never_overlap(code, paper):
    _, _, figures = projected(code, paper)
    words = {cell.area_id: cell.words for cell in cells(code)}
    placed = labels.place(figures, words)
    for key, label in placed.items():
        assert figures[key].contains(box(*label.box)), words[key].name
        assert all(line.size >= labels.SMALLEST for line in label.lines)
        assert label.by_number == (label.lines[0].text == words[key].number)
    for one, other in itertools.combinations(placed.values(), 2):
        assert not box(*one.box).intersects(box(*other.box))
    assert len(placed) >= len(figures) - 1


def test_what_has_no_room_becomes_a_number_and_then_nothing():
    wide, strip, speck = box(0, 0, 60, 40), box(0, 40, 5, 44.5), box(0, 44.5, 2, 45.5)
    said = labels.Words("锦官驿街道", "7", ("510104017", "12 户"))
    placed = labels.place({1: wide, 2: strip, 3: speck}, {1: said, 2: said, 3: said})
    assert [line.text for line in placed[1].lines] == ["锦官驿街道", "510104017", "12 户"]
    assert [line.text for line in placed[2].lines] == ["7"]
    assert placed[2].by_number
    assert 3 not in placed


def test_outlines_that_overlap_do_not_let_their_labels_overlap():
    said = {key: labels.Words("锦官驿街道", str(key), ()) for key in (1, 2, 3)}
    placed = labels.place({1: box(0, 0, 30, 20), 2: box(1, 1, 31, 21), 3: box(2, 0, 29, 20)}, said)
    boxes = [box(*label.box) for label in placed.values()]
    assert len(boxes) == 3
    assert not any(one.intersects(other) for one, other in itertools.combinations(boxes, 2))


def test_a_label_lies_in_the_largest_part_and_not_in_a_hole():
    ring = Polygon([(0, 0), (60, 0), (60, 60), (0, 60)], [[(20, 20), (40, 20), (40, 40), (20, 40)]])
    figure = shapely.MultiPolygon([ring, box(100, 0, 110, 10)])
    placed = labels.place({1: figure}, {1: labels.Words("锦官驿街道", "1", ())})
    assert ring.contains(box(*placed[1].box))


HEADING = setting.Heading(Paper.A3, 3, "罗晓蓉", "陈立新", "", "510104-2026-0001", DAY)
SHEETS = [("510104", "锦江区", Paper.A3, 1), ("510129", "大邑县", Paper.A3, 1), ("510185", "简阳市", Paper.A3, 2),
          ("510104", "锦江区", Paper.A4, 2), ("510185", "简阳市", Paper.A4, 2)]  # fmt: skip


def heading(paper, **changes):
    values = {name: getattr(HEADING, name) for name in HEADING.__slots__}
    return setting.Heading(**values | {"paper": paper} | changes)


@pytest.mark.parametrize("code, name, paper, pages", SHEETS)
def test_the_pdf_says_everything_that_must_stand_on_it(code, name, paper, pages):
    said = content(code, name)
    pdf = pypdf.PdfReader(io.BytesIO(setting.pdf(said, heading(paper), on=DAY)))
    assert len(pdf.pages) == pages
    size = pdf.pages[0].mediabox
    expected = LAYOUTS[paper]
    assert float(size.width) == pytest.approx(expected.width * MM, abs=0.5)
    assert float(size.height) == pytest.approx(expected.height * MM, abs=0.5)
    text = "".join(page.extract_text() for page in pdf.pages).replace("\n", "")
    assert f"成都市{name}劳动保障监察网格彩图" in text
    for words in ("示意图，不作为行政区划界线依据", "审图号：______", "510104-2026-0001", "第 3 版",
                  "2026 年 6 月 30 日", "GCJ-02", "横轴墨卡托投影", "罗晓蓉", "陈立新",
                  "报送单位（盖章）", "接收单位", "回执编号", "derived",
                  "相邻网格异色", "未落格", "合计", "缺 1 人", "达标"):  # fmt: skip
        assert words.replace(" ", "") in text.replace(" ", ""), words
    for grid in said["grids"]:
        assert grid["code"] in text
        assert grid["name"] in text
    hashed = setting.digest(said, heading(paper))
    assert setting._spaced(hashed[:16]) in text
    assert hashed in pdf.metadata["/Keywords"]
    xmp = pdf.xmp_metadata.stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp and "<pdfaid:conformance>B</pdfaid:conformance>" in xmp


def test_the_drawn_bar_is_as_long_as_it_says():
    """The bar as the page draws it, against the scale that is printed: within 0.5 %."""
    said = content("510104", "锦江区")
    drawn = said["maps"]["a3"]
    page = pypdfium2.PdfDocument(setting.pdf(said, HEADING, on=DAY))[0]
    dots = 600 / 25.4
    picture = page.render(scale=600 / 72, grayscale=True).to_numpy()
    picture = picture.reshape(picture.shape[:2])
    under = picture[int((12 + 19 + 224 + 4) * dots) : int((12 + 19 + 224 + 14) * dots), : int(90 * dots)]
    runs = [len(list(run)) for row in under for dark, run in itertools.groupby(row < 110) if dark]
    length = max(runs) / dots - 0.4 / MM  # without half the line on either side
    assert length * drawn["denominator"] / 1000 == pytest.approx(drawn["bar"]["metres"], rel=0.005)


def test_a_draft_bears_no_number_and_no_code():
    said = content("510104", "锦江区")
    draft = setting.sheet(said, heading(Paper.A3, number="", filed_on=None))
    assert draft["draft"] and draft["qr"] == "" and draft["number"] == "—"
    assert (
        "草稿"
        in pypdf.PdfReader(io.BytesIO(setting.pdf(said, heading(Paper.A3, number=""), on=DAY))).pages[0].extract_text()
    )


def test_the_bureaus_own_fonts_set_the_sheet(settings, tmp_path, monkeypatch):
    from importlib.resources import files

    from core.documents import fonts

    own = files("justmytype_intl_cjk").joinpath("fonts/ofl/notosanstc/NotoSansTC[wght].ttf")
    (tmp_path / "own.ttf").write_bytes(own.read_bytes())
    settings.FONT_DIR = str(tmp_path)
    monkeypatch.setattr(fonts, "BODY", ("Noto Sans TC",))
    page = pypdf.PdfReader(io.BytesIO(setting.pdf(content("510104", "锦江区"), HEADING, on=DAY))).pages[0]
    used = {font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()}
    assert any("NotoSansTC" in name for name in used)


def test_the_code_holds_text_and_a_link_only_where_an_address_is_set(settings):
    settings.VERIFY_BASE_URL = ""
    assert setting.code_text("510104-2026-0001", "510104", "ab") == "510104-2026-0001\n510104\nab"
    settings.VERIFY_BASE_URL = "https://grid.example.gov.cn/"
    assert setting.code_text("510104-2026-0001", "510104", "ab") == (
        "https://grid.example.gov.cn/filings/verify/?number=510104-2026-0001&code=510104&hash=ab"
    )


def test_the_hash_is_of_everything_on_the_paper():
    said = content("510104", "锦江区")
    first = setting.digest(said, HEADING)
    assert setting.digest(said, heading(Paper.A3, reviewer="王")) != first
    other = {**said, "grids": [{**said["grids"][0], "employers": 1}, *said["grids"][1:]]}
    assert setting.digest(other, HEADING) != first
    assert setting.digest(content("510104", "锦江区"), HEADING) == first


def test_the_sheet_is_chinese_whatever_the_reader_speaks():
    from django.utils import translation

    with translation.override("en"):
        assert setting.sheet(content("510104", "锦江区"), HEADING)["title"] == "成都市锦江区劳动保障监察网格彩图"


def test_every_colour_of_the_screen_is_the_one_on_paper():
    from tests.architecture.house import ROOT

    css = (ROOT / "static" / "css" / "map.css").read_text(encoding="utf-8")
    for number, colour in enumerate(drawing.PALETTE):
        assert f".gm .c{number}, .sw.c{number} {{ fill: {colour}; }}" in css
