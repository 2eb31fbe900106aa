"""Whatever trees are loaded one after the other: none is lost, nothing hangs loose, no code names two places."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.actor import COMMAND_LINE
from core.enums import Tier
from grids import queries
from grids.domain import tree, zones
from grids.domain.division_files import Decision, Mapping
from grids.enums import Kind
from grids.models import Area, AreaVersion
from grids.queries import Line
from tests.grids.test_tree import assert_sound

FIRST = date(2018, 1, 1)
NAMES = ("甲", "乙", "丙丁", "丙丁戊")
CITY = Line(Tier.CITY, "510100", "成都市", "510000", Kind.CITY)


class Chance(Mapping):
    """Answers every doubt, always alike for the same question."""

    def decision(self, code: str, old: str, new: str) -> Decision:
        return Decision.SAME if (int(code) + len(old + new)) % 2 else Decision.OTHER


@st.composite
def trees(draw):
    lines = [CITY]
    for district in draw(st.sets(st.sampled_from(("510104", "510107", "510132", "510118")), max_size=4)):
        if district == "510118" and any(line.code == "510132" for line in lines):
            continue  # one district under two codes never stands twice
        if district == "510132" and any(line.code == "510118" for line in lines):
            continue
        lines.append(Line(Tier.DISTRICT, district, draw(st.sampled_from(NAMES)), "510100", Kind.DISTRICT))
        for street in draw(st.sets(st.sampled_from(("001", "064", "102")), max_size=3)):
            code = district + street
            lines.append(Line(Tier.STREET, code, draw(st.sampled_from(NAMES)), district, Kind.TOWN))
            for end in draw(st.sets(st.sampled_from(("001", "201")), max_size=2)):
                lines.append(Line(Tier.COMMUNITY, code + end, draw(st.sampled_from(NAMES)), code, Kind.VILLAGE))
    return lines


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(trees(), min_size=1, max_size=4), st.sampled_from((0, 1, 99)))
def test_any_sequence_of_trees_reads_back_and_stays_a_tree(sequence, zones_after):
    with transaction.atomic():
        for number, lines in enumerate(sequence):
            on = FIRST + timedelta(days=400 * number)
            tree.load(lines, on=on, by=COMMAND_LINE, mapping=Chance(), held=lambda areas: {})
            if number >= zones_after:
                zones.found(on=on, by=COMMAND_LINE)
            assert_sound()
        for number, lines in enumerate(sequence):
            for day in (0, 399):
                said = list(queries.as_of(FIRST + timedelta(days=400 * number + day)))
                assert said == sorted(lines, key=lambda line: line.code)
        local_codes = list(Area.objects.values_list("local_code", flat=True))
        assert len(local_codes) == len(set(local_codes))
        assert not AreaVersion.objects.filter(area__isnull=True).exists()
        transaction.set_rollback(True)
