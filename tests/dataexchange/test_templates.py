"""The template of a dataset is a file that the importer understands, and nothing in it turns into a number."""

from io import BytesIO

import openpyxl
import pytest
from django.utils import translation

from dataexchange.importing import mapping, templates
from dataexchange.importing.catalogue import spec_of
from tests.dataexchange import kit


@pytest.fixture(params=["en", "zh-hans"])
def language(request):
    with translation.override(request.param):
        yield


def sheets(dataset, **more):
    return openpyxl.load_workbook(BytesIO(templates.template_workbook(spec_of(dataset), **more))).worksheets


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("dataset", kit.SOURCES)
def test_its_headings_are_recognised_and_complete(dataset):
    headings = [cell.value for cell in sheets(dataset)[0][1]]
    assert mapping.recognise(headings, spec_of(dataset), source=kit.SOURCES[dataset]).settled


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("dataset", kit.SOURCES)
def test_its_explanations_are_not_taken_for_headings(dataset):
    first, second = sheets(dataset)
    is_heading = mapping.heading_test(spec_of(dataset))
    rows = [[str(value or "") for value in row] for row in second.iter_rows(values_only=True)]
    assert is_heading([str(cell.value) for cell in first[1]])
    assert not any(is_heading(row) for row in rows)


@pytest.mark.parametrize("dataset", kit.SOURCES)
def test_every_column_is_text(dataset):
    sheet = sheets(dataset)[0]
    assert {sheet.column_dimensions[cell.column_letter].number_format for cell in sheet[1]} == {"@"}


def test_a_bank_s_template_has_no_column_that_is_not_read():
    headings = [cell.value.strip("*") for cell in sheets("wage_payment", source="yinhang")[0][1]]
    assert not {"应发工资", "代扣款"} & set(headings)
    assert mapping.recognise(headings, spec_of("wage_payment"), source="yinhang").settled
