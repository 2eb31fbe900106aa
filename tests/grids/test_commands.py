"""The bureau's own scripts: load, found, publish; a refusal writes nothing and says why."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from core.models import Clock
from grids.domain import seeding, tree
from grids.models import Area, AreaVersion, Boundary, BoundaryDraft
from tests.factories.territory import territory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    Clock.objects.create(stands_at=date(2026, 3, 2))
    with translation.override("en"):
        yield


def run(*words: object) -> str:
    out = StringIO()
    call_command(*map(str, words), stdout=out)
    return out.getvalue()


def test_tree_zones_and_outlines_one_after_the_other():
    assert "3329 opened" in run("load_divisions", seeding.TREE, "--on", "2023-06-30")
    assert "3 zones founded, 28 streets moved" in run("found_zones", "--on", "2023-06-30")
    way = ("--datum", "gcj02", "--tier", "street", "--on", "2023-06-30")
    said = run("load_boundaries", seeding.OUTLINES, *way, "--accept-faults", "1")  # the pond in 蒲江县
    assert "261 outlines taken, 24 dissolved from them, 0 areas without outline" in said
    assert "0 opened, 0 changed, 0 closed, 3329 unchanged" in run("load_divisions", seeding.TREE, "--on", "2024-06-30")
    assert Boundary.objects.count() == 285


def test_a_future_date_is_refused():
    with pytest.raises(CommandError, match="future"):
        run("load_divisions", seeding.TREE, "--on", "2026-03-03")
    assert not AreaVersion.objects.exists()


def test_zones_need_a_tree():
    with pytest.raises(CommandError, match="No tree"):
        run("found_zones", "--on", "2024-01-01")


def test_outlines_of_another_city_are_refused_by_code():
    territory()
    with pytest.raises(CommandError, match="These codes name no grid of 成都市: 510104019"):
        run("load_boundaries", seeding.OUTLINES, "--datum", "gcj02", "--tier", "street")
    assert not Boundary.objects.exists() and not BoundaryDraft.objects.exists()


def test_the_command_asks_what_the_page_asks(tmp_path):
    """A wrong datum, faults and repairs are named; each is answered by an option, and until then nothing is written."""
    run("seed_territory")
    codes = [grid.code for grid in Area.objects.live().under(Area.objects.get(code="510107")).filter(tier="street")]
    content = json.loads(seeding.OUTLINES.read_text(encoding="utf-8"))
    content["features"] = [f for f in content["features"] if f["properties"]["code"] in codes]
    path = tmp_path / "wuhou.geojson"
    path.write_text(json.dumps(content), encoding="utf-8")
    way = ("load_boundaries", path, "--tier", "street", "--area", "510107", "--attribution", "survey", "--datum")
    with pytest.raises(CommandError, match="the file seems to be in GCJ-02"):
        run(*way, "wgs84")
    ring = content["features"][0]["geometry"]["coordinates"][0]
    content["features"][0]["geometry"]["coordinates"][0] = [[y, x] for x, y in ring]
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(CommandError, match="Latitude stood before longitude"):
        run(*way, "gcj02")
    assert not BoundaryDraft.objects.exists()
    said = run(*way, "gcj02", "--accept-repairs", "--on", "2026-03-01")
    assert f"{len(codes)} outlines taken" in said
    del content["features"][0]["geometry"]["coordinates"][0][3:-3]
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(CommandError, match="gaps, overlaps and slivers are listed"):
        run(*way, "gcj02", "--accept-repairs")


def test_one_street_can_be_drawn_and_the_rest_is_named(tmp_path):
    territory()
    content = json.loads(seeding.OUTLINES.read_text(encoding="utf-8"))
    content["features"] = [f for f in content["features"] if f["properties"]["code"] == "510107064"]
    path = tmp_path / "one.geojson"
    path.write_text(json.dumps(content), encoding="utf-8")
    said = run("load_boundaries", path, "--datum", "gcj02", "--tier", "street")
    assert "1 outlines taken, 2 dissolved from them, 3 areas without outline" in said


def test_a_mapping_that_cannot_be_read_is_refused_by_row(tmp_path):
    path = tmp_path / "mapping.csv"
    path.write_text("decision,from_code,from_name,to_code,to_name,basis\nperhaps,1,a,1,b,\n", encoding="utf-8")
    with pytest.raises(CommandError, match="Row 2"):
        run("load_divisions", seeding.TREE, "--on", "2023-06-30", "--mapping", path)


def test_seeding_is_safe_to_repeat():
    assert "3332 areas stand" in run("seed_territory")
    before = list(AreaVersion.objects.order_by("pk").values_list("pk", "path"))
    run("seed_territory")
    assert list(AreaVersion.objects.order_by("pk").values_list("pk", "path")) == before
    assert Area.objects.count() == 3332
    assert tree.DATA.name == "data"
