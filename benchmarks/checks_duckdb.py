# ruff: noqa: E501, PLC0415  (wide statements; models exist only once Django is set up)
"""The rules about workers once more, written apart from the product and for DuckDB, over normalised rows in Parquet.

It does what the rows of ``benchmarks.city`` need and leaves out what they do not have (rows that did not apply, rehired
workers, amendments): DuckDB is given no more work than the answer takes.
"""

import time
from datetime import date
from pathlib import Path
from typing import Any

RULES = ("R14", "R15", "R17", "R25", "R26", "R30", "R31", "R32")

# What is exported: the standing statements, and the small dated tables that both sides read.
EXPORTS = {
    "employer": "SELECT id, status FROM employers_employer",
    "roster": "SELECT id, employer_id, as_of, contract_columns FROM employers_roster"
              " WHERE replaced_by IS NULL AND withdrawn_at IS NULL",
    "listing": "SELECT roster_id, employer_id, worker_id, statement_id FROM employers_listing",
    "rosterrow": "SELECT id, hired_on, left_on, form, dispatcher_code, contract_start, contract_end, contract_kind"
                 " FROM employers_rosterrow",
    "filing": 'SELECT employer_id, worker_id, action, start, "end" AS ends, kind, ended_on, form, pay_day, pay_in, number'
              " FROM employers_contractfiling WHERE superseded_at IS NULL AND listed",
    "insurance": "SELECT employer_id, worker_id, month, kinds, insured, number, listed FROM employers_insurance"
                 " WHERE superseded_at IS NULL",
    "wage": "SELECT w.source_id, w.employer_id, w.worker_id, w.month, w.payable, w.overtime, w.allowances, w.deductions,"
            " w.paid, coalesce(w.paid_on, d.received_on) AS paid_day, w.hours, w.days_due, w.days_present"
            " FROM employers_wage w JOIN employers_delivery d ON d.id = w.delivery_id"
            " WHERE w.superseded_at IS NULL AND w.listed",
    "coverage": 'SELECT employer_id, dataset, own, period, received_on, kinds, "full" AS stock FROM employers_coverage'
                " WHERE withdrawn_at IS NULL",
    "placement": "SELECT employer_id, district_id, valid_from, valid_to FROM employers_placement"
                 " WHERE superseded_at IS NULL",
    "month": "SELECT month, month_last, last_due FROM t_month",
    "due": "SELECT month, pay_day, pay_in, due FROM t_due",
    "minimum": "SELECT district_id, month, monthly, hourly FROM t_minimum",
    "kinds": "SELECT month, required, with_medical FROM t_kinds",
}  # fmt: skip
TYPES = {"filing": {"pay_day": "INTEGER", "ended_on": "DATE", "ends": "DATE"}, "rosterrow": {"left_on": "DATE"},
         "placement": {"valid_to": "DATE"},
         "wage": dict.fromkeys("payable overtime allowances deductions paid hours".split(), "DECIMAL(12,2)"),
         "minimum": {"monthly": "DECIMAL(12,2)", "hourly": "DECIMAL(12,2)"}}  # fmt: skip

