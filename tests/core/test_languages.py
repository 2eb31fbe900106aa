"""Pages speak one language at a time."""

import pytest

from core.enums import Role
from core.models import User
from core.views.help import TOPICS
from tests.kit.languages import mixed

PAGES = ["/login/", "/account/password/", "/no/such/page/", "/help/", *(f"/help/{name}/" for name, _ in TOPICS)]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("role", [Role.CITY, Role.ADMINISTRATOR])
def test_no_page_mixes_languages(client, db, language, role):
    user = User.objects.create_user("li", password="x", role=role, last_name="李", language=language)
    said = {
        "/login/ (nobody)": mixed(
            client.get("/login/", headers={"Cookie": f"django_language={language}"}).text, language
        )
    }
    client.force_login(user)
    for page in PAGES[1:]:
        said[page] = mixed(client.get(page).text, language)
    assert {page: found for page, found in said.items() if found} == {}


@pytest.mark.parametrize(
    "html, language, found",
    [
        ("<html lang='zh'><h1>用人单位</h1><button>Search</button></html>", "zh-hans", ["Search"]),
        ("<html lang='zh'><button lang='en'>Search</button><p>XN12</p></html>", "zh-hans", []),
        (
            "<html lang='zh'><p>Something that nobody translated at all.</p></html>",
            "zh-hans",
            ["Something that nobody translated at all."],
        ),
        ("<html lang='en'><td data-label='用人单位'>成都某某餐饮有限公司</td></html>", "en", ["用人单位"]),
        ("<html lang='en'><h1 title='搜索'>用人单位</h1><p>共 12 条</p></html>", "en", ["搜索", "用人单位"]),
        ("<html lang='zh'><script>var Search</script><p>Search</p></html>", "zh-hans", ["Search"]),
    ],
)
def test_the_check_finds_what_is_mixed(html, language, found):
    assert mixed(html, language) == found
