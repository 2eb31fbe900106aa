"""The eight datasets by name."""

from dataexchange.importing.spec import Spec
from dataexchange.importing.specs.business_register import BUSINESS_REGISTER
from dataexchange.importing.specs.code_register import CODE_REGISTER
from dataexchange.importing.specs.contract_filing import CONTRACT_FILING
from dataexchange.importing.specs.employee_roster import EMPLOYEE_ROSTER
from dataexchange.importing.specs.social_insurance import SOCIAL_INSURANCE
from dataexchange.importing.specs.statistics_units import STATISTICS_UNITS
from dataexchange.importing.specs.tax_register import TAX_REGISTER
from dataexchange.importing.specs.wage_payment import WAGE_PAYMENT
from employers.enums import Dataset

SPECS: dict[Dataset, Spec] = {
    spec.dataset: spec
    for spec in (
        CODE_REGISTER,
        BUSINESS_REGISTER,
        TAX_REGISTER,
        STATISTICS_UNITS,
        EMPLOYEE_ROSTER,
        CONTRACT_FILING,
        SOCIAL_INSURANCE,
        WAGE_PAYMENT,
    )
}


def spec_of(dataset: str) -> Spec:
    """The declaration of a dataset, by its name in code."""
    return SPECS[Dataset(dataset)]
