"""Changes of territory carried out: everything goes where the rule says, nobody is lost, and all of it comes back."""

from datetime import date, timedelta

import pytest

from core.actor import COMMAND_LINE
from core.enums import Role, Tier
from core.permissions import Denied
from employers.domain import archive
from employers.models import AreaFigures, Employer
from grids import queries
from grids.domain import changes, plans, zones
from grids.domain.division_files import Refused
from grids.models import Area, AreaSuccession, AreaVersion
from grids.models.change import ChangeKind, ChangeState
from inspectors.domain.scopes import actor_for
from inspectors.models import Appointment
from oversight.domain import countering, previewing, regridding, then
from tests.grids.test_tree import assert_sound
from tests.oversight.towns import DAY, NOW, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return Town()


def children(area: Area) -> list[Area]:
    return list(Area.objects.live().filter(parent=area))


def merged(town: Town) -> plans.Plan:
    one, two = town.area("510104017"), town.area("510104018")
    return plans.merge([one, two], into=one, children=[*children(one), *children(two)])


def test_merger_into_one_that_goes_on(town):
    change = town.carry_out(ChangeKind.MERGE, merged(town))
    assert change.state == ChangeState.APPLIED
    assert_sound()
    assert town.where("510104018") == "510104017"  # known to the street alone: its only heir
    assert town.where("510104018001") == "510104018001"  # its community goes on, under the other street
    assert town.where("510104017") == "510104017"
    assert town.place_on("510104018", DAY - timedelta(days=1)) == "510104018"
    gone = town.area("510104018")
    assert gone.closed_on == DAY
    assert AreaSuccession.objects.get(from_area=gone).to_area == town.area("510104017")
    street = AreaFigures.objects.get(area=town.area("510104017"), unplaced=False)
    assert street.employers == 5


def test_people_of_a_closed_street_go_to_its_only_heir_and_see_it(town):
    town.carry_out(ChangeKind.MERGE, merged(town))
    moved = Appointment.objects.in_force(DAY).get(member=town.people["510104018"].member)
    assert moved.area == town.area("510104017")
    seen = actor_for(moved.member.user, on=DAY).scope
    assert seen.holds(town.area("510104017"))
    assert {area for _tier, area in seen.areas} == {moved.area_id}
    past = Appointment.objects.get(pk=town.people["510104018"].pk)
    assert past.valid_to == DAY  # history stays


def test_split_raises_to_the_district_whom_nobody_can_place(town):
    street = town.area("510104017")
    part = plans.split(street, [town.area("510104017002")], name="交子街道")
    town.carry_out(ChangeKind.SPLIT, part)
    assert_sound()
    new = town.area("510104017-02")
    assert (new.code, new.street_id, new.sort_key) == ("", new.pk, "510104017-02")
    assert town.where("510104017002") == "510104017002"
    assert Employer.objects.get(pk=town.employers["510104017002"].pk).street_id == new.pk
    assert town.where("510104017001") == "510104017001"
    assert town.where("510104017") == "510104"  # which side nobody knows
    queued = Employer.objects.get(pk=town.employers["510104017"].pk)
    assert [one["area"] for one in queued.suggestion["others"]] == [street.pk, new.pk]
    assert queued.suggestion["code"] == "divided"
    stays = Appointment.objects.in_force(DAY).get(member=town.people["510104017"].member)
    assert stays.area == street  # people stay with a street that goes on


def test_transfer_of_a_street_to_another_district_takes_everything_along(town):
    town.carry_out(ChangeKind.TRANSFER, plans.transfer([town.area("510104018")], to=town.area("510107")))
    assert_sound()
    for code in ("510104018", "510104018001"):
        assert town.where(code) == code
        assert Employer.objects.get(pk=town.employers[code].pk).district_id == town.area("510107").pk
        assert town.place_on(code, DAY - timedelta(days=1)) == code
    assert town.where("510104") == "510104"  # known to the district alone: stays in its queue


