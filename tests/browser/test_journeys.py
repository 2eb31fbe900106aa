"""The day of each role in a real browser: from the login through home, figures, lists and archives to a finding.

Every page on the way is judged: no grave fault by axe, nothing said in the console, nothing wider than a phone.
"""

import csv
import re

import pytest
from playwright.sync_api import expect

from core.enums import Role
from dataexchange.models import Upload
from employers.models import RosterRow
from tests.kit.city import TokenCity
from tests.kit.invented import resident_number

pytestmark = pytest.mark.browser
PASSWORD = "Wuhou-district-26"
OWN = {"/", "/dashboard/", "/findings/N/"}  # pages that differ by role; the others are judged once
DESK, PHONE = {"width": 1366, "height": 800}, {"width": 390, "height": 844}


class Walk:
    """One person at one screen; a page is judged once, however often it is passed."""

    def __init__(self, page, site, grave, complaints):
        self.page, self.site, self.grave, self.complaints = page, site, grave, complaints
        self.seen: set[str] = set()
        self.role = Role.CITY
        self.faults: list[str] = []

    def login(self, role: Role) -> None:
        self.page.context.clear_cookies()
        self.page.goto(f"{self.site}/login/")
        self.page.fill("#id_username", f"{role.value}-user")
        self.page.fill("#id_password", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"{self.site}/")
        self.role = role

    def menu(self, to: str) -> None:
        """Choose the entry of the menu beside the page that opens the address."""
        self.page.locator(f"nav.side a[href='{to}']").click()
        self.look()

    def first(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.look()

    def look(self) -> None:
        """Judge the page that is shown now."""
        page = self.page
        page.wait_for_load_state("load")
        kind = re.sub(r"\d+", "N", page.url.split("?")[0].removeprefix(self.site))
        key = kind if kind not in OWN else f"{kind} {self.role}"
        if key in self.seen:
            return
        self.seen.add(key)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        self.faults += [f"{kind}: {fault}" for fault in self.grave(page)]
        page.set_viewport_size(PHONE)
        if (over := page.evaluate("document.documentElement.scrollWidth - window.innerWidth")) > 0:
            self.faults.append(f"{kind} is {over} pixels wider than a phone")
        page.set_viewport_size(DESK)
        self.faults += [f"{kind}: {text}" for text in self.complaints]
        self.complaints.clear()


@pytest.fixture
def walk(page, live_server, grave, complaints):
    page.set_viewport_size(DESK)
    return Walk(page, live_server.url, grave, complaints)


@pytest.fixture
def city(transactional_db):
    return TokenCity()


def test_the_four_tiers_go_from_home_to_a_finding(walk, city):
    for role in (Role.CITY, Role.DISTRICT, Role.STREET, Role.COMMUNITY):
        walk.login(role)
        walk.look()
        walk.menu("/dashboard/")
        walk.first("#by-area tfoot a")  # a number opens the list behind it
        assert "/employers/" in walk.page.url
        walk.first("#list tbody td a")
        tabs = walk.page.locator("main nav.tabs a")
        for place in range(tabs.count()) if role is Role.CITY else (0, 1, 2):
            tabs.nth(place).click()
            walk.look()
        walk.menu("/findings/")
        walk.first("#list tbody td a")
        assert "/findings/" in walk.page.url
        walk.menu("/workers/")
        walk.menu("/territory/")
        if role in (Role.CITY, Role.DISTRICT):
            walk.menu("/deliveries/")
            walk.menu("/team/")
            walk.first("#list tbody td a")
    assert not walk.faults, "\n".join(walk.faults)


def test_the_administrator_keeps_the_site_and_sees_no_archive(walk, city):
    walk.login(Role.ADMINISTRATOR)
    walk.look()
    for address in ("/accounts/", "/accounts/new/", f"/accounts/{city.planted['A'].user.pk}/", "/team/", "/team/new/",
                    "/journal/", "/jobs/", "/parameters/", "/runs/", "/rules/"):  # fmt: skip
        walk.page.goto(walk.site + address)
        walk.look()
    assert walk.page.locator("nav.side").get_by_role("link", name="用人单位").count() == 0
    assert not walk.faults, "\n".join(walk.faults)


def test_a_district_uploads_looks_and_commits(walk, city, tmp_path):
    """A roster with one sound row and one faulty row: preview first, then the archive knows the new worker."""
    employer = city.planted["A"].employer
    file = tmp_path / "roster.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["统一社会信用代码", "姓名", "身份证号码", "用工起始日期", "用工形式"])
        rows.writerow([employer.uscc, "李四", resident_number(301), "2026-03-02", "全日制"])
        rows.writerow([employer.uscc, "王五", "12", "2026-03-02", "全日制"])
    walk.login(Role.DISTRICT)
    walk.menu("/deliveries/")
    walk.first("main a[href='/deliveries/upload/']")
    page = walk.page
    page.select_option("#id_dataset", "employee_roster")
    page.select_option("#id_source", "danwei")
    page.set_input_files("#id_file", file)
    page.fill("#id_as_of", "2026-06-09")
    page.locator("main form.form button.primary").click()
    page.wait_for_url(re.compile(r"/deliveries/\d+/$"))
    walk.look()
    number = int(re.search(r"/deliveries/(\d+)/", page.url)[1])
    assert not RosterRow.objects.filter(delivery=number).exists()
    if page.locator("#id_accept_absent").count():
        page.check("#id_accept_absent")
    page.locator(f"form[action='/deliveries/{number}/commit/'] button").click()
    page.wait_for_load_state("load")
    walk.seen.clear()
    walk.look()
    assert Upload.objects.get(delivery=number).state == "committed"
    assert RosterRow.objects.filter(delivery=number, name="李四").exists()
    page.goto(f"{walk.site}/employers/{employer.pk}/workers/")
    expect(page.get_by_role("link", name="李四")).to_be_visible()
    assert not walk.faults, "\n".join(walk.faults)


def test_everything_can_be_read_without_the_script(browser, live_server, city, page, enter):
    enter(city.accounts[Role.DISTRICT])
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    employer, finding = city.planted["A"].employer, city.planted["A"].finding
    for address, shown in {
        "/": "锦江区",
        "/dashboard/": "锦官驿街道",
        "/employers/?q=ZqAemp": employer.name,
        f"/employers/{employer.pk}/workers/": "ZqAwrk",
        f"/findings/{finding.pk}/": employer.name,
        f"/deliveries/{city.planted['A'].upload.delivery_id}/": "ZqAfil",
    }.items():
        plain.goto(live_server.url + address)
        expect(plain.locator("main")).to_contain_text(shown)
    plain.goto(f"{live_server.url}/workers/")
    plain.select_option("select[name=form]", "full_time")
    plain.locator("form.filters button.primary").click()
    expect(plain.locator("#list")).to_contain_text("ZqAwrk")
    context.close()
