from employers.models.contract import ContractFiling
from employers.models.coverage import Coverage
from employers.models.delivery import Delivery
from employers.models.employer import Employer
from employers.models.identifier import Identifier
from employers.models.insurance import Insurance
from employers.models.placement import Placement
from employers.models.register import RegisterEntry, RegisterVersion
from employers.models.rollup import AreaFigures, EmployerFigures
from employers.models.roster import Listing, Roster, RosterRow
from employers.models.source import Source
from employers.models.standing import ContractState, Standing
from employers.models.touched import Touched
from employers.models.unapplied import Unapplied
from employers.models.wage import Wage
from employers.models.worker import Worker

__all__ = [
    "AreaFigures",
    "ContractFiling",
    "ContractState",
    "Coverage",
    "Delivery",
    "Employer",
    "EmployerFigures",
    "Identifier",
    "Insurance",
    "Listing",
    "Placement",
    "RegisterEntry",
    "RegisterVersion",
    "Roster",
    "RosterRow",
    "Source",
    "Standing",
    "Touched",
    "Unapplied",
    "Wage",
    "Worker",
]