def test_line_moves_whom_the_address_names_and_nobody_else(town):
    giver, taker = town.area("510104017"), town.area("510104018")
    one = town.employer("甲", area=giver, address="锦江区望江路8号")
    change = town.carry_out(ChangeKind.LINE, plans.line(giver, taker, words=["望江路"]))
    assert Employer.objects.get(pk=one.pk).street_id == taker.pk
    assert town.where("510104017") == "510104017"
    regridding.undo(change=change, reason="量错", by=COMMAND_LINE, on=DAY)
    assert Employer.objects.get(pk=one.pk).street_id == giver.pk


def test_a_report_for_an_older_day_reads_in_the_areas_of_that_day(town):
    district = town.area("510104")
    before = [(line.name, line.employers) for line in then.lay(district, DAY - timedelta(days=1))]
    town.carry_out(ChangeKind.MERGE, merged(town))
    assert [(line.name, line.employers) for line in then.lay(district, DAY - timedelta(days=1))] == before
    assert [(name, number) for name, number in before[:2]] == [("锦官驿街道", 3), ("东湖街道", 2)]
    after = [(line.name, line.employers) for line in then.lay(district, DAY)]
    assert after[0] == ("锦官驿街道", 5)
    assert sum(number for _name, number in after) == sum(number for _name, number in before)
    gone = town.area("510104018")
    assert [line.employers for line in then.lay(gone, DAY - timedelta(days=1))] == [1, 1]
    assert then.lay(gone, DAY) == []


@pytest.mark.parametrize("kind", ["merge", "new", "split", "transfer", "community"])
def test_undone_after_its_day_everything_is_as_it_was(town, kind):
    one, two = town.area("510104017"), town.area("510104018")
    kinds = {
        "merge": lambda: (ChangeKind.MERGE, merged(town)),
        "new": lambda: (
            ChangeKind.MERGE,
            plans.merge([one, two], into=None, children=[*children(one), *children(two)], name="锦东街道"),
        ),
        "split": lambda: (ChangeKind.SPLIT, plans.split(one, [town.area("510104017002")], name="交子街道")),
        "transfer": lambda: (ChangeKind.TRANSFER, plans.transfer([two], to=town.area("510107"))),
        "community": lambda: (ChangeKind.TRANSFER, plans.transfer([town.area("510104017002")], to=two)),
    }
    before = town.picture()
    change = town.carry_out(*kinds[kind]())
    assert town.picture() != before
    regridding.undo(change=change, reason="会议决定撤销", by=COMMAND_LINE, on=DAY)
    change.refresh_from_db()
    assert change.state == ChangeState.UNDONE
    assert_sound()
    assert town.picture() == before
    for code in town.employers:
        assert town.where(code) == code


def test_what_was_recorded_since_stands_in_the_way_of_an_undo(town):
    change = town.carry_out(ChangeKind.MERGE, merged(town))
    assert regridding.dependents(change) == []
    employer = Employer.objects.get(pk=town.employers["510107009"].pk)
    archive.move_to(employer=employer, area=town.area("510104017"), reason="", by=COMMAND_LINE, on=DAY, as_of=NOW)
    assert [(each.what, each.count) for each in regridding.dependents(change)] == [
        ("Employers placed in or moved between these areas", 1)
    ]
    with pytest.raises(Denied):
        regridding.undo(change=change, reason="迟了", by=COMMAND_LINE, on=DAY)


def test_a_later_change_of_the_same_areas_stands_in_the_way(town):
    change = town.carry_out(ChangeKind.MERGE, merged(town))
    plan = plans.transfer([town.area("510104018001")], to=town.area("510107009"))
    later = town.carry_out(ChangeKind.TRANSFER, plan, day=DAY + timedelta(days=1))
    assert later.state == ChangeState.APPLIED
    assert regridding.dependents(change)


