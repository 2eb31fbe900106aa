"""Which table holds the statements of a dataset, what their key is, and how staged values become its columns."""

from dataclasses import dataclass, field
from functools import cached_property

from django.db import models

from employers.enums import Dataset
from employers.models import ContractFiling, Insurance, RosterRow, Wage
from employers.models.statement import Statement

CASTS = {
    models.DateField: "({v})::date",
    models.DecimalField: "({v})::numeric",
    models.SmallIntegerField: "({v})::smallint",
    models.BooleanField: "coalesce(({v})::boolean, false)",
    models.CharField: "coalesce({v}, '')",
}
STATED = {field.name for field in Statement._meta.get_fields()} | {"id", "employer", "worker"}

# Instalments of one day that differ only in what was paid are added before keys are compared: all of them take the sum
# and one content, so that the first speaks and the others count as the same row again.
ADD_INSTALMENTS = """
UPDATE {read} s SET values = jsonb_set(s.values, '{{paid}}', to_jsonb(sums.paid::text)),
       content_hash = sums.content_hash, row_hash = NULL
FROM (
    SELECT key_hash, payable, deductions, sum(paid) AS paid,
           md5(string_agg(content_hash::text, '' ORDER BY content_hash))::uuid AS content_hash
    FROM (SELECT DISTINCT key_hash, content_hash, values->>'payable' AS payable, values->>'deductions' AS deductions,
                 (values->>'paid')::numeric AS paid
          FROM {read}
          WHERE verdict NOT IN ('invalid', 'conflict') AND values->>'pay_type' = 'instalment') parts
    GROUP BY key_hash, payable, deductions HAVING count(*) > 1
) sums
WHERE s.key_hash = sums.key_hash AND s.verdict NOT IN ('invalid', 'conflict')
  AND s.values->>'payable' IS NOT DISTINCT FROM sums.payable
  AND s.values->>'deductions' IS NOT DISTINCT FROM sums.deductions
"""

# In instalments every row repeats what is payable and deducted in the month; one payment and instalments exclude
# each other.
TORN_MONTHS = """
UPDATE {read} s SET verdict = 'conflict', faults = '[{{"code": "instalments_differ", "field": "payable"}}]'::jsonb
FROM (
    SELECT employer, document_kind, number_hash, month FROM {read}
    WHERE verdict NOT IN ('invalid', 'conflict') AND values IS NOT NULL
    GROUP BY 1, 2, 3, 4
    HAVING bool_or(values->>'pay_type' = 'instalment')
       AND count(DISTINCT (values->>'payable', values->>'deductions', values->>'pay_type')) > 1
) torn
WHERE (s.employer, s.document_kind, s.number_hash, s.month)
      = (torn.employer, torn.document_kind, torn.number_hash, torn.month) AND s.verdict <> 'invalid'
"""

# The preceding roster of the employer decides: a row equal to that of the newest roster up to its day is unchanged.
ROSTER_STANDING = """
UPDATE {read} s SET worker = p.worker_id, statement = p.statement_id,
       verdict = CASE WHEN p.statement_id IS NULL THEN 'new'
                      WHEN f.content_hash = s.content_hash THEN 'unchanged' ELSE 'changed' END
FROM (
    SELECT DISTINCT ON (n.row) n.row, w.id AS worker_id, l.statement_id
    FROM {read} n
    JOIN employers_worker w ON w.number_hash = n.number_hash AND w.document_kind = n.document_kind
    LEFT JOIN (employers_listing l JOIN employers_roster r ON r.id = l.roster_id AND r.replaced_by IS NULL
               AND r.withdrawn_at IS NULL)
         ON l.employer_id = n.employer AND l.worker_id = w.id AND r.as_of <= (n.values->>'as_of')::date
    WHERE n.verdict = 'new'
    ORDER BY n.row, r.as_of DESC NULLS LAST
) p LEFT JOIN employers_rosterrow f ON f.id = p.statement_id
WHERE p.row = s.row
"""


