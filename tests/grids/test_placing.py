"""Placing by address: examples invented for each trap, and measures on real addresses where those are at hand."""

import csv
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils import translation

from core.enums import Tier
from grids.domain.placing import Former, Gazetteer, Place, shipped_names
from grids.domain.placing.reasons import SENTENCES, Reason
from tests.grids.placing_tree import codes, gazetteer, places

LABELS = Path(__file__).resolve().parents[1] / "data" / "placing_labels.csv"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def located(address: str) -> str:
    return codes()[gazetteer().locate(address).area_id]


def reason(address: str) -> str:
    return gazetteer().locate(address).reason.code


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("四川省成都市双流区东升街道花月街999号", "510116001"),
        ("成都市双流区东升街办花月街999号", "510116001"),
        ("成都市双流区东升街道办事处花月街999号", "510116001"),
        ("成都市青羊区草市街街道办事处旁", "510105002"),
        ("成都市 青羊区 草市街道 某某路９９号", "510105002"),
        ("成都市金牛区平福巷驷马桥街道活动中心内", "510106030"),
        ("成都市双流籍田镇上北街99号", "510116023"),
        ("双流彭镇光友路99号", "510116108"),
    ],
)
def test_a_street_office_is_named_in_many_spellings(address, code):
    assert located(address) == code


@pytest.mark.parametrize(
    "address",
    [
        "成都市青羊区草市街999号",
        "成都市锦江区春熙路南段99号",
        "成都市锦江区书院街99号",
        "成都市武侯区红牌楼北街99号",
        "成都市武侯区玉林七巷99号",
        "成都市金牛区九里堤小区99幢",
        "成都市青白江区大弯南路99号",
        "成都市温江区光华大道三段99号",
        "成都市青羊区光华村南街99号",
        "成都市双流区西航港大道中四段99号",
    ],
)
def test_a_road_named_like_a_street_office_is_a_road(address):
    placing = gazetteer().locate(address)
    assert placing.tier == Tier.DISTRICT


def test_a_road_named_like_a_street_office_is_still_suggested():
    placing = gazetteer().locate("成都市青羊区草市街999号")
    assert codes()[placing.suggestion] == "510105002"
    assert placing.suggestions[0].reason.code == "like_a_road"


@pytest.mark.parametrize(
    ("address", "code", "suggested"),
    [
        ("成都市新都区新都镇某某路99号", "510114", {"510114004", "510114008"}),
        ("成都市双流县华阳镇某某街99号", "510116", {"510116003", "510116017", "510116004"}),
        ("成都市邛崃市临邛镇某某街99号", "510183", {"510183001", "510183002"}),
        ("成都市武侯区簇桥乡某某路99号", "510107", {"510107011", "510107014", "510107015", "510107013"}),
    ],
)
def test_a_divided_town_is_suggested_and_not_placed(address, code, suggested):
    assert located(address) == code
    assert reason(address) == "divided"
    assert {codes()[area] for area, _ in gazetteer().suggest(address)} == suggested | {code}


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("成都市新都区新都镇封赐村9组", "510114008210"),  # the village has kept its name and lies in 桂湖街道
        ("崇州市崇阳街道白碾村9组", "510184006"),  # 白碾社区 went from 崇阳街道 to 崇庆街道
        ("成都市武侯区簇桥乡顺江村9组", "510107014"),
        ("成都市成华区保和乡斑竹村9组99号", "510108014"),
    ],
)
def test_a_village_that_one_part_alone_has_decides(address, code):
    found = located(address)
    assert found == code or (len(code) == 12 and found.startswith(code[:9]))


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("成都市都江堰市大观镇某某路99号", "510181110"),
        ("成都市郫县犀浦镇某某街99号", "510117006"),
        ("新津县五津镇某某路99号", "510118001"),
        ("成都市蒲江县寿安镇某某路99号", "510131002"),
        ("成都市温江区寿安镇某某路99号", "510115106"),
        ("简阳市贾家镇某某路99号", "510185011"),
        ("成都市彭州市天彭镇二环路99号", "510182001"),  # and not 彭镇 of 双流
    ],
)
def test_a_town_renamed_or_merged_whole_leads_to_its_successor(address, code):
    assert located(address) == code


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("成都高新区天府大道中段9999号", "CD-GX"),
        ("中国（四川）自由贸易试验区成都高新区某某路99号", "CD-GX"),
        ("成都市国家高新技术产业开发区(西区)", "CD-GX"),
        ("成都市武侯区高新区芳草街99号", "CD-GX"),
        ("成都高新区桂溪街道某某路99号", "510107064"),
        ("成都市高新区中和镇某某街99号", "510116004"),
        ("四川省成都市天府新区某某路99号", "CD-TF"),
        ("四川省成都市天府新区华阳街道某某路99号", "510116003"),
        ("四川省成都市天府新区华阳镇某某路99号", "510116003"),  # of the divided town only this part is in the zone
        ("成都高新区三岔镇某某街99号", "510185013"),  # the younger zone was carved out of this one
        ("成都东部新区草池街道某某路99号", "510185014"),
        ("成都高新区红牌楼街道某某路99号", "CD-GX"),
        ("成都金牛高新技术产业园区某某路99号", "510106"),
        ("成都市金牛区高新技术产业园区某某路99号", "510106"),
        ("成都市青羊区蛟龙工业港青羊园区高新区B区99座", "510105"),
        ("成都市武侯区某某路99号成都武侯高新技术创业服务中心", "510107"),
    ],
)
def test_zones_are_told_from_parks_that_are_called_alike(address, code):
    assert located(address) == code


