"""Numbers of an employer that labour files teach: the insurance office's unit number (datasets page)."""

from typing import Any

from employers.models import Delivery

LEARNT = """
INSERT INTO employers_identifier (employer_id, kind, value, valid_from, derived, conforming, delivery_id, dataset,
                                  override_reason, override_by)
SELECT DISTINCT s.employer, 'insurance_unit_no', s.insurance_unit_no, %(received_on)s::date, false, true, %(delivery)s,
       %(dataset)s, '', ''
FROM {staged} s
WHERE s.verdict IN ('new', 'changed') AND s.insurance_unit_no <> '' AND (s.uscc <> '' OR s.org_code <> '')
  AND NOT EXISTS (SELECT 1 FROM employers_identifier i WHERE i.kind = 'insurance_unit_no'
                  AND i.value = s.insurance_unit_no AND i.valid_to IS NULL)
"""


def unit_numbers(cursor: Any, delivery: Delivery, staged: str) -> None:
    """Learn the unit numbers that stand beside a code, where nobody bears them yet."""
    cursor.execute(
        LEARNT.format(staged=staged),
        {"delivery": delivery.pk, "dataset": delivery.dataset, "received_on": delivery.received_on},
    )
