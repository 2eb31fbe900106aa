"""The territory filter of every list: one area inside the reader's scope, offered from where the scope begins."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.filters import Asked, Place, Under
from grids import queries
from grids.models import Area


def find(text: str, asked: Asked) -> Area | None:
    """The area of a code, if the reader may see it: outside does not exist."""
    area = queries.by_code(text, asked.on)
    return area if area is not None and asked.actor.scope.holds(area) else None


def choose(asked: Asked, chosen: Area | None) -> Iterable[tuple[str, str]]:
    """The way down to the chosen area, and what lies directly below it; else where the scope begins."""
    if chosen is None:
        return queries.entrance(asked.actor.scope)
    way = [area for area in queries.breadcrumbs(chosen) if asked.actor.scope.holds(area)]
    return [(area.local_code, area.name) for area in (*way, *queries.children(chosen))]


def in_area(name: str = "area", label: Any = None, *, prefix: str = "") -> Under:
    """Everything within one area, for rows that carry the level columns (``prefix`` reaches them)."""
    return Under(name, label or _("Area"), find=find, choose=choose, prefix=prefix)


class Directly(Under):
    """What lies in an area and in none of its parts (above the street tier: 未落格); a number elsewhere links here."""

    kind = "given"

    def options(self, value: Place | None, asked: Asked) -> list[tuple[str, str]]:
        return []  # no field offers them: nothing to ask the tree for

    def narrow(self, rows: QuerySet, value: Place) -> QuerySet:
        return rows.filter(**{f"{self.prefix}area_id": value.area.id})


def directly_in(name: str = "directly", label: Any = None, *, prefix: str = "") -> Directly:
    """Only what lies in the area itself, for rows that carry ``area``."""
    return Directly(name, label or _("Directly in"), find=find, choose=choose, prefix=prefix)
