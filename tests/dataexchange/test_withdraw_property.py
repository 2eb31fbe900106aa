"""After any sequence of commits and withdrawals the facts equal those of replaying only the remaining deliveries."""

import os
from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dataexchange.importing import committing, withdraw
from dataexchange.models import Upload
from employers.models import Delivery
from tests.kit.deliveries import filing, insured, listed, paid

pytestmark = pytest.mark.django_db
# Examples per dataset beyond the fixed few of a usual run: GRID_WITHDRAWALS=200 looks further.
SEEDS = os.environ.get("GRID_WITHDRAWALS", "")
DAYS = (date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31))
EMPLOYERS, WORKERS = (1, 2), (1, 2, 3)

pairs = st.tuples(st.sampled_from(EMPLOYERS), st.sampled_from(WORKERS))


def rows_of(make, *variants):
    """Some rows, one per pair, each in one of the variants."""
    said = st.tuples(pairs, st.sampled_from(variants))
    return st.lists(said, min_size=1, max_size=4, unique_by=lambda told: told[0]).map(
        lambda told: [make(*pair, **variant) for pair, variant in told]
    )


filings = st.tuples(
    rows_of(filing, {}, {"合同终止日期": "2027-05-31"}, {"备案类型": "变更", "备案日期": "2025-08-01"},
            {"合同起始日期": "2024-01-01", "合同终止日期": "2025-12-31"},
            {"备案类型": "解除", "解除或终止日期": "2026-01-31"},
            {"身份证号码": "510199199003070021"}),
    st.fixed_dictionaries({"mode": st.sampled_from(["snapshot", "delta", "delta"])}),
)  # fmt: skip
insurances = st.tuples(
    st.sampled_from(["养老", "医疗"]).flatmap(
        lambda kind: rows_of(
            insured, {"险种": kind}, {"险种": kind, "缴费基数": "5000"}, {"险种": kind, "缴费状态": "终止"}
        )
    ),
    st.just({"period": date(2026, 4, 1)}),
)
wages = st.tuples(
    rows_of(paid, {}, {"实发工资": "1"}, {"工资类型": "分次"}, {"实发工资": "x"}), st.just({"period": date(2026, 4, 1)})
)
rosters = st.tuples(
    rows_of(listed, {}, {"岗位": "电工"}, {"用工形式": "非全日制"}), st.sampled_from(DAYS).map(lambda d: {"as_of": d})
)
STEPS = {"contract_filing": filings, "social_insurance": insurances, "wage_payment": wages, "employee_roster": rosters}

NAMED = (
    "(SELECT uscc FROM employers_employer e WHERE e.id = {0}.employer_id),"
    " (SELECT w.mask || w.name FROM employers_worker w WHERE w.id = {0}.worker_id)"
)
FACTS = {
    "contract_filing": 'action, start, "end", ended_on, filed_on',
    "social_insurance": "month, kinds, insured, base, status",
    "wage_payment": "month, payable, paid, paid_on, pay_type",
}
TABLES = {"contract_filing": "contractfiling", "social_insurance": "insurance", "wage_payment": "wage"}
STANDING = """
    hired_on, left_on, no_longer_listed, listed_as_of, by_roster, form, standard, standard_since, open, contract,
    contract_start, contract_last_day, contract_source, contract_then, insured_month, insured, wage_expected,
    wage_covered, wage_due, wage_on_time, wage_unpaid, wage_below,
    wage_missing, wage_doubtful, doubt, wage_details::text
"""


def facts(dataset: str, order: list[int]) -> dict[str, set]:
    """What stands, told without ids: a delivery is its place in the sequence."""
    told: dict[str, set] = {}
    with connection.cursor() as cursor:
        if dataset in FACTS:
            cursor.execute(
                f"SELECT {NAMED.format('f')}, f.delivery_id, row, {FACTS[dataset]} FROM employers_{TABLES[dataset]} f"
                " WHERE superseded_at IS NULL AND listed"
            )
            told["statements"] = {(*row[:2], order.index(row[2]), *row[3:]) for row in cursor.fetchall()}
        cursor.execute(
            f"SELECT {NAMED.format('l')}, r.as_of, s.post, s.form FROM employers_listing l"
            " JOIN employers_roster r ON r.id = l.roster_id AND r.replaced_by IS NULL AND r.withdrawn_at IS NULL"
            " JOIN employers_rosterrow s ON s.id = l.statement_id"
            " JOIN employers_delivery d ON d.id = s.delivery_id AND d.withdrawn_at IS NULL"
        )
        told["listings"] = set(cursor.fetchall())
        cursor.execute(f"SELECT {NAMED.format('s')}, {STANDING} FROM employers_standing s")
        told["standing"] = set(cursor.fetchall())
        cursor.execute(
            "SELECT e.uscc, c.dataset, c.period, c.own, c.kinds, c.full, c.delivery_id FROM employers_coverage c"
            " JOIN employers_employer e ON e.id = c.employer_id WHERE c.withdrawn_at IS NULL AND dataset = %s",
            [dataset],
        )  # fmt: skip
        told["coverage"] = {(*row[:6], order.index(row[6])) for row in cursor.fetchall()}
    return told


class Undone(Exception):
    pass


def play(office, dataset, steps, withdrawals, facts=facts):
    """Commit and withdraw in turn inside a savepoint that is taken back; ``withdrawals`` say after which step whom.

    ``facts`` tells what stands in the end; a step may name a dataset of its own.
    """
    told = {}
    try:
        with transaction.atomic():
            order = []
            for n, (rows, said) in enumerate(steps):
                if (rows, said) == (None, None):
                    order.append(-n - 1)
                    continue
                # the sender's own numbers are evidence only: they make every file another one
                upload = office.preview(
                    **{"dataset": dataset, "rows": [row | {"序号": str(n)} for row in rows], **said}
                )
                committing.commit(upload, by=office.by, on=office.on)
                order.append(upload.delivery_id)
                for whom in withdrawals.get(n, ()):
                    withdraw.withdraw(Delivery.objects.get(pk=order[whom]), reason="x", by=office.by, on=office.on)
            told = facts(dataset, order)
            raise Undone
    except Undone:
        return told


@st.composite
def histories(draw, steps):
    """Deliveries of different bytes, and after each of them perhaps the withdrawal of one that still stands."""
    said = draw(st.lists(steps, min_size=3, max_size=6, unique_by=repr))
    withdrawals, standing = {}, set()
    for n in range(len(said)):
        standing.add(n)
        if draw(st.booleans()):
            whom = draw(st.sampled_from(sorted(standing)))
            standing.discard(whom)
            withdrawals[n] = [whom]
    return said, withdrawals, standing


@pytest.mark.parametrize("dataset", STEPS)
def test_facts_equal_the_remaining_deliveries(office, dataset):
    office.open(*EMPLOYERS)

    @settings(
        max_examples=int(SEEDS or 6),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=not SEEDS,
        phases=[Phase.generate],
    )
    @given(histories(STEPS[dataset]))
    def same(history):
        said, withdrawals, standing = history
        left = [step if n in standing else (None, None) for n, step in enumerate(said)]
        done, replayed = play(office, dataset, said, withdrawals), play(office, dataset, left, {})
        assert {name: (done[name] - replayed[name], replayed[name] - done[name]) for name in done} == dict.fromkeys(
            done, (set(), set())
        )

    same()
    assert not Upload.objects.filter(delivery__dataset=dataset).exists()
