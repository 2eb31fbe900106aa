"""Wages: 25 months of bits per worker: covered, due, on time, unpaid, below the standard, missing (9.1, R30–R32)."""

from employers.domain.derivation.facts import Facts

# t_month(month, month_last, bit, last_due), t_due(month, pay_day, pay_in, due) and t_minimum(district_id, month,
# monthly, hourly) are filled from the calendar and dated parameters.
SHEETS = """
CREATE TEMP TABLE t_sheet ON COMMIT DROP AS
SELECT employer_id, period AS month
FROM {coverage} c
WHERE dataset = 'wage_payment' AND own AND employer_id IN (SELECT DISTINCT employer_id FROM t_target)
GROUP BY 1, 2
"""

# The months of the window from the employer's first sheet on.
SLOTS = """
CREATE TEMP TABLE t_slot ON COMMIT DROP AS
SELECT t.employer_id, t.worker_id, m.month, m.month_last, m.bit, m.last_due, s.month IS NOT NULL AS covered,
       f.standard, f.part_time
FROM t_target t
JOIN (SELECT employer_id, min(month) AS first FROM t_sheet GROUP BY 1) e USING (employer_id)
JOIN t_month m ON m.month >= e.first
LEFT JOIN t_sheet s ON s.employer_id = t.employer_id AND s.month = m.month
LEFT JOIN t_form f ON f.employer_id = t.employer_id AND f.worker_id = t.worker_id
     AND f.from_day <= m.month_last AND f.to_day > m.month_last
"""

# Due day of W: of the contracts valid on some day of W the one with the latest start; without an agreed day the last
# working day of the month after (工资支付暂行规定 art. 7).
DUE = """
CREATE TEMP TABLE t_slot_due ON COMMIT DROP AS
WITH agreed AS MATERIALIZED (
    SELECT DISTINCT ON (s.employer_id, s.worker_id, s.month) s.employer_id, s.worker_id, s.month,
           coalesce(c.pay_day, -1)::int AS pay_day, coalesce(nullif(c.pay_in, ''), 'next') AS pay_in
    FROM t_slot s
    JOIN t_contract c ON c.employer_id = s.employer_id AND c.worker_id = s.worker_id AND c.start <= s.month_last
         AND (c.ends IS NULL OR c.ends >= s.month) AND (c.ended_on IS NULL OR c.ended_on > s.month)
    ORDER BY s.employer_id, s.worker_id, s.month, c.start DESC
)
SELECT a.employer_id, a.worker_id, a.month, d.due
FROM agreed a JOIN t_due d ON d.month = a.month AND d.pay_day = a.pay_day AND d.pay_in = a.pay_in
"""

# Sums per source: the larger of the employer's and the bank's counts, never their total. A payment without a day
# counts as made on the day its delivery was received.
PAID = """
CREATE TEMP TABLE t_paid ON COMMIT DROP AS
SELECT s.employer_id, s.worker_id, s.month, coalesce(d.due, s.last_due) AS due,
       bool_or(w.source_id = 'danwei') AS own, bool_or(w.source_id <> 'danwei') AS bank,
       max(w.payable) FILTER (WHERE w.source_id = 'danwei') AS payable,
       max(coalesce(w.overtime, 0) + coalesce(w.allowances, 0)) FILTER (WHERE w.source_id = 'danwei') AS excluded,
       max(coalesce(w.deductions, 0)) FILTER (WHERE w.source_id = 'danwei') AS deductions,
       max(w.hours) FILTER (WHERE w.source_id = 'danwei') AS hours,
       bool_and(w.days_present IS NOT DISTINCT FROM w.days_due) FILTER (WHERE w.source_id = 'danwei') AS full_days,
       greatest(coalesce(sum(w.paid) FILTER (WHERE w.source_id = 'danwei' AND w.paid_day <= %(on)s), 0),
                coalesce(sum(w.paid) FILTER (WHERE w.source_id <> 'danwei' AND w.paid_day <= %(on)s), 0)) AS paid,
       greatest(coalesce(sum(w.paid) FILTER (WHERE w.source_id = 'danwei'
                                             AND w.paid_day <= coalesce(d.due, s.last_due)), 0),
                coalesce(sum(w.paid) FILTER (WHERE w.source_id <> 'danwei'
                                             AND w.paid_day <= coalesce(d.due, s.last_due)), 0)) AS paid_by_due,
       min(w.paid_day) FILTER (WHERE w.paid_day > %(on)s) AS next_payment
FROM (SELECT f.*, coalesce(f.paid_on, d.received_on) AS paid_day
      FROM {wages} f JOIN employers_delivery d ON d.id = f.delivery_id) w
JOIN t_slot s ON s.employer_id = w.employer_id AND s.worker_id = w.worker_id AND s.month = w.month
LEFT JOIN t_slot_due d ON d.employer_id = s.employer_id AND d.worker_id = s.worker_id AND d.month = s.month
GROUP BY 1, 2, 3, 4
"""

