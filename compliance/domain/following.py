"""Findings follow a change of territory: they lie where their employer lies, or the entry that they are about.

Set-wise, after the archives: ``t_moved`` says where each employer went, ``t_follow`` where everything of an area goes.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from compliance.models import FindingChange
from grids.domain import following
from grids.domain.following import Dependent

MOVED = """
UPDATE compliance_finding f
SET area_id = m.to_area, district_id = m.district_id, street_id = m.street_id, community_id = m.community_id
FROM t_moved m WHERE f.employer_id = m.employer
"""
ALONE = """
UPDATE compliance_finding f
SET area_id = a.id, district_id = a.district_id, street_id = a.street_id, community_id = a.community_id
FROM t_follow t JOIN grids_area a ON a.id = t.to_area WHERE f.employer_id IS NULL AND f.area_id = t.from_area
RETURNING f.id, t.from_area
"""
ALONE_BACK = """
UPDATE compliance_finding f
SET area_id = a.id, district_id = a.district_id, street_id = a.street_id, community_id = a.community_id
FROM grids_area a WHERE a.id = %(area)s AND f.id = ANY(%(findings)s) AND f.employer_id IS NULL
"""


@transaction.atomic
def follow(*, alone: bool = True) -> dict[str, Any]:
    """Let the findings follow; answers, for the undo, those without an archive by the area they came from.

    ``alone``: also those; a line between two areas moves archives only.
    """
    with connection.cursor() as cursor:
        cursor.execute(MOVED)
        found: dict[int, list[int]] = {}
        if alone:
            cursor.execute(ALONE)
            for finding, area in cursor.fetchall():
                found.setdefault(area, []).append(finding)
    newest = FindingChange.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return {"alone": [[area, ids] for area, ids in found.items()], "newest": newest}


@transaction.atomic
def unfollow(*, kept: dict[str, Any]) -> None:
    """Back to where they were; the archives have gone back already."""
    with connection.cursor() as cursor:
        cursor.execute(MOVED)
        for area, findings in kept.get("alone", ()):
            cursor.execute(ALONE_BACK, {"area": area, "findings": findings})


def dependents(*, areas: Sequence[int], kept: dict[str, Any]) -> list[Dependent]:
    """Findings that were opened, reopened or closed in these areas after the change."""
    changed = FindingChange.objects.filter(finding__area__in=areas, pk__gt=kept.get("newest", 0))
    number = changed.values("finding").distinct().count()
    return [Dependent(following.FINDINGS, number)] if number else []
