"""Insurance: M*, the month that counts per employer, and which kinds of it each worker has (rule catalogue 9.1)."""

from employers.domain.derivation.facts import Facts

# t_kinds(month, required, implied_by_medical, combined_suffices) is filled from dated parameters for every month that
# any covering delivery names.
MONTHS = """
CREATE TEMP TABLE t_insurance_month ON COMMIT DROP AS
SELECT DISTINCT ON (employer_id) employer_id, month, required, with_medical, combined_suffices, month_last
FROM (
    SELECT c.employer_id, k.month, k.required, k.with_medical, k.combined_suffices,
           (k.month + interval '1 month')::date - 1 AS month_last,
           bit_or(c.kinds)::int AS kinds
    FROM {coverage} c JOIN t_kinds k ON k.month = c.period
    WHERE c.dataset = 'social_insurance' AND c.employer_id IN (SELECT DISTINCT employer_id FROM t_target)
    GROUP BY 1, 2, 3, 4, 5
) covered
WHERE month_last <= %(on)s
  AND ((kinds | CASE WHEN kinds & 2 <> 0 THEN with_medical ELSE 0 END) & required) = required
ORDER BY employer_id, month DESC
"""

# Where statements of the month overlap in a kind, the highest commit number speaks for it.
INSURED = """
CREATE TEMP TABLE t_insured ON COMMIT DROP AS
SELECT employer_id, worker_id,
       bits | CASE WHEN bits & 2 <> 0 THEN with_medical ELSE 0 END
            | CASE WHEN bits & 32 <> 0 AND combined_suffices THEN required ELSE 0 END AS insured
FROM (
    SELECT i.employer_id, i.worker_id, m.with_medical, m.required,
           m.combined_suffices AND bool_or(coalesce(p.household = 'rural', false)) AS combined_suffices,
           CASE WHEN count(*) = 1 THEN max(i.insured & i.kinds)::int ELSE ({bits}) END AS bits
    FROM {insurance} i
    JOIN t_insurance_month m ON m.employer_id = i.employer_id AND m.month = i.month
    LEFT JOIN t_latest p ON (p.employer_id, p.worker_id) = (i.employer_id, i.worker_id)
    GROUP BY 1, 2, 3, 4, m.combined_suffices
) folded
"""
BIT = (
    "coalesce((array_agg(i.insured & {bit} ORDER BY i.number DESC, i.listed DESC)"
    " FILTER (WHERE i.kinds & {bit} <> 0))[1], 0)::int"
)
BITS = " | ".join(BIT.format(bit=1 << n) for n in range(6))


def months(facts: Facts) -> list[str]:
    """M* per employer. Reads ``t_kinds``."""
    return [
        MONTHS.format(coverage=facts.coverage),
        "CREATE INDEX ON t_insurance_month (employer_id)",
        "ANALYZE t_insurance_month",
    ]


def insured(facts: Facts) -> list[str]:
    """The kinds of each worker in M*. Reads ``t_insurance_month`` and ``t_latest``."""
    # An absence is a statement too: it says "none of these kinds", so unlisted rows are read here.
    statements = facts.statements("insurance").replace(" AND f.listed", "").replace(" newest WHERE listed", " newest")
    return [
        INSURED.format(bits=BITS, insurance=statements),
        "CREATE INDEX ON t_insured (employer_id, worker_id)",
        "ANALYZE t_insured",
    ]