@dataclass(frozen=True)
class FactTable:
    """``key`` is SQL over a staged row ``s``, after source, employer and worker."""

    model: type[models.Model]
    key: str
    before_duplicates: tuple[str, ...] = ()
    standing: str = ""
    renamed: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    undecided: bool = False  # a number of unusual length may be another document of a known worker

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @cached_property
    def columns(self) -> dict[str, str]:
        """Column of the table → SQL over a staged row ``s``, beside what every statement carries."""
        made = dict(self.given)
        for column in self.model._meta.concrete_fields:
            if column.name in STATED or column.column in made:
                continue
            if column.name in ("phone_cipher", "phone_hash", "phone_mask", "month", "name"):
                made[column.column] = f"s.{column.name}"
                continue
            cast = next(cast for kind, cast in CASTS.items() if isinstance(column, kind))
            made[f'"{column.column}"'] = cast.format(v=f"s.values->>'{self.renamed.get(column.name, column.name)}'")
        return made


FACTS = {
    Dataset.EMPLOYEE_ROSTER: FactTable(RosterRow, "s.values->>'as_of'", standing=ROSTER_STANDING),
    Dataset.CONTRACT_FILING: FactTable(
        ContractFiling,
        "s.values->>'start', s.values->>'action',"
        " CASE WHEN s.values->>'action' = 'changed' THEN coalesce(s.values->>'filed_on', '') END",
    ),
    Dataset.SOCIAL_INSURANCE: FactTable(
        Insurance, "s.month, s.values->>'named'", renamed={"kinds": "named"}, undecided=True
    ),
    Dataset.WAGE_PAYMENT: FactTable(
        Wage,
        "s.month, CASE WHEN s.values->>'pay_type' = 'instalment' THEN coalesce(s.values->>'paid_on', '') END",
        before_duplicates=(ADD_INSTALMENTS, TORN_MONTHS),
        given={"source_id": "%(source)s"},
        undecided=True,
    ),
}

# Rows that stand by their hash: that row applied, and is still the standing statement of its key. They are staged by
# the database alone, with key, content and employer of their statement; the answer is the rows that have to be read. A
# roster's hash does not cover its day, which decides what precedes it, so rosters are always read in full.
_GIVEN = """
WITH given AS (
    SELECT * FROM unnest(string_to_array(%(rows)s, ',')::int[], string_to_array(%(hashes)s, ',')::uuid[]) g (row, hash)
), found AS MATERIALIZED (
    SELECT g.row, g.hash, {found}
    FROM given g LEFT JOIN {source} AND f.superseded_at IS NULL AND f.listed
), known AS (
    INSERT INTO {{known}} (upload_id, known, row, verdict, row_hash, statement, key_hash, content_hash, employer)
    SELECT %(upload)s, true, row, 'unchanged', hash, id, {key}, content_hash, employer_id
    FROM found WHERE id IS NOT NULL
)
SELECT row FROM found WHERE id IS NULL
"""
REGISTER_KEY = "md5(concat_ws('|', %(source)s, %(dataset)s, {key}, {year}))::uuid"
STAGE_KNOWN = {
    **{
        dataset: _GIVEN.format(
            found="f.id, f.content_hash, f.key_hash, f.employer_id",
            source=f"{facts.table} f ON f.row_hash = g.hash",
            key="key_hash",
        )
        for dataset, facts in FACTS.items()
        if dataset is not Dataset.EMPLOYEE_ROSTER
    },
    **{
        dataset: _GIVEN.format(
            found="f.id, f.content_hash, e.key, e.year, e.employer_id",
            source="(employers_registerversion f JOIN employers_registerentry e ON e.id = f.entry_id)"
            " ON f.row_hash = g.hash",
            key=REGISTER_KEY.format(key="key", year="year"),
        )
        for dataset in map(Dataset, Dataset.registers)
    },
}
