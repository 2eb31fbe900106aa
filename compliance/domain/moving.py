"""Findings lie where their employer lies: the part of compliance in an employer's move (decisions 34)."""

from compliance.models import Finding
from employers.models import Employer
from grids.models import Area


def move_to(*, employer: Employer, area: Area) -> int:
    """Let the findings of an employer follow it; answers how many. The verb above journals the move."""
    return Finding.objects.filter(employer=employer).update(area_id=area.pk, **area.levels())
