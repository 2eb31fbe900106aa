"""State rows: one per (employer, worker), a function of the facts, written set-wise (decisions: State row).

``rebuild`` derives the target's pairs and writes what differs; the night's first step rebuilds what is due or older.
A past day is derived into temporary tables with the same statements, and nothing is written.
"""

from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any
from zlib import crc32

from django.db import connection, transaction

from core import parameters
from employers.domain import freshness, rates
from employers.domain.derivation import contracts, doubts, insurance, reference, spells, wages
from employers.domain.derivation.facts import Facts

# Raised whenever a derivation means something else than before; the night then rebuilds every older row.
DERIVATION = 1

TARGET = "CREATE TEMP TABLE t_target (employer_id bigint, worker_id bigint) ON COMMIT DROP"

# Whom any statement that stands names; a key that was ever stated and not withdrawn has one that stands.
NAMED_BY_FACTS = """
INSERT INTO t_target
SELECT l.employer_id, l.worker_id FROM employers_listing l
JOIN employers_roster r ON r.id = l.roster_id AND r.withdrawn_at IS NULL {listed}
UNION SELECT employer_id, worker_id FROM employers_contractfiling WHERE superseded_at IS NULL {named}
UNION SELECT employer_id, worker_id FROM employers_insurance WHERE superseded_at IS NULL {named}
UNION SELECT employer_id, worker_id FROM employers_wage WHERE superseded_at IS NULL {named}
"""
UNNAMED = """
WITH gone AS (
    DELETE FROM employers_standing s WHERE s.employer_id = ANY(%s)
      AND NOT EXISTS (SELECT 1 FROM t_target t WHERE t.employer_id = s.employer_id AND t.worker_id = s.worker_id)
    RETURNING employer_id
)
UPDATE employers_employerfigures SET basis = NULL WHERE employer_id IN (SELECT employer_id FROM gone)
"""

LATEST = """
CREATE TEMP TABLE t_latest ON COMMIT DROP AS
SELECT t.employer_id, t.worker_id, s.hired_on, s.left_on, s.no_longer_listed, s.listed_as_of,
       coalesce(s.by_roster, false) AS by_roster,
       coalesce(l.name, c.name, w.name) AS name, coalesce(l.household, '') AS household
FROM t_target t
JOIN employers_worker w ON w.id = t.worker_id
LEFT JOIN (SELECT DISTINCT ON (employer_id, worker_id) * FROM t_spell ORDER BY employer_id, worker_id, spell DESC) s
     ON s.employer_id = t.employer_id AND s.worker_id = t.worker_id
LEFT JOIN (SELECT DISTINCT ON (employer_id, worker_id) employer_id, worker_id, name, household FROM t_listing
           ORDER BY employer_id, worker_id, as_of DESC) l
     ON l.employer_id = t.employer_id AND l.worker_id = t.worker_id
LEFT JOIN (SELECT DISTINCT ON (employer_id, worker_id) employer_id, worker_id, name FROM t_contract
           WHERE filed ORDER BY employer_id, worker_id, start DESC) c
     ON c.employer_id = t.employer_id AND c.worker_id = t.worker_id
"""

OPEN = (
    "{s}.hired_on <= {day} AND ({s}.left_on IS NULL OR {s}.left_on > {day})"
    " AND ({s}.no_longer_listed IS NULL OR {s}.no_longer_listed > {day})"
)


def open_on(alias: str, day: str) -> str:
    """The condition "employed on that day" (9.1), never null."""
    return f"coalesce({OPEN.format(s=alias, day=day)}, false)"


