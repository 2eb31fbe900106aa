"""Pages of the filing: who sees what, the way from the draft to the receipt, and the check of a code."""

import io
from datetime import date, timedelta

import pypdf
import pytest
from django.urls import reverse

from core.enums import Role
from core.models import Clock, User
from employers.models import AreaFigures
from grids.domain import filings
from grids.enums import FilingState
from grids.models import Filing
from inspectors.domain import appointments
from inspectors.enums import Position
from inspectors.models import TeamMember
from tests.factories.territory import territory
from tests.kit import outlines
from tests.kit.city import ADMINISTRATOR
from tests.kit.languages import mixed
from tests.oversight.test_filings import actor

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 30)


@pytest.fixture
def areas(settings, tmp_path):
    settings.STORED_FILES_DIR = tmp_path
    Clock.objects.create(stands_at=DAY)
    found = territory()
    outlines.draw()
    for code, employers in (("510104017", 1200), ("510104018", 34), ("510104", 1234)):
        AreaFigures.objects.create(area=found[code], employers=employers, as_of=DAY - timedelta(days=1))
    return found


@pytest.fixture
def enter(areas, client):
    """Log in as somebody of an area; answers the client."""

    def _enter(role, code):
        user = User.objects.create_user(f"{role}-{code}", password=None, role=role, last_name="罗", first_name="晓蓉")
        area = areas[code]
        member = TeamMember.objects.create(name=str(user), tier=area.tier, user=user, joined_on=date(2026, 1, 1))
        by = ADMINISTRATOR if role is Role.CITY else actor(Role.CITY, areas["510100"])
        appointments.appoint(member=member, to=area, position=Position.FULL_TIME, by=by, on=date(2026, 1, 1))
        client.force_login(user)
        return client

    return _enter


def url(name, *args):
    return reverse(f"oversight:{name}", args=args)


def drawn(client, areas, code="510104", **more):
    said = {"paper": "a3", "preparer": "罗晓蓉", "reviewer": "", "approval_number": ""} | more
    response = client.post(url("filings_of", areas[code].pk), said)
    assert response.status_code == 302, response.content.decode()
    return Filing.objects.order_by("pk").last()


def test_a_district_draws_submits_and_the_city_answers(areas, enter):
    client = enter(Role.DISTRICT, "510104")
    page = client.get(url("filings")).content.decode()
    assert "尚未报送" in page and "锦江区" in page and "1,234" in page
    one = drawn(client, areas)
    page = client.get(url("filing", one.pk)).content.decode()
    assert "报送市局" in page and "草稿" in page
    picture = client.get(url("filing_picture", one.pk))
    assert picture["Content-Type"] == "image/png" and picture.content.startswith(b"\x89PNG")
    client.post(url("submit_filing", one.pk))
    pdf = client.get(url("filing_sheet", one.pk))
    assert pdf["Content-Disposition"].startswith("inline")
    assert "510104-2026-0001" in pypdf.PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()

    city = enter(Role.CITY, "510100")
    page = city.get(url("filings")).content.decode()
    assert "待市局答复" in page and "510104-2026-0001" in page and "武侯区" in page
    assert "逾期" not in page.replace("不作逾期认定", "")
    narrowed = city.get(url("filings") + "?standing=waiting").content.decode()
    assert "锦江区" in narrowed and "武侯区" not in narrowed
    assert city.post(url("return_filing", one.pk), {"remarks": ""}).status_code == 422
    city.post(url("return_filing", one.pk), {"remarks": "缺少审核人签名"})
    one.refresh_from_db()
    assert (one.state, one.remarks) == (FilingState.RETURNED, "缺少审核人签名")
    assert "缺少审核人签名" in city.get(url("filing", one.pk)).content.decode()


def test_acceptance_gives_a_receipt_and_publication_needs_the_approval_number(areas, enter):
    client = enter(Role.DISTRICT, "510104")
    one = drawn(client, areas)
    client.post(url("submit_filing", one.pk))
    city = enter(Role.CITY, "510100")
    city.post(url("accept_filing", one.pk))
    page = city.get(url("filing", one.pk)).content.decode()
    assert "510100-2026-0001" in page and "未载审图号" in page
    refused = city.post(url("publish_filing", one.pk), {"purpose": "宣传栏"})
    assert refused.status_code == 422 and "未载审图号" in refused.content.decode()
    two = filings.accept(
        filing=filings.submit(
            filing=drawn(enter(Role.DISTRICT, "510107"), areas, "510107", approval_number="川S（2026）1号"),
            by=actor(Role.DISTRICT, areas["510107"]), on=DAY),
        by=actor(Role.CITY, areas["510100"]), on=DAY,
    )  # fmt: skip
    taken = client.post(url("publish_filing", two.pk), {"purpose": "宣传栏"})
    assert taken.status_code == 200 and taken.content.startswith(b"%PDF")
    assert taken["Content-Disposition"].startswith("attachment")


