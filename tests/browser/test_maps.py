"""Outlines and heat maps in a real browser: a district's file in the wrong datum with a hole, from upload to map."""

import os
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from core.actor import COMMAND_LINE, Actor
from core.enums import Role, Tier
from core.models import Clock
from core.scope import Scope
from employers.models import AreaFigures
from grids.domain import seeding
from grids.models import Area, Staffing
from inspectors.domain import appointments
from inspectors.enums import Position
from inspectors.models import TeamMember
from tests.grids.test_drafts import FEATURES, collection, figures

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TODAY = date(2026, 3, 2)
DESK, PHONE = {"width": 1366, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture
def city(transactional_db):
    Clock.objects.create(stands_at=TODAY)
    seeding.seed(by=COMMAND_LINE)
    for number, grid in enumerate(Area.objects.live().at(Tier.STREET).in_order()):
        AreaFigures.objects.create(
            area=grid, employers=number * 7 % 260, contracts_of=50, contracts_met=25 + number * 3 % 26, as_of=TODAY
        )
        Staffing.objects.create(area=grid, inspectors=number % 4, inspectors_needed=2, as_of=TODAY)
    for number, district in enumerate(Area.objects.live().at(Tier.DISTRICT).in_order()):
        AreaFigures.objects.create(
            area=district, employers=900 + 31 * number, contracts_of=90, contracts_met=50 + number, as_of=TODAY
        )
        AreaFigures.objects.create(area=district, employers=number * 13 % 40, unplaced=True, as_of=TODAY)


@pytest.fixture
def seat(account, enter):
    def seat(role: Role, code: str) -> None:
        user = account(role, username=f"{role}-{code}", language="zh-hans")
        place = Area.objects.get(local_code=code)
        member = TeamMember.objects.create(name="张三", tier=place.tier, user=user, joined_on=date(2025, 1, 1))
        by = Actor("administrator", Role.ADMINISTRATOR, Scope.NOTHING) if place.tier == Tier.CITY else COMMAND_LINE
        appointments.appoint(member=member, to=place, position=Position.FULL_TIME, by=by, on=date(2025, 1, 1))
        enter(user)

    return seat


@pytest.fixture
def look(page, grave, complaints):
    """Judge a page at both widths."""

    def look(name: str) -> None:
        for label, size in (("desk", DESK), ("phone", PHONE)):
            page.set_viewport_size(size)
            assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, (name, label)
            if folder := os.environ.get("PICTURES"):
                page.screenshot(path=Path(folder) / f"{name}-{label}.png", full_page=True)
        page.set_viewport_size(DESK)
        assert grave(page) == [], name
        assert complaints == [], name

    return look


def test_a_district_uploads_corrects_and_publishes_its_outlines(page, live_server, city, seat, look, tmp_path):
    seat(Role.DISTRICT, "510104")
    grids = Area.objects.live().at(Tier.STREET).filter(district__local_code="510104").in_order()
    shapes: dict = dict(figures([grid.code for grid in grids]))
    codes = list(shapes)
    shapes[codes[0]] = shapes[codes[0]].difference(shapes[codes[0]].representative_point().buffer(0.002))
    ring = FEATURES[codes[1]]["geometry"]["coordinates"][0]
    shapes[codes[1]] = {"type": "Polygon", "coordinates": [[[y, x] for x, y in ring]]}
    path = tmp_path / "jinjiang.geojson"
    path.write_bytes(collection(shapes))
    page.goto(f"{live_server.url}/outlines/new/")
    look("outlines-new")
    page.set_input_files("#id_file", path)
    page.select_option("#id_datum", "wgs84")
    page.fill("#id_attribution", "测绘院")
    page.get_by_role("button", name="上传并核对").click()
    expect(page.get_by_text("该文件很可能采用 GCJ-02")).to_be_visible()
    look("outlines-datum")
    page.get_by_role("button", name="改按 GCJ-02 读取").click()
    expect(page.get_by_text("纬度写在了经度前面，已对调。")).to_be_visible()
    look("outlines-repair")
    page.get_by_role("button", name="接受全部修复").click()
    page.keyboard.press("Tab")
    page.locator("svg.gm a.spot").first.focus()
    page.keyboard.press("Enter")  # the red place leads to its line in the list
    assert page.url.endswith("#flaw-1")
    look("outlines-ready")
    page.locator("input[name=looked]").check()
    page.get_by_role("button", name="发布，自").click()
    expect(page.get_by_text(f"已发布 {len(codes)} 个网格的轮廓")).to_be_visible()
    look("outlines-published")
    page.goto(f"{live_server.url}/outlines/")
    look("outlines-list")
    page.goto(f"{live_server.url}/territory/map/")
    expect(page.locator("svg.gm .note").first).to_contain_text("示意图，不作为行政区划界线依据")
    look("map-district")


def test_heat_maps_at_a_desk_on_a_phone_by_keyboard_and_on_paper(page, live_server, city, seat, look):
    seat(Role.CITY, "510100")
    page.set_viewport_size(DESK)
    page.goto(f"{live_server.url}/heat/")
    for name, tab in (
        ("employers", "用人单位"),
        ("unplaced", "未落格"),
        ("contracts", "劳动合同"),
        ("staffing", "人员缺口"),
    ):
        page.locator("main nav.tabs a", has_text=tab).click()
        look(f"heat-districts-{name}")
    page.get_by_role("link", name="按网格").click()
    look("heat-grids-staffing")
    page.goto(f"{live_server.url}/heat/?by=street&show=employers")
    look("heat-grids-employers")
    page.goto(f"{live_server.url}/heat/{Area.objects.get(local_code='510104').pk}/?show=contracts")
    look("heat-district-contracts")
    link = page.locator("svg.gm .cells a").first
    link.focus()
    width = "getComputedStyle(document.activeElement.querySelector('path')).strokeWidth"
    assert page.evaluate(width) == "5px"
    page.keyboard.press("Enter")
    page.wait_for_url("**/workers/**")
    page.goto(f"{live_server.url}/heat/?by=street&show=employers")
    page.emulate_media(media="print")
    if folder := os.environ.get("PICTURES"):
        page.pdf(path=Path(folder) / "heat-grids.pdf", prefer_css_page_size=True, print_background=True)
    assert page.locator("main nav.tabs").is_hidden() and page.locator("svg.gm").first.is_visible()
    high = page.evaluate("document.querySelector('.maps figure svg').getBoundingClientRect().height / 96 * 25.4")
    assert high < 186  # millimetres: a map is never cut by the edge of a landscape page
