# ruff: noqa: E501, PLC0415  (wide statements; models exist only once Django is set up)
"""An invented city of any size, written by set statements straight into the fact tables: what benchmarks measure on.

Codes begin with XN, people have no numbers. Every rule about workers has violations and near misses among the rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

ON = date(2026, 6, 10)
WORDS = "锦华 蓉泰 天和 川新 益民 宏远 嘉禾 明德 瑞丰 安居 百川 汇通 金穗 青羊 望江 玉林 双桥 龙泉 温江 新津".split()
TRADES = "商贸 科技 建筑工程 餐饮管理 物流 广告 机械制造 物业服务 医疗器械 农业开发".split()

EMPLOYERS = """
INSERT INTO employers_employer (id, area_id, district_id, street_id, community_id, name, kind, org_code, uscc,
    registration_no, address, legal_rep, industry, status, opened_by, opened_on)
SELECT b.n, a.id, a.district_id, a.street_id, a.id, b.name, 'enterprise', b.org_code, b.uscc, '', b.address, '', '',
       CASE WHEN b.e BETWEEN 240 AND 249 THEN 'closed' ELSE 'open' END, 1, '2024-01-01'
FROM b_employer b JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS nth, count(*) OVER () AS many
                        FROM grids_area WHERE tier = 'community') a ON a.nth = b.n % a.many
ORDER BY b.n;
UPDATE employers_employer SET closed_on = '2026-05-01' WHERE status = 'closed';
INSERT INTO employers_placement (employer_id, area_id, district_id, valid_from, reason, recorded_at)
SELECT id, area_id, district_id, opened_on, '', now() FROM employers_employer WHERE id IN (SELECT n FROM b_employer);
INSERT INTO employers_identifier (employer_id, kind, value, valid_from, derived, conforming, delivery_id, dataset,
    override_reason, override_by)
SELECT n, k.kind, CASE k.kind WHEN 'uscc' THEN uscc ELSE org_code END, '2024-01-01', false, e <> 500, 1, d.dataset, '', ''
FROM b_employer CROSS JOIN (VALUES ('uscc'), ('org_code')) k (kind) JOIN employers_delivery d ON d.id = 1;
SELECT setval(pg_get_serial_sequence('employers_employer', 'id'), (SELECT max(id) FROM employers_employer));
"""

# One row per employment. a..d are dice of 1,000 sides; now and before: whether the two rosters list him.
PAIRS = """
CREATE UNLOGGED TABLE b_pair AS
SELECT *, NOT (a BETWEEN 400 AND 419) AND hired_on <= roster_now AS now,
       hired_on <= '2025-12-31' AND (e BETWEEN 300 AND 599 OR a BETWEEN 400 AND 419 AND e >= 300) AS before
FROM (
    SELECT p, CASE WHEN p % 100 = 0 AND p > 50 THEN p - 50 ELSE p END AS worker_id, n AS employer_id, e, a, b, c, d,
           CASE WHEN e BETWEEN 100 AND 129 THEN '2025-09-30'::date ELSE '2026-05-31'::date END AS roster_now,
           CASE WHEN d < 4 THEN '2026-05-10'::date WHEN d < 8 THEN '2026-05-09'::date WHEN d < 12 THEN '2025-06-10'
                WHEN d < 16 THEN '2025-06-11' WHEN d < 20 THEN '2026-03-31' WHEN d < 24 THEN '2026-03-30'
                WHEN d < 28 THEN '2025-05-31' ELSE '2026-05-20'::date - (d * 3 + c % 3)::int END AS hired_on,
           CASE WHEN c < 40 THEN 'part_time' WHEN c < 60 THEN 'intern' WHEN c < 70 THEN 'dispatched'
                ELSE 'full_time' END AS form,
           CASE WHEN c BETWEEN 40 AND 45 THEN 'full_time' WHEN c BETWEEN 900 AND 909 THEN 'part_time'
                WHEN c < 40 THEN 'part_time' ELSE 'full_time' END AS form_before
    FROM (
        SELECT row_number() OVER (ORDER BY n, i) AS p, n, e,
               (hashint8extended(n * 1000 + i, 1) & 2147483647) % 1000 AS a,
               (hashint8extended(n * 1000 + i, 2) & 2147483647) % 1000 AS b,
               (hashint8extended(n * 1000 + i, 3) & 2147483647) % 1000 AS c,
               ((hashint8extended(n * 1000 + i, 4) & 2147483647) % 1000)::int AS d
        FROM b_employer CROSS JOIN LATERAL generate_series(1, 1 + e % 19) i
    ) dice
) people;
ANALYZE b_pair;
INSERT INTO employers_worker (id, document_kind, number_hash, number_cipher, mask, name, sex, birth_date)
SELECT worker_id, 'resident', md5(worker_id::text)::uuid, '', '510199********' || lpad((worker_id % 10000)::text, 4, '0'),
       '工' || worker_id, CASE p % 2 WHEN 0 THEN 'male' ELSE 'female' END, '1960-01-01'::date + (p % 14000)::int
