"""A merger in a real browser: the district proposes it, the city looks, approves, carries it out, undoes it."""

import pytest
from playwright.sync_api import expect

from core.enums import Role
from grids.models import Area, TerritoryChange
from grids.models.change import ChangeState
from tests.kit.city import TODAY, TokenCity

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, PHONE = {"width": 1366, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture
def judged(page, grave, complaints):
    """A page at both widths: no grave fault, nothing in the console, nothing wider than the screen."""

    def judged() -> None:
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            assert grave(page) == []
        assert complaints == []

    return judged


def test_a_merger_is_proposed_previewed_applied_and_undone(page, live_server, enter, judged):
    city = TokenCity()
    enter(city.accounts[Role.DISTRICT])
    page.goto(f"{live_server.url}/changes/")
    judged()
    page.get_by_role("link", name="街道合并").click()
    page.get_by_label("锦官驿街道 510104017").check()
    page.get_by_label("东湖街道 510104018").check()
    page.get_by_label("保留的街道").select_option("510104017")
    page.locator("#id_effective").fill(TODAY.isoformat())
    page.locator("#id_basis").fill("区政府常务会议纪要")
    judged()
    page.get_by_role("button", name="保存草案").click()
    expect(page.get_by_role("heading", name="调整前后对比")).to_be_visible()
    expect(page.get_by_role("cell", name="东湖街道")).to_have_count(1)  # before only: it ends
    judged()
    page.get_by_role("button", name="报市局审批").click()
    change = TerritoryChange.objects.latest("pk")
    address = page.url

    enter(city.accounts[Role.CITY])
    page.goto(address)
    page.get_by_role("button", name="批准").click()
    page.get_by_role("button", name="立即实施").click()
    expect(page.get_by_role("heading", name="实施结果")).to_be_visible()
    judged()
    assert Area.objects.get(local_code="510104018").closed_on == TODAY
    page.get_by_text("撤销", exact=True).click()
    page.locator("#id_remarks").fill("会议决定暂缓合并")
    page.get_by_role("button", name="撤销调整").click()
    expect(page.get_by_text("已撤销", exact=True).first).to_be_visible()
    judged()
    change.refresh_from_db()
    assert change.state == ChangeState.UNDONE
    assert Area.objects.get(local_code="510104018").closed_on is None