FRESH = """
CREATE TEMP TABLE fresh AS
WITH r AS (SELECT employer_id, max(as_of) AS as_of, arg_max(contract_columns, as_of) AS columns FROM roster
           WHERE as_of <= $on GROUP BY 1),
c AS (SELECT employer_id, max(received_on) AS received_on, bool_or(stock) AS stock FROM coverage
      WHERE dataset = 'contract_filing' GROUP BY 1),
i AS (SELECT employer_id, max(month) AS month FROM (
          SELECT v.employer_id, k.month, any_value(k.required) AS required, any_value(k.with_medical) AS with_medical,
                 bit_or(v.kinds) AS kinds
          FROM coverage v JOIN kinds k ON k.month = v.period WHERE v.dataset = 'social_insurance' GROUP BY 1, 2)
      WHERE last_day(month) <= $on
        AND ((kinds | CASE WHEN kinds & 2 <> 0 THEN with_medical ELSE 0 END) & required) = required GROUP BY 1),
w AS (SELECT employer_id, max(period) AS newest, min(period) AS first FROM coverage
      WHERE dataset = 'wage_payment' AND own GROUP BY 1)
SELECT e.id AS employer_id, e.status = 'open' AS live, r.as_of, coalesce($on - r.as_of <= $rosters, false) AS roster_fresh,
       CASE WHEN NOT coalesce($on - r.as_of <= $rosters, false) THEN ''
            WHEN c.stock AND $on - c.received_on <= $filings THEN 'filings'
            WHEN r.columns THEN 'roster' ELSE '' END AS vouched,
       CASE WHEN vouched = 'roster' THEN r.as_of ELSE $on END AS look,
       i.month AS insured_month, last_day(i.month) AS insured_last,
       coalesce($on - last_day(i.month) <= $insurance, false) AS insurance_fresh,
       w.newest, w.first, coalesce($on - last_day(w.newest) <= $wages, false) AS wages_fresh
FROM employer e LEFT JOIN r ON r.employer_id = e.id LEFT JOIN c ON c.employer_id = e.id
LEFT JOIN i ON i.employer_id = e.id LEFT JOIN w ON w.employer_id = e.id
WHERE e.status IN ('open', 'closed')
"""
LISTED = """
CREATE TEMP TABLE listed AS
SELECT l.employer_id, l.worker_id, r.as_of, s.hired_on, s.left_on, s.form, s.contract_start, s.contract_end,
       s.contract_kind, s.form IN ('full_time', 'dispatched') AND s.dispatcher_code = '' AS standard,
       s.form = 'part_time' AND s.dispatcher_code = '' AS part_time
FROM listing l JOIN roster r ON r.id = l.roster_id JOIN rosterrow s ON s.id = l.statement_id WHERE r.as_of <= $on
"""
CONTRACT = """
CREATE TEMP TABLE contract AS
SELECT employer_id, worker_id, start, true AS filed,
       max(CASE WHEN kind IN ('open_ended', 'task') THEN NULL ELSE ends END)
           FILTER (WHERE action IN ('signed', 'renewed')) AS ends,
       max(ended_on) FILTER (WHERE action IN ('terminated', 'ended')) AS ended_on,
       arg_max(pay_day, number) FILTER (WHERE pay_day IS NOT NULL) AS pay_day,
       coalesce(max(nullif(pay_in, '')), 'next') AS pay_in, max(form) AS form
FROM filing GROUP BY 1, 2, 3
UNION ALL
SELECT employer_id, worker_id, contract_start, false,
       arg_max(CASE WHEN contract_kind IN ('open_ended', 'task') THEN NULL ELSE contract_end END, as_of), NULL, NULL,
       'next', '' FROM listed l
WHERE contract_start IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM filing f WHERE f.employer_id = l.employer_id AND f.worker_id = l.worker_id AND f.start = l.contract_start)
GROUP BY 1, 2, 3
"""
# The form of whom no roster lists is what a filing says.
FORMED = """
CREATE TEMP TABLE formed AS
SELECT employer_id, worker_id, as_of, standard, part_time, true AS by_roster FROM listed
UNION ALL
SELECT employer_id, worker_id, DATE '1900-01-01', arg_max(form, start) IN ('full_time', 'dispatched'),
       arg_max(form, start) = 'part_time', false FROM contract c
WHERE filed AND NOT EXISTS (SELECT 1 FROM listed l WHERE l.employer_id = c.employer_id AND l.worker_id = c.worker_id)
GROUP BY 1, 2
"""
# One row per employment: from rosters, else from filings. A filed end ends it where no later roster and no other
# contract goes on.
SPELL = """
CREATE TEMP TABLE spell AS
WITH known AS (
    SELECT l.employer_id, l.worker_id, arg_max(l.hired_on, l.as_of) AS hired_on, max(l.as_of) AS last_listed,
           arg_max(struct_pack(d := l.left_on), l.as_of).d AS said_left,
           max(CASE WHEN l.standard AND NOT l.was THEN l.as_of END) AS standard_since
    FROM (SELECT *, lag(standard) OVER (PARTITION BY employer_id, worker_id ORDER BY as_of) AS was FROM listed) l
    GROUP BY 1, 2
    UNION ALL
    SELECT employer_id, worker_id, min(start), NULL, NULL, NULL FROM contract c
    WHERE filed AND start <= $on AND NOT EXISTS (
        SELECT 1 FROM listed l WHERE l.employer_id = c.employer_id AND l.worker_id = c.worker_id)
    GROUP BY 1, 2
    UNION ALL  -- whom only a wage sheet names
    SELECT DISTINCT employer_id, worker_id, NULL::date, NULL::date, NULL::date, NULL::date FROM wage w
    WHERE NOT EXISTS (SELECT 1 FROM listed l WHERE l.employer_id = w.employer_id AND l.worker_id = w.worker_id)
      AND NOT EXISTS (SELECT 1 FROM contract c WHERE c.filed AND c.start <= $on AND c.employer_id = w.employer_id
                      AND c.worker_id = w.worker_id)
), ends AS (
    SELECT k.employer_id, k.worker_id, min(c.ended_on) AS ended_on
    FROM known k JOIN contract c ON c.employer_id = k.employer_id AND c.worker_id = k.worker_id
    WHERE c.filed AND c.ended_on > k.hired_on AND (k.said_left IS NULL OR k.said_left >= c.ended_on)
      AND (k.last_listed IS NULL OR k.last_listed <= c.ended_on)
      AND NOT EXISTS (
        SELECT 1 FROM contract o WHERE o.employer_id = c.employer_id AND o.worker_id = c.worker_id AND o.filed
          AND o.start <> c.start AND (o.start BETWEEN c.ended_on + 1 AND c.ended_on + $gap
            OR (o.start <= c.ended_on AND coalesce(o.ends, 'infinity') >= c.ended_on
                AND coalesce(o.ended_on, 'infinity') > c.ended_on)))
    GROUP BY 1, 2
), unlisted AS (  -- the first roster since he was hired that might have listed him
    SELECT k.employer_id, k.worker_id, min(r.as_of) AS as_of FROM known k JOIN roster r ON r.employer_id = k.employer_id
    WHERE k.last_listed IS NULL AND r.as_of >= k.hired_on AND r.as_of <= $on GROUP BY 1, 2
)
SELECT k.*, CASE WHEN k.last_listed IS NULL THEN u.as_of WHEN f.as_of > k.last_listed THEN f.as_of END AS gone,
       CASE WHEN e.ended_on IS NULL THEN k.said_left ELSE least(coalesce(k.said_left, e.ended_on), e.ended_on) END AS left_on
FROM known k LEFT JOIN ends e ON e.employer_id = k.employer_id AND e.worker_id = k.worker_id
LEFT JOIN unlisted u ON u.employer_id = k.employer_id AND u.worker_id = k.worker_id
JOIN fresh f ON f.employer_id = k.employer_id
"""
OPEN = "s.hired_on <= {d} AND coalesce(s.left_on, 'infinity') > {d} AND coalesce(s.gone, 'infinity') > {d}"
FORM = """(SELECT employer_id, worker_id, {day} AS day,
    coalesce(arg_max(struct_pack(s := standard, p := part_time), as_of) FILTER (WHERE as_of <= {day}),
             arg_min(struct_pack(s := standard, p := part_time), as_of)) AS f
    FROM {of} GROUP BY employer_id, worker_id, {day})"""

