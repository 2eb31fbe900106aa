"""A city of two districts in which every object bears the token of the place it belongs to.

``Zq`` and the letter of the place stand in every name, address and file name; so a page that shows a token of a place
outside its reader's territory has leaked it, whatever the page is. The accounts of the five roles work along one line
of the tree: 成都市 > 锦江区 > 锦官驿街道 > 水井坊社区.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone

from compliance.domain import findings, run
from compliance.models import Finding, Run
from core import journal, stored_files
from core.actor import COMMAND_LINE, Actor
from core.enums import Role, Tier
from core.models import Clock, Job, User
from core.models.job import JobState
from core.privacy import sealed_number
from core.scope import Scope
from dataexchange.domain import uploads
from dataexchange.importing.receiving import Cover
from dataexchange.models import Upload
from employers.domain import rollups, standing
from employers.enums import DocumentKind
from employers.models import Delivery, Employer, Identifier, Worker
from grids.domain import drafts
from grids.domain.plans import Plan
from grids.enums import Datum, FilingState
from grids.models import Area, BoundaryDraft, Filing, TerritoryChange
from grids.models.change import ChangeKind
from inspectors.domain import appointments, letters
from inspectors.enums import CertificateKind, LeaveKind, Position
from inspectors.models import Appointment, AppointmentLetter, Certificate, Leave, TeamMember
from oversight.models import HandOver
from tests.factories.territory import territory
from tests.kit import facts
from tests.kit.deliveries import table
from tests.kit.invented import registration_no, resident_number, unsound

TODAY = date(2026, 6, 11)
SINCE = date(2026, 1, 5)
# The kinds are named one by one: the random text of a form's token would sooner or later look like any three letters.
KINDS = "emp adr wrk reg rad jnl usr usn mbr new bad fil job msg upl two rsn".split()
TOKEN = re.compile(rf"Zq([A-F])({'|'.join(KINDS)})")
PEOPLE = {"mbr", "usr", "usn"}  # members of the team and accounts: no business data
SECRET = re.compile(r"510199\d{11}[\dX]")  # a full identity number of the invented people

# letter -> where its objects lie; the two last ones are 未落格
PLACES = {
    "A": "510104017001",
    "B": "510104017002",
    "C": "510104018001",
    "D": "510107009001",
    "E": "510104",
    "F": "510100",
}
# whose territory holds which letters
SEEN = {
    Role.CITY: "ABCDEF",
    Role.DISTRICT: "ABCE",
    Role.STREET: "AB",
    Role.COMMUNITY: "A",
    Role.ADMINISTRATOR: "",
}
SEATS = {Role.CITY: "510100", Role.DISTRICT: "510104", Role.STREET: "510104017", Role.COMMUNITY: "510104017001"}
INSIDE = "A"
# the nearest place of the same tier, and one in the other district; nothing lies outside the city
SIBLING = {Role.DISTRICT: "D", Role.STREET: "C", Role.COMMUNITY: "B"}
OTHER = "D"
ADMINISTRATOR = Actor("administrator", Role.ADMINISTRATOR, Scope.NOTHING)


@dataclass
class Planted:
    """What lies in one place, by kind."""

    letter: str
    area: Area
    employer: Employer = field(init=False)
    worker: Worker = field(init=False)
    identifier: Identifier = field(init=False)
    finding: Finding = field(init=False)
    aside: Finding = field(init=False)
    delivery: Delivery = field(init=False)
    upload: Upload = field(init=False)
    member: TeamMember = field(init=False)
    appointment: Appointment = field(init=False)
    user: User = field(init=False)
    draft: BoundaryDraft = field(init=False)
    change: TerritoryChange = field(init=False)
    certificate: Certificate = field(init=False)
    leave: Leave = field(init=False)
    document: AppointmentLetter = field(init=False)
    handover: HandOver = field(init=False)
    brigade: Area = field(init=False)
    filing: Filing = field(init=False)

    def token(self, kind: str) -> str:
        assert kind in KINDS
        return f"Zq{self.letter}{kind}"


class TokenCity(facts.City):
    """Two districts, six places, one object of each kind in each, and the five accounts."""

    def __init__(self) -> None:
        self.on = date(2026, 6, 10)
        self.numbers, self.serial = facts.count(1), facts.count(1)
        Clock.objects.create(stands_at=TODAY)
        self.areas = territory()
        self.city, self.district = self.areas["510100"], self.areas["510104"]
        self.street, self.community = self.areas["510104017"], self.areas["510104017001"]
        self.planted = {letter: Planted(letter, self.areas[code]) for letter, code in PLACES.items()}
        self.accounts = {role: self.account(role) for role in Role}
        self.business = self.register("business_register", date(2026, 1, 1))
        for place in self.planted.values():
            self.plant(place)
        self.share()
        self.settle()

    def account(self, role: Role) -> User:
        user = User.objects.create_user(f"{role}-user", password="Wuhou-district-26", role=role, last_name="陈")
        if role is not Role.ADMINISTRATOR:
            area = self.areas[SEATS[role]]
            member = TeamMember.objects.create(name=f"{role} person", tier=area.tier, user=user, joined_on=SINCE)
            by = ADMINISTRATOR if area.tier == Tier.CITY else COMMAND_LINE
            appointments.appoint(member=member, to=area, position=Position.FULL_TIME, by=by, on=SINCE)
        return user

    def plant(self, place: Planted) -> None:
        """One archive with a worker, facts of every kind, a finding, a delivery with its file, people and a journal."""
        name, number = place.token("emp"), resident_number(ord(place.letter))
        place.employer = self.employer(f"{name}有限公司", area=place.area, address=place.token("adr"))
        place.worker = self.person(place.token("wrk"), number)
        place.delivery = self.delivery("employee_roster", "danwei", date(2026, 6, 1), area=place.area)
        self.facts(place)
        for kind in ("uscc", "org_code"):
            self.identifier(place.employer, kind, getattr(place.employer, kind), self.business)
        wrong = unsound(place.employer.uscc)
        place.identifier = self.identifier(place.employer, "uscc", wrong, self.business, conforming=False)
        self.entry(
            self.business, place.employer.uscc, place.employer, name=f"{place.token('reg')}公司",
            address=place.token("rad"),
        )  # fmt: skip
        self.people(place)
        journal.record(
            "employer.opened", "%(text)s", about=place.employer, by=COMMAND_LINE, on=self.on, text=place.token("jnl")
        )
        self.filed(place)
        self.file(place)
        self.changed(place)
        self.outlines(place)

    def person(self, name: str, number: str) -> Worker:
        sealed = sealed_number(DocumentKind.RESIDENT, number)
        return Worker.objects.create(
            document_kind=DocumentKind.RESIDENT, number_hash=facts.UUID(bytes=sealed.hash), number_cipher=sealed.cipher,
            mask=sealed.mask, name=name,
        )  # fmt: skip

    def facts(self, place: Planted) -> None:
        employer, worker = place.employer, place.worker
        self.roster(employer, date(2026, 6, 1), (worker, {"hired_on": SINCE}))
        stock = self.stock(employer, received=date(2026, 6, 5))
        self.filing(stock, employer, worker, date(2025, 1, 1), end=date(2026, 1, 1))
        self.insurance(date(2026, 5, 1), {(employer, worker): 1}, employer)
        self.sheet(employer, date(2026, 4, 1), (worker, {"payable": Decimal(1000), "paid": Decimal(0)}))

    def people(self, place: Planted) -> None:
        place.user = User.objects.create_user(
            f"{place.token('usr')}", role=Role(place.area.tier), last_name=place.token("usn"), password=None
        )
        place.member = TeamMember.objects.create(
            name=place.token("mbr"), tier=place.area.tier, user=place.user, joined_on=SINCE
        )
        by = ADMINISTRATOR if place.area.tier == Tier.CITY else COMMAND_LINE
        place.appointment = appointments.appoint(
            member=place.member, to=place.area, position=Position.FULL_TIME, by=by, on=SINCE
        )

        place.certificate = Certificate.objects.create(
            member=place.member, kind=CertificateKind.ASSISTANT, number=f"C-{place.letter}", valid_from=SINCE,
            valid_to=date(2028, 1, 5),
        )  # fmt: skip
        place.leave = Leave.objects.create(
            member=place.member, kind=LeaveKind.ANNUAL, valid_from=date(2026, 8, 3), valid_to=date(2026, 8, 8)
        )
        place.handover = HandOver.objects.create(
            member=place.member, last_day=TODAY, leaves=True, proposed_by="Zq", proposed_on=SINCE, decided_on=SINCE
        )
        place.document = letters.issue(appointment=place.appointment, by=COMMAND_LINE, on=SINCE)

    def file(self, place: Planted) -> None:
        """A file of the place's own office, previewed: one row that could be read and one that could not."""
        rows = [
            {"统一社会信用代码": place.employer.uscc, "姓名": place.token("new"), "身份证号码": resident_number(99),
             "用工起始日期": "2026-01-05", "用工形式": "全日制"},
            {"统一社会信用代码": place.employer.uscc, "姓名": place.token("bad"), "身份证号码": "12",
             "用工起始日期": "?"},
        ]  # fmt: skip
        cover = Cover("danwei", "employee_roster", self.on, as_of=self.on, area=place.area, accept_absent=True)
        with TemporaryDirectory() as folder:
            path = table(Path(folder), rows)
            place.upload = uploads.deliver(
                path, name=f"{place.token('fil')}.csv", cover=cover, by=COMMAND_LINE, on=TODAY
            )
        job = Job.objects.create(
            name="dataexchange.preview", subject=place.token("job"), state=JobState.RUNNING, message=place.token("msg")
        )
        told = {"uploader": place.token("upl"), "uploaded_by": place.user.pk, "job": job}
        Upload.objects.filter(pk=place.upload.pk).update(**told)
        place.upload.refresh_from_db()

    def outlines(self, place: Planted) -> None:
        """A draft of outlines for the place's district, or for the city."""
        area = place.area.district or place.area
        grid = Area.objects.live().at(Tier.STREET).under(area).in_order().first()
        square = [[104.0, 30.6], [104.1, 30.6], [104.1, 30.7], [104.0, 30.7], [104.0, 30.6]]
        feature = {"properties": {"code": grid.code}, "geometry": {"type": "Polygon", "coordinates": [square]}}
        place.draft = drafts.upload(
            json.dumps({"features": [feature]}).encode(), name=f"{place.token('fil')}.geojson", area=area,
            declared=drafts.Declared(Datum.GCJ02, TODAY), by=COMMAND_LINE, on=TODAY,
        )  # fmt: skip

    def changed(self, place: Planted) -> None:
        """A line of the place's district that is to move; the city's own change names no area."""
        district = place.area.district
        pair = {"510104": ("510104017", "510104018"), "510107": ("510107009", "510107064")}
        line = tuple(self.areas[code].pk for code in pair[district.local_code]) if district else None
        place.change = TerritoryChange.objects.create(
            kind=ChangeKind.LINE, title=place.token("rsn"), basis=place.token("rsn"), effective=TODAY,
            districts=[district.pk] if district else [], plan=Plan(line=line, words=("无此路",)).as_json(),
        )  # fmt: skip

    def filed(self, place: Planted) -> None:
        """A colour map that the place's district filed, returned by the city."""
        place.brigade = place.area.district or self.areas["510107"]
        place.filing = Filing(
            version=ord(place.letter), state=FilingState.RETURNED, preparer="陈", remarks=place.token("jnl"),
            number=f"{place.brigade.local_code}-2026-{place.letter}", digest="0" * 64, data_on=TODAY,
            submitted_on=TODAY,
            file=stored_files.keep(place.token("fil").encode(), folder="filings", name="a.pdf"),
            picture=stored_files.keep(place.token("fil").encode(), folder="filings", name="a.png"),
        )  # fmt: skip
        place.filing.lie_in(place.brigade)
        place.filing.save()

    def share(self) -> None:
        """One person at two employers, one number borne by two archives: each side may see its own half only."""
        here, there = self.planted["A"], self.planted["D"]
        both = self.person("ZqAtwo", resident_number(7))
        for place in (here, there):
            self.roster(
                place.employer, date(2026, 6, 2),
                (place.worker, {"hired_on": SINCE}), (both, {"hired_on": SINCE, "name": place.token("two")}),
            )  # fmt: skip
            self.identifier(place.employer, "registration_no", registration_no(1), self.business)

    def settle(self) -> None:
        standing.rebuild(self.on)
        rollups.employers(None, on=self.on)
        rollups.areas(on=self.on)
        self.run: Run = run.crosscheck(on=self.on, current=self.on, by=COMMAND_LINE)
        rollups.areas(on=self.on)
        for place in self.planted.values():
            found = Finding.objects.filter(employer=place.employer).order_by("severity", "id")
            place.finding = found.filter(rule="R06").first() or found.first()  # one number, two archives: names both
            place.aside = found.exclude(pk=place.finding.pk).first()
            findings.set_aside(
                place.aside, until=date(2026, 7, 1), reason=place.token("rsn"), by=COMMAND_LINE, on=TODAY
            )
        Run.objects.filter(finished_at=None).update(finished_at=timezone.now())
