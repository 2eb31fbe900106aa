"""After any deliveries and withdrawals of registers, entries, archives and numbers are those of the rest."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dataexchange.models import Upload
from tests.dataexchange.test_withdraw_property import SEEDS, histories, play
from tests.kit.deliveries import body, registration
from tests.kit.invented import org_code, registration_no, uscc

pytestmark = pytest.mark.django_db
NUMBERS = (1, 2, 3)


def rows_of(make, *variants):
    """Some rows, one per employer, each in one of the variants."""
    said = st.tuples(st.sampled_from(NUMBERS), st.sampled_from(variants))
    return st.lists(said, min_size=1, max_size=3, unique_by=lambda told: told[0]).map(
        lambda told: [make(number, **variant) for number, variant in told]
    )


def business(number=1, numbered=False, **cells):
    return registration(number, **cells, **({"注册号": registration_no(number)} if numbered else {}))


def taxpayer(number=1, **cells):
    return {"纳税人识别号": uscc(number), "纳税人名称": f"成都示例{number}有限公司", "纳税人状态": "正常"} | cells


def unit(number=1, **cells):
    return {"单位代码": org_code(number), "单位详细名称": f"成都示例{number}有限公司", "年份": "2025"} | cells


def step(dataset, rows, **said):
    return st.tuples(rows, st.just({"dataset": dataset, **said}))


living = ({}, {"名称": "改名公司"}, {"numbered": True})
businesses = step("business_register", rows_of(business, *living, {"登记状态": "注销"}))
codes = step("code_register", rows_of(body, {}, {"机构名称": "另一中心"}, {"机构地址": "成都市锦江区"}))
taxpayers = step("tax_register", rows_of(taxpayer, {}, {"从业人数": "7"}, {"纳税人状态": "注销"}))
units = step("statistics_units", rows_of(unit, {}, {"从业人员期末人数": "9"}), period=date(2025, 12, 1))
# Who is deregistered opens nothing: an archive that another register opens later takes that entry, not its numbers.
HISTORIES = {
    "business_register": businesses,
    "code_register": codes,
    "tax_register": st.one_of(businesses, taxpayers),
    "statistics_units": st.one_of(businesses, units),
    "both openers": st.one_of(step("business_register", rows_of(business, *living)), codes),
}

# An entry that nobody lists is as good as none; which of two equal statements stands makes no difference to it.
ENTRIES = """
SELECT e.dataset, e.key, e.year, e.live, e.name, e.uscc, e.org_code, e.registration_no, e.status, e.heads,
       (v.fields - 'source_row_id')::text,
       (SELECT o.uscc || '/' || o.org_code FROM employers_employer o WHERE o.id = e.employer_id), NULL
FROM employers_registerentry e JOIN employers_registerversion v ON v.entry_id = e.id AND v.superseded_at IS NULL
WHERE e.listed
"""
ARCHIVES = """
SELECT uscc, org_code, registration_no, name, address, status, closed_on IS NULL, opening_id
FROM employers_employer WHERE status <> 'withdrawn'
"""
NUMBERED = """
SELECT e.uscc || '/' || e.org_code, i.kind, i.value, i.derived, i.dataset, i.delivery_id
FROM employers_identifier i JOIN employers_employer e ON e.id = i.employer_id AND e.status <> 'withdrawn'
WHERE i.valid_to IS NULL
"""


def facts(_dataset: str, order: list[int]) -> dict[str, set]:
    """What stands, told without ids: a delivery is its place in the sequence."""
    told = {}
    with connection.cursor() as cursor:
        for name, sql in (("entries", ENTRIES), ("archives", ARCHIVES), ("numbers", NUMBERED)):
            cursor.execute(sql)
            told[name] = {(*row[:-1], row[-1] and order.index(row[-1])) for row in cursor.fetchall()}
    return told


@pytest.mark.parametrize("kind", HISTORIES)
def test_archives_equal_those_of_the_remaining_deliveries(office, kind):
    @settings(
        max_examples=int(SEEDS or 6),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=not SEEDS,
        phases=[Phase.generate],
    )
    @given(histories(HISTORIES[kind]))
    def same(history):
        said, withdrawals, standing = history
        left = [step if n in standing else (None, None) for n, step in enumerate(said)]
        done, replayed = play(office, kind, said, withdrawals, facts), play(office, kind, left, {}, facts)
        assert {name: (done[name] - replayed[name], replayed[name] - done[name]) for name in done} == dict.fromkeys(
            done, (set(), set())
        )

    same()
    assert not Upload.objects.exists()