CONTRACTS = f"""
INSERT INTO hit
WITH looked AS (
    SELECT s.employer_id, s.worker_id, s.standard_since, s.hired_on, f.look,
           bool_or(c.valid) AS valid, count(c.start) > 0 AS had, max(c.last_day) AS last_day
    FROM spell s JOIN fresh f ON f.employer_id = s.employer_id
    JOIN (SELECT employer_id, worker_id, arg_max(standard, as_of) AS standard FROM formed GROUP BY 1, 2) form
         ON form.employer_id = s.employer_id AND form.worker_id = s.worker_id AND form.standard
    LEFT JOIN LATERAL (
        SELECT c.start, least(coalesce(c.ends, 'infinity'), coalesce(c.ended_on, 'infinity')) AS last_day,
               coalesce(c.ends, 'infinity') >= f.look AND coalesce(c.ended_on, 'infinity') > f.look AS valid
        FROM contract c WHERE c.employer_id = s.employer_id AND c.worker_id = s.worker_id AND c.start <= f.look
          AND least(coalesce(c.ends, 'infinity'), coalesce(c.ended_on, 'infinity')) >= s.hired_on) c ON true
    WHERE f.live AND f.vouched <> '' AND {OPEN.format(d="f.look")}
    GROUP BY 1, 2, 3, 4, 5
), based AS (SELECT *, greatest(hired_on, coalesce(standard_since, hired_on), $since) AS base FROM looked)
SELECT CASE WHEN had THEN 'R17' WHEN look >= base + INTERVAL 1 YEAR THEN 'R15' ELSE 'R14' END, employer_id, worker_id, ''
FROM based WHERE NOT coalesce(valid, false)
  AND CASE WHEN had THEN last_day < look ELSE look > base + INTERVAL 1 MONTH END
"""
INSURED = f"""
INSERT INTO hit
SELECT CASE WHEN coalesce(i.bits, 0) = 0 THEN 'R25' ELSE 'R26' END, s.employer_id, s.worker_id, ''
FROM spell s JOIN fresh f ON f.employer_id = s.employer_id
JOIN kinds k ON k.month = f.insured_month
JOIN {FORM.format(day="insured_last", of="(SELECT l.*, f.insured_last FROM formed l JOIN fresh f ON f.employer_id = l.employer_id)")} form
     ON form.employer_id = s.employer_id AND form.worker_id = s.worker_id AND form.f.s
LEFT JOIN (SELECT employer_id, worker_id, month, bit_or(insured & kinds) AS bits FROM insurance WHERE listed GROUP BY 1, 2, 3) i
     ON i.employer_id = s.employer_id AND i.worker_id = s.worker_id AND i.month = f.insured_month
WHERE f.live AND f.roster_fresh AND f.insurance_fresh AND {OPEN.format(d="f.insured_last")}
  AND f.insured_last > greatest(s.hired_on, $social) + $days::int
  AND ((coalesce(i.bits, 0) | CASE WHEN coalesce(i.bits, 0) & 2 <> 0 THEN k.with_medical ELSE 0 END) & k.required)
      <> k.required
"""
SLOT = f"""
CREATE TEMP TABLE slot AS
SELECT s.employer_id, s.worker_id, m.month, m.month_last, m.last_due, v.period IS NOT NULL AS sheet, s.last_listed IS NULL AS unlisted, form.f.s AS standard,
       form.f.p AS part_time, s.hired_on <= m.month AND coalesce(s.left_on, 'infinity') >= m.month_last
           AND (s.gone IS NULL OR s.left_on IS NOT NULL OR s.last_listed >= m.month_last) AS whole
FROM spell s JOIN fresh f ON f.employer_id = s.employer_id JOIN month m ON m.month >= f.first
LEFT JOIN (SELECT DISTINCT employer_id, period FROM coverage WHERE dataset = 'wage_payment' AND own) v
     ON v.employer_id = s.employer_id AND v.period = m.month
LEFT JOIN {FORM.format(day="month_last", of="(SELECT l.*, m.month_last FROM formed l JOIN fresh f ON f.employer_id = l.employer_id JOIN month m ON m.month >= f.first)")} form
     ON form.employer_id = s.employer_id AND form.worker_id = s.worker_id AND form.day = m.month_last
"""
JUDGED = """
CREATE TEMP TABLE judged AS
WITH agreed AS (
    SELECT s.employer_id, s.worker_id, s.month,
           arg_max(struct_pack(d := coalesce(c.pay_day, -1), i := c.pay_in), c.start) AS p
    FROM slot s JOIN contract c ON c.employer_id = s.employer_id AND c.worker_id = s.worker_id
    WHERE c.start <= s.month_last AND coalesce(c.ends, 'infinity') >= s.month AND coalesce(c.ended_on, 'infinity') > s.month
    GROUP BY 1, 2, 3
), dated AS (
    SELECT s.*, coalesce(d.due, s.last_due) AS due FROM slot s
    LEFT JOIN agreed a ON a.employer_id = s.employer_id AND a.worker_id = s.worker_id AND a.month = s.month
    LEFT JOIN due d ON d.month = s.month AND d.pay_day = a.p.d AND d.pay_in = a.p.i
), paid AS (
    SELECT employer_id, worker_id, month, bool_or(source_id = 'danwei') AS own, bool_or(source_id <> 'danwei') AS bank,
           max(payable) FILTER (WHERE source_id = 'danwei') AS payable,
           max(coalesce(overtime, 0) + coalesce(allowances, 0)) FILTER (WHERE source_id = 'danwei') AS excluded,
           max(coalesce(deductions, 0)) FILTER (WHERE source_id = 'danwei') AS deductions,
           max(hours) FILTER (WHERE source_id = 'danwei') AS hours,
           bool_and(days_present IS NOT DISTINCT FROM days_due) FILTER (WHERE source_id = 'danwei') AS full_days,
           greatest(coalesce(sum(paid) FILTER (WHERE source_id = 'danwei' AND paid_day <= $on), 0),
                    coalesce(sum(paid) FILTER (WHERE source_id <> 'danwei' AND paid_day <= $on), 0)) AS paid
    FROM wage GROUP BY 1, 2, 3
)
SELECT d.*, coalesce(p.own, false) AS own, coalesce(p.bank, false) AS bank, p.payable - p.excluded AS comparable, p.hours,
       coalesce(p.full_days, false) AS full_days, p.payable - p.deductions - p.paid AS owed, m.monthly, m.hourly
FROM dated d LEFT JOIN paid p ON p.employer_id = d.employer_id AND p.worker_id = d.worker_id AND p.month = d.month
LEFT JOIN (SELECT e.employer_id, m.month, arg_max(e.district_id, e.valid_from) AS district_id
           FROM placement e JOIN month m ON coalesce(e.valid_to, 'infinity') > m.month_last GROUP BY 1, 2) place
     ON place.employer_id = d.employer_id AND place.month = d.month
LEFT JOIN minimum m ON m.district_id = place.district_id AND m.month = d.month
"""
WAGES = """
INSERT INTO hit
SELECT rule, j.employer_id, worker_id, strftime(month, '%Y-%m')
FROM (
    SELECT 'R30' AS rule, j.* FROM judged j WHERE own AND whole AND full_days
       AND ((standard AND comparable < monthly) OR (part_time AND hours > 0 AND comparable / hours < hourly))
    UNION ALL SELECT 'R31', j.* FROM judged j
    WHERE own AND $on > due AND owed > $tolerance AND (standard OR part_time OR unlisted)
    UNION ALL SELECT 'R32', j.* FROM judged j WHERE sheet AND standard AND whole AND $on > due AND NOT own AND NOT bank
) j JOIN fresh f ON f.employer_id = j.employer_id
WHERE CASE rule WHEN 'R30' THEN f.live AND f.wages_fresh AND f.roster_fresh WHEN 'R31' THEN f.wages_fresh
      ELSE f.live AND f.roster_fresh END
"""
SHEETS = """
INSERT INTO hit
SELECT DISTINCT 'R32', s.employer_id, NULL, strftime(s.month, '%Y-%m')
FROM slot s JOIN fresh f ON f.employer_id = s.employer_id
WHERE NOT s.sheet AND s.month > f.first AND s.last_due < $on AND s.standard AND s.whole AND f.live AND f.roster_fresh
"""
STEPS = (FRESH, LISTED, CONTRACT, FORMED, SPELL, CONTRACTS, INSURED, SLOT, JUDGED, WAGES, SHEETS)
TABLES = "fresh listed contract spell slot judged hit".split()