DERIVED = f"""
CREATE TEMP TABLE t_standing ON COMMIT DROP AS
SELECT p.employer_id, p.worker_id, e.area_id, e.district_id, e.street_id, e.community_id,
       p.name, p.household, p.hired_on, p.left_on, p.no_longer_listed, p.listed_as_of, p.by_roster,
       coalesce(f.form, '') AS form, coalesce(f.standard, false) AS standard, since.day AS standard_since,
       {open_on("p", "%(on)s")} AS open,
       CASE WHEN c.valid THEN 'valid' WHEN c.start IS NOT NULL THEN 'expired' ELSE 'none' END AS contract,
       c.start AS contract_start, c.last_day AS contract_last_day,
       CASE WHEN c.filed THEN 'beian' WHEN c.start IS NOT NULL THEN 'danwei' ELSE '' END AS contract_source,
       CASE WHEN c2.valid THEN 'valid' WHEN c2.start IS NOT NULL THEN 'expired' ELSE 'none' END AS contract_then,
       c2.last_day AS contract_last_day_then, {open_on("p", "r.as_of")} AS open_then,
       m.month AS insured_month, coalesce(i.insured, 0) AS insured,
       that_day.hired_on IS NOT NULL AS open_insured_day, that_day.hired_on AS insured_day_hired_on,
       coalesce(p.listed_as_of = r.as_of AND {open_on("p", "r.as_of")} AND f.dispatcher_code = ''
                AND f.form NOT IN ('intern', 'other'), false) AS counted,
       coalesce(b.expected, 0) AS wage_expected, coalesce(b.covered, 0) AS wage_covered, coalesce(b.due, 0) AS wage_due,
       coalesce(b.on_time, 0) AS wage_on_time, coalesce(b.unpaid, 0) AS wage_unpaid, coalesce(b.below, 0) AS wage_below,
       coalesce(b.missing, 0) AS wage_missing, coalesce(d.wages, 0) AS wage_doubtful,
       coalesce(d.bank, 0) AS wage_bank_doubtful, b.details AS wage_details,
       coalesce(d.others, 0) AS doubt,
       %(on)s::date AS as_of, least(
           CASE WHEN p.hired_on > %(on)s THEN p.hired_on END, CASE WHEN p.left_on > %(on)s THEN p.left_on END,
           nc.day, nr.day, b.changes_on, nm.day,
           CASE WHEN b.employer_id IS NOT NULL THEN (date_trunc('month', %(on)s::date) + interval '1 month')::date END
       ) AS changes_on, %(version)s::int AS facts_version
FROM t_latest p
JOIN employers_employer e ON e.id = p.employer_id
LEFT JOIN (SELECT employer_id, max(as_of) AS as_of FROM t_roster GROUP BY 1) r ON r.employer_id = p.employer_id
LEFT JOIN t_form f ON f.employer_id = p.employer_id AND f.worker_id = p.worker_id
     AND f.from_day <= %(on)s AND f.to_day > %(on)s
LEFT JOIN (SELECT employer_id, worker_id, max(standard_since) AS day FROM t_form GROUP BY 1, 2) since
     ON since.employer_id = p.employer_id AND since.worker_id = p.worker_id
LEFT JOIN t_standing_contract c ON c.employer_id = p.employer_id AND c.worker_id = p.worker_id AND c.look = 1
LEFT JOIN t_standing_contract c2 ON c2.employer_id = p.employer_id AND c2.worker_id = p.worker_id AND c2.look = 2
LEFT JOIN t_insurance_month m ON m.employer_id = p.employer_id
LEFT JOIN t_form fm ON fm.employer_id = p.employer_id AND fm.worker_id = p.worker_id
     AND fm.from_day <= m.month_last AND fm.to_day > m.month_last
LEFT JOIN LATERAL (
    SELECT max(s.hired_on) AS hired_on FROM t_spell s
    WHERE fm.standard AND s.employer_id = p.employer_id AND s.worker_id = p.worker_id AND {open_on("s", "m.month_last")}
) that_day ON true
LEFT JOIN t_insured i ON i.employer_id = p.employer_id AND i.worker_id = p.worker_id
LEFT JOIN t_wage_bits b ON b.employer_id = p.employer_id AND b.worker_id = p.worker_id
LEFT JOIN t_doubt_bits d ON d.employer_id = p.employer_id AND d.worker_id = p.worker_id
LEFT JOIN t_next_contract nc ON nc.employer_id = p.employer_id AND nc.worker_id = p.worker_id
LEFT JOIN t_next_roster nr ON nr.employer_id = p.employer_id
LEFT JOIN t_next_month nm ON nm.employer_id = p.employer_id
"""