FROM b_pair WHERE worker_id = p;
"""

ROSTERS = """
INSERT INTO employers_roster (id, employer_id, delivery_id, number, as_of, listed, contract_columns)
SELECT n, n, 2, 2, CASE WHEN e BETWEEN 100 AND 129 THEN '2025-09-30'::date ELSE '2026-05-31'::date END, 1 + e % 19, e < 100
FROM b_employer;
INSERT INTO employers_roster (id, employer_id, delivery_id, number, as_of, listed, contract_columns)
SELECT n + 10000000, n, 3, 3, '2025-12-31', 1 + e % 19, false FROM b_employer WHERE e >= 300;
INSERT INTO employers_rosterrow (id, delivery_id, number, row, key_hash, listed, employer_id, worker_id, as_of, name,
    household, hired_on, left_on, form, dispatcher_code, post, phone_mask, contract_start, contract_end, contract_kind,
    source_row_id)
SELECT p, 2, 2, p, md5('r' || p)::uuid, true, employer_id, worker_id, roster_now, '工' || worker_id, 'urban', hired_on,
       CASE WHEN a BETWEEN 420 AND 425 THEN '2026-06-10'::date WHEN a BETWEEN 426 AND 431 THEN '2026-06-11'::date
            WHEN a BETWEEN 432 AND 435 THEN '2026-04-30'::date WHEN a BETWEEN 436 AND 439 THEN '2026-04-29'::date END,
       form, CASE WHEN c BETWEEN 60 AND 64 THEN '915101' ELSE '' END, '', '',
       CASE WHEN e < 100 AND b >= 20 THEN hired_on END,
       CASE WHEN e < 100 THEN CASE WHEN b < 30 THEN '2026-05-30'::date WHEN b < 40 THEN '2026-05-31'::date
            ELSE '2027-12-31' END END, CASE WHEN e < 100 AND b >= 20 THEN 'fixed' ELSE '' END, ''
FROM b_pair WHERE now;
INSERT INTO employers_rosterrow (id, delivery_id, number, row, key_hash, listed, employer_id, worker_id, as_of, name,
    household, hired_on, form, dispatcher_code, post, phone_mask, contract_kind, source_row_id)
SELECT p + 100000000, 3, 3, p, md5('q' || p)::uuid, true, employer_id, worker_id, '2025-12-31', '工' || worker_id, 'urban',
       hired_on, form_before, '', '', '', '', '' FROM b_pair WHERE before;
INSERT INTO employers_listing (roster_id, employer_id, worker_id, statement_id, row)
SELECT employer_id, employer_id, worker_id, p, p FROM b_pair WHERE now;
INSERT INTO employers_listing (roster_id, employer_id, worker_id, statement_id, row)
SELECT employer_id + 10000000, employer_id, worker_id, p + 100000000, p FROM b_pair WHERE before;
"""

# b < 20: no contract; then: ended on the day before, on the day, the day after; starts tomorrow; renewed; terminated.
FILINGS = """
INSERT INTO employers_contractfiling (delivery_id, number, row, key_hash, listed, employer_id, worker_id, name, action,
    start, "end", kind, ended_on, reason, form, pay_day, pay_in, source_row_id, agreed_wage)
SELECT 4, 4, p, md5('c' || act.action || act.start || p)::uuid, true, employer_id, worker_id, '工' || worker_id,
       act.action, act.start, act.ends, CASE WHEN b >= 900 THEN 'open_ended' ELSE 'fixed' END, act.ended, '', form,
       CASE WHEN b % 3 = 0 THEN 15 WHEN b % 3 = 1 THEN 0 END, CASE WHEN b % 3 = 0 THEN 'next' WHEN b % 3 = 1 THEN 'same'
       ELSE '' END, '', 5000
FROM b_pair CROSS JOIN LATERAL (
    SELECT 'signed' AS action, CASE WHEN b BETWEEN 20 AND 22 THEN '2026-06-11'::date ELSE hired_on + (b % 5)::int END
               AS start, NULL::date AS ended,
           CASE WHEN b BETWEEN 23 AND 27 THEN '2026-06-09'::date WHEN b BETWEEN 28 AND 32 THEN '2026-06-10'
                WHEN b BETWEEN 33 AND 37 THEN '2026-05-10' WHEN b BETWEEN 38 AND 42 THEN '2026-05-09'
                WHEN b BETWEEN 43 AND 60 THEN '2026-06-09' WHEN b >= 900 THEN NULL ELSE '2028-12-31' END AS ends
    UNION ALL SELECT 'renewed', '2026-06-10', NULL, '2029-06-09' WHERE b BETWEEN 43 AND 60
    UNION ALL SELECT 'terminated', hired_on + (b % 5)::int, '2026-05-15', NULL WHERE b BETWEEN 61 AND 65
) act
WHERE e >= 100 AND b >= 20 AND hired_on < '2026-05-01';
"""

# c 100–114: not insured; 115–124: one kind missing; 125–129: maternity not named, which counts with medical.
INSURANCE = """
INSERT INTO employers_insurance (delivery_id, number, row, key_hash, listed, employer_id, worker_id, name, month, kinds,
    insured, status, source_row_id, base)
