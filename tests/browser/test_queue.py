"""The queue by road and the roll-out in a real browser: by keyboard, without JavaScript, on a phone and a desk."""

import os
import re

import pytest
from django.urls import reverse

from core.enums import Role
from employers.models import Employer
from oversight.domain import stages
from tests.kit.archive import account, stop_the_clock
from tests.kit.deliveries import ON

pytestmark = pytest.mark.browser


@pytest.fixture
def office(transactional_db, tmp_path, settings):
    from tests.factories.territory import territory  # models exist only once Django is set up
    from tests.kit.deliveries import Office

    settings.STORED_FILES_DIR = tmp_path / "kept"
    stop_the_clock()
    found = Office(tmp_path, territory())
    for number, where in enumerate(
        ("东大街3号", "东大街8号", "东大街21号", "走马街7号", "走马街9号", "桂王桥西街66号"), 1
    ):
        found.open(number, 住所=f"成都市锦江区{where}")
    for number in (11, 12, 13):
        found.open(number, 住所=f"成都市锦江区锦官驿街道东大街{number}号")
    found.open(13, 住所="成都市锦江区东湖街道东大街13号")
    stages.assess(on=ON)
    return found


def test_pages_fit_and_have_no_grave_fault(page, live_server, office, enter, grave, complaints):
    enter(account(Role.DISTRICT, office.areas["510104"], language="zh-hans"))
    area = office.areas["510104"].pk
    addresses = {
        "roads": reverse("oversight:roads"),
        "road": reverse("oversight:road", args=[area]) + "?road=东大街",
        "unplaced": reverse("employers:unplaced"),
        "misplaced": reverse("employers:misplaced"),
        "answered": reverse("employers:answered"),
        "programme": reverse("oversight:programme"),
    }
    for width in (390, 1366):
        page.set_viewport_size({"width": width, "height": 800})
        for name, address in addresses.items():
            page.goto(live_server.url + address)
            page.wait_for_load_state("networkidle")
            if folder := os.environ.get("SCREENSHOTS"):
                page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
            assert grave(page) == [], address
            overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert overflow <= 0, f"{address} is wider than a screen of {width}"
    assert [text for text in complaints if "404" not in text and "htmx" not in text] == []


def test_a_road_is_placed_by_keyboard_alone(page, live_server, office, enter, grave):
    enter(account(Role.DISTRICT, office.areas["510104"], language="zh-hans"))
    page.goto(live_server.url + reverse("oversight:roads"))
    page.wait_for_load_state("networkidle")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("input[name=road]:checked").count() == 1
    page.locator("#to-area").focus()
    page.keyboard.type("锦官驿街道")
    page.select_option("#to-area", "510104017")
    page.locator("#decide button.primary").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/unplaced/decide/"))
    page.wait_for_load_state("networkidle")
    assert grave(page) == []
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/decision-1366.png", full_page=True)
    page.keyboard.press("Enter")  # the button of the decision has the focus
    page.wait_for_url(re.compile("/unplaced/roads/"))
    assert Employer.objects.filter(road="东大街", street__local_code="510104017").count() >= 3


def test_and_without_javascript(browser, live_server, office):
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(account(Role.DISTRICT, office.areas["510104"], language="zh-hans"))
    context = browser.new_context(java_script_enabled=False)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + reverse("oversight:roads"))
    page.locator("input[name=road]").first.check()
    page.select_option("#to-area", "510104018")
    page.locator("#decide button.primary").click()
    page.locator("button.primary").last.click()
    assert Employer.objects.filter(road="东大街", street__local_code="510104018").count() >= 3
    context.close()
