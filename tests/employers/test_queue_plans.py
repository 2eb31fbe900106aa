"""The queue by road follows its indexes: asked of the planner over 40,000 employers, half of them not yet placed."""

import json

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import paging
from core.actor import Actor
from core.enums import Role, Tier
from core.scope import Scope
from employers.models import Employer
from employers.queries import queue
from tests.factories.territory import territory

pytestmark = pytest.mark.django_db

EMPLOYERS = """
INSERT INTO employers_employer (area_id, district_id, street_id, community_id, name, kind, org_code, uscc,
    registration_no, address, legal_rep, industry, status, opened_by, opened_on, road, door, misplaced)
SELECT a.id, a.district_id, a.street_id, a.community_id, '单位' || n, 'enterprise', '', '', '', '', '', '', 'open', 1,
       '2026-01-05', chr(20000 + n % 400) || '路', n % 900, n % 1000 = 3
FROM generate_series(1, 40000) n
JOIN grids_area a ON a.local_code = CASE WHEN n % 40 = 0 THEN '510107' WHEN n % 2 = 0 THEN '510104'
                                         WHEN n % 20 = 1 THEN '510107009' ELSE '510104017' END
"""


@pytest.fixture(scope="module")
def large(django_db_setup, django_db_blocker):
    """Made once for the module, in a transaction that is rolled back."""
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        areas = territory()
        with connection.cursor() as cursor:
            cursor.execute(EMPLOYERS)
            cursor.execute("ANALYZE employers_employer")
        connection.check_constraints()
        yield areas
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


def office(area) -> Actor:
    role = Role.CITY if area.tier == "city" else Role.DISTRICT
    return Actor("reader", role, Scope(frozenset({(Tier(area.tier), area.pk)})))


def used(run) -> tuple[set[str], bool]:
    """The indexes that the last query of ``run`` follows, and whether the table is read from end to end."""
    with CaptureQueriesContext(connection) as queries:
        run()
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + queries.captured_queries[-1]["sql"])
        answer = cursor.fetchone()[0]
    nodes = [(json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]]
    indexes, scanned = set(), False
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if "Index Name" in node:
            indexes.add(node["Index Name"])
        scanned = scanned or (node["Node Type"] == "Seq Scan" and node["Relation Name"] == "employers_employer")
    return indexes, scanned


@pytest.mark.parametrize("code", ["510104", "510107", "510100"])
def test_roads_are_counted_along_an_index_of_the_queue(large, code):
    rows = queue.roads(queue.waiting(office(large[code])))
    indexes, scanned = used(lambda: paging.page(rows, ("-many", "-road", "-area_id"), size=50))
    assert indexes & {"employer_queue", "employer_unplaced"} and not scanned


def test_one_road_is_looked_up(large):
    district = large["510104"]
    rows = queue.on_road(queue.waiting(office(district)), (district.pk, chr(20001 + 1) + "路"), low=5, high=80)
    indexes, scanned = used(lambda: list(rows))
    assert indexes == {"employer_queue"} and not scanned


def test_neighbours_are_looked_up_by_road(large):
    district = large["510104"]
    wanted = [(district.pk, chr(20000 + n) + "路") for n in range(1, 50)]
    indexes, scanned = used(lambda: queue.placed_on(wanted))
    assert indexes == {"employer_road"} and not scanned


def test_the_misplaced_have_an_index(large):
    actor = office(large["510104"])
    rows = Employer.objects.within(actor.scope).misplaced().order_by("pk")
    indexes, scanned = used(lambda: list(rows))
    assert indexes == {"employer_misplaced"} and not scanned
