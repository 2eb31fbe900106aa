"""In which of the three rates a state row counts (rule catalogue 9.1, "Rates").

SQL over a state row ``s`` and its employer's row ``f`` of ``t_fresh``.
"""

from datetime import date
from typing import Any

from core import parameters
from employers.enums import RateBit

# Contracts: standard employments open on the day, more than a month after R14's base, with a valid contract ÷ all such.
# Insurance: those open on the last day of M* and hired more than 30 days before it, with every required kind ÷ all
# such.
# Wages: worker-months of the newest covered month with a due day past, paid in full by it ÷ all such.
# Whoever lacks fresh data is in neither number: he is counted beside them. A closed archive is read by no rate.
CONTRACTS = """
CASE WHEN (CASE WHEN f.contracts_by = 'roster' THEN s.open_then ELSE s.open END AND s.standard
           AND CASE WHEN f.contracts_by = 'roster' THEN f.roster_as_of ELSE %(on)s::date END
               > (greatest(s.hired_on, s.standard_since, %(since)s) + %(months)s * interval '1 month')::date
          ) IS NOT TRUE THEN 0
     WHEN f.contracts_by = '' OR s.doubt & 3 <> 0 THEN {CONTRACTS_UNKNOWN}
     WHEN CASE WHEN f.contracts_by = 'roster' THEN s.contract_then ELSE s.contract END = 'valid'
          THEN {CONTRACTS_OF} | {CONTRACTS_MET}
     ELSE {CONTRACTS_OF} END
"""
INSURED = """
CASE WHEN f.insurance_fresh AND f.roster_fresh AND s.doubt & 5 = 0
     THEN CASE WHEN (s.open_insured_day AND f.insured_last > s.insured_day_hired_on + %(days)s) IS NOT TRUE THEN 0
               WHEN s.insured & f.required = f.required THEN {INSURANCE_OF} | {INSURANCE_MET}
               ELSE {INSURANCE_OF} END
     WHEN s.open AND s.standard AND s.hired_on < %(on)s::date - %(days)s THEN {INSURANCE_UNKNOWN} ELSE 0 END
"""
WAGES = """
CASE WHEN f.wages_fresh AND s.wage_due & f.newest_wage <> 0
          AND (s.wage_doubtful | s.wage_bank_doubtful) & f.newest_wage = 0
     THEN CASE WHEN s.wage_on_time & f.newest_wage <> 0 THEN {WAGES_OF} | {WAGES_MET} ELSE {WAGES_OF} END
     WHEN s.open AND s.standard THEN {WAGES_UNKNOWN} ELSE 0 END
"""
_RATES = f"""
CASE WHEN f.live IS NOT TRUE THEN 0 ELSE s.open::int * {{EMPLOYMENT}} | (s.open AND s.standard)::int * {{STANDARD}}
     | {CONTRACTS.strip()} | {INSURED.strip()} | {WAGES.strip()} END
"""
RATES = _RATES.strip().format(**{str(bit.name): bit.value for bit in RateBit})


def values(on: date) -> dict[str, Any]:
    """The parameters that ``RATES`` names."""
    return {
        "on": on,
        "since": parameters.begins("R14.months", on) or on,
        "months": int(parameters.value("R14.months", (), on) or 0),
        "days": int(parameters.value("R25.days", (), on) or 0),
    }
