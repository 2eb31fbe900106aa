"""Documents: PDF/A-2b in embedded fonts of our own, the same bytes each time, never a box in place of a character."""

import io
from datetime import date
from importlib.resources import files

import pypdf
import pytest
from django.core.exceptions import ImproperlyConfigured

from core.documents import fonts, qr, typesetting
from core.permissions import Denied

DAY = date(2026, 6, 30)
TEMPLATE = """
#let d = json(bytes(sys.inputs.data))
#set document(title: d.title, date: auto)
#set page(width: 100mm, height: 60mm)
#set text(font: d.fonts, size: 10pt, lang: "zh", region: "cn")
#d.title *#d.title*
"""


@pytest.fixture(autouse=True)
def template(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.typ").write_text(TEMPLATE, encoding="utf-8")


def made(title, **more):
    return typesetting.pdf("a.typ", {"title": title, "fonts": fonts.families(), **more}, on=DAY)


def test_a_document_is_pdf_a_with_embedded_fonts_and_its_text():
    pdf = pypdf.PdfReader(io.BytesIO(made("成都市锦江区")))
    page = pdf.pages[0]
    assert "成都市锦江区" in page.extract_text()
    metadata = pdf.xmp_metadata
    text = metadata.stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in text
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in text
    assert pdf.trailer["/Root"]["/OutputIntents"]
    used = page["/Resources"]["/Font"]
    assert used
    for font in used.values():
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)
        assert "NotoSans" in descriptor["/FontName"]


def test_the_same_document_is_the_same_bytes():
    assert made("锦江区") == made("锦江区")
    assert made("锦江区") != made("青羊区")


def test_text_of_users_is_never_markup():
    said = '#panic("x") $a$ @b *c* _d_ `e` \\ //f'
    text = pypdf.PdfReader(io.BytesIO(made(said))).pages[0].extract_text()
    assert '#panic("x")' in text.replace("\n", "")


@pytest.mark.parametrize("rare", ["𣇉", "䶮", "镕", "〇"])
def test_rare_characters_of_names_are_drawn(rare):
    assert rare in pypdf.PdfReader(io.BytesIO(made(f"王{rare}"))).pages[0].extract_text()


@pytest.mark.parametrize("strange, code", [("\U0002b7a1", "U+2B7A1"), ("😀", "U+1F600")])
def test_a_character_that_no_font_has_is_named_and_nothing_is_printed(strange, code):
    with pytest.raises(Denied) as caught:
        made(f"王{strange}")
    assert strange in str(caught.value)
    assert code in str(caught.value)


def test_another_fault_of_a_template_is_no_matter_of_fonts(tmp_path):
    (tmp_path / "templates" / "a.typ").write_text("#panic()", encoding="utf-8")
    with pytest.raises(Exception, match="panicked") as caught:
        made("x")
    assert not isinstance(caught.value, Denied)


def test_the_bureaus_own_fonts_come_first(settings, tmp_path):
    own = tmp_path / "fonts"
    own.mkdir()
    source = files("justmytype_intl_cjk").joinpath("fonts/ofl/notosanstc/NotoSansTC[wght].ttf")
    (own / "own.ttf").write_bytes(source.read_bytes())
    assert fonts.families(["Noto Sans TC"]) == list(fonts.OPEN_FAMILIES)
    settings.FONT_DIR = str(own)
    assert fonts.families(["FangSong_GB2312", "Noto Sans TC"]) == ["Noto Sans TC", *fonts.OPEN_FAMILIES]
    settings.FONT_DIR = str(tmp_path / "none")
    with pytest.raises(ImproperlyConfigured, match="none"):
        fonts.families()


def test_a_picture_is_the_first_page():
    picture = typesetting.picture("a.typ", {"title": "锦江区", "fonts": fonts.families()}, on=DAY, ppi=72)
    assert picture.startswith(b"\x89PNG")


def test_a_code_is_drawn_as_lines():
    assert qr.svg("510104-2026-0001").startswith("<svg")
