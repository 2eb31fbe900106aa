"""Findings lie where their employer lies: the part of compliance in an employer's move (decisions 34)."""

from collections.abc import Sequence

from compliance.models import Finding
from grids.models import Area


def move_to(*, employers: Sequence[int], area: Area) -> int:
    """Let the findings of these employers follow them; answers how many. The verb above journals the move."""
    return Finding.objects.filter(employer__in=employers).update(area_id=area.pk, **area.levels())
