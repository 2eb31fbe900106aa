"""Outlines on their way: what is found before anybody publishes, what hinders, and what publishing changes."""

import json
from datetime import date

import numpy as np
import pytest
import shapely
from django.utils import translation
from shapely.geometry import mapping, shape

from core.actor import COMMAND_LINE, Actor
from core.enums import Role, Tier
from core.models import JournalEntry
from core.permissions import Denied
from core.scope import Scope
from grids.domain import colouring, datums, drafts, outlines, seeding
from grids.domain.division_files import Refused
from grids.domain.drafts import Declared
from grids.enums import Datum, DraftState, FlawKind
from grids.models import Area, Boundary, BoundaryDraft

DAY = date(2026, 3, 2)
WUHOU = "510107"
FEATURES = {f["properties"]["code"]: f for f in json.loads(seeding.OUTLINES.read_text(encoding="utf-8"))["features"]}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _city(shipped_territory, db):
    with translation.override("en"):
        yield


def area(code: str) -> Area:
    return Area.objects.get(local_code=code)


def own(code: str = WUHOU) -> list[str]:
    return [grid.code for grid in Area.objects.live().at(Tier.STREET).under(area(code)).in_order()]


def collection(shapes: dict) -> bytes:
    """A file of outlines: code → figure, or a geometry as it is to be written."""
    written = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": figure if isinstance(figure, dict) else mapping(figure),
        }
        for code, figure in shapes.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": written}).encode()


def figures(codes: list[str]) -> dict:
    return {code: shape(FEATURES[code]["geometry"]) for code in codes}


def moved(figure, east: float, north: float):
    """By so many metres; a degree of the meridian is 110.87 km here, of the parallel 95.9 km."""
    return shapely.transform(figure, lambda points: points + np.array([east / 95_900, north / 110_870]))


def upload(shapes: dict, *, code: str = WUHOU, datum: Datum = Datum.GCJ02, on: date = DAY, by: Actor = COMMAND_LINE):
    declared = Declared(datum, on, attribution="survey")
    return drafts.upload(collection(shapes), name="w.geojson", area=area(code), declared=declared, by=by, on=DAY)


def publish(draft: BoundaryDraft, seen: int | None = None):
    seen = draft.checked["flaws_in_all"] if seen is None else seen
    return drafts.publish(draft, seen=seen, by=COMMAND_LINE, on=DAY)


class TestSound:
    def test_nothing_changes_before_it_is_published(self):
        before = list(Boundary.objects.order_by("pk").values_list("pk", "version", "valid_to"))
        draft = upload(figures(own()))
        assert draft.checked["questions"] == [] and draft.checked["flaws"] == [] and draft.checked["missing"] == []
        assert len(draft.checked["drawn"]) == len(own())
        assert list(Boundary.objects.order_by("pk").values_list("pk", "version", "valid_to")) == before

    def test_published_from_its_day_as_uploaded_and_in_wgs84(self):
        codes = own()
        draft = upload(figures(codes))
        done = publish(draft)
        assert (done.taken, done.missing, done.recoloured) == (len(codes), [], [])
        rows = Boundary.objects.filter(draft=draft)
        assert set(rows.values_list("area__code", flat=True)) == set(codes)
        for row in rows.select_related("area"):
            assert row.geometry == FEATURES[row.area.code]["geometry"]
            back = datums.to_gcj02(shapely.get_coordinates(shape(row.wgs84)))
            off = datums.flat(back) - datums.flat(shapely.get_coordinates(shape(row.geometry)))
            assert np.abs(off).max() < 0.1
            assert (row.valid_from, row.valid_to, row.attribution) == (DAY, None, "survey")
        assert Boundary.objects.filter(area__code__in=codes, valid_to=DAY).count() == len(codes)
        draft.refresh_from_db()
        assert (draft.state, draft.published_by, draft.published_on) == (DraftState.PUBLISHED, "command line", DAY)
        assert JournalEntry.objects.filter(verb="boundaries.published", subject=f"grids.area:{draft.area_id}").exists()

    def test_other_districts_keep_their_outlines(self):
        elsewhere = Boundary.objects.filter(area__tier=Tier.STREET).exclude(area__district=area(WUHOU))
        before = list(elsewhere.order_by("pk").values_list("pk", "version", "colour", "valid_to"))
        publish(upload(figures(own())))
        assert list(elsewhere.order_by("pk").values_list("pk", "version", "colour", "valid_to")) == before

    def test_a_district_in_wgs84_lies_beside_neighbours_in_gcj02(self):
        shapes = {code: outlines.to_wgs84(figure, Datum.GCJ02) for code, figure in figures(own()).items()}
        draft = upload(shapes, datum=Datum.CGCS2000)
        assert (draft.checked["questions"], draft.checked["flaws"]) == ([], [])
        publish(draft)
        lone = Boundary.objects.get(area=area(WUHOU), valid_to__isnull=True)
        assert lone.valid_from == DAY and lone.box == Boundary.objects.get(area=area(WUHOU), valid_to=DAY).box

    def test_an_earlier_day_than_a_later_version_is_refused(self):
        publish(upload(figures(own())))
        with pytest.raises(Refused, match="cannot begin before"):
            upload(figures(own()), on=date(2025, 1, 1))

    def test_a_district_dated_before_another_districts_later_outlines(self):
        """The city's outline is dissolved anew on the later day too, so that neither change is lost."""
        publish(upload({code: moved(f, 5, 0) for code, f in figures(own("510104")).items()}, code="510104"))
        publish(upload({code: moved(f, 5, 0) for code, f in figures(own()).items()}, on=date(2026, 2, 1)))
        for district in ("510104", WUHOU):
            then = Boundary.objects.in_force(DAY).get(area=area(district))
            assert then.valid_from == (DAY if district == "510104" else date(2026, 2, 1))
        whole = Boundary.objects.filter(area__tier=Tier.CITY).order_by("valid_from")
        assert [row.valid_from for row in whole] == [seeding.TREE_DAY, date(2026, 2, 1), DAY]


