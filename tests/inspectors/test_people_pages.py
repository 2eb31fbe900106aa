"""Pages of people: each form does one thing, the letter is numbered, the roster prints, the reasons are told."""

import re
from datetime import date, timedelta

import pytest

from core.enums import Role, Tier
from core.models import JournalEntry, User
from inspectors.domain import accounts, appointments, letters, roster, staffing
from inspectors.enums import Position
from inspectors.models import AppointmentLetter, TeamMember
from tests.inspectors.conftest import PASSWORD, TODAY
from tests.kit.languages import mixed

GRID, COMMUNITY = "510104017", "510104017001"


@pytest.fixture
def coordinator(areas, city):
    return roster.enrol(name="王秀英", to=areas[COMMUNITY], position=Position.COORDINATOR, by=city, on=TODAY)


@pytest.fixture
def office(client, areas, city, administrator):
    """The client of a street office."""
    head = roster.enrol(name="张建国", to=areas[GRID], position=Position.PART_TIME, by=city, on=TODAY)
    user = accounts.open_account(username="street", last_name="张", first_name="建国", role=Role.STREET,
                                 password=PASSWORD, by=administrator, on=TODAY)  # fmt: skip
    accounts.link(user=user, member=head, by=administrator, on=TODAY)
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    client.force_login(user)
    return client


def test_a_street_office_keeps_the_people_of_its_communities(office, coordinator):
    page = f"/team/{coordinator.pk}/"
    said = {"kind": "assistant", "number": "协-001", "since": "2026-01-01", "last_day": "2026-08-01"}
    assert office.post(f"{page}certificate/", said).status_code == 302
    assert (
        office.post(f"{page}training/", {"topic": "劳动合同法", "held_on": "2026-05-01", "hours": 8}).status_code == 302
    )
    assert office.post(f"{page}phone/", {"phone": "13800001234"}).status_code == 302
    leave = {"kind": "annual", "since": "2026-07-01", "last_day": "2026-07-03", "substitute": ""}
    assert office.post(f"{page}on-leave/", leave).status_code == 302
    text = office.get(page).text
    assert "协-001" in text and "138****1234" in text and "13800001234" not in text
    assert (
        office.post(f"/team/leaves/{coordinator.leaves.get().pk}/end/", {"last_day": "2026-06-30"}).status_code == 302
    )
    assert coordinator.leaves.get().cancelled_on == TODAY


def test_a_street_office_does_not_keep_its_own_tier(office):
    own = TeamMember.objects.get(name="张建国")
    assert office.get(f"/team/{own.pk}/").status_code == 200
    assert office.get(f"/team/{own.pk}/certificate/").status_code == 403
    assert office.get("/team/new/").status_code == 403


def test_the_whole_phone_is_shown_for_a_reason_that_the_journal_keeps(office, coordinator):
    office.post(f"/team/{coordinator.pk}/phone/", {"phone": "13800001234"})
    page = f"/team/{coordinator.pk}/phone/read/"
    assert "13800001234" not in office.get(page).text
    assert "13800001234" in office.post(page, {"reason": "联系入户采集"}).text
    assert JournalEntry.objects.filter(verb="member.phone_read").count() == 1
    assert "13800001234" not in str(list(JournalEntry.objects.values_list("values", flat=True)))


def test_letters_are_numbered_without_gaps_by_organ_and_kind(areas, city, coordinator, member):
    other = roster.enrol(name="李梅", to=areas["510104018001"], position=Position.SUPERVISOR, by=city, on=TODAY)
    made = [
        letters.issue(appointment=each.appointments.get(), by=city, on=TODAY) for each in (coordinator, other, member)
    ]
    assert [letter.number for letter in made] == [
        "锦江区聘请〔2026〕1号", "锦江区聘请〔2026〕2号", "成都市聘任〔2026〕1号"
    ]  # fmt: skip


