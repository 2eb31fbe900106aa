"""The rules in force, in the order of the catalogue."""

from compliance.rules import contracts, headcounts, insurance, registration, wages
from compliance.rules.base import CityPart, Rule

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (*registration.RULES, *headcounts.RULES, *contracts.RULES, *insurance.RULES, *wages.RULES),
        key=lambda rule: rule.code,
    )
)
BY_CODE = {rule.code: rule for rule in RULES}
OF_CITY = tuple(rule for rule in RULES if rule.part(CityPart))
OF_EMPLOYERS = tuple(rule for rule in RULES if not rule.part(CityPart))
# What findings are marked with (9.1, standard form: a worker past the usual retirement age is not skipped).
MARKS = ("retirement.male", "retirement.female")
PARAMETERS = sorted({*MARKS, *(code for rule in RULES for code in rule.parameters)})