SELECT m.delivery, m.delivery, p, md5('i' || m.month || p)::uuid, true, employer_id, worker_id, '工' || worker_id, m.month,
       31, CASE WHEN c BETWEEN 115 AND 124 THEN 27 WHEN c BETWEEN 125 AND 129 THEN 15 ELSE 31 END, 'paying', '', 5000
FROM b_pair CROSS JOIN (VALUES (5, '2026-03-01'::date), (6, '2026-04-01'::date)) m (delivery, month)
WHERE form IN ('full_time', 'dispatched') AND c NOT BETWEEN 100 AND 114 AND e NOT BETWEEN 130 AND 169
  AND hired_on < m.month + 20;
"""

# a 0–9: below the minimum; 10–19: less paid than due; 20–26: paid late; 27–33: by the bank; 34–40: not on the sheet.
WAGES = """
INSERT INTO employers_wage (delivery_id, number, row, key_hash, listed, source_id, employer_id, worker_id, name, month,
    payable, overtime, allowances, deductions, paid, paid_on, hours, days_due, days_present, pay_form, pay_type,
    source_row_id)
SELECT m.delivery, m.delivery, p, md5('w' || m.month || p)::uuid, true, 'danwei', employer_id, worker_id, '工' || worker_id,
       m.month, CASE WHEN a < 10 THEN 1900 ELSE 5000 END, CASE WHEN a BETWEEN 5 AND 9 THEN 100 ELSE 0 END, 0, 300,
       CASE WHEN a BETWEEN 10 AND 19 THEN CASE WHEN a < 15 THEN 4000 ELSE 4699.99 END WHEN a BETWEEN 27 AND 33 THEN 0
            WHEN a < 10 THEN 1600 ELSE 4700 END,
       m.month + interval '1 month' + CASE WHEN a BETWEEN 20 AND 26 THEN interval '50 days' ELSE interval '9 days' END,
       CASE WHEN form = 'part_time' THEN CASE WHEN a % 50 = 0 THEN 400 ELSE 80 END END, 22,
       CASE WHEN a BETWEEN 8 AND 9 THEN 20 ELSE 22 END, '', 'whole', ''
FROM b_pair CROSS JOIN (VALUES (7, '2026-02-01'::date), (8, '2026-03-01'::date), (9, '2026-04-01'::date))
     m (delivery, month)
WHERE e NOT BETWEEN 220 AND 239 AND NOT (e BETWEEN 170 AND 219 AND m.delivery = 9)
  AND NOT (a BETWEEN 34 AND 40 AND m.delivery = 9) AND hired_on < m.month + 27;
INSERT INTO employers_wage (delivery_id, number, row, key_hash, listed, source_id, employer_id, worker_id, name, month,
    paid, paid_on, pay_form, pay_type, source_row_id)
SELECT 10, 10, p, md5('k' || month || p || part)::uuid, true, 'yinhang', employer_id, worker_id, '工' || worker_id, month,
       2350, (month + interval '1 month')::date + 4 * part, '', 'instalment', ''
FROM b_pair CROSS JOIN (VALUES ('2026-03-01'::date), ('2026-04-01'::date)) m (month) CROSS JOIN generate_series(1, 2) part
WHERE a BETWEEN 27 AND 36;
"""

COVERAGE = """
INSERT INTO employers_coverage (employer_id, dataset, delivery_id, own, period, received_on, number, kinds, "full")
SELECT employer_id, 'employee_roster', delivery_id, true, r.as_of, d.received_on, r.number, 0, false
FROM employers_roster r JOIN employers_delivery d ON d.id = r.delivery_id
UNION ALL SELECT n, 'contract_filing', 4, true, '2026-06-01', '2026-06-01', 4, 0, true FROM b_employer WHERE e >= 100
UNION ALL SELECT n, 'social_insurance', 5, true, '2026-03-01', '2026-04-20', 5, 31, false FROM b_employer
          WHERE e NOT BETWEEN 130 AND 169
UNION ALL SELECT n, 'social_insurance', 6, true, '2026-04-01', '2026-05-20', 6, 31, false FROM b_employer
          WHERE e NOT BETWEEN 130 AND 169
