"""The pages of deliveries: upload, questions, preview, commit, faults, withdrawal, and who may what."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.actor import COMMAND_LINE, Actor
from core.enums import Role
from core.models import Clock, JournalEntry, User
from dataexchange.domain import steps
from dataexchange.enums import UploadState
from dataexchange.models import HeadingAnswer, Upload
from employers.models import Delivery, Employer
from inspectors.domain import appointments
from inspectors.enums import Position
from inspectors.models import TeamMember
from tests.kit.deliveries import ON, filing, listed, registration, table
from tests.kit.invented import resident_number

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(db):
    Clock.objects.create(stands_at=ON)


@pytest.fixture
def clerk(office, client):
    return login(client, office.areas["510100"], "city")


def login(client, area, role):
    """Log in as somebody who answers for the area."""
    user = User.objects.create_user(role, password="x", role=role, last_name="测试")
    if role != "administrator":
        member = TeamMember.objects.create(name="测试", tier=area.tier, joined_on=ON, user=user)
        appoints = Actor("", Role.ADMINISTRATOR if role == "city" else Role.CITY, COMMAND_LINE.scope)
        appointments.appoint(member=member, to=area, position=Position.FULL_TIME, by=appoints, on=ON)
    client.force_login(user)
    return user


def send(client, office, rows, dataset="business_register", source="gongshang", **said):
    path = table(office.folder, rows)
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return client.post(reverse("dataexchange:upload"), {"dataset": dataset, "source": source, "file": file, **said})


def page(client, delivery):
    return client.get(reverse("dataexchange:delivery", args=[delivery.pk]))


def test_from_upload_to_withdrawal(office, client, clerk):
    answer = send(client, office, [registration(1), registration(2, 名称="")])
    delivery = Delivery.objects.get()
    assert answer.status_code == 302 and answer.url == reverse("dataexchange:delivery", args=[delivery.pk])
    shown = page(client, delivery)
    assert shown.status_code == 200 and not Employer.objects.exists()
    assert client.get(shown.request["PATH_INFO"], {"verdict": "invalid"}).status_code == 200
    assert client.post(reverse("dataexchange:commit", args=[delivery.pk])).status_code == 302
    assert Employer.objects.count() == 1
    assert page(client, delivery).status_code == 200
    assert client.post(reverse("dataexchange:withdraw", args=[delivery.pk]), {"reason": ""}).status_code == 422
    client.post(reverse("dataexchange:withdraw", args=[delivery.pk]), {"reason": "送错了文件"})
    delivery.refresh_from_db()
    assert delivery.withdrawn_at and Employer.objects.get().status == "withdrawn"
    assert "送错了文件" in page(client, delivery).content.decode()
    assert client.get(reverse("dataexchange:deliveries")).status_code == 200


def test_a_refused_file_says_why_and_leaves_nothing(office, client, clerk):
    answer = send(client, office, [{"甲": "1", "乙": "2"}])
    assert answer.status_code == 422 and not Upload.objects.exists()
    answer = send(client, office, [filing(1, 1)], dataset="contract_filing", source="beian")
    assert answer.status_code == 422 and not Delivery.objects.exists()


def test_unknown_columns_are_asked_and_remembered(office, client, clerk):
    send(client, office, [registration(1) | {"法人手机": "13900000000"}])
    upload = Upload.objects.get()
    assert upload.state == UploadState.ASKING
    assert "法人手机" in page(client, upload.delivery).content.decode()
    client.post(reverse("dataexchange:answer", args=[upload.delivery_id]), {"heading_0": "-"})
    upload.refresh_from_db()
    assert upload.state == UploadState.PREVIEWED and HeadingAnswer.objects.count() == 1


def test_old_and_new_stand_beside_each_other(office, client, clerk):
    office.open(1)
    send(client, office, [registration(1, 名称="改名公司")])
    upload = Upload.objects.latest("pk")
    text = page(client, upload.delivery).content.decode()
    assert "成都示例1有限公司 → 改名公司" in text


def test_faulty_rows_come_back_as_they_were_written(office, client, clerk):
    office.open(1)
    number = resident_number(1)
    spoilt = number[:-1] + ("0" if number[-1] != "0" else "1")
    rows = [listed(1, 1) | {"身份证号码": spoilt, "姓名": "=王"}, listed(1, 2)]
    send(client, office, rows, dataset="employee_roster", source="danwei", as_of="2026-05-31")
    delivery = Delivery.objects.get(dataset="employee_roster")
    for _ in range(2):
        answer = client.post(reverse("dataexchange:faults", args=[delivery.pk]))
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert cells[0][:2] == ["行号", "原因"] and cells[1][0] == "2" and spoilt in cells[1] and "=王" in cells[1]
        assert sheet.cell(2, 4).data_type == "s" and len(cells) == 2
        client.post(reverse("dataexchange:commit", args=[delivery.pk]))
    assert JournalEntry.objects.filter(verb="delivery.faults").count() == 2
    assert client.get(reverse("dataexchange:faults", args=[delivery.pk])).status_code == 405
    assert spoilt not in page(client, delivery).content.decode()


def test_absence_asks_for_a_second_word(office, client, clerk):
    unit = {"单位详细名称": "成都示例有限公司", "年份": "2025"}
    from tests.kit.invented import org_code

    rows = [unit | {"单位代码": org_code(n)} for n in range(1, 6)]
    office.deliver("statistics_units", rows, period=date(2025, 12, 1))
    send(client, office, rows[:3], dataset="statistics_units", source="tongji", period="2025-12")
    delivery = Delivery.objects.latest("pk")
    client.post(reverse("dataexchange:commit", args=[delivery.pk]))
    assert Upload.objects.get(delivery=delivery).state == UploadState.PREVIEWED
    client.post(reverse("dataexchange:commit", args=[delivery.pk]), {"accept_absent": "on"})
    assert Upload.objects.get(delivery=delivery).state == UploadState.COMMITTED


def test_a_moved_archive_is_told_and_previewed_again(office, client, clerk):
    send(client, office, [registration(1)])
    first = Delivery.objects.get()
    office.deliver("business_register", [registration(1), registration(2)])
    client.post(reverse("dataexchange:commit", args=[first.pk]))
    assert Upload.objects.get(delivery=first).state == UploadState.PREVIEWED
    client.post(reverse("dataexchange:again", args=[first.pk]))
    assert Upload.objects.get(delivery=first).counts == {"unchanged": 1}
    client.post(reverse("dataexchange:commit", args=[first.pk]))
    assert Upload.objects.get(delivery=first).state == UploadState.COMMITTED


def test_a_big_file_is_queued(office, client, clerk, monkeypatch):
    monkeypatch.setattr(steps, "AT_ONCE_BYTES", 10)
    monkeypatch.setattr(steps, "AT_ONCE_ROWS", 0)
    from dataexchange import tasks

    send(client, office, [registration(1)])
    upload = Upload.objects.get()
    assert upload.state == UploadState.READING
    assert page(client, upload.delivery).status_code == 200
    progress = reverse("dataexchange:progress", args=[upload.delivery_id])
    assert client.get(progress, headers={"HX-Request": "true"}).status_code == 200
    tasks.preview(upload_id=upload.pk, job_id=upload.job_id)
    upload.refresh_from_db()
    assert upload.state == UploadState.PREVIEWED
    assert client.get(progress, headers={"HX-Request": "true"}).status_code == 204
    client.post(reverse("dataexchange:commit", args=[upload.delivery_id]))
    upload.refresh_from_db()
    assert upload.state == UploadState.COMMITTING
    tasks.commit(upload_id=upload.pk, job_id=upload.job_id)
    assert Employer.objects.count() == 1


def test_waiting_rows_and_templates(office, client, clerk):
    office.deliver("contract_filing", [filing(1, 1)])
    assert filing(1, 1)["统一社会信用代码"] in client.get(reverse("dataexchange:waiting")).content.decode()
    assert client.get(reverse("dataexchange:templates")).status_code == 200
    answer = client.get(reverse("dataexchange:template", args=["wage_payment"]), {"source": "yinhang"})
    assert openpyxl.load_workbook(io.BytesIO(answer.content))
    assert client.get(reverse("dataexchange:template", args=["nothing"])).status_code == 404


def test_a_district_sees_and_commits_its_own(office, client):
    city = office.deliver("business_register", [registration(1)])
    login(client, office.areas["510104"], "district")
    assert page(client, city.delivery).status_code == 404
    assert client.post(reverse("dataexchange:withdraw", args=[city.delivery_id]), {"reason": "xxxx"}).status_code == 404
    send(client, office, [registration(2)])
    own = Delivery.objects.latest("pk")
    assert own.area == office.areas["510104"]
    client.post(reverse("dataexchange:commit", args=[own.pk]))
    assert Upload.objects.get(delivery=own).state == UploadState.COMMITTED
    assert send(client, office, [registration(3)], area="510107").status_code == 422


@pytest.mark.parametrize(
    ("role", "code"), [("street", "510104017"), ("community", "510104017001"), ("administrator", "510100")]
)
def test_others_see_no_deliveries(office, client, role, code):
    upload = office.deliver("business_register", [registration(1)])
    login(client, office.areas[code], role)
    for name, args in (("deliveries", []), ("upload", []), ("waiting", []), ("templates", [])):
        assert client.get(reverse(f"dataexchange:{name}", args=args)).status_code == 403
    assert page(client, upload.delivery).status_code in (403, 404)