class TestDatum:
    def test_gcj02_given_as_wgs84_asks_and_names_the_shift(self):
        draft = upload(figures(own()), datum=Datum.WGS84)
        (question,) = draft.checked["questions"]
        assert question["datum"] == Datum.GCJ02 and 338 <= question["metres"] <= 399
        with pytest.raises(Refused, match="datum is not answered"):
            publish(draft)
        drafts.read_as(draft, Datum.GCJ02, by=COMMAND_LINE, on=DAY)
        draft.refresh_from_db()
        assert (draft.checked["questions"], draft.checked["flaws"]) == ([], [])
        publish(draft)
        assert Boundary.objects.filter(draft=draft, datum=Datum.GCJ02).count() == len(own())

    def test_wgs84_given_as_gcj02_asks_too(self):
        shapes = {code: outlines.to_wgs84(figure, Datum.GCJ02) for code, figure in figures(own()).items()}
        (question,) = upload(shapes).checked["questions"]
        assert question["datum"] == Datum.WGS84 and 338 <= question["metres"] <= 399

    @pytest.mark.parametrize("east, north", [(500, 0), (0, -500), (354, 354), (-300, 400)])
    def test_a_plain_shift_of_500_m_asks(self, east, north):
        (question,) = upload({c: moved(f, east, north) for c, f in figures(own()).items()}).checked["questions"]
        assert question["datum"] == ""
        assert question["metres"] == pytest.approx(500, abs=15)
        assert (question["east"], question["north"]) == (pytest.approx(-east, abs=15), pytest.approx(-north, abs=15))

    def test_part_of_a_district_is_compared_with_its_own_outlines(self):
        codes = own()[:3]
        assert upload(figures(codes)).checked["questions"] == []
        (question,) = upload(figures(codes), datum=Datum.WGS84).checked["questions"]
        assert question["datum"] == Datum.GCJ02

    def test_a_position_is_kept_with_a_reason(self):
        draft = upload(figures(own()), datum=Datum.WGS84)
        drafts.keep(draft, "measured again by the survey office", by=COMMAND_LINE, on=DAY)
        draft.refresh_from_db()
        publish(draft)
        assert Boundary.objects.filter(draft=draft, datum=Datum.WGS84).count() == len(own())

    @pytest.mark.parametrize("code", ["510104", "510112", "510181", "510185", "CD-GX", "CD-TF"])
    def test_the_right_datum_asks_nothing(self, code):
        assert upload(figures(own(code)), code=code).checked["questions"] == []