UNION ALL SELECT n, 'wage_payment', m.delivery, true, m.month, m.month + 45, m.delivery, 0, false
FROM b_employer CROSS JOIN (VALUES (7, '2026-02-01'::date), (8, '2026-03-01'::date), (9, '2026-04-01'::date))
     m (delivery, month)
WHERE e NOT BETWEEN 220 AND 239 AND NOT (e BETWEEN 170 AND 219 AND m.delivery = 9);
"""
FACTS = (PAIRS, ROSTERS, FILINGS, INSURANCE, WAGES, COVERAGE)

DELIVERIES = (
    ("business_register", "gongshang", date(2026, 5, 1), {}),
    ("employee_roster", "danwei", date(2026, 6, 1), {"as_of": date(2026, 5, 31)}),
    ("employee_roster", "danwei", date(2026, 1, 5), {"as_of": date(2025, 12, 31)}),
    ("contract_filing", "beian", date(2026, 6, 1), {}),
    ("social_insurance", "shebao", date(2026, 4, 20), {"period": date(2026, 3, 1), "kinds": 31}),
    ("social_insurance", "shebao", date(2026, 5, 20), {"period": date(2026, 4, 1), "kinds": 31}),
    ("wage_payment", "danwei", date(2026, 3, 18), {"period": date(2026, 2, 1)}),
    ("wage_payment", "danwei", date(2026, 4, 15), {"period": date(2026, 3, 1)}),
    ("wage_payment", "danwei", date(2026, 5, 16), {"period": date(2026, 4, 1)}),
    ("wage_payment", "yinhang", date(2026, 5, 16), {"period": date(2026, 4, 1)}),
)


@contextmanager
def database(name: str = "bench_city", *, keep: bool = False) -> Iterator[Any]:
    """A database of its own on the server of the settings (by default the embedded one), dropped in the end.

    Its name is its own too: tests on the same server clear away what is called like theirs. ``keep`` leaves it there,
    and takes up one that was left.
    """
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grid_inspection.settings")
    django.setup()
    from django.conf import settings
    from django.db import connection

    from grid_inspection import embedded, places

    where = None
    if not os.environ.get("DATABASE_URL"):
        where = places.places(settings.BASE_DIR / os.environ.setdefault("GRID_STATE", "var/bench"))
        running = embedded.answers(where)
        embedded.start_postgres(where)
        if running:  # whoever started it needs it still
            where = None
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=not keep, keepdb=keep, serialize=False)
    try:
        yield connection
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0, keepdb=keep)
        if where:
            embedded.stop_postgres(where)


def archives(count: int, *, first: int = 1) -> None:
    """Employers in a small territory, with names and addresses that share fragments as real ones do."""
    from django.db import connection
    from django.utils import timezone

    from employers.models import Delivery
    from grids.models import Area
    from tests.factories.territory import territory
    from tests.kit.invented import org_code, uscc

    if not Area.objects.exists():
        territory()
    city = Area.objects.get(tier="city")
    for number, (dataset, source, received, told) in enumerate(DELIVERIES, 1):
        Delivery.objects.get_or_create(
            pk=number, defaults={"dataset": dataset, "source_id": source, "received_on": received, "area": city,
                                 "mode": "snapshot", "number": number, "committed_at": timezone.now(),
                                 "file_sha256": bytes([number]) * 32, **told})  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS b_employer")
        cursor.execute(
            "CREATE UNLOGGED TABLE b_employer (n bigint, e int, name text, address text, uscc text, org_code text)"
        )
        with cursor.copy("COPY b_employer FROM STDIN") as copy:
            for n in range(first, first + count):
                dice = n * 2654435761 % 2**32 // 7
                name = f"成都{WORDS[dice % 20]}{WORDS[dice // 20 % 20]}{TRADES[dice // 400 % 10]}有限公司"
                if n % 250 == 0 and n <= 5000:  # as many in a large archive as in a small one
                    name = f"成都鑫淼{n}有限公司"
                address = f"成都市{WORDS[dice // 4000 % 20]}路{dice // 80000 % 300 + 1}号"
                copy.write_row((n, dice // 11 % 1000, name, address, uscc(n), org_code(n)))
        cursor.execute("ANALYZE b_employer")
        cursor.execute(EMPLOYERS)
        cursor.execute("ANALYZE employers_employer")
        cursor.execute("ANALYZE employers_identifier")
        cursor.execute("ANALYZE employers_placement")


def facts() -> None:
    """Rosters, filings, two months of insurance, three of wages, for every employer of ``archives``."""
    from django.db import connection

    with connection.cursor() as cursor:
        for step in FACTS:
            cursor.execute(step)
        for table in "worker roster rosterrow listing contractfiling insurance wage coverage".split():
            cursor.execute(f"ANALYZE employers_{table}")
