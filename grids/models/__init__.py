from grids.models.area import Area
from grids.models.boundary import Boundary
from grids.models.boundary_draft import BoundaryDraft
from grids.models.change import TerritoryChange
from grids.models.filing import Filing
from grids.models.staffing import Staffing
from grids.models.succession import AreaSuccession
from grids.models.version import AreaVersion

__all__ = [
    "Area",
    "AreaSuccession",
    "AreaVersion",
    "Boundary",
    "BoundaryDraft",
    "Filing",
    "Staffing",
    "TerritoryChange",
]