class TestFlaws:
    def test_a_gap_is_listed_with_its_area_and_its_neighbours(self):
        shapes = figures(own())
        code = next(iter(shapes))
        hole = shapes[code].representative_point().buffer(0.002)
        shapes[code] = shapes[code].difference(hole)
        (flaw,) = upload(shapes).checked["flaws"]
        assert flaw["kind"] == FlawKind.GAP and flaw["names"] == [area(code).name]
        assert flaw["square_metres"] == pytest.approx(np.pi * (0.002 * 95_900) * (0.002 * 110_870), rel=0.02)

    def test_ground_left_over_at_the_rim_of_the_city_is_a_gap_too(self):
        rim = min(FEATURES, key=lambda code: shape(FEATURES[code]["geometry"]).bounds[0])
        district = area(rim[:6])
        shapes = figures(own(district.local_code))
        west = shapes[rim].bounds[0]
        shapes[rim] = shapes[rim].difference(shapely.box(west - 1, 0, west + 0.02, 90))
        (flaw,) = upload(shapes, code=district.local_code).checked["flaws"]
        assert flaw["kind"] == FlawKind.GAP and area(rim).name in flaw["names"]

    def test_an_overlap_names_both_and_publishing_needs_the_word_that_it_was_seen(self):
        shapes = figures(own())
        one, other = self.pair(shapes)
        shapes[one] = shapes[one].union(shapes[other].representative_point().buffer(0.001))
        draft = upload(shapes)
        (flaw,) = draft.checked["flaws"]
        assert flaw["kind"] == FlawKind.OVERLAP and set(flaw["names"]) == {area(one).name, area(other).name}
        with pytest.raises(Refused, match="1 gaps, overlaps and slivers"):
            publish(draft, seen=0)
        assert publish(draft, seen=1).taken == len(shapes)

    def pair(self, shapes) -> tuple[str, str]:
        codes = list(shapes)
        touching = colouring.neighbours({n: outlines.lay_flat(f, Datum.GCJ02) for n, f in enumerate(shapes.values())})
        return codes[0], codes[min(touching[0])]

    def test_a_strip_of_metres_is_a_sliver(self):
        shapes = figures(own())
        code = next(iter(shapes))
        shapes[code] = shapes[code].buffer(-0.00003)  # some three metres
        flaws = upload(shapes).checked["flaws"]
        assert flaws and {flaw["kind"] for flaw in flaws} == {FlawKind.SLIVER} and all(f["gap"] for f in flaws)
        assert all(1 < flaw["width"] < 10 for flaw in flaws)

    def test_an_overlap_with_the_next_district_is_seen(self):
        shapes = {code: moved(figure, 60, 0) for code, figure in figures(own()).items()}
        names = {name for flaw in upload(shapes).checked["flaws"] for name in flaw["names"]}
        assert names - {area(code).name for code in own()}

    def test_an_unknown_code_is_drawn_and_never_published(self):
        shapes = figures(own())
        shapes["519999999"] = next(iter(shapes.values()))
        draft = upload(shapes)
        flaw = draft.checked["flaws"][0]
        assert (flaw["kind"], flaw["names"]) == (FlawKind.UNKNOWN, ["519999999"]) and flaw["path"]
        with pytest.raises(Refused, match="519999999"):
            publish(draft)

    def test_a_grid_of_another_district_is_unknown_to_this_one(self):
        draft = upload(figures([*own(), "510104017"]))
        assert [f["names"] for f in draft.checked["flaws"] if f["kind"] == FlawKind.UNKNOWN] == [["510104017"]]

    def test_what_moved_since_the_check_is_checked_again(self):
        draft = upload(figures(own()))
        publish(upload({c: moved(f, 5, 0) for c, f in figures(own("510104")).items()}, code="510104"))
        with pytest.raises(Refused, match="check it again"):
            publish(draft)
        drafts.check_again(draft, by=COMMAND_LINE, on=DAY)
        draft.refresh_from_db()
        publish(draft)


