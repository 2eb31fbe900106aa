"""The frame of every page in a real browser: phones, keys, languages, no script, no policy violation."""

import pytest
from playwright.sync_api import expect

from core.enums import Role

pytestmark = pytest.mark.browser
PAGES = ["/account/password/", "/help/", "/help/lists/", "/codes/check/", "/no/such/page/"]


@pytest.mark.parametrize("width, height", [(390, 844), (1366, 768), (1920, 1080)])
def test_pages_fit_and_have_no_grave_fault(page, live_server, account, enter, grave, complaints, width, height):
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{live_server.url}/login/")
    faults = {"/login/": grave(page)}
    enter(account())
    for address in PAGES:
        page.goto(live_server.url + address)
        faults[address] = grave(page)
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0, f"{address} is wider than a screen of {width}"
    assert {address: found for address, found in faults.items() if found} == {}
    assert [text for text in complaints if "404" not in text] == []


def test_somebody_logs_in_with_the_keyboard_alone(page, live_server, account):
    account(Role.DISTRICT, username="zhang")
    page.goto(f"{live_server.url}/account/password/")
    expect(page.locator("[name=username]")).to_be_focused()
    page.keyboard.type("zhang")
    page.keyboard.press("Tab")
    page.keyboard.type("Wuhou-district-26")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("修改密码")
    page.keyboard.press("/")


def test_the_menu_opens_on_a_phone_without_script(browser, live_server, account, page, enter):
    enter(account())
    cookies = page.context.cookies()
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    context.add_cookies(cookies)
    phone = context.new_page()
    phone.goto(f"{live_server.url}/help/")
    link = phone.locator(".navmenu").get_by_role("link", name="代码校验")
    expect(link).to_be_hidden()
    phone.locator(".navmenu > summary").click()
    link.click()
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    context.close()


def test_the_language_switches_and_stays(page, live_server, account, enter):
    enter(account())
    page.goto(f"{live_server.url}/help/lists/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lists, filters, exports")
    page.goto(f"{live_server.url}/account/password/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("修改密码")


def test_logging_out_is_two_clicks(page, live_server, account, enter):
    enter(account())
    page.goto(f"{live_server.url}/help/")
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")


def test_print_leaves_out_what_paper_cannot_use(page, live_server, account, enter):
    enter(account())
    page.goto(f"{live_server.url}/help/")
    page.emulate_media(media="print")
    for part in (".top", ".nav.side", ".navmenu"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
