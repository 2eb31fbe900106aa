"""From a file to checked rows: our own templates filled in, and the real registrations."""

import csv
from collections import Counter
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from dataexchange.importing import mapping, reader, templates
from dataexchange.importing.catalogue import spec_of
from dataexchange.importing.checking import Checker
from dataexchange.importing.spec import Context
from tests.dataexchange import kit

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "employers" / "chengdu_employers.csv"


def checked_file(path, dataset):
    spec, source = spec_of(dataset), kit.SOURCES[dataset]
    table = reader.read(path, name=path.name, is_heading=mapping.heading_test(spec))
    mapped = mapping.recognise(table.headings, spec, source=source)
    checker = Checker(spec, mapped, Context(source, kit.RECEIVED, kit.BUSINESS_DATE))
    return checker, [(row, checker.check(row)) for row in table.rows]


@pytest.mark.parametrize("dataset", kit.SOURCES)
def test_a_template_that_somebody_filled_in_is_read_without_a_fault(dataset, tmp_path):
    workbook = openpyxl.load_workbook(BytesIO(templates.template_workbook(spec_of(dataset))))
    sheet = workbook.worksheets[0]
    row = kit.good_row(dataset)
    headings = [cell.value.strip("*") for cell in sheet[1]]
    sheet.append([row.get(heading, "") for heading in headings])
    sheet.append(["合计"])
    path = tmp_path / "filled.xlsx"
    workbook.save(path)
    checker, results = checked_file(path, dataset)
    kept = [result for _, result in results if not result.left_out]
    assert [(result.faults, result.warnings) for result in kept] == [([], [])]
    assert [notice.code for notice in checker.notices()] == ["keyless_rows"]
    plain = kit.checked(dataset).values
    assert checker.content_hash(kept[0].values) == kit.checker(dataset).content_hash(plain)


def test_days_and_amounts_of_a_workbook_are_read_as_what_they_are(tmp_path):
    workbook = openpyxl.Workbook()
    row = kit.good_row("wage_payment") | {"应发工资": 5000, "实发工资": 4549.5, "发放日期": date(2026, 5, 15)}
    workbook.active.append(list(row))
    workbook.active.append(list(row.values()))
    workbook.active.append([*list(row.values())[:2], 5.10199199003070e17, *list(row.values())[3:]])
    path = tmp_path / "wages.xlsx"
    workbook.save(path)
    checker, [(_, first), (_, second)] = checked_file(path, "wage_payment")
    assert first.faults == []
    assert checker.content_hash(first.values) == checker.content_hash(kit.checked("wage_payment").values)
    assert kit.faults(second) == [("id_as_number", "id_number")]


@pytest.mark.shared
def test_the_real_registrations_pass_with_their_nonconforming_codes_told():
    if not REAL.exists():
        pytest.skip(f"SKIPPED LOUDLY: the real registrations are not here ({REAL.name}), nothing was checked")
    checker, results = checked_file(REAL, "business_register")
    with REAL.open(encoding="utf-8-sig", newline="") as file:
        assert len(results) == sum(1 for _ in csv.DictReader(file)) == 38415
    assert not any(result.faults or result.left_out for _, result in results)
    nonconforming = {result.values["uscc"] for _, result in results if result.warnings}
    assert len(nonconforming) == 48
    said = Counter((checker.spec.key_of(result.values), checker.content_hash(result.values)) for _, result in results)
    assert (len(said), len({key for key, _ in said})) == (38406, 38406)  # 9 repeated, none contradicts
    assert len({checker.row_hash(row.cells) for row, _ in results}) == 38406
