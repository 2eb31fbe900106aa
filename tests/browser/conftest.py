"""Chromium for the browser tests: ``CHROMIUM`` names it, else it is looked for on the PATH; without one they skip."""

import os
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import expect

from core.enums import Role

expect.set_options(timeout=20_000)  # two cores may be busy with other tests; nothing waits longer than it has to
NAMES = ("chromium", "chromium-browser", "google-chrome")
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str | None:
    return os.environ.get("CHROMIUM") or next((found for name in NAMES if (found := shutil.which(name))), None)


@pytest.fixture(scope="session", autouse=True)
def _browser_is_there():
    if chromium() is None:
        pytest.skip("BROWSER TESTS SKIPPED: no Chromium found. apt-get install chromium, or set CHROMIUM=/path/to/it.")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    return browser_type_launch_args | {"executable_path": chromium(), "args": arguments}


@pytest.fixture
def complaints(page):
    """What the browser's console says against a page: policy violations, script errors."""
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.fixture
def account(transactional_db):
    def make(role: Role = Role.CITY, **fields):
        fields = {"username": f"{role}-user", "last_name": "张", "first_name": "三"} | fields
        return get_user_model().objects.create_user(role=role, password="Wuhou-district-26", **fields)

    return make


@pytest.fixture
def enter(page, live_server):
    """Log an account in without the form: the session's cookie is put into the browser."""

    def enter(user) -> None:
        client = Client()
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])

    return enter


@pytest.fixture
def grave():
    """The serious and critical findings of axe on a page."""

    def grave(page) -> list[str]:
        found = Axe().run(page, options={"runOnly": AXE_RULES}).response["violations"]
        return [
            f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found if one["impact"] in {"serious", "critical"}
        ]

    return grave