def test_territory_that_moved_since_the_approval_sends_the_change_back(town):
    change = town.propose(ChangeKind.MERGE, merged(town))
    changes.approve(change=change, by=COMMAND_LINE, on=NOW)
    version = AreaVersion.objects.get(area=town.area("510104018001"))
    zones.move(version, to=town.area("510104017"), on=NOW)
    assert regridding.carry_out_due(by=COMMAND_LINE, on=DAY) == 0
    change.refresh_from_db()
    assert (change.state, change.remarks) == (ChangeState.RETURNED, changes.MOVED_SINCE)
    assert town.area("510104018").closed_on is None


def test_due_changes_are_carried_out_once(town):
    change = town.propose(ChangeKind.MERGE, merged(town))
    changes.approve(change=change, by=COMMAND_LINE, on=NOW)
    assert regridding.carry_out_due(by=COMMAND_LINE, on=DAY - timedelta(days=1)) == 0
    assert regridding.carry_out_due(by=COMMAND_LINE, on=DAY) == 1
    assert regridding.carry_out_due(by=COMMAND_LINE, on=DAY) == 0
    change.refresh_from_db()
    assert change.state == ChangeState.APPLIED


def test_a_proposal_withdrawn_before_its_day_moves_nothing(town):
    before = town.picture()
    change = town.propose(ChangeKind.MERGE, merged(town))
    changes.approve(change=change, by=COMMAND_LINE, on=NOW)
    changes.withdraw(change=change, reason="另行研究", by=COMMAND_LINE, on=NOW)
    assert regridding.carry_out_due(by=COMMAND_LINE, on=DAY) == 0
    assert town.picture() == before


def test_who_may_what(town):
    plan = merged(town)
    change = town.propose(ChangeKind.MERGE, plan, by=town.district)
    with pytest.raises(Denied):
        changes.approve(change=change, by=town.district, on=NOW)
    with pytest.raises(Denied):
        regridding.apply(change=change, by=town.district, on=DAY)
    across = plans.transfer([town.area("510104018")], to=town.area("510107"))
    with pytest.raises(Denied):
        town.propose(ChangeKind.TRANSFER, across, by=town.district)
    street = actor_for(town.people["510104017"].member.user, on=NOW)
    assert street.role is Role.STREET
    with pytest.raises(Denied):
        town.propose(ChangeKind.MERGE, plan, by=street)


def test_refused_before_anything_is_written(town):
    street, community = town.area("510104017"), town.area("510104017001")
    with pytest.raises(Refused):
        plans.merge([street], into=street, children=[])
    with pytest.raises(Refused):
        plans.transfer([community], to=street)  # belongs there
    with pytest.raises(Refused):
        plans.split(street, [town.area("510104018001")], name="东")
    orphaning = plans.Plan(closes=(street.pk,), heirs=((street.pk, town.area("510104018").pk),))
    change = town.carry_out(ChangeKind.MERGE, orphaning)
    assert change.state == ChangeState.RETURNED
    assert "水井坊社区" in change.remarks
    cycle = plans.Plan(moves=((street.pk, community.pk),))
    change = town.carry_out(ChangeKind.TRANSFER, cycle)
    assert change.state == ChangeState.RETURNED
    assert_sound()


def test_ground_of_a_merged_area_is_its_heirs(town):
    town.carry_out(ChangeKind.MERGE, merged(town))
    assert queries.ground(town.area("510104018")) == town.area("510104017")
    assert queries.ground(town.area("510104017")) == town.area("510104017")


def test_an_archive_placed_for_a_later_day_is_corrected_not_doubled(town):
    late = town.employer("后", area=town.area("510104018"), opened=DAY + timedelta(days=3))
    town.carry_out(ChangeKind.MERGE, merged(town), day=DAY)
    late.refresh_from_db()
    assert late.area == town.area("510104017")
    assert [each.valid_from for each in late.placements.filter(superseded_at=None)] == [DAY + timedelta(days=3)]


