"""What the bar over every page says besides the name of the account: where it works."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from grids import queries as territory

SHOWN = 3


def area_name(request: HttpRequest) -> dict[str, object]:
    """The areas of the reader's scope; read only where a whole page is shown, and once."""
    return {"area_name": SimpleLazyObject(lambda: _names(request))}


def _names(request: HttpRequest) -> str:
    actor = getattr(request, "actor", None)
    if actor is None or actor.scope.empty:
        return ""
    areas = territory.top_areas(actor.scope)
    return "、".join(area.name for area in areas[:SHOWN]) + ("…" if len(areas) > SHOWN else "")