# Whole month: employed from its first to its last day; whom rosters no longer list, only up to the last that lists him.
JUDGED = """
CREATE TEMP TABLE t_judged ON COMMIT DROP AS
SELECT s.employer_id, s.worker_id, s.month, s.bit, s.covered, coalesce(p.due, d.due, s.last_due) AS due,
       coalesce(s.standard, false) AS standard, coalesce(s.part_time, false) AS part_time,
       whole.is AS whole, coalesce(p.own, false) AS own, coalesce(p.bank, false) AS bank,
       p.payable, p.payable - p.excluded AS comparable, p.hours, p.payable - p.deductions - p.paid AS owed,
       p.payable - p.deductions - p.paid_by_due AS owed_at_due, coalesce(p.full_days, false) AS full_days,
       p.next_payment, minimum.monthly, minimum.hourly, minimum.confirmed,
       NOT EXISTS (SELECT 1 FROM t_listing l
                   WHERE (l.employer_id, l.worker_id) = (s.employer_id, s.worker_id)) AS unlisted
FROM t_slot s
LEFT JOIN t_paid p ON (p.employer_id, p.worker_id, p.month) = (s.employer_id, s.worker_id, s.month)
LEFT JOIN t_slot_due d ON (d.employer_id, d.worker_id, d.month) = (s.employer_id, s.worker_id, s.month)
CROSS JOIN LATERAL (
    SELECT EXISTS (SELECT 1 FROM t_spell e
                   WHERE e.employer_id = s.employer_id AND e.worker_id = s.worker_id
                     AND e.hired_on <= s.month AND (e.left_on IS NULL OR e.left_on >= s.month_last)
                     AND (e.no_longer_listed IS NULL OR e.left_on IS NOT NULL OR e.listed_as_of >= s.month_last)) AS is
) whole
LEFT JOIN t_place place ON place.employer_id = s.employer_id AND place.month = s.month
LEFT JOIN t_minimum minimum ON minimum.district_id = place.district_id AND minimum.month = s.month
"""

# The place of a day is the dated placement; before the first one the first holds.
PLACES = """
CREATE TEMP TABLE t_place ON COMMIT DROP AS
SELECT DISTINCT ON (e.employer_id, m.month) e.employer_id, m.month, p.district_id
FROM (SELECT DISTINCT employer_id FROM t_sheet) e
JOIN t_month m ON true
JOIN employers_placement p ON p.employer_id = e.employer_id AND p.superseded_at IS NULL
     AND (p.valid_to IS NULL OR p.valid_to > m.month_last)
ORDER BY e.employer_id, m.month, p.valid_from <= m.month_last DESC,
         CASE WHEN p.valid_from <= m.month_last THEN p.valid_from END DESC, p.valid_from
"""

# R30: comparable wage under the standard, full attendance; R31: owed after the due day; R32: no row where one is owed.
BITS = """
CREATE TEMP TABLE t_wage_bits ON COMMIT DROP AS
SELECT employer_id, worker_id,
       coalesce(bit_or(bit) FILTER (WHERE standard AND whole), 0) AS expected,
       coalesce(bit_or(bit) FILTER (WHERE own), 0) AS covered,
       coalesce(bit_or(bit) FILTER (WHERE own AND standard AND past), 0) AS due,
       coalesce(bit_or(bit) FILTER (WHERE own AND standard AND past AND owed_at_due <= %(tolerance)s), 0) AS on_time,
       coalesce(bit_or(bit) FILTER (WHERE unpaid), 0) AS unpaid,
       coalesce(bit_or(bit) FILTER (WHERE below), 0) AS below,
       coalesce(bit_or(bit) FILTER (WHERE covered AND standard AND whole AND past AND NOT own AND NOT bank), 0)
           AS missing,
       jsonb_agg(jsonb_build_object(
           'month', to_char(month, 'YYYY-MM'), 'due', due, 'owed', CASE WHEN unpaid THEN owed END,
           'comparable', CASE WHEN below THEN comparable END, 'hours', CASE WHEN below AND part_time THEN hours END,
           'standard', CASE WHEN below THEN CASE WHEN part_time THEN hourly ELSE monthly END END,
           'confirmed', CASE WHEN below THEN confirmed END) ORDER BY month) FILTER (WHERE unpaid OR below) AS details,
       least(min(due + 1) FILTER (WHERE NOT past AND (own OR covered)), min(next_payment)) AS changes_on
FROM (
    SELECT *, %(on)s > due AS past,
           own AND %(on)s > due AND owed > %(tolerance)s AND (standard OR part_time OR unlisted) AS unpaid,
           own AND whole AND full_days AND ((standard AND comparable < monthly)
               OR (part_time AND hours > 0 AND comparable / hours < hourly)) AS below
    FROM t_judged
) judged
GROUP BY 1, 2
"""


def wages(facts: Facts) -> list[str]:
    """The wage bits of each pair. Reads ``t_contract``, ``t_spell``, ``t_form``, ``t_listing``, the calendar tables."""
    pair = "(employer_id, worker_id, month)"
    return [
        SHEETS.format(coverage=facts.coverage),
        "ANALYZE t_sheet",
        SLOTS,
        f"CREATE INDEX ON t_slot {pair}",
        "ANALYZE t_slot",
        DUE,
        f"CREATE INDEX ON t_slot_due {pair}",
        "ANALYZE t_slot_due",
        PAID.format(wages=facts.statements("wage")),
        f"CREATE INDEX ON t_paid {pair}",
        "ANALYZE t_paid",
        PLACES,
        "ANALYZE t_place",
        JUDGED,
        BITS,
        "CREATE INDEX ON t_wage_bits (employer_id, worker_id)",
        "ANALYZE t_wage_bits",
    ]
