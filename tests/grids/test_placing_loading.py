"""The gazetteer of the tree in the tables reads as the one of the shipped files does."""

from datetime import date

import pytest

from core.actor import COMMAND_LINE
from grids.domain import division_files, placing, tree, zones
from grids.models import Area

ON = date(2023, 6, 30)
pytestmark = pytest.mark.django_db


def test_the_gazetteer_of_a_day_reads_the_tables(django_assert_num_queries):
    tree.load(division_files.read(tree.DATA / "chengdu_2023.csv"), on=ON, by=COMMAND_LINE)
    zones.found(on=ON, by=COMMAND_LINE)
    with django_assert_num_queries(2):  # the first day of the tree, and its areas
        reader = placing.gazetteer(ON)
    examples = {
        "成都市双流区东升街道某某街99号": "510116001",
        "成都高新区桂溪街道某某路99号": "510107064",
        "成都高新区天府大道中段9999号": "CD-GX",
        "成都市新都区新都镇某某路99号": "510114",
        "成都市青羊区草市街999号": "510105",
    }
    found = {address: Area.objects.get(pk=reader.locate(address).area_id).local_code for address in examples}
    assert found == examples