# The next day on which a row changes by itself: a contract starts or ends, a roster or insurance month comes due.
NEXT = (
    """CREATE TEMP TABLE t_next_contract ON COMMIT DROP AS
    SELECT employer_id, worker_id, min(day) AS day FROM (
        SELECT employer_id, worker_id, start AS day FROM t_contract
        UNION ALL SELECT employer_id, worker_id, ends + 1 FROM t_contract
        UNION ALL SELECT employer_id, worker_id, ended_on FROM t_contract
        UNION ALL SELECT employer_id, worker_id, ended_on + 1 FROM t_contract) d WHERE day > %(on)s GROUP BY 1, 2""",
    """CREATE TEMP TABLE t_next_roster ON COMMIT DROP AS
    SELECT employer_id, min(as_of) AS day FROM employers_roster
    WHERE as_of > %(on)s AND replaced_by IS NULL AND withdrawn_at IS NULL
      AND employer_id IN (SELECT DISTINCT employer_id FROM t_target) GROUP BY 1""",
    """CREATE TEMP TABLE t_next_month ON COMMIT DROP AS
    SELECT employer_id, min((period + interval '1 month')::date - 1) AS day FROM employers_coverage
    WHERE dataset = 'social_insurance' AND withdrawn_at IS NULL AND (period + interval '1 month')::date - 1 > %(on)s
      AND employer_id IN (SELECT DISTINCT employer_id FROM t_target) GROUP BY 1""",
    """CREATE TEMP TABLE t_doubt_bits ON COMMIT DROP AS
    SELECT d.employer_id, d.worker_id,
           coalesce(bit_or(m.bit) FILTER (WHERE d.dataset = 'wage_payment' AND d.source_id = 'danwei'), 0) AS wages,
           coalesce(bit_or(m.bit) FILTER (WHERE d.dataset = 'wage_payment' AND d.source_id <> 'danwei'), 0) AS bank,
           coalesce(bit_or(CASE d.dataset WHEN 'employee_roster' THEN 1 WHEN 'contract_filing' THEN 2 END)
               FILTER (WHERE d.dataset IN ('employee_roster', 'contract_filing')), 0)
           | coalesce(bit_or(4) FILTER (WHERE d.dataset = 'social_insurance'
               AND d.month IS NOT DISTINCT FROM im.month), 0) AS others
    FROM t_doubt d
    LEFT JOIN t_month m ON m.month = d.month
    LEFT JOIN t_insurance_month im ON im.employer_id = d.employer_id
    GROUP BY 1, 2""",
)

COLUMNS = (
    "area_id, district_id, street_id, community_id, name, household, hired_on, left_on, no_longer_listed, "
    "listed_as_of, "
    "by_roster, form, standard, standard_since, open, contract, contract_start, contract_last_day, contract_source, "
    "contract_then, contract_last_day_then, open_then, insured_month, insured, open_insured_day, insured_day_hired_on, "
    "counted, wage_expected, wage_covered, wage_due, wage_on_time, wage_unpaid, wage_below, wage_missing, "
    "wage_doubtful, wage_bank_doubtful, wage_details, doubt, "
    "as_of, changes_on, facts_version"
)

# What an employer's rows say once the derived ones are written: his freshness depends on it.
NOW = """
(SELECT t.employer_id, t.wage_due FROM t_standing t
 UNION ALL
 SELECT o.employer_id, o.wage_due FROM employers_standing o JOIN t_who USING (employer_id)
 WHERE NOT EXISTS (SELECT 1 FROM t_standing t WHERE (t.employer_id, t.worker_id) = (o.employer_id, o.worker_id))) now
"""
_OWN = ", ".join(f"s.{column.strip()}" for column in COLUMNS.split(","))
_TOLD = ", ".join(f"excluded.{column.strip()}" for column in COLUMNS.split(","))
# Figures that no longer hold are marked: whoever counts next counts these employers anew.
WRITE = f"""
WITH written AS (
    INSERT INTO employers_standing AS s (employer_id, worker_id, {COLUMNS}, rates)
    SELECT s.employer_id, s.worker_id, {_OWN}, {rates.RATES}
    FROM t_standing s LEFT JOIN t_fresh f ON f.employer_id = s.employer_id
    ON CONFLICT (employer_id, worker_id) DO UPDATE SET ({COLUMNS}, rates) = ROW ({_TOLD}, excluded.rates)
    WHERE ({_OWN}, s.rates) IS DISTINCT FROM ({_TOLD}, excluded.rates)
    RETURNING s.employer_id, coalesce(old.rates, 0) <> new.rates AS differs
)
UPDATE employers_employerfigures SET basis = NULL
WHERE basis IS NOT NULL AND employer_id IN (SELECT employer_id FROM written WHERE differs)
"""


@contextmanager
def derived(on: date, *, employers: Iterable[int] | None = None, pairs: Sequence[tuple[int, int]] | None = None,
            table: str = "", past: bool = False):  # fmt: skip
    """Derive the target into ``t_standing`` inside one transaction and yield the cursor that sees it.

    The target is the given pairs, those of a (temporary) ``table``, those of the given employers, or everybody.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _target(cursor, employers, pairs, table)
        _derive(cursor, on, past=past)
        yield cursor
        drop(cursor)


def rebuild(on: date, *, employers: Iterable[int] | None = None, pairs: Sequence[tuple[int, int]] | None = None,
            table: str = "") -> int:  # fmt: skip
    """Write the state rows of the target as of ``on``; answer how many. Pairs that nothing names any more go.

    Leaves ``t_fresh`` of the given employers, else of the target's, for whoever counts their figures next.
    """
    employers = None if employers is None else list(employers)
    with derived(on, employers=employers, pairs=pairs, table=table) as cursor:
        if employers is not None:
            cursor.execute(UNNAMED, [employers])
        cursor.execute("SELECT count(*), array_agg(DISTINCT employer_id) FROM t_standing")
        found, whom = cursor.fetchone()
        cursor.execute("ANALYZE t_standing (employer_id, worker_id)")
        freshness.build(cursor, on, employers=(whom or []) if employers is None else employers, standing=NOW)
        cursor.execute(WRITE, rates.values(on))
        return int(found)


def version() -> int:
    """What state rows were built under: a changed parameter, calendar day or derivation makes older rows due."""
    return crc32(f"{DERIVATION}|{parameters.revision()}".encode()) & 0x7FFFFFFF


DUE = """
SELECT employer_id, worker_id FROM employers_standing
WHERE (changes_on <= %(on)s OR facts_version <> %(version)s) AND (employer_id, worker_id) > (%(employer)s, %(worker)s)
  AND (%(ids)s::bigint[] IS NULL OR employer_id = ANY(%(ids)s))
