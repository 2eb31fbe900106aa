"""A roster as a file: every fault at once, sound rows on one word, faulty rows back, nothing halfway."""

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.actor import COMMAND_LINE
from core.enums import Role, Tier
from core.models import Clock, User
from inspectors.domain import appointments
from inspectors.models import Appointment, Certificate, TeamMember
from tests.factories.territory import territory

TODAY = date(2026, 6, 15)


@pytest.fixture
def desk(client, db):
    Clock.objects.create(stands_at=TODAY)
    areas = territory()
    user = User.objects.create_user("district", password="x", role=Role.DISTRICT, language="en")
    head = TeamMember.objects.create(name="罗晓蓉", tier=Tier.DISTRICT, user=user, joined_on=TODAY)
    appointments.appoint(member=head, to=areas["510104"], position="full_time", by=COMMAND_LINE, on=TODAY)
    client.force_login(user)
    return client


def roster(*rows):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Name", "Area code", "Position", "First day", "Phone", "Kind of certificate",
                     "Certificate number", "Valid from", "Valid until"])  # fmt: skip
    writer.writerows(rows)
    return SimpleUploadedFile("roster.csv", out.getvalue().encode(), content_type="text/csv")


GOOD = ["张一", "510104017", "Part-time inspector", "2026-01-01", "13800001234",
        "Inspector's certificate, part-time", "XN监1", "2026-01-01", "2027-12-31"]  # fmt: skip
PLAIN = ["王二", "水井坊社区", "协管员", "2026年1月5日", "", "", "", "", ""]
BAD = ["", "510107009", "chief", "2026-02-30", "12", "", "XN监9", "", ""]
EXPIRED = ["李三", "510104018", "Part-time inspector", "2026-01-01", "",
           "Inspector's certificate, part-time", "XN监3", "2020-01-01", "2022-12-31"]  # fmt: skip


def test_every_fault_at_once_and_only_sound_rows_are_taken(desk):
    page = desk.post("/team/take-in/", {"act": "check", "file": roster(GOOD, PLAIN, BAD, EXPIRED, GOOD)})
    checked = page.context["checked"]
    assert (len(checked.new), len(checked.faulty)) == (2, 3)
    assert {each.number: len(each.sentences) for each in checked.faulty}[4] >= 5
    assert "2022-12-31" in page.text
    assert not Certificate.objects.exists()
    assert "13800001234" not in page.text
    kept = page.context["kept"]
    faulty = desk.post("/team/take-in/", {"act": "faulty", "kept": kept})
    assert faulty["Content-Type"].startswith("application/vnd.openxml")
    assert desk.post("/team/take-in/", {"act": "take", "kept": kept}).status_code == 302
    member = TeamMember.objects.get(name="张一")
    assert member.phone_mask == "138****1234"
    assert member.certificates.get().last_day == date(2027, 12, 31)
    assert Appointment.objects.get(member__name="王二").position == "coordinator"


def test_the_same_file_again_says_nothing_new_and_an_addition_is_added(desk):
    for _time in range(2):
        page = desk.post("/team/take-in/", {"act": "check", "file": roster(GOOD)})
        desk.post("/team/take-in/", {"act": "take", "kept": page.context["kept"]})
    assert page.context["checked"].same == 1
    second = [*GOOD[:1], "510104018", *GOOD[2:]]
    page = desk.post("/team/take-in/", {"act": "check", "file": roster(second)})
    desk.post("/team/take-in/", {"act": "take", "kept": page.context["kept"]})
    assert TeamMember.objects.filter(name="张一").count() == 1
    assert Appointment.objects.filter(member__name="张一").count() == 2
    clash = [*GOOD[:2], "Full-time inspector", *GOOD[3:]]
    page = desk.post("/team/take-in/", {"act": "check", "file": roster(clash)})
    assert len(page.context["checked"].faulty) == 1  # overlapping appointments


def test_a_file_without_the_columns_or_with_a_forged_answer_is_refused(desk):
    file = SimpleUploadedFile("x.csv", b"a,b\n1,2\n", content_type="text/csv")
    assert desk.post("/team/take-in/", {"act": "check", "file": file}).context["form"].errors
    assert desk.post("/team/take-in/", {"act": "take", "kept": "abc.def"}).status_code == 302
    assert TeamMember.objects.count() == 1


def test_what_is_exported_can_be_taken_in_again(desk):
    page = desk.post("/team/take-in/", {"act": "check", "file": roster(GOOD, PLAIN)})
    desk.post("/team/take-in/", {"act": "take", "kept": page.context["kept"]})
    answer = desk.post("/team/?position=part_time", {"export": "xlsx"})
    file = SimpleUploadedFile("team.xlsx", b"".join(answer.streaming_content))
    checked = desk.post("/team/take-in/", {"act": "check", "file": file}).context["checked"]
    assert (checked.same, checked.faulty, checked.new) == (1, [], [])
