"""Template tags: what exists and is for the reader is shown, numbers and days are written one way."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from core.actor import Actor
from core.enums import Role
from core.models import Job, JobState
from core.scope import Scope


def shown(text: str, *, role: Role | None = Role.CITY, path: str = "/", **context) -> str:
    request = RequestFactory().get(path)
    request.actor = Actor("Li", role, Scope.NOTHING) if role else None
    return Template("{% load i18n ui %}" + text).render(Context({"request": request, **context}))


@pytest.mark.parametrize(
    "roles, role, there",
    [
        ("", Role.CITY, True),
        ("city district", Role.DISTRICT, True),
        ("city district", Role.STREET, False),
        ("-administrator", Role.ADMINISTRATOR, False),
        ("-administrator", Role.COMMUNITY, True),
        ("city", None, False),
    ],
)
def test_a_menu_entry_is_shown_to_the_roles_it_is_for(roles, role, there):
    link = '{% nav_link "core:help" "Help" roles="' + roles + '" %}'
    assert ("<a href" in shown(link, role=role)) is there


def test_a_menu_entry_of_a_page_that_is_not_there_is_absent_and_so_is_its_empty_group():
    group = '{% nav_group "Group" %}{% nav_link "core:nowhere" "X" %}{% endnav_group %}'
    assert shown(group).strip() == ""
    assert "Group" in shown('{% nav_group "Group" %}{% nav_link "core:help" "X" %}{% endnav_group %}')


@pytest.mark.parametrize("path, here", [("/help/", True), ("/help/lists/", True), ("/helpless/", False), ("/", False)])
def test_the_menu_says_where_the_reader_is(path, here):
    assert ("aria-current" in shown('{% nav_link "core:help" "Help" %}', path=path)) is here


def test_the_whole_menu_renders_for_every_role():
    for role in [*Role, None]:
        shown('{% include "components/nav.html" %}', role=role)


@pytest.mark.parametrize(
    "text, said",
    [
        ("{{ n|number }} {{ none|number }}", "1,234,567 —"),
        ("{{ m|money }}", "46,820.50"),
        ("{{ r|percent }} {{ none|percent }}", "92.3% —"),
        ("{{ d|day }} {{ t|day }} {{ none|day }}", "2026-03-02 2026-03-02 —"),
        ("{{ t|moment }}", "2026-03-02 00:30"),
        ("{{ d|month }}", "2026-03"),
        ("{{ d|long_day }}", "2026年3月2日"),
        ("{{ d|days_to:today }} {{ today|days_to:today }} {{ today|days_to:d }}", "剩 3 天 今天 超期 3 天"),
        ("{% url_if 'core:help' %} {% url_if 'core:nowhere' %}", "/help/ "),
    ],
)
def test_numbers_and_days_as_written(text, said):
    values = {
        "n": 1234567,
        "m": "46820.5",
        "r": "0.9234",
        "d": date(2026, 3, 2),
        "today": date(2026, 2, 27),
        "t": datetime(2026, 3, 1, 16, 30, tzinfo=UTC),
        "none": None,
    }
    assert shown(text, **values) == said


def test_a_level_is_shape_word_and_colour():
    for code, tone, word in (("R", "red", "红"), ("O", "orange", "橙"), ("Y", "yellow", "黄"), ("I", "info", "蓝")):
        html = shown("{% level code %}", code=code)
        assert (f'class="tag {tone}"' in html, word in html, "<path" in html) == (True, True, True)


@pytest.mark.parametrize(
    "change, good, css", [(1, "up", "up"), (-1, "up", "down"), (6, "down", "down"), (-6, "down", "up")]
)
def test_a_change_is_green_only_where_it_is_welcome(change, good, css):
    assert f'<b class="{css}">' in shown('{% kpi "K" 5 change=change good=good %}', change=change, good=good)


@pytest.mark.parametrize("state, polls", [(JobState.RUNNING, True), (JobState.DONE, False), (JobState.FAILED, False)])
def test_progress_asks_again_until_it_is_over(state, polls):
    html = shown('{% progress job "/jobs/1/" %}', job=Job(name="x", state=state, done=5, total=10, message="<b>"))
    assert ('hx-trigger="every 2s"' in html, "&lt;b&gt;" in html) == (polls, True)


def test_a_tab_counts_at_once_or_later():
    assert "<b>12</b>" in shown('{% tab "/x/" "X" count=12 %}')
    assert 'hx-get="/x/count/"' in shown('{% tab "/x/" "X" count="/x/count/" %}')
    assert shown('{% tab "" "X" %}').strip() == ""


def test_the_query_is_kept_but_for_what_changes():
    page = SimpleNamespace(path="/list/?a=1&b=2")
    assert shown("{% keep_query b=3 a='' %}", path=page.path) == "?b=3"