def test_outside_is_404_and_the_wrong_role_is_403(areas, enter):
    one = drawn(enter(Role.DISTRICT, "510104"), areas)
    other = enter(Role.DISTRICT, "510107")
    for name in ("filing", "filing_sheet", "filing_picture", "filing_progress"):
        assert other.get(url(name, one.pk)).status_code == 404
    assert other.get(url("filings_of", areas["510104"].pk)).status_code == 404
    for name in ("submit_filing", "discard_filing", "publish_filing"):
        assert other.post(url(name, one.pk)).status_code == 404
    street = enter(Role.STREET, "510104017")
    for path in (url("filings"), url("filing", one.pk), url("filings_of", areas["510104"].pk)):
        assert street.get(path).status_code == 403
    city = enter(Role.CITY, "510100")
    assert city.post(url("submit_filing", one.pk)).status_code == 403
    assert city.post(url("filings_of", areas["510104"].pk), {"paper": "a3", "preparer": "陈"}).status_code == 403
    assert client_of(enter, "510104").post(url("accept_filing", one.pk)).status_code == 403


def client_of(enter, code):
    from core.models import User

    client = enter(Role.DISTRICT, "CD-GX")
    client.force_login(User.objects.get(username=f"{Role.DISTRICT}-{code}"))
    return client


def test_a_name_that_cannot_be_printed_is_said_at_the_form(areas, enter):
    client = enter(Role.DISTRICT, "510104")
    said = {"paper": "a3", "preparer": "王\U0002b7a1", "reviewer": "", "approval_number": ""}
    response = client.post(url("filings_of", areas["510104"].pk), said)
    assert response.status_code == 422
    assert "U+2B7A1" in response.content.decode()
    assert not Filing.objects.exists()


def test_the_check_of_a_code_shows_no_figure(areas, enter):
    district = enter(Role.DISTRICT, "510104")
    one = drawn(district, areas)
    district.post(url("submit_filing", one.pk))
    one.refresh_from_db()
    street = enter(Role.STREET, "510107009")
    asked = {"number": one.number, "code": "510104", "hash": one.digest}
    page = street.get(url("verify_filing"), asked).content.decode()
    assert "一致的网格彩图" not in page and "与本系统收到的网格彩图一致" in page
    assert "1,2" not in page and url("filing_picture", one.pk) not in page
    for wrong in ({"hash": "0" * 64}, {"code": "510107"}, {"number": "510104-2026-0009"}):
        assert "纸件不真实" in street.get(url("verify_filing"), asked | wrong).content.decode()
    street.logout()
    assert street.get(url("verify_filing"), asked).status_code == 302


def test_homes_show_what_must_be_done(areas, enter):
    district = enter(Role.DISTRICT, "510104")
    assert url("filings_of", areas["510104"].pk) in district.get(url("home")).content.decode()
    one = drawn(district, areas)
    district.post(url("submit_filing", one.pk))
    assert url("filings_of", areas["510104"].pk) not in district.get(url("home")).content.decode()
    assert url("filing", one.pk) in enter(Role.CITY, "510100").get(url("home")).content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_are_in_one_language(areas, enter, language):
    district = enter(Role.DISTRICT, "510104")
    User.objects.update(language=language)
    one = drawn(district, areas)
    district.post(url("submit_filing", one.pk))
    for path in (url("filings"), url("filing", one.pk), url("verify_filing")):
        assert mixed(district.get(path).content.decode(), language) == []
    city = enter(Role.CITY, "510100")
    User.objects.update(language=language)
    for path in (url("filings"), url("filing", one.pk)):
        assert mixed(city.get(path).content.decode(), language) == []


def test_the_overview_costs_the_same_whoever_has_filed(areas, enter, django_assert_max_num_queries):
    drawn(enter(Role.DISTRICT, "510104"), areas)
    city = enter(Role.CITY, "510100")
    city.get(url("filings"))
    with django_assert_max_num_queries(22):
        city.get(url("filings"))
