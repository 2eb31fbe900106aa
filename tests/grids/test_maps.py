"""Maps: well-formed, safe under a strict policy, honest about their source, and equal to their table."""

import xml.etree.ElementTree as ET
from datetime import date

import pytest
from django.utils import translation

from core.enums import Tier
from grids import queries
from grids.domain import drawing, maps, seeding
from grids.domain.drawing import Grade, Scene, Shade, Shape
from grids.models import Area

SVG = "{http://www.w3.org/2000/svg}"
DAY = date(2024, 5, 6)
LINK = "/territory/{}/".format


def elements(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def assert_strict(root: ET.Element) -> None:
    """Nothing that a strict Content-Security-Policy refuses, and nothing from elsewhere."""
    for element in root.iter():
        assert element.tag.removeprefix(SVG) not in {"style", "script", "image", "foreignObject"}
        for name, value in element.attrib.items():
            assert name != "style"
            assert not name.startswith("on")
            assert "://" not in value
            assert not value.startswith("javascript:")


def test_names_are_escaped():
    shape = Shape(1, '<b>&"', "M0 0l9 0 0 9z", (0, 0, 9, 9), (5, 5, 4), 0)
    svg = drawing.render(Scene([shape], "<t>", "&", ["'n'"], labels=[shape], link=lambda pk: f"/a/?x=1&y={pk}"))
    root = elements(svg)
    assert root.find(f"{SVG}title").text == "<t>"
    assert root.find(f".//{SVG}path/{SVG}title").text == '<b>&"'
    assert_strict(root)


def test_nothing_to_draw_is_still_a_map():
    assert_strict(elements(drawing.render(Scene([], "t", "d", ["n"], values={}))))


@pytest.mark.django_db
class TestShippedMap:
    @pytest.fixture(autouse=True)
    def _city(self, shipped_territory, db):
        self.city = queries.city()

    def draw(self, area=None, tier=Tier.STREET, **options):
        with translation.override("en"):
            return maps.draw(area or self.city, tier, on=DAY, title="Map", link=LINK, **options)

    def test_the_colour_map_of_the_city_has_every_grid_once(self):
        picture = self.draw()
        root = elements(picture.svg)
        assert_strict(root)
        links = root.findall(f"./{SVG}g[@class='cells']/{SVG}a")
        streets = Area.objects.live().at(Tier.STREET)
        assert sorted(link.get("href") for link in links) == sorted(LINK(street.pk) for street in streets)
        assert {link.get("tabindex") for link in links} == {"-1"}
        assert root.get("role") == "group"
        assert picture.without_outline == ()
        assert len(root.findall(f"./{SVG}g[@class='borders']/{SVG}path")) == 23

    def test_every_map_says_that_its_outlines_are_derived_and_whose_they_are(self):
        picture = self.draw()
        for svg in (picture.svg, picture.inset):
            note = " ".join(line.text for line in elements(svg).findall(f"./{SVG}text[@class='note']"))
            assert "derived, not official" in note
            assert seeding.ATTRIBUTION in note

    def test_the_inset_shows_the_five_core_districts_under_ids_of_its_own(self):
        picture = self.draw()
        ids = [e.get("id") for svg in (picture.svg, picture.inset) for e in elements(svg).iter() if e.get("id")]
        assert len(ids) == len(set(ids))
        assert_strict(elements(picture.inset))
        assert 'class="cells" clip-path="url(#map-core-clip)"' in picture.inset  # no more than the frame
        shown = {link.get("href") for link in elements(picture.inset).iter(f"{SVG}a")}
        core = Area.objects.live().at(Tier.STREET).filter(district__local_code__in=maps.CORE)
        assert {LINK(street.pk) for street in core} <= shown

    def test_a_district_or_zone_is_drawn_alone_without_inset(self):
        zone = Area.objects.get(local_code="CD-GX")
        picture = self.draw(zone)
        assert picture.inset == ""
        assert len(list(elements(picture.svg).iter(f"{SVG}a"))) == 8

    def test_a_heat_map_says_each_value_in_words_texture_and_tint(self):
        districts = list(queries.districts())
        values = {area.pk: Shade(list(Grade)[n % 4], f"{n}.0%") for n, area in enumerate(districts[:-1])}
        picture = self.draw(tier=Tier.DISTRICT, values=values, legend={Grade.GOOD: "95% or more"})
        root = elements(picture.svg)
        assert_strict(root)
        said = {title.text for title in root.findall(f"./{SVG}g[@class='cells']//{SVG}path/{SVG}title")}
        assert f"{districts[0].name} 0.0%" in said
        assert {key.css for key in picture.legend} == {"green"}
        assert root.find(f"./{SVG}g[@class='cells']//{SVG}path[@class='h-mute']") is not None
        assert len(root.findall(f".//{SVG}pattern")) == 4

    def test_the_city_map_stays_small(self):
        picture = self.draw()
        assert len(picture.svg.encode()) < 160_000
        assert len(picture.inset.encode()) < 60_000
