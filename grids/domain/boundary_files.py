"""Reading outlines: a GeoJSON collection whose features carry the code of their area."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from grids.domain import rings
from grids.domain.division_files import Refused
from grids.domain.rings import Repair

SHOWN = 50
LARGEST = 40_000_000  # bytes; the 261 grids of the city surveyed to the metre have some 10 MB
MOST_CORNERS = 1_000_000
CODE_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Outline:
    """One feature: the code it names, the geometry as uploaded, the same for reckoning, and what had to be repaired."""

    code: str
    geometry: dict[str, Any]
    shape: BaseGeometry
    repairs: tuple[Repair, ...] = ()


def read(content: bytes) -> list[Outline]:
    """All outlines of a file, repaired where a repair can be shown, or a refusal that lists every hopeless feature."""
    outlines, faults = [], []
    for number, feature in enumerate(_features(content), start=1):
        try:
            outlines.append(outline(feature))
        except (Refused, KeyError, TypeError, ValueError, IndexError, RecursionError, shapely.errors.ShapelyError) as e:
            reason = str(e) if isinstance(e, Refused) else _("no code or no polygon")
            faults.append(_("feature %(number)s: %(reason)s") % {"number": number, "reason": reason})
    refuse_if(faults)
    codes = [outline.code for outline in outlines]
    refuse_if(
        [_("%(code)s stands twice") % {"code": code} for code in sorted({c for c in codes if codes.count(c) > 1})]
    )
    return outlines


def _features(content: bytes) -> list[dict[str, Any]]:
    if len(content) > LARGEST:
        raise Refused(_("The file is larger than %(most)s MB.") % {"most": LARGEST // 1_000_000})
    try:
        features = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)["features"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused(_("The file is no GeoJSON collection of features.")) from error
    if not isinstance(features, list) or not features:
        raise Refused(_("The file is no GeoJSON collection of features."))
    return features


def _no_number(word: str) -> float:
    raise ValueError(word)


def outline(feature: Mapping[str, Any]) -> Outline:
    code = str(feature["properties"]["code"]).strip()
    geometry = rings.polygonal(feature["geometry"], code)
    if not code or len(code) > CODE_LENGTH:
        raise Refused(_("no code or no polygon"))
    if rings.corners(geometry) > MOST_CORNERS:
        raise Refused(_("%(code)s has more than %(most)s corners") % {"code": code, "most": f"{MOST_CORNERS:,}"})
    figure, repairs = rings.mended(geometry, code)
    if figure is None:
        raise Refused(_("%(code)s: the rings enclose nothing") % {"code": code})
    return Outline(code, geometry, figure, repairs)


def refuse_if(faults: Sequence[str]) -> None:
    if faults:
        raise Refused(
            _("%(count)s outlines are refused: %(list)s") % {"count": len(faults), "list": "; ".join(faults[:SHOWN])}
        )
