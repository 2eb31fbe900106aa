"""A filing's content made from the shipped outlines, without a database."""

import json
from functools import cache
from itertools import groupby

from shapely.geometry import shape

from grids.domain import outlines
from grids.domain.sheet import drawing
from grids.domain.sheet.labels import Words
from grids.domain.sheet.paper import LAYOUTS
from grids.enums import Datum, Paper
from tests.architecture.house import ROOT

ZONE = tuple("510107064 510107063 510106024 510107062 510116023".split())


@cache
def features() -> dict[str, list[dict]]:
    """The features of each district, by its six digits."""
    path = ROOT / "grids" / "data" / "chengdu_streets_2023_ccby.geojson"
    found = json.loads(path.read_text(encoding="utf-8"))["features"]
    found.sort(key=lambda each: each["properties"]["code"])
    return {code: list(each) for code, each in groupby(found, lambda each: each["properties"]["code"][:6])}


def cells(district: str) -> list[drawing.Cell]:
    return [
        drawing.Cell(
            number,
            outlines.to_wgs84(shape(feature["geometry"]), Datum.GCJ02),
            number % 4,
            Words(feature["properties"]["name"], str(number), (feature["properties"]["code"], "1,234 户")),
        )
        for number, feature in enumerate(features()[district], start=1)
    ]


def content(district: str, name: str) -> dict:
    """What ``oversight/domain/filing_content.py`` would say of a district with these figures."""
    found = cells(district)
    return {
        "district": {"code": district, "name": name, "city": "成都市"},
        "data_on": "2026-06-30",
        "unplaced": 12,
        "sources": {"official": False, "attribution": ["derived"], "datums": ["GCJ-02"]},
        "grids": [
            {"area": cell.area_id, "code": cell.words.more[0], "name": cell.words.name, "colour": cell.colour,
             "outline": "0", "employers": 100 + cell.area_id, "inspectors": 1 + cell.area_id % 2, "needed": 2,
             "assistants": 3}
            for cell in found
        ],
        "maps": {paper.value: drawing.draw(found, LAYOUTS[paper]) for paper in Paper},
    }  # fmt: skip