def test_zone_with_its_act(town):
    plan = plans.zone(name="东部新区", local_code="CD-DB", root=town.city, streets=[town.area("510107009")])
    with pytest.raises(Refused):
        town.propose(ChangeKind.ZONE, plan)
    change = town.carry_out(ChangeKind.ZONE, plan, act_number="川府函〔2020〕84号", day=date(2026, 7, 2))
    assert_sound()
    zone = town.area("CD-DB")
    street = town.area("510107009")
    assert (street.district_id, street.sort_key) == (zone.pk, "CD-DB/510107009")
    assert queries.places(street)[:3] == ("510107009", "CD-DB", "510107")
    regridding.undo(change=change, reason="测试", by=COMMAND_LINE, on=date(2026, 7, 2))
    assert town.area("510107009").district_id == town.area("510107").pk
    assert town.area("CD-DB").closed_on is not None


@pytest.mark.parametrize("kind", ["merge", "new", "split", "transfer", "community", "line", "zone"])
def test_a_change_back_is_drafted_and_can_be_carried_out(town, kind):
    one, two = town.area("510104017"), town.area("510104018")
    both = [*children(one), *children(two)]
    kinds = {
        "merge": lambda: (ChangeKind.MERGE, merged(town)),
        "new": lambda: (ChangeKind.MERGE, plans.merge([one, two], into=None, children=both, name="锦东街道")),
        "split": lambda: (ChangeKind.SPLIT, plans.split(one, [town.area("510104017002")], name="交子街道")),
        "transfer": lambda: (ChangeKind.TRANSFER, plans.transfer([two], to=town.area("510107"))),
        "community": lambda: (ChangeKind.TRANSFER, plans.transfer([town.area("510104017002")], to=two)),
        "line": lambda: (ChangeKind.LINE, plans.line(one, two, words=["510104017路"])),
        "zone": lambda: (ChangeKind.ZONE, plans.zone(name="东区", local_code="CD-DB", root=town.city, streets=[one])),
    }
    change = town.carry_out(*kinds[kind](), act_number="测〔2026〕1号")
    back = countering.counter(change=change, by=COMMAND_LINE, on=DAY + timedelta(days=30))
    assert (back.state, back.counter_to) == (ChangeState.DRAFT, change)
    changes.propose(change=back, by=COMMAND_LINE, on=DAY)
    seen = previewing.preview(back)
    assert seen is not None and not seen.refusal
    changes.approve(change=back, by=COMMAND_LINE, on=DAY)
    outcome = regridding.apply(change=back, by=COMMAND_LINE, on=DAY + timedelta(days=30))
    assert outcome is not None and outcome.total == len(town.employers)
    assert_sound()
    names = sorted(Area.objects.live().at(Tier.STREET).values_list("name", flat=True))
    assert names == sorted(["锦官驿街道", "东湖街道", "晋阳街道", "桂溪街道"])
    assert town.where("510104018001") == "510104018001"


def test_preview_says_before_and_after_what_the_change_then_does(town):
    street = town.area("510104017")
    change = town.propose(ChangeKind.SPLIT, plans.split(street, [town.area("510104017002")], name="交子街道"))
    seen = previewing.preview(change)
    sides = {
        "未落格" if line.queue else line.name: tuple(side and side.employers for side in (line.before, line.after))
        for line in seen.lines
    }
    assert sides == {"锦官驿街道": (3, 1), "交子街道": (None, 1), "未落格": (1, 2)}
    assert (seen.moved, seen.queued, seen.anew) == (1, 1, [])
    by_name = {line.name: line for line in seen.lines}
    assert len(by_name["锦官驿街道"].before.inspectors) == len(by_name["锦官驿街道"].after.inspectors)
    assert by_name["交子街道"].after.short == (by_name["交子街道"].after.needed > 0)
    changes.approve(change=change, by=COMMAND_LINE, on=NOW)
    regridding.apply(change=change, by=COMMAND_LINE, on=DAY)
    assert Employer.objects.filter(street=street).count() == 1
    assert Employer.objects.filter(area=town.area("510104")).count() == 2
