"""The bureau's own scripts: deliver and withdraw print one object and nothing else."""

import io
import json

import openpyxl
import pytest
from django.core.management import call_command

from core.models import Clock
from tests.kit.deliveries import ON, registration, table

pytestmark = pytest.mark.django_db


def told(*words, **options):
    out = io.StringIO()
    call_command(*words, json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def test_deliver_and_withdraw(office):
    Clock.objects.create(stands_at=ON)
    path = table(office.folder, [registration(1), registration(2, 名称="")])
    faults = office.folder / "faults.xlsx"
    report = told("deliver", "gongshang", "business_register", path, commit=True, faults=faults)
    assert (report["rows"], report["state"], report["opened"]) == (2, "committed", 1)
    verdicts = report["verdicts"]
    assert (len(verdicts), verdicts["new"], verdicts["invalid"], sum(verdicts.values())) == (8, 1, 1, 2)
    assert report["placed"] == {"community": 1, "street": 0, "district": 0, "city": 0}
    assert openpyxl.load_workbook(faults).active.cell(2, 1).value == "3"
    with pytest.raises(SystemExit) as ended:
        told("deliver", "gongshang", "business_register", path)
    assert ended.value.code == 2
    report = told("withdraw", report["delivery"], reason="wrong file")
    assert (report["state"], report["closed"], report["kept"]) == ("withdrawn", 1, [])


def test_mended_faults_are_delivered_again(office):
    Clock.objects.create(stands_at=ON)
    path = table(office.folder, [registration(1, 名称="")])
    faults = office.folder / "faults.xlsx"
    told("deliver", "gongshang", "business_register", path, faults=faults)
    workbook = openpyxl.load_workbook(faults)
    sheet = workbook.active
    names = [cell.value for cell in sheet[1]]
    sheet.cell(2, names.index("名称") + 1).value = "成都示例公司"
    workbook.save(faults)
    report = told("deliver", "gongshang", "business_register", faults, commit=True)
    assert report["opened"] == 1