def test_a_street_outside_the_zone_named_is_doubtful():
    address = "成都高新区红牌楼街道某某路99号"
    assert reason(address) == "outside_zone"
    assert codes()[gazetteer().locate(address).suggestion] == "510107010"


@pytest.mark.parametrize(
    ("address", "code", "why"),
    [
        ("成都市温江区踏水镇某某村9组", "510115", "elsewhere"),
        ("简阳市贾家镇五指乡某某村", "510185", "two_streets"),
        ("成都市武侯区双流区某某路99号", "510100", "two_districts"),
        ("三星镇某某街99号", "510100", "same_name"),
        ("成都市某某路99号", "510100", "nothing_named"),
        ("成都市草市街99号", "510100", "nothing_named"),
        ("四川省眉山市彭山区青龙镇某某大道9号", "510100", "another_city"),
        ("", "510100", "no_address"),
        ("成都市双流县某某路99号", "510116", "district_only"),
        ("简城镇某某街99号", "510185", "divided"),
    ],
)
def test_doubt_stays_in_the_queue_with_its_reason(address, code, why):
    assert (located(address), reason(address)) == (code, why)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("成都市龙泉驿区大面街道玉石社区某某路99号", "510112002"),
        ("成都市郫县友爱镇子云村9组", "510117115"),
        ("成都市龙潭街办丛树社区9幢", "510108016"),
        ("成都市双流区东升丰乐社区9组", "510116001"),
        ("崇州市公议乡天冬堰村9组", "510184105"),
    ],
)
def test_a_community_named_behind_its_street_is_the_deepest_area(address, code):
    placing = gazetteer().locate(address)
    assert placing.tier == Tier.COMMUNITY
    assert codes()[placing.area_id].startswith(code)


def test_a_village_that_became_a_community_is_only_suggested():
    placing = gazetteer().locate("成都市青白江区城厢镇马鞍村9组")
    assert codes()[placing.area_id] == "510113104"
    assert codes()[placing.suggestion].startswith("510113104")


def test_the_digits_of_codes_never_decide():
    assert located("成都市某某路99号") == "510100"


def test_names_come_from_the_tree_that_is_given():
    tree = [
        Place(1, Tier.CITY, "成都市", None, "510100"),
        Place(2, Tier.DISTRICT, "甲区", 1, "510198"),
        Place(3, Tier.STREET, "乙丙街道", 2, "510198001", aliases=("丁戊镇",)),
        Place(4, Tier.COMMUNITY, "己庚社区居委会", 3, "510198001001"),
    ]
    small = Gazetteer.from_places(tree, [Former("510198", "辛壬镇", ("510198001",), whole=True)])
    assert small.locate("甲区乙丙街道己庚社区9组").area_id == 4
    assert small.locate("甲区丁戊镇某某路9号").area_id == 3
    assert small.locate("甲区辛壬镇某某路9号").area_id == 3
    assert small.locate("甲区辛壬路9号").area_id == 2


