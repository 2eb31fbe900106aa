"""A small city for changes of territory, with archives, findings and people in every area of the test territory."""

from datetime import date

from compliance.models import Finding, RuleVersion
from core.actor import COMMAND_LINE, Actor
from core.enums import Role, Tier
from core.models import User
from core.scope import Scope
from employers.domain import rollups
from employers.models import Employer, Placement
from grids.domain import changes
from grids.models import Area, TerritoryChange
from inspectors.domain import appointments
from inspectors.enums import Position
from inspectors.models import Appointment, TeamMember
from oversight.domain import regridding
from tests.factories.territory import territory
from tests.kit import facts

DAY = date(2026, 7, 1)
NOW = date(2026, 6, 11)


class Town(facts.City):
    """One employer in every area, one finding about each, a full-time inspector in every street."""

    def __init__(self) -> None:
        self.on = NOW
        self.numbers, self.serial = facts.count(1), facts.count(1)
        self.areas = territory()
        self.city = self.areas["510100"]
        self.district = Actor("区", Role.DISTRICT, Scope(frozenset({(Tier.DISTRICT, self.areas["510104"].pk)})))
        version = RuleVersion.objects.create(rule="R01", digest="0" * 32, parameters={}, first_used_on=NOW)
        self.employers: dict[str, Employer] = {}
        for code, area in self.areas.items():
            employer = self.employer(f"ZqAemp{code}", area=area, opened=date(2020, 1, 1), address=f"{code}路1号")
            self.employers[code] = employer
            finding = Finding(
                rule="R01", employer=employer, severity=1, first_seen=NOW, last_opened=NOW, version=version
            )
            finding.lie_in(area)
            finding.save()
        rollups.employers(None, on=NOW)
        self.people = {code: self.inspector(area) for code, area in self.areas.items() if area.tier == Tier.STREET}

    def inspector(self, area: Area) -> Appointment:
        user = User.objects.create_user(f"u{area.local_code}", role=Role.STREET, last_name="监", password=None)
        member = TeamMember.objects.create(name=f"监{area.name}", tier=area.tier, user=user, joined_on=date(2020, 1, 1))
        return appointments.appoint(
            member=member, to=area, position=Position.FULL_TIME, by=COMMAND_LINE, on=date(2020, 1, 1)
        )

    def area(self, code: str) -> Area:
        return Area.objects.get(local_code=code)

    def propose(self, kind: str, plan, *, day: date = DAY, by: Actor = COMMAND_LINE, **said) -> TerritoryChange:
        proposal = changes.Proposal(kind, f"测试{kind}", day, "测试依据", plan.as_json(), **said)
        change = changes.draft(proposal, by=by, on=NOW)
        changes.propose(change=change, by=by, on=NOW)
        return change

    def carry_out(self, kind: str, plan, *, day: date = DAY, **said) -> TerritoryChange:
        change = self.propose(kind, plan, day=day, **said)
        changes.approve(change=change, by=COMMAND_LINE, on=NOW)
        regridding.apply(change=change, by=COMMAND_LINE, on=day)
        change.refresh_from_db()
        return change

    def where(self, code: str) -> str:
        employer = Employer.objects.select_related("area").get(pk=self.employers[code].pk)
        placement = Placement.objects.get(employer=employer, valid_to=None, superseded_at=None)
        finding = Finding.objects.get(employer=employer)
        levels = employer.area.levels()
        assert placement.area_id == employer.area_id == finding.area_id
        assert placement.district_id == employer.district_id
        for row in (employer, finding):
            assert {name: getattr(row, name) for name in levels} == levels
        return employer.area.local_code

    def place_on(self, code: str, day: date) -> str:
        """The area an employer lay in on a day, as a report for that day reads it."""
        rows = Placement.objects.filter(employer=self.employers[code], superseded_at=None, valid_from__lte=day)
        return rows.exclude(valid_to__lte=day).get().area.local_code

    def picture(self) -> list:
        """Everything that an undo must bring back."""
        areas = (
            Area.objects.live()
            .order_by("pk")
            .values_list(
                "pk", "local_code", "code", "name", "parent", "path", "district", "street", "community", "sort_key"
            )
        )
        employers = Employer.objects.order_by("pk").values_list(
            "pk", "area", "district", "street", "community", "suggested_area", "suggestion"
        )
        people = Appointment.objects.in_force(DAY).order_by("member", "area").values_list("member", "area")
        findings = Finding.objects.order_by("pk").values_list("pk", "area", "district", "street", "community")
        current = Placement.objects.filter(valid_to=None, superseded_at=None).order_by("employer")
        placements = current.values_list("employer", "area", "district", "valid_from")
        return [list(rows) for rows in (areas, employers, people, findings, placements)]