ORDER BY employer_id, worker_id LIMIT %(block)s
"""
BLOCK = 100_000


def rebuild_due(on: date, *, employers: Iterable[int] | None = None, block: int = BLOCK) -> int:
    """The night's first step: rebuild the rows that change by ``on`` or were built under older rules or parameters.

    In blocks, each a transaction of its own where the caller holds none: after an edited parameter every row is due,
    and what is rebuilt need not be rebuilt again when the rest breaks off.
    """
    ids = None if employers is None else list(employers)
    told: dict[str, Any] = {"on": on, "version": version(), "ids": ids, "block": block}
    written, last = 0, (0, 0)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(DUE, {**told, "employer": last[0], "worker": last[1]})
            pairs = cursor.fetchall()
        if pairs:
            written += rebuild(on, pairs=pairs)
            last = pairs[-1]
        if len(pairs) < block:
            return written


def _target(cursor: Any, employers: Iterable[int] | None, pairs: Sequence[tuple[int, int]] | None, table: str) -> None:
    drop(cursor)
    cursor.execute(TARGET)
    if table:
        cursor.execute(f"INSERT INTO t_target SELECT DISTINCT employer_id, worker_id FROM {table}")
    elif pairs is not None:
        with cursor.copy("COPY t_target FROM STDIN") as copy:
            for pair in pairs:
                copy.write_row(pair)
    elif employers is not None:
        cursor.execute(
            NAMED_BY_FACTS.format(listed="WHERE l.employer_id = ANY(%(ids)s)", named="AND employer_id = ANY(%(ids)s)"),
            {"ids": list(employers)},
        )
    else:
        cursor.execute(NAMED_BY_FACTS.format(listed="", named=""))
    cursor.execute("CREATE INDEX ON t_target (employer_id, worker_id)")
    cursor.execute("ANALYZE t_target")


def _derive(cursor: Any, on: date, *, past: bool) -> None:
    facts = Facts(on, past)
    values = {
        "on": on,
        "version": version(),
        "gap_days": int(parameters.value("employment.gap_days", (), on) or 0),
        "tolerance": parameters.value("R31.tolerance", (), on) or 0,
    }
    days = reference.WorkingDays(on)
    reference.months(cursor, days)
    reference.due_days(cursor, days)
    reference.minimum_wages(cursor, on)
    cursor.execute("SELECT DISTINCT period FROM employers_coverage WHERE dataset = 'social_insurance' ORDER BY 1")
    reference.required_kinds(cursor, [month for (month,) in cursor.fetchall()])
    steps = [
        *spells.listings(facts),
        *contracts.filed(facts),
        *spells.filed(),
        LATEST,
        "CREATE INDEX ON t_latest (employer_id, worker_id)",
        "ANALYZE t_latest",
        *contracts.standing(),
        *insurance.months(facts),
        *insurance.insured(facts),
        *wages.wages(facts),
        *doubts.doubts(facts),
        *NEXT,
        DERIVED,
    ]
    for step in steps:
        cursor.execute(step, values if "%(" in step else None)


TABLES = (
    "t_target t_roster t_listing t_form t_spell t_contract t_latest t_standing_contract t_insurance_month t_insured "
    "t_kinds t_month t_due t_minimum t_sheet t_slot t_slot_due t_paid t_judged t_place t_wage_bits t_unapplied t_named "
    "t_applied t_doubt t_doubt_bits t_next_contract t_next_roster t_next_month t_standing"
).split()


def drop(cursor: Any) -> None:
    """Clear the temporary tables, so that one transaction may derive more than once."""
    cursor.execute("DROP TABLE IF EXISTS " + ", ".join(f"pg_temp.{table}" for table in TABLES))