def export(folder: Path, on: date) -> None:
    """The normalised rows as Parquet files."""
    import duckdb
    from django.db import connection, transaction

    from employers.domain.derivation import reference

    with transaction.atomic(), connection.cursor() as cursor, duckdb.connect() as duck:
        days = reference.WorkingDays(on)
        reference.months(cursor, days)
        reference.due_days(cursor, days)
        reference.minimum_wages(cursor, on)
        cursor.execute("SELECT DISTINCT period FROM employers_coverage WHERE dataset = 'social_insurance'")
        reference.required_kinds(cursor, [month for (month,) in cursor.fetchall()])
        for name, sql in EXPORTS.items():
            text = folder / f"{name}.csv"
            with text.open("wb") as file, cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv, HEADER)") as copy:
                for block in copy:
                    file.write(block)
            types = ", types=" + repr(TYPES[name]) if name in TYPES else ""
            duck.execute(f"COPY (SELECT * FROM read_csv('{text}', header=true, nullstr='', allow_quoted_nulls=false{types}))"
                         f" TO '{folder / name}.parquet' (FORMAT parquet)")  # fmt: skip
            text.unlink()
        cursor.execute("DROP TABLE pg_temp.t_month, pg_temp.t_due, pg_temp.t_minimum, pg_temp.t_kinds")