class TestRings:
    def broken(self, change) -> tuple[BoundaryDraft, dict]:
        codes = own()
        shapes: dict = dict(figures(codes))
        ring = [list(p) for p in FEATURES[codes[0]]["geometry"]["coordinates"][0]]
        shapes[codes[0]] = {"type": "Polygon", "coordinates": [change(ring)]}
        draft = upload(shapes)
        return draft, next(row for row in draft.outlines if row["code"] == codes[0])

    def assert_waits_for_a_person(self, draft: BoundaryDraft, row: dict) -> None:
        with pytest.raises(Refused, match="repairs of rings are not accepted"):
            publish(draft)
        drafts.accept_repairs(draft, by=COMMAND_LINE, on=DAY)
        draft.refresh_from_db()
        publish(draft)
        stored = Boundary.objects.get(draft=draft, area__code=row["code"])
        assert stored.geometry == row["geometry"] and shape(stored.wgs84).is_valid

    def test_an_unclosed_ring_is_closed_after_it_was_shown(self):
        draft, row = self.broken(lambda ring: ring[:-1])
        (repair,) = row["repairs"]
        assert repair["fault"] == "unclosed" and repair["metres"] > 0
        self.assert_waits_for_a_person(draft, row)

    def test_swapped_axes_are_turned_after_it_was_shown(self):
        draft, row = self.broken(lambda ring: [[y, x] for x, y in ring])
        assert [repair["fault"] for repair in row["repairs"]] == ["swapped"]
        assert draft.checked["flaws"] == []
        self.assert_waits_for_a_person(draft, row)

    def test_a_ring_that_crosses_itself_is_mended_after_it_was_shown(self):
        def crossed(ring):
            x, y = ring[0]
            return [*ring[:-1], [x + 0.004, y + 0.004], [x + 0.004, y], [x, y + 0.004], ring[0]]

        draft, row = self.broken(crossed)
        (repair,) = row["repairs"]
        assert repair["fault"] == "crossing" and repair["where"] and repair["after"] > 0
        self.assert_waits_for_a_person(draft, row)

    def test_a_whole_file_with_latitude_first_is_one_acceptance(self):
        shapes = {code: shapely.transform(figure, lambda p: p[:, ::-1]) for code, figure in figures(own()).items()}
        draft = upload(shapes)
        assert all([r["fault"] for r in row["repairs"]] == ["swapped"] for row in draft.outlines)
        assert draft.checked["questions"] == []


FEATURE = json.dumps(FEATURES["510107009"]).encode()


@pytest.mark.parametrize(
    "content, word",
    [
        (b"", "no GeoJSON"),
        (b"\xff\xfe\x00", "no GeoJSON"),
        (b"[1, 2]", "no GeoJSON"),
        (b'{"features": []}', "no GeoJSON"),
        (b'{"features": [1]}', "feature 1: no code or no polygon"),
        (b'{"features": ' + b"[" * 100_000 + b"}", "no GeoJSON"),
        (b'{"features": [{"properties": {"code": "1"}, "geometry": {"type": "Polygon", "coordinates": [[[NaN, 1]]]}}]}',
         "no GeoJSON"),
        (b'{"features": [{"properties": {"code": "510107009"}, "geometry": null}]}', "feature 1: no code"),
        (b'{"features": [{"properties": {}, "geometry": {"type": "Polygon", "coordinates": []}}]}', "1: no code"),
        (collection({"510107009": shapely.box(0, 0, 1, 1)}), "510107009: no longitude, latitude"),
        (collection({"510107009": shapely.box(400_000, 3_390_000, 401_000, 3_391_000)}), "510107009: no longitude"),
        (collection({"510107009": {"type": "LineString", "coordinates": [[104, 30], [104, 31]]}}), "009 is no polygon"),
        (collection({"510107009": {"type": "Polygon", "coordinates": [[[104, 30], [104.1, 30], [104.2, 30]]]}}),
         "510107009: the rings enclose nothing"),
        (b'{"features": [%s, %s]}' % (FEATURE, FEATURE), "510107009 stands twice"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_and_leaves_nothing(content, word):
    declared = Declared(Datum.GCJ02, DAY)
    with pytest.raises(Refused, match=word):
        drafts.upload(content, name="x", area=area(WUHOU), declared=declared, by=COMMAND_LINE, on=DAY)
    assert not BoundaryDraft.objects.exists()


class TestWho:
    def actor(self, role: Role, code: str) -> Actor:
        place = area(code)
        return Actor("陈", role, Scope(frozenset({(Tier(place.tier), place.pk)})))

    def test_a_district_draws_its_own_grids_only(self):
        draft = upload(figures(own()), by=self.actor(Role.DISTRICT, WUHOU))
        assert draft.uploaded_by == "陈"
        for code in ("510104", "510100"):
            with pytest.raises(Denied):
                upload(figures(own()), code=code, by=self.actor(Role.DISTRICT, WUHOU))

    def test_a_street_draws_nothing(self):
        with pytest.raises(Denied):
            upload(figures(own()), by=self.actor(Role.STREET, "510107009"))

    def test_only_a_draft_can_be_published(self):
        draft = upload(figures(own()))
        drafts.discard(draft, by=COMMAND_LINE, on=DAY)
        with pytest.raises(Refused, match="already"):
            publish(draft)
