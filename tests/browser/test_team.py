"""Pages about people in a real browser, at a desk and on a phone; and the journey: a leaver is handed over."""

import pytest

from compliance.domain import taking
from compliance.models import TakenUp
from core.enums import Role
from inspectors.domain import staffing
from inspectors.domain.scopes import actor_for
from inspectors.models import TeamMember
from tests.browser.test_journeys import DESK, PHONE
from tests.kit.city import TODAY, TokenCity

pytestmark = pytest.mark.browser


@pytest.fixture
def town(transactional_db):
    town = TokenCity()
    place = town.planted["A"]
    taking.take_up(place.finding, by=actor_for(place.user, on=TODAY), on=TODAY)
    staffing.rebuild(on=TODAY)
    return town


def test_a_leaver_is_handed_over(page, live_server, town, enter, grave, complaints):
    """The street office names who takes over, looks at it, and carries it out."""
    leaver, taker = town.planted["A"].member, town.planted["B"].member
    enter(town.accounts[Role.STREET])
    page.set_viewport_size(DESK)
    page.goto(f"{live_server.url}/team/{leaver.pk}/")
    page.locator(f"a[href='/team/{leaver.pk}/hand-over/']").click()
    for name in (f"area_{town.community.pk}", "rest"):
        page.select_option(f"[name={name}]", str(taker.pk))
    assert grave(page) == []
    page.locator("main form button.primary").click()
    assert TakenUp.objects.get().member == leaver  # looked at, nothing done
    assert taker.name in page.locator("main").inner_text()
    page.locator("main form button.primary").click()
    page.wait_for_url(f"{live_server.url}/team/")
    assert TakenUp.objects.get().member == taker
    assert TeamMember.objects.get(pk=leaver.pk).left_on == TODAY
    assert complaints == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_pages_of_people_have_no_grave_fault_and_fit(page, live_server, town, enter, grave, complaints, size):
    page.set_viewport_size(size)
    enter(town.accounts[Role.DISTRICT])
    place = town.planted["A"]
    found = {}
    for path in (
        "/", "/team/", f"/team/{place.member.pk}/", f"/team/{place.member.pk}/sees/",
        f"/team/{place.member.pk}/on-leave/",
        f"/team/{place.member.pk}/hand-over/", f"/team/letters/{place.document.pk}/", f"/team/grids/{town.street.pk}/",
        "/staffing/", f"/staffing/{town.street.pk}/", "/powers/?act=penalise&on=2026-06-11&first=ZqAmbr", "/workload/",
        "/team/take-in/", f"/employers/{place.employer.pk}/seen-by/",
    ):  # fmt: skip
        page.goto(live_server.url + path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        faults = grave(page) + ([f"{wide} px too wide"] if wide > 0 else [])
        if faults:
            found[path] = faults
    assert found == {}
    assert complaints == []
