"""What an area still holds: no area is closed while business rows point at it (decision 1).

Read from the schema itself, as the database's own protection is: every foreign key to ``Area`` outside this app.
"""

from collections import Counter
from collections.abc import Callable, Collection

from django.db import models

from grids.models import Area

# Told the ids about to be closed, answers what still holds them: area id → how many rows of what.
Holding = Callable[[Collection[int]], dict[int, dict[str, int]]]


def held(areas: Collection[int]) -> dict[int, dict[str, int]]:
    """Count the rows that point at each area, by what they are."""
    found: dict[int, Counter[str]] = {}
    for field in pointing():
        rows = (
            field.model._base_manager.filter(**{f"{field.attname}__in": areas})
            .values_list(field.attname)
            .annotate(rows=models.Count("pk"))
        )
        for area, rows_here in rows:
            found.setdefault(area, Counter())[str(field.model._meta.verbose_name)] += rows_here
    return {area: dict(what) for area, what in found.items()}


def pointing() -> list[models.ForeignKey]:
    """Every foreign key to ``Area`` that belongs to another app."""
    relations = Area._meta.get_fields(include_hidden=True)
    fields = [relation.field for relation in relations if isinstance(relation, models.ManyToOneRel)]
    return [field for field in fields if field.model._meta.app_label != "grids"]