def told(on: date) -> dict[str, Any]:
    """The dated parameters, read once from the product's tables."""
    from core import parameters

    limits = {name: int(parameters.value(f"freshness.{name}", (), on) or 0)
              for name in ("rosters", "filings", "insurance", "wages")}  # fmt: skip
    return limits | {
        "on": on,
        "gap": int(parameters.value("employment.gap_days", (), on) or 0),
        "days": int(parameters.value("R25.days", (), on) or 0),
        "tolerance": parameters.value("R31.tolerance", (), on) or 0,
        "since": parameters.begins("R14.months", on),
        "social": parameters.begins("R25.days", on),
    }


def check(folder: Path, values: dict[str, Any], threads: int) -> tuple[float, set[tuple[Any, ...]]]:
    """Seconds of the checks, from opening the Parquet files to the table of hits; and the hits."""
    import re

    import duckdb

    with duckdb.connect(config={"threads": threads}) as duck:
        begun = time.perf_counter()
        for name in EXPORTS:
            duck.execute(f"CREATE VIEW {name} AS SELECT * FROM '{folder / name}.parquet'")
        duck.execute("CREATE TEMP TABLE hit (rule text, employer_id bigint, worker_id bigint, period text)")
        for step in STEPS:
            named = {key: values[key] for key in set(re.findall(r"\$(\w+)", step))}
            duck.execute(step, named or None)
        seconds = time.perf_counter() - begun
        return seconds, set(duck.execute("SELECT * FROM hit").fetchall())