def test_a_letter_is_issued_once_and_stays_as_it_was(office, coordinator, areas):
    pk = coordinator.appointments.get().pk
    assert office.post(f"/team/appointments/{pk}/letter/").status_code == 302
    office.post(f"/team/appointments/{pk}/letter/")
    letter = AppointmentLetter.objects.get()
    TeamMember.objects.update(name="王秀兰")
    text = office.get(f"/team/letters/{letter.pk}/").text
    assert letter.number in text and "王秀英" in text
    assert "水井坊社区" in text


def test_the_roster_of_a_grid_lists_it_and_its_communities(office, coordinator, areas):
    text = office.get(f"/team/grids/{areas[GRID].pk}/").text
    assert "王秀英" in text and "张建国" in text
    assert office.get(f"/team/grids/{areas['510104'].pk}/").status_code == 404


def test_what_a_person_sees_and_why(client, user, member, areas, city):
    appointments.delegate(member=member, to=areas["510107009"], position=Position.FULL_TIME, reason="联合检查建筑工地",
                          until=TODAY + timedelta(days=3), by=city, on=TODAY)  # fmt: skip
    chief = User.objects.create_user("chief", password=PASSWORD, role=Role.CITY, last_name="陈")
    head = TeamMember.objects.create(name="陈立新", tier=Tier.CITY, user=chief, joined_on=TODAY)
    appointments.begin(
        head.appointments.model(member=head, area=areas["510100"], position="full_time", valid_from=TODAY),
        by=city, on=TODAY,
    )  # fmt: skip
    client.force_login(chief)
    text = client.get(f"/team/{member.pk}/sees/").text
    assert "锦江区" in text and "联合检查建筑工地" in text


def test_the_page_of_staffing_answers_for_any_day(office, areas):
    text = office.get("/staffing/").text
    assert "锦官驿街道" in text
    assert office.get(f"/staffing/{areas[GRID].pk}/?on=2020-01-01").status_code == 200
    assert office.get(f"/staffing/{areas[GRID].pk}/?on=nonsense").status_code == 200
    assert office.post("/staffing/", {"export": "csv"}).status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_speak_one_language(office, coordinator, areas, language):
    User.objects.filter(username="street").update(language=language)
    office.post(f"/team/appointments/{coordinator.appointments.get().pk}/letter/")
    office.post(f"/team/{coordinator.pk}/certificate/",
                {"kind": "assistant", "number": "A1", "since": "2026-01-01", "last_day": "2026-08-01"})  # fmt: skip
    for page in (
        "/team/", f"/team/{coordinator.pk}/", f"/team/{coordinator.pk}/sees/", f"/team/{coordinator.pk}/on-leave/",
        f"/team/{coordinator.pk}/certificate/", f"/staffing/{areas[GRID].pk}/", f"/staffing/{areas[COMMUNITY].pk}/",
        f"/team/grids/{areas[GRID].pk}/", f"/team/letters/{AppointmentLetter.objects.get().pk}/",
    ):  # fmt: skip
        text = re.sub(r"<dd>.*?</dd>|<li>.*?</li>|<b>.*?</b>|<p class=\"sub\">.*?</p>", "", office.get(page).text)
        assert mixed(text, language) == [] or language == "en", (page, mixed(text, language))


def test_a_certificate_belongs_to_one_person(office, coordinator, city, areas):
    other = roster.enrol(name="李梅", to=areas["510104017002"], position=Position.SUPERVISOR, by=city, on=TODAY)
    said = {"kind": "assistant", "number": "协-001", "since": "2026-01-01", "last_day": "2026-08-01"}
    office.post(f"/team/{coordinator.pk}/certificate/", said)
    answer = office.post(f"/team/{other.pk}/certificate/", said)
    assert answer.status_code == 200 and "王秀英" in answer.text
    assert date(2026, 8, 1) == coordinator.certificates.get().last_day


def test_the_home_names_what_is_short_and_who_could_be_appointed(office, coordinator, areas):
    staffing.rebuild(on=TODAY)
    text = office.get("/").text
    assert "锦官驿街道" in text and f"/staffing/{areas[GRID].pk}/" in text
    assert "交子社区" in text and "王秀英" in text  # the second community has nobody; the first one's could go there
