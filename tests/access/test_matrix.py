"""Every page × role × method × inside or outside: what answers, what it shows, and that looking never writes."""

import pytest

from tests.access.checking import table_faults
from tests.access.matrix import MATRIX


def test_every_address_has_a_row_and_every_row_an_address():
    assert table_faults() == []
    assert len(MATRIX) <= 160


@pytest.mark.django_db
@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row.name)
def test_access(checker, row):
    faults = [fault for asked in checker.questions(row) for fault in checker.faults(asked)]
    assert not faults, "\n".join(faults)
