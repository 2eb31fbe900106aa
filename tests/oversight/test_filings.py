"""The colour map on its way from district to city: numbers, frozen bytes, answers, and who has not filed yet."""

import hashlib
from datetime import date, timedelta

import pytest

from core import stored_files
from core.actor import COMMAND_LINE, Actor
from core.enums import Role, Tier
from core.models import Job, JournalEntry, Parameter, StoredFile
from core.permissions import Denied
from core.scope import Scope
from employers.models import AreaFigures
from grids.domain import filing_changes, filing_duty, filings
from grids.domain.filing_duty import Standing
from grids.enums import FilingState, Paper
from grids.models import Area, Boundary, Filing, Staffing
from oversight import tasks
from oversight.domain import filing_content
from oversight.domain import filings as drafting
from tests.factories.territory import territory
from tests.kit import outlines

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 30)


@pytest.fixture
def areas(settings, tmp_path):
    settings.STORED_FILES_DIR = tmp_path
    found = territory()
    outlines.draw()
    for code, employers in (("510104017", 1200), ("510104018", 34), ("510104", 1250)):
        AreaFigures.objects.create(area=found[code], employers=employers, as_of=DAY - timedelta(days=1))
    AreaFigures.objects.create(area=found["510104"], unplaced=True, employers=16)
    Staffing.objects.create(area=found["510104017"], inspectors=1, inspectors_needed=2, assistants=3, as_of=DAY)
    return found


def actor(role, area):
    return Actor(f"{role} {area.name}", role, Scope(frozenset({(Tier(area.tier), area.pk)})))


@pytest.fixture
def district(areas):
    return actor(Role.DISTRICT, areas["510104"])


@pytest.fixture
def city(areas):
    return actor(Role.CITY, areas["510100"])


def draft(areas, by, *, code="510104", on=DAY, **more):
    return drafting.draft(district=areas[code], paper=Paper.A3, preparer="罗晓蓉", by=by, on=on, **more)


def filed(areas, by, *, on=DAY, code="510104", **more):
    return filings.submit(filing=draft(areas, by, on=on, code=code, **more), by=by, on=on)


