"""Lists and searches follow their indexes: asked of the planner over a table large enough for it to care.

20,000 employers; one in a thousand lies in the second district.
"""

import json
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from compliance.models import Finding, RuleVersion
from compliance.tables import FindingTable
from core import paging
from core.actor import Actor
from core.enums import Role, Tier
from core.scope import Scope
from employers.models import Employer
from employers.tables.archive import EmployerTable
from tests.factories.territory import territory

pytestmark = pytest.mark.django_db

EMPLOYERS = """
INSERT INTO employers_employer (area_id, district_id, street_id, community_id, name, kind, org_code, uscc,
    registration_no, address, legal_rep, industry, status, opened_by, opened_on)
SELECT a.id, a.district_id, a.street_id, a.id,
       CASE WHEN n % 2000 = 0 THEN '饕餮食品厂'
            ELSE '成都' || chr(20000 + n % 300) || chr(21000 + n % 700) || '有限公司' END,
       'enterprise', '', '', '',
       CASE WHEN n % 2500 = 1 THEN '貔貅巷7号' ELSE '成都市锦江区' || n || '号' END, '', '', 'open', 1, '2026-01-05'
FROM generate_series(1, 20000) n
JOIN grids_area a ON a.local_code = CASE WHEN n % 1000 = 0 THEN '510107009001' WHEN n % 50 = 0 THEN '510104018001'
                                         ELSE '510104017001' END
"""
FINDINGS = """
INSERT INTO compliance_finding (rule, employer_id, subject, period, severity, state, reason, became, first_seen,
    last_opened, evidence, evidence_hash, version_id, area_id, district_id, street_id, community_id)
SELECT 'R14', id, 'worker:' || id, '', 1 + id %% 3, 'open', '', '', '2026-01-05', '2026-01-05', '{}', 0, %s, area_id,
       district_id, street_id, community_id
FROM employers_employer
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
            version = RuleVersion.objects.create(rule="R14", digest="", parameters={}, first_used_on=date(2026, 1, 5))
            cursor.execute(FINDINGS, [version.pk])
            # What autovacuum does by itself: without it a bitmap scan of the index reads its pending list too.
            cursor.execute("SELECT gin_clean_pending_list('employer_name_grams'::regclass)")
            cursor.execute("SELECT gin_clean_pending_list('employer_address_grams'::regclass)")
            cursor.execute("ANALYZE employers_employer")
            cursor.execute("ANALYZE compliance_finding")
        connection.check_constraints()  # now, once: else every test would look at all rows again when it ends
        yield areas
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


def plan(table: type, rows, **query: str) -> tuple[set[str], set[str], dict]:
    """The indexes and the tables read from end to end, in the plan of the page's own query; and the plan."""
    asked = QueryDict(mutable=True)
    asked.update(query)
    actor = Actor("reader", Role.CITY, Scope(frozenset({(Tier.CITY, 0)})))
    request = SimpleNamespace(GET=asked, actor=actor, today=date(2026, 6, 11), method="GET")
    listed = table(rows, request)
    found = listed.prepare(listed.narrowed)
    with CaptureQueriesContext(connection) as queries:
        paging.page(found, listed.order_columns, size=50, after=query.get("after", ""))
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + queries.captured_queries[-1]["sql"])
        answer = cursor.fetchone()[0]
    told = json.loads(answer) if isinstance(answer, str) else answer
    indexes: set[str] = set()
    scanned: set[str] = set()
    nodes = [told[0]["Plan"]]
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if "Index Name" in node:
            indexes.add(node["Index Name"])
        if node["Node Type"] == "Seq Scan":
            scanned.add(node["Relation Name"])
    return indexes, scanned & {"employers_employer", "compliance_finding"}, told[0]["Plan"]


def cursor_at(row, *names: str) -> str:
    return paging.encode(row, names)


def within(area) -> Scope:
    return Scope(frozenset({(Tier(area.tier), area.pk)}))


def test_the_list_follows_its_key_from_the_first_page_to_the_last(large):
    first = plan(EmployerTable, Employer.objects.all())
    middle = Employer.objects.order_by("pk")[10_000]
    deep = plan(EmployerTable, Employer.objects.all(), after=cursor_at(middle, "id"))
    for indexes, scanned, told in (first, deep):
        assert indexes == {"employers_employer_pkey"} and not scanned
        assert told["Node Type"] == "Limit" and told["Plans"][0]["Node Type"] == "Index Scan"
    assert "Index Cond" in deep[2]["Plans"][0]


@pytest.mark.parametrize(
    ("code", "index"),
    [("510107009", "employer_street"), ("510107009001", "employer_community"), ("510107", "employer_district")],
)
def test_the_list_of_a_smaller_territory_follows_its_own_index(large, code, index):
    indexes, scanned, _plan = plan(EmployerTable, Employer.objects.within(within(large[code])))
    assert indexes == {index} and not scanned


@pytest.mark.parametrize(
    ("text", "index"),
    [("饕餮", "employer_name_grams"), ("貔貅巷", "employer_address_grams"), ("无人", "employer_name_grams")],
)
def test_a_rare_fragment_is_looked_up(large, text, index):
    indexes, scanned, _plan = plan(EmployerTable, Employer.objects.all(), q=text)
    assert index in indexes and not scanned


def test_a_common_fragment_is_read_along_the_list(large):
    indexes, scanned, _plan = plan(EmployerTable, Employer.objects.all(), q="有限公司")
    assert indexes == {"employers_employer_pkey"} and not scanned


def test_the_worklist_follows_its_order(large):
    rows = Finding.objects.all()
    middle = Finding.objects.order_by("severity", "id")[10_000]
    for query in ({}, {"after": cursor_at(middle, "severity", "id")}):
        indexes, scanned, _plan = plan(FindingTable, rows, **query)
        assert "finding_city" in indexes and "compliance_finding" not in scanned


@pytest.mark.parametrize(
    ("code", "index"),
    [("510107", "finding_district"), ("510107009", "finding_street"), ("510107009001", "finding_community")],
)
def test_the_worklist_of_a_smaller_territory_follows_its_own_index(large, code, index):
    indexes, scanned, _plan = plan(FindingTable, Finding.objects.within(within(large[code])))
    assert index in indexes and "compliance_finding" not in scanned
