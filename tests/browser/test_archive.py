"""The archive's pages in a real browser: they fit a phone and a desk, and have no grave fault."""

import pytest
from django.urls import reverse

from core.enums import Role
from tests.kit.archive import account, staffed, stop_the_clock

pytestmark = pytest.mark.browser
TABS = ("detail", "employer_workers", "contracts", "insurance", "wages", "registers", "identifiers", "timeline")


def test_pages_of_the_archive_fit_and_have_no_grave_fault(
    page, live_server, transactional_db, enter, grave, complaints, tmp_path, settings
):
    from tests.factories.territory import territory
    from tests.kit.deliveries import Office

    settings.STORED_FILES_DIR = tmp_path / "kept"
    stop_the_clock()
    office = Office(tmp_path, territory())
    employer = staffed(office, 1, 住所="成都市锦江区某路1号")[0]
    enter(account(Role.CITY, office.areas["510100"], language="zh-hans"))
    addresses = [
        reverse("employers:list"),
        reverse("employers:unplaced"),
        reverse("oversight:place", args=[employer.pk]),
    ]
    addresses += [reverse(f"employers:{tab}", args=[employer.pk]) for tab in TABS]
    for width in (390, 1366):
        page.set_viewport_size({"width": width, "height": 800})
        for address in addresses:
            page.goto(live_server.url + address)
            page.wait_for_load_state("networkidle")
            assert grave(page) == [], address
            overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert overflow <= 0, f"{address} is wider than a screen of {width}"
            for tab in page.locator(".tabs a[aria-current]").all():  # in sight though the bar is wider than a phone
                box = tab.bounding_box()
                assert box["x"] >= 0 and box["x"] + box["width"] <= width, f"the current tab of {address} at {width}"
    assert [text for text in complaints if "404" not in text and "htmx" not in text] == []
