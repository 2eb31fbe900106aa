"""The colour map in a real browser: filed by the district, returned, filed again, accepted by the city."""

import pytest
from playwright.sync_api import expect

from core.enums import Role
from grids.enums import FilingState
from grids.models import Filing
from tests.browser.test_journeys import DESK, Walk
from tests.kit import outlines
from tests.kit.city import TokenCity

pytestmark = pytest.mark.browser


@pytest.fixture
def walk(page, live_server, grave, complaints):
    page.set_viewport_size(DESK)
    return Walk(page, live_server.url, grave, complaints)


@pytest.fixture
def city(transactional_db):
    city = TokenCity()
    outlines.draw()
    return city


def draws_and_submits(walk, reviewer):
    page = walk.page
    walk.login(Role.DISTRICT)
    walk.menu("/filings/")
    page.fill("#id_preparer", "罗晓蓉")
    page.fill("#id_reviewer", reviewer)
    page.get_by_role("button", name="绘制网格彩图").click()
    walk.look()
    expect(page.locator("figure.sheet img")).to_be_visible()
    assert page.locator("figure.sheet img").evaluate("picture => picture.naturalWidth") > 1000
    page.get_by_role("button", name="报送市局").click()
    walk.look()
    expect(page.get_by_text("已报送，图上已载报送编号", exact=False)).to_be_visible()


def test_filed_returned_filed_again_and_accepted(walk, city):
    page = walk.page
    draws_and_submits(walk, "")
    walk.login(Role.CITY)
    walk.menu("/filings/")
    page.get_by_role("link", name="办理").first.click()
    walk.look()
    page.fill("#id_remarks", "审核人未填写")
    page.get_by_role("button", name="附意见退回").click()
    walk.look()

    walk.login(Role.DISTRICT)
    expect(page.get_by_text("审核人未填写", exact=False)).to_be_visible()
    draws_and_submits(walk, "陈立新")
    walk.login(Role.CITY)
    walk.menu("/filings/")
    page.get_by_role("link", name="办理").first.click()
    page.get_by_role("button", name="接收", exact=True).click()
    walk.look()
    expect(page.get_by_text("510100-2026-0001").first).to_be_visible()
    last = Filing.objects.filter(area=city.district).order_by("version").last()
    assert (last.state, last.number, last.reviewer) == (FilingState.ACCEPTED, "510104-2026-0002", "陈立新")
    page.goto(f"{walk.site}/filings/verify/?number={last.number}&code=510104&hash={last.digest}")
    walk.look()
    expect(page.get_by_text("与本系统收到的网格彩图一致", exact=False)).to_be_visible()
    assert walk.faults == []