class TestWorkflow:
    def test_a_draft_holds_the_figures_of_the_day_and_no_number(self, areas, district):
        made = draft(areas, district)
        assert made.drawn and made.number == "" and made.state == FilingState.DRAFT
        assert [grid["employers"] for grid in made.content["grids"]] == [1200, 34]
        assert [grid["inspectors"] for grid in made.content["grids"]] == [1, None]
        assert filing_changes.employers(made.content) == 1250
        assert made.data_on == DAY - timedelta(days=1)
        assert stored_files.content(made.file).startswith(b"%PDF")
        assert stored_files.content(made.picture).startswith(b"\x89PNG")

    def test_drawing_again_takes_the_place_of_the_draft(self, areas, district, django_capture_on_commit_callbacks):
        first = draft(areas, district)
        with django_capture_on_commit_callbacks(execute=True):
            second = draft(areas, district, reviewer="陈立新")
        assert second.pk == first.pk and second.version == 1 and second.reviewer == "陈立新"
        assert StoredFile.objects.get(pk=first.file_id).removed_at is not None

    def test_submitting_numbers_and_freezes(self, areas, district):
        made = filed(areas, district)
        assert (made.number, made.state, made.submitted_on) == ("510104-2026-0001", FilingState.SUBMITTED, DAY)
        frozen = stored_files.content(made.file)
        assert hashlib.sha256(frozen).digest() == bytes(made.file.sha256)
        AreaFigures.objects.update(employers=9)
        Area.objects.filter(pk=areas["510104017"].pk).update(name="改名街道")
        again = Filing.objects.get(pk=made.pk)
        assert stored_files.content(again.file) == frozen
        assert again.digest == made.digest

    def test_the_answer_of_the_city(self, areas, district, city):
        returned = filings.give_back(filing=filed(areas, district), remarks="缺审核人", by=city, on=DAY)
        assert (returned.state, returned.remarks, returned.receipt) == (FilingState.RETURNED, "缺审核人", "")
        second = filed(areas, district, reviewer="陈立新")
        assert (second.version, second.number) == (2, "510104-2026-0002")
        accepted = filings.accept(filing=second, by=city, on=DAY)
        assert (accepted.state, accepted.receipt) == (FilingState.ACCEPTED, "510100-2026-0001")
        said = [entry.verb for entry in JournalEntry.objects.about(accepted)]
        assert said == ["filing.accepted", "filing.submitted", "filing.drawn"]

    def test_receipts_have_no_gaps_over_districts_and_years(self, areas, district, city):
        zone = actor(Role.DISTRICT, areas["CD-GX"])
        one, two = filed(areas, district), filed(areas, zone, code="CD-GX")
        assert two.number == "CD-GX-2026-0001"
        assert [filings.accept(filing=each, by=city, on=DAY).receipt for each in (two, one)] == [
            "510100-2026-0001", "510100-2026-0002",
        ]  # fmt: skip
        later = date(2027, 1, 4)
        assert filings.accept(filing=filed(areas, zone, code="CD-GX", on=later), by=city, on=later).receipt == (
            "510100-2027-0001"
        )

    def test_a_submission_that_fails_gives_its_number_back(self, areas, district, monkeypatch):
        made = draft(areas, district)
        with monkeypatch.context() as broken:
            broken.setattr(filings.setting, "pdf", lambda *_, **__: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                filings.submit(filing=made, by=district, on=DAY)
        assert filings.submit(filing=made, by=district, on=DAY).number == "510104-2026-0001"

    def test_what_is_not_its_turn_is_refused_in_a_sentence(self, areas, district, city):
        first = filed(areas, district)
        with pytest.raises(Denied, match="510104-2026-0001"):
            filings.submit(filing=draft(areas, district), by=district, on=DAY)
        with pytest.raises(Denied):
            filings.submit(filing=first, by=district, on=DAY)
        with pytest.raises(Denied):
            filings.give_back(filing=first, remarks="  ", by=city, on=DAY)
        filings.accept(filing=first, by=city, on=DAY)
        with pytest.raises(Denied):
            filings.give_back(filing=first, remarks="late thought", by=city, on=DAY)
        with pytest.raises(Denied):
            filings.discard(filing=first, by=district, on=DAY)

    def test_a_discarded_draft_leaves_no_gap(self, areas, district):
        filings.discard(filing=draft(areas, district), by=district, on=DAY)
        assert not Filing.objects.exists()
        assert filed(areas, district).number == "510104-2026-0001"

    def test_who_may_what(self, areas, district, city):
        other = actor(Role.DISTRICT, areas["510107"])
        street = actor(Role.STREET, areas["510104017"])
        administrator = Actor("a", Role.ADMINISTRATOR, Scope.NOTHING)
        for nobody in (city, other, street, administrator, COMMAND_LINE):
            with pytest.raises(Denied):
                draft(areas, nobody)
        made = filed(areas, district)
        for nobody in (district, other, street, administrator):
            with pytest.raises(Denied):
                filings.accept(filing=made, by=nobody, on=DAY)
            with pytest.raises(Denied):
                filings.give_back(filing=made, remarks="no", by=nobody, on=DAY)

    def test_a_character_without_glyph_refuses_the_map_by_name(self, areas, district):
        with pytest.raises(Denied, match="\U0002b7a1"):
            draft(areas, district, reviewer="王\U0002b7a1")
        assert not Filing.objects.exists()

    def test_without_outlines_there_is_no_map(self, areas, district):
        Boundary.objects.all().delete()
        with pytest.raises(Denied):
            draft(areas, district)

    def test_publication_needs_an_accepted_map_with_its_approval_number(self, areas, district, city):
        bare = filings.accept(filing=filed(areas, district), by=city, on=DAY)
        with pytest.raises(Denied):
            filings.publish(filing=bare, purpose="宣传栏", by=district, on=DAY)
        approved = filed(areas, district, approval_number="川S（2026）12号")
        with pytest.raises(Denied):
            filings.publish(filing=approved, purpose="宣传栏", by=district, on=DAY)
        approved = filings.accept(filing=approved, by=city, on=DAY)
        with pytest.raises(Denied):
            filings.publish(filing=approved, purpose=" ", by=district, on=DAY)
        with pytest.raises(Denied):
            filings.publish(filing=approved, purpose="x", by=actor(Role.DISTRICT, areas["510107"]), on=DAY)
        assert filings.publish(filing=approved, purpose="宣传栏", by=district, on=DAY) == approved.file


class TestLargeOutlines:
    def test_a_large_map_is_drawn_by_the_worker(self, areas, district, monkeypatch, django_capture_on_commit_callbacks):
        monkeypatch.setattr(drafting, "AT_ONCE", 10)
        queued = []
        monkeypatch.setattr(drafting.jobs, "enqueue", lambda name, **ids: queued.append((name, ids)))
        made = draft(areas, district)
        assert not made.drawn and made.job.state == "queued"
        with pytest.raises(Denied):
            filings.submit(filing=made, by=district, on=DAY)
        assert queued == [("oversight.draw_filing", {"filing_id": made.pk, "job_id": made.job_id})]
        drafting.work(made, made.job, by=district, on=DAY)
        made.refresh_from_db()
        assert made.drawn
        job = Job.objects.get(pk=made.job_id)
        assert (job.state, job.total) == ("done", 2)

    def test_a_refusal_of_the_worker_is_shown(self, areas, district, monkeypatch):
        monkeypatch.setattr(drafting, "AT_ONCE", 10)
        monkeypatch.setattr(drafting.jobs, "enqueue", lambda *_, **__: None)
        made = draft(areas, district, reviewer="王\U0002b7a1")
        drafting.work(made, made.job, by=district, on=DAY)
        job = Job.objects.get(pk=made.job_id)
        assert job.state == "failed" and "\U0002b7a1" in job.message

    def test_the_task_is_known_by_its_name(self):
        assert tasks.draw_filing.name == "oversight.draw_filing"


class TestDuty:
    def standing(self, areas, *, on=DAY, code="510104"):
        return filing_duty.duties([areas[code]], on=on)[0]

    def verify(self):
        Parameter.objects.filter(code__startswith="filing.").update(verified_by="市局法规处", verified_on=DAY)

    def test_who_never_filed_has_not_yet_filed_and_is_not_late(self, areas):
        duty = self.standing(areas)
        assert (duty.standing, duty.filed) == (Standing.NOT_YET, None)
        self.verify()
        assert self.standing(areas).standing is Standing.LATE

    def test_submitted_waits_accepted_is_filed_returned_is_open(self, areas, district, city):
        made = filed(areas, district)
        assert self.standing(areas).standing is Standing.WAITING
        filings.accept(filing=made, by=city, on=DAY)
        assert self.standing(areas).standing is Standing.FILED
        again = filed(areas, district)
        filings.give_back(filing=again, remarks="x", by=city, on=DAY)
        duty = self.standing(areas)
        assert duty.standing is Standing.RETURNED and duty.open
        assert duty.filed.pk == made.pk

    def test_after_a_change_there_are_thirty_days(self, areas, district, city):
        filings.accept(filing=filed(areas, district), by=city, on=DAY)
        outlines.outline(areas["510104017"], outlines.square(0, size=0.011), since=date(2026, 7, 10))
        assert self.standing(areas, on=date(2026, 7, 9)).standing is Standing.FILED
        duty = self.standing(areas, on=date(2026, 8, 9))
        assert (duty.standing, duty.changed_on, duty.due) == (Standing.DUE, date(2026, 7, 10), date(2026, 8, 9))
        assert self.standing(areas, on=date(2026, 8, 10)).standing is Standing.NOT_YET
        self.verify()
        assert self.standing(areas, on=date(2026, 8, 10)).standing is Standing.LATE

    def test_the_change_of_another_district_is_not_ones_own(self, areas, district, city):
        filings.accept(filing=filed(areas, district), by=city, on=DAY)
        outlines.outline(areas["510107009"], outlines.square(9), since=date(2026, 7, 10))
        assert self.standing(areas, on=date(2026, 9, 10)).standing is Standing.FILED

    def test_each_thirty_first_of_march_asks_anew(self, areas, district, city):
        filings.accept(filing=filed(areas, district), by=city, on=DAY)
        assert self.standing(areas, on=date(2027, 3, 30)).standing is Standing.FILED
        assert self.standing(areas, on=date(2027, 3, 31)).standing is Standing.DUE
        assert self.standing(areas, on=date(2027, 4, 1)).standing is Standing.NOT_YET
        filings.accept(filing=filed(areas, district, on=date(2027, 4, 1)), by=city, on=date(2027, 4, 1))
        assert self.standing(areas, on=date(2027, 12, 1)).standing is Standing.FILED

    def test_many_districts_cost_no_more_queries_than_one(self, areas, django_assert_num_queries):
        with django_assert_num_queries(7):
            filing_duty.duties([areas["510104"]], on=DAY)
        with django_assert_num_queries(7):
            filing_duty.duties([areas[code] for code in ("510104", "510107", "CD-GX")], on=DAY)


def test_what_changed_since_the_last_filing_is_told(areas, district):
    before = filed(areas, district).content
    assert filing_changes.changes(before, filing_content.figures(areas["510104"], on=DAY)) == []
    outlines.outline(areas["510104017"], outlines.square(0, size=0.011), since=DAY)
    Area.objects.filter(pk=areas["510104018"].pk).update(name="东湖新街道")
    AreaFigures.objects.filter(area=areas["510104018"]).update(employers=40)
    Staffing.objects.update(inspectors=2)
    said = filing_changes.changes(before, filing_content.figures(areas["510104"], on=DAY))
    assert said == [
        "更名：东湖街道 → 东湖新街道。",
        "轮廓调整：锦官驿街道。",
        "监察员已补足：锦官驿街道。",
        "用人单位：1,250 → 1,256。",
    ]
