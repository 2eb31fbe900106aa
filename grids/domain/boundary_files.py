"""Reading outlines: a GeoJSON collection whose features carry the code of their area."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from django.utils.translation import gettext as _
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from grids.domain.division_files import Refused

SHOWN = 50
KINDS = ("Polygon", "MultiPolygon")
WORLD = (-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True, slots=True)
class Outline:
    """One feature: the code it names, the geometry as uploaded, and the same for reckoning."""

    code: str
    geometry: dict[str, Any]
    shape: BaseGeometry


def read(path: Path) -> list[Outline]:
    """All outlines of a file, or a refusal that lists every feature that cannot be one."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        features = content["features"]
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise Refused(_("The file is no GeoJSON collection of features.")) from error
    outlines, faults = [], []
    for number, feature in enumerate(features, start=1):
        try:
            outlines.append(outline(feature))
        except (Refused, KeyError, TypeError, ValueError, IndexError, ShapelyError) as error:
            reason = str(error) if isinstance(error, Refused) else _("no code or no polygon")
            faults.append(_("feature %(number)s: %(reason)s") % {"number": number, "reason": reason})
    refuse_if(faults)
    codes = [outline.code for outline in outlines]
    refuse_if(
        [_("%(code)s stands twice") % {"code": code} for code in sorted({c for c in codes if codes.count(c) > 1})]
    )
    return outlines


def outline(feature: dict[str, Any]) -> Outline:
    code, geometry = str(feature["properties"]["code"]), feature["geometry"]
    if geometry["type"] not in KINDS:
        raise Refused(_("%(code)s is no polygon") % {"code": code})
    figure = shape(geometry)
    if figure.is_empty or not figure.is_valid:
        raise Refused(_("%(code)s: ring is not valid (%(why)s)") % {"code": code, "why": explain_validity(figure)})
    if not shapely.box(*WORLD).covers(figure):
        raise Refused(_("%(code)s: the coordinates are not longitude, latitude in degrees") % {"code": code})
    return Outline(code, geometry, figure)


def refuse_if(faults: Sequence[str]) -> None:
    if faults:
        raise Refused(
            _("%(count)s outlines are refused: %(list)s") % {"count": len(faults), "list": "; ".join(faults[:SHOWN])}
        )
