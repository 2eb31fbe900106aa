"""What is found in an upload before anybody publishes it: wrong codes, repairs, gaps, overlaps, datum, colours.

The answer is plain data in codes and numbers, kept with the draft; ``preview.py`` says it and draws it.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from core.enums import Tier
from grids.domain import boundaries, datum_check, flaws, outlines
from grids.enums import Datum, FlawKind
from grids.models import Area, AreaVersion, Boundary, BoundaryDraft


def grids_of(area: Area) -> dict[str, Area]:
    """The grids an upload for ``area`` may draw, by the code that a file names."""
    return {grid.code or grid.local_code: grid for grid in Area.objects.live().under(area).at(Tier.STREET).in_order()}


def figure_of(row: Mapping[str, Any]) -> BaseGeometry:
    """The figure to reckon with: the repaired one where the ring had to be repaired."""
    return shape(row["mended"] or row["geometry"])


def base() -> list[int]:
    """What an examination rests on: the newest outline and the newest version of an area."""
    return [boundaries.last_version(), AreaVersion.objects.aggregate(last=Max("pk"))["last"] or 0]


def examine(draft: BoundaryDraft) -> dict[str, Any]:
    grids, datum = grids_of(draft.area), Datum(draft.read_as)
    raw = {grids[row["code"]].pk: figure_of(row) for row in draft.outlines if row["code"] in grids}
    stray = [row for row in draft.outlines if row["code"] not in grids]
    names = {grid.pk: grid for grid in grids.values()}
    sheet = boundaries.Sheet(
        Tier.STREET, {key: outlines.to_wgs84(figure, datum) for key, figure in raw.items()}, draft.valid_from
    )
    found = _unknown(stray, datum) + (_flaws(sheet) if raw else [])
    return {
        "base": base(),
        "questions": _questions(names, raw, sheet, datum),
        "flaws": found[: flaws.SHOWN],
        "flaws_in_all": len(found),
        "drawn": _drawn(sheet, names) if raw else [],
        "colours": [
            {"area": change.area.pk, "name": change.area.name, "old": change.old, "new": change.new}
            for change in sheet.recoloured()
        ],
        "missing": [
            f"{grid.local_code} {grid.name}"
            for grid in grids.values()
            if grid.pk not in raw and grid.pk not in sheet.standing
        ],
    }


def _drawn(sheet: boundaries.Sheet, names: Mapping[int, Area]) -> list[dict[str, Any]]:
    return [
        {
            "area": key,
            "name": names[key].name,
            "path": lines.path,
            "box": lines.box,
            "label": lines.label,
            "colour": sheet.colours[key],
        }
        for key, lines in sheet.drawn().items()
    ]


def _flaws(sheet: boundaries.Sheet) -> list[dict[str, Any]]:
    uploaded = {key: sheet.flat[key] for key in sheet.figures}
    around = {key: sheet.flat[key] for key in sheet.staying}
    # Ground is left over where the outlines that now end covered it.
    ending = [shape(row.wgs84) for key, row in sheet.standing.items() if key in sheet.figures]
    former = outlines.together([outlines.lay_flat(figure, Datum.WGS84) for figure in ending]) if ending else None
    found = flaws.find(uploaded, around, former)
    named = Area.objects.in_bulk({key for flaw in found for key in flaw.areas})
    return [
        {
            "kind": flaw.kind.value,
            "gap": flaw.gap,
            "names": [named[key].name for key in flaw.areas],
            "square_metres": round(flaw.square_metres),
            "width": round(flaw.width, 1),
            **_lines(flaw.shape),
        }
        for flaw in found
    ]


def _unknown(rows: list[dict[str, Any]], datum: Datum) -> list[dict[str, Any]]:
    """Polygons whose code names no grid of this area: drawn, listed, and never published."""
    found = []
    for row in rows:
        figure = outlines.lay_flat(figure_of(row), datum)
        area = figure.area * outlines.UNIT_METRES**2
        found.append(
            {
                "kind": FlawKind.UNKNOWN.value,
                "gap": False,
                "names": [row["code"]],
                "square_metres": round(area),
                "width": round(2 * area / (figure.length * outlines.UNIT_METRES), 1),
                **_lines(figure),
            }
        )
    return found


def _lines(figure: BaseGeometry) -> dict[str, Any]:
    lines = outlines.draw(figure)
    return {"path": lines.path, "box": lines.box, "label": lines.label}


def _questions(
    names: Mapping[int, Area], raw: Mapping[int, BaseGeometry], sheet: boundaries.Sheet, datum: Datum
) -> list[dict[str, Any]]:
    """District by district: the union of its uploaded rings beside what is known of the same ground."""
    asked = []
    districts = Area.objects.in_bulk({names[key].district_id for key in raw if names[key].district_id})
    for district in sorted(districts.values(), key=lambda area: area.sort_key):
        whole = {key for key, grid in names.items() if grid.district_id == district.pk}
        uploaded, known = _beside(district, whole, raw, sheet)
        doubt = datum_check.doubt(outlines.together(uploaded), datum, known) if uploaded and known else None
        if doubt:
            asked.append(
                {
                    "district": district.name,
                    "datum": doubt.datum.value if doubt.datum else "",
                    "metres": round(doubt.metres),
                    "east": round(doubt.east),
                    "north": round(doubt.north),
                    "off": round(doubt.off),
                    "rest": round(doubt.rest),
                }
            )
    return asked


def _beside(
    district: Area, whole: set[int], raw: Mapping[int, BaseGeometry], sheet: boundaries.Sheet
) -> tuple[list[BaseGeometry], BaseGeometry | None]:
    """What is compared: all grids of a district with its outline, else each uploaded grid with its own so far."""
    if whole <= set(raw):
        row = Boundary.objects.in_force(sheet.on).filter(area=district).first()
        if row is not None:
            return [raw[key] for key in whole], shape(row.wgs84)
    both = [key for key in raw if key in whole and key in sheet.standing]
    if not both:
        return [], None
    return [raw[key] for key in both], outlines.together([shape(sheet.standing[key].wgs84) for key in both])