def test_every_reason_has_a_sentence():
    placing = gazetteer().locate("成都市新都区新都镇某某路99号")
    with translation.override("en"):
        assert placing.reason.text == (
            "新都镇 was divided among 新都街道、桂湖街道; the address does not say which part."
        )
        assert Reason.of("no_address").text == "There is no address."
    assert all(sentence.endswith(".") for sentence in SENTENCES.values())


def test_successors_of_former_names_are_in_the_tree():
    known = {place.code for place in places()}
    assert {code for row in shipped_names() for code in row.successors} <= known


# -- measures on real addresses ------------------------------------------------------------------------------------


@dataclass
class Measure:
    placed: int = 0
    right: int = 0
    expected: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.placed

    @property
    def recall(self) -> float:
        return self.right / self.expected


@pytest.fixture(scope="module")
def addresses() -> dict[str, str]:
    files = [SHARED / "employers" / name for name in ("chengdu_employers.csv", "chengdu_new_2019.csv")]
    missing = [str(file) for file in files if not file.exists()]
    if missing:
        pytest.skip("SKIPPED: the real registrations may not ship with the project; absent here: " + ", ".join(missing))
    return {row["uscc"]: row["address"] for file in reversed(files) for row in _read(file)}


def _read(file: Path) -> list[dict[str, str]]:
    with open(file, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_labels_made_by_reading_are_met(addresses, capsys):
    """544 rows labelled by reading, drawn by fixed seeds from strata of traps.

    Notes ending in ``2nd`` were read a second time after a disagreement; ``blind`` marks 80 rows labelled last, before
    the placer had seen any of them.

    A street is right where the label is a community of it: shallower than need be, but not wrong.
    """
    deep = Measure()
    exact = 0
    wrong = []
    labels = _read(LABELS)
    for row in labels:
        placing = gazetteer().locate(addresses[row["uscc"]])
        code = codes()[placing.area_id]
        placed, expected = placing.tier.rank >= 2, row["expected_tier"] in (Tier.STREET, Tier.COMMUNITY)
        right = placed and expected and row["expected_code"].startswith(code)
        deep.placed += placed
        deep.expected += expected
        deep.right += right
        exact += code == row["expected_code"]
        if placed and not right:
            wrong.append((row["uscc"], code, row["expected_code"], row["note"]))
    with capsys.disabled():
        print(  # noqa: T201  # the numbers are what this test is read for
            f"\nplacing, labelled by reading: {len(labels)} rows, {deep.expected} name a street; placed {deep.placed}, "
            f"precision {deep.precision:.3f}, recall {deep.recall:.3f}; same area at any tier {exact / len(labels):.3f}"
        )
    assert len(labels) >= 300
    assert deep.precision >= 0.98, wrong
    assert deep.recall >= 0.95
    assert exact / len(labels) >= 0.97


def test_the_sample_made_by_name_matching_is_met(addresses, capsys):
    """2,000 rows; the 973 whose street left the tree count by the crosswalk. Circular in part: see the labels above."""
    sample = SHARED / "employers" / "address_street_key_sample.csv"
    crosswalk = SHARED / "divisions" / "street_crosswalk_2019_2023.csv"
    successor = {row["code_2019"]: row["successor_2023"] for row in _read(crosswalk)}
    parent = {place.id: place.parent_id for place in places()}
    measure = Measure()
    for row in _read(sample):
        wanted = row["code_2023"] or successor.get(row["code_2019"] or row["code_2016"], "")
        if not wanted:
            continue
        placing = gazetteer().locate(addresses[row["uscc"]])
        measure.expected += 1
        if placing.tier.rank >= 2:
            street = placing.area_id if placing.tier == Tier.STREET else parent[placing.area_id]
            measure.placed += 1
            measure.right += codes()[street] == wanted
    with capsys.disabled():
        print(  # noqa: T201  # the numbers are what this test is read for
            f"\nplacing, sample by name matching: {measure.expected} rows; placed {measure.placed}, "
            f"precision {measure.precision:.3f}, recall {measure.recall:.3f}"
        )
    assert measure.precision >= 0.98
    assert measure.recall >= 0.95


def test_all_real_addresses_are_placed_in_seconds(addresses):
    reader = gazetteer()
    began = time.perf_counter()
    tiers = [reader.locate(address).tier for address in addresses.values()]
    assert time.perf_counter() - began < 10
    assert len(tiers) > 38_000
