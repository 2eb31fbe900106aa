"""Many people at once: a roster taken in from a workbook, every fault of every row told before anything is written."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import journal
from core.actor import Actor
from core.enums import Tier
from core.permissions import Denied
from core.privacy import sealed_phone
from grids.models import Area
from inspectors import permissions
from inspectors.domain import appointments, certificates, roster, staffing
from inspectors.enums import CERTIFIED_BY, CertificateKind, Ground, Position
from inspectors.models import Appointment, Certificate, TeamMember

TOGETHER = gettext_noop("%(count)s people were put on the roster together.")
FIELDS = (
    "name", "area", "position", "tier", "post", "employed_by", "phone", "since", "last_day", "certificate_kind",
    "certificate_number", "issued_by", "certificate_from", "certificate_until",
)  # fmt: skip
MUST = ("name", "area", "position", "since")
DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
PHONE = re.compile(r"^[0-9+\-() ]{7,24}$")


@dataclass(frozen=True)
class Paper:
    """A certificate as a row says it."""

    kind: CertificateKind
    number: str
    valid_from: date
    last_day: date
    issued_by: str = ""


@dataclass(frozen=True)
class Entry:
    """A person with an appointment and perhaps a certificate, as one row of a roster says it."""

    name: str
    area: Area
    position: Position
    since: date
    until: date | None = None
    tier: Tier | None = None
    post: str = ""
    employed_by: str = ""
    phone: str = ""
    paper: Paper | None = None


@transaction.atomic
def enrol_all(entries: Sequence[Entry], *, by: Actor, on: date, settle: bool = True) -> list[TeamMember]:
    """Put people on the roster who do not stand on it yet, set-wise: each with an appointment and a certificate."""
    for area, tier in {(entry.area, entry.tier) for entry in entries}:
        permissions.check_can_appoint(by, area)
        permissions.check_can_enrol(by, tier or Tier(area.tier))
    people = TeamMember.objects.bulk_create(
        [TeamMember(name=each.name, tier=each.tier or each.area.tier, joined_on=each.since) for each in entries]
    )
    held = [
        Appointment(
            member=member, area=each.area, position=each.position, post=each.post, employed_by=each.employed_by,
            valid_from=each.since, valid_to=each.until,
        )
        for member, each in zip(people, entries, strict=True)
    ]  # fmt: skip
    for new in held:
        appointments.check_tier(new.member, new.area, Position(new.position), Ground.OWN)
    Appointment.objects.bulk_create(held)
    Certificate.objects.bulk_create(
        Certificate(
            member=member, kind=each.paper.kind, number=each.paper.number, issued_by=each.paper.issued_by,
            valid_from=each.paper.valid_from, valid_to=each.paper.last_day + timedelta(days=1),
        )
        for member, each in zip(people, entries, strict=True)
        if each.paper
    )  # fmt: skip
    with_phone = [(member, each.phone) for member, each in zip(people, entries, strict=True) if each.phone]
    for member, phone in with_phone:
        sealed = sealed_phone(phone)
        member.phone_hash, member.phone_cipher, member.phone_mask = UUID(bytes=sealed.hash), sealed.cipher, sealed.mask
    TeamMember.objects.bulk_update(
        [member for member, _phone in with_phone], ["phone_hash", "phone_cipher", "phone_mask"], batch_size=500
    )
    journal.record("member.joined_together", TOGETHER, about=people, by=by, on=on, count=len(people))
    if settle:
        staffing.rebuild(on=on)
    return people


# A roster as rows of text ------------------------------------------------------------------------------------------


@dataclass
class Faulty:
    """A row that cannot be taken, with everything that is wrong with it."""

    number: int
    row: dict[str, str]
    sentences: list[str]


@dataclass
class Checked:
    """What a roster would do: new people, additions to people who stand on it, rows that say nothing new, faults."""

    new: list[tuple[int, Entry]] = field(default_factory=list)
    more: list[tuple[int, TeamMember, Entry]] = field(default_factory=list)
    same: int = 0
    faulty: list[Faulty] = field(default_factory=list)


class Reader:
    """Knows the territory, the words and the people, and judges row after row."""

    def __init__(self, *, by: Actor, on: date) -> None:
        self.by, self.on = by, on
        self.areas: dict[str, list[Area]] = {}
        for area in Area.objects.live().within(by.scope):
            for text in {area.local_code, area.code, area.name} - {""}:
                self.areas.setdefault(text, []).append(area)
        self.positions, self.kinds, self.tiers = words(Position), words(CertificateKind), words(Tier)
        self.people: dict[str, list[TeamMember]] = {}
        for member in TeamMember.objects.prefetch_related("appointments", "certificates").filter(left_on=None):
            self.people.setdefault(member.name, []).append(member)
        self.papers = dict(Certificate.objects.values_list("number", "member__name"))
        self.seen: dict[tuple[str, str], int] = {}

    def check(self, rows: Iterable[tuple[int, dict[str, str]]]) -> Checked:
        found = Checked()
        for number, row in rows:
            faults: list[str] = []
            entry = self.entry(row, faults)
            if entry is not None and not faults:
                self.place(number, row, entry, found, faults)
            if faults:
                found.faulty.append(Faulty(number, row, faults))
        return found

    def entry(self, row: dict[str, str], faults: list[str]) -> Entry | None:
        """The row in our own words, or all that is wrong with it."""
        for name in MUST:
            if not row.get(name):
                faults.append(_("%(column)s is missing.") % {"column": label(name)})
        area = self.area(row.get("area", ""), faults)
        position = self.word(row, "position", self.positions, faults)
        tier = self.word(row, "tier", self.tiers, faults)
        since, last = self.day(row, "since", faults), self.day(row, "last_day", faults)
        if since and last and last < since:
            faults.append(_("The last day lies before the first day."))
        phone = row.get("phone", "")
        if phone and "*" not in phone and not PHONE.match(phone):
            faults.append(_("A phone number has 7 to 20 digits."))
        paper = self.paper(row, faults)
        if not (area and position and since):
            return None
        entry = Entry(
            name=row.get("name", ""), area=area, position=Position(position), since=since,
            until=last + timedelta(days=1) if last else None, tier=Tier(tier) if tier else None,
            post=row.get("post", "")[:60], employed_by=row.get("employed_by", "")[:100],
            phone="" if "*" in phone else phone, paper=paper,
        )  # fmt: skip
        self.may(entry, faults)
        return entry

    def may(self, entry: Entry, faults: list[str]) -> None:
        """What the verbs would refuse, said beforehand: territory, tier, a certificate that has run out."""
        tier = entry.tier or Tier(entry.area.tier)
        try:
            permissions.check_can_appoint(self.by, entry.area)
            permissions.check_can_enrol(self.by, tier)
            appointments.check_tier(TeamMember(tier=tier), entry.area, entry.position, Ground.OWN)
        except Denied as refusal:
            faults.append(str(refusal))
        paper, now = entry.paper, entry.until is None or entry.until > self.on
        if paper and now and paper.kind in CERTIFIED_BY.get(entry.position, ()) and paper.last_day < self.on:
            faults.append(_("The certificate ran out on %(day)s.") % {"day": paper.last_day})

    def area(self, text: str, faults: list[str]) -> Area | None:
        named = self.areas.get(text.strip().upper()) or self.areas.get(text.strip(), [])
        found = list({area.pk: area for area in named}.values())
        if text and not found:
            faults.append(_("“%(text)s” is no area of your territory.") % {"text": text})
        if len(found) > 1:
            codes = _(", ").join(area.local_code for area in found)
            faults.append(_("Several areas have this name; give the code: %(codes)s") % {"codes": codes})
        return found[0] if len(found) == 1 else None

    def word(self, row: dict[str, str], name: str, known: dict[str, str], faults: list[str]) -> str:
        text = row.get(name, "")
        if text and text.lower() not in known:
            faults.append(_("%(column)s: “%(text)s” is none of the words known here.") % {
                "column": label(name), "text": text
            })  # fmt: skip
        return known.get(text.lower(), "")

    def day(self, row: dict[str, str], name: str, faults: list[str]) -> date | None:
        text = row.get(name, "")
        if not text:
            return None
        parts = DAY.match(text[:10] if re.match(r"^\d{4}-\d\d-\d\d", text) else text)
        try:
            if parts:
                return date(*map(int, parts.groups()))
        except ValueError:
            pass  # a day that no month has: told like any other
        faults.append(_("%(column)s: “%(text)s” is no day.") % {"column": label(name), "text": text})
        return None

    def paper(self, row: dict[str, str], faults: list[str]) -> Paper | None:
        """A certificate is whole, or the row has none."""
        names = ("certificate_kind", "certificate_number", "certificate_from", "certificate_until")
        if not any(row.get(name) for name in names):
            return None
        for name in names:
            if not row.get(name):
                faults.append(_("%(column)s is missing.") % {"column": label(name)})
        kind = self.word(row, "certificate_kind", self.kinds, faults)
        first, last = self.day(row, "certificate_from", faults), self.day(row, "certificate_until", faults)
        number = row.get("certificate_number", "")[:40]
        owner = self.papers.get(number)
        if owner is not None and owner != row.get("name"):
            faults.append(_("Certificate %(number)s belongs to %(member)s.") % {"number": number, "member": owner})
        if first and last and last < first:
            faults.append(_("The last day lies before the first day."))
        if not (kind and number and first and last):
            return None
        return Paper(CertificateKind(kind), number, first, last, row.get("issued_by", "")[:100])

    def place(self, number: int, row: dict[str, str], entry: Entry, found: Checked, faults: list[str]) -> None:
        """New, an addition to somebody who stands on the roster, or nothing new."""
        key = (entry.name, entry.area.local_code)
        if key in self.seen:
            faults.append(_("Row %(row)s says the same person and area already.") % {"row": self.seen[key]})
            return
        self.seen[key] = number
        member = self.known(entry)
        if member is None:
            found.new.append((number, entry))
            return
        held = [each for each in member.appointments.all() if each.area_id == entry.area.pk and overlaps(each, entry)]
        if any(each.position != entry.position or each.valid_from != entry.since for each in held):
            faults.append(_("%(member)s already answers for %(area)s in this period.") % {
                "member": entry.name, "area": entry.area.name
            })  # fmt: skip
        elif held and not self.adds(member, entry):
            found.same += 1
        else:
            found.more.append((number, member, entry))

    def known(self, entry: Entry) -> TeamMember | None:
        """Somebody of this name with the same certificate, else with an appointment to the same area."""
        for member in self.people.get(entry.name, []):
            numbers = {each.number for each in member.certificates.all()}
            if entry.paper and entry.paper.number in numbers:
                return member
            if any(each.area_id == entry.area.pk for each in member.appointments.all()):
                return member
        return None

    def adds(self, member: TeamMember, entry: Entry) -> bool:
        if entry.paper and not any(has(each, entry.paper) for each in member.certificates.all()):
            return True
        return bool(entry.phone) and UUID(bytes=sealed_phone(entry.phone).hash) != member.phone_hash


def has(row: Certificate, paper: Paper) -> bool:
    return (row.kind, row.number, row.valid_from) == (paper.kind, paper.number, paper.valid_from)


def overlaps(held: Appointment, entry: Entry) -> bool:
    begins = entry.until is None or held.valid_from < entry.until
    return begins and (held.valid_to is None or entry.since < held.valid_to)


def words(choices: type[Position] | type[CertificateKind] | type[Tier]) -> dict[str, str]:
    """Every word of a closed list, in both languages and as it is kept."""
    known = {choice.value: choice.value for choice in choices}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            known |= {str(choice.label).lower(): choice.value for choice in choices}
    return known


LABELS = {
    "name": gettext_noop("Name"), "area": gettext_noop("Area code"), "position": gettext_noop("Position"),
    "tier": gettext_noop("Tier of the person"), "post": gettext_noop("Post"),
    "employed_by": gettext_noop("Employer of the post"), "phone": gettext_noop("Phone"),
    "since": gettext_noop("First day"), "last_day": gettext_noop("Last day"),
    "certificate_kind": gettext_noop("Kind of certificate"), "certificate_number": gettext_noop("Certificate number"),
    "issued_by": gettext_noop("Issued by"), "certificate_from": gettext_noop("Valid from"),
    "certificate_until": gettext_noop("Valid until"),
}  # fmt: skip


def label(name: str) -> str:
    return _(LABELS[name])


@transaction.atomic
def take_in(checked: Checked, *, by: Actor, on: date) -> None:
    """Write the sound rows: new people set-wise, additions by the verbs; one person may stand in several rows."""
    first: dict[tuple[str, str], Entry] = {}
    again: list[Entry] = []
    for _number, entry in checked.new:
        key = (entry.name, entry.paper.number if entry.paper else entry.area.local_code)
        if key in first:
            again.append(entry)
        else:
            first[key] = entry
    people = dict(zip(first, enrol_all(list(first.values()), by=by, on=on), strict=True)) if first else {}
    additions = [(member, entry) for _number, member, entry in checked.more]
    additions += [(people[entry.name, entry.paper.number], entry) for entry in again if entry.paper]
    for member, entry in additions:
        add(member, entry, by=by, on=on)
    if additions:
        staffing.rebuild(on=on)


def add(member: TeamMember, entry: Entry, *, by: Actor, on: date) -> None:
    """What a row says beyond what stands on the roster."""
    if not any(each.area_id == entry.area.pk and overlaps(each, entry) for each in member.appointments.all()):
        appointments.appoint(
            member=member, to=entry.area, position=entry.position, by=by, on=on, since=entry.since, until=entry.until,
            post=entry.post, employed_by=entry.employed_by, settle=False,
        )  # fmt: skip
    paper = entry.paper
    if paper and not any(has(each, paper) for each in member.certificates.all()):
        certificates.record(
            member=member, kind=paper.kind, number=paper.number, valid_from=paper.valid_from,
            last_day=paper.last_day, issued_by=paper.issued_by, by=by, on=on, settle=False,
        )  # fmt: skip
    if entry.phone and UUID(bytes=sealed_phone(entry.phone).hash) != member.phone_hash:
        roster.set_phone(member=member, phone=entry.phone, by=by, on=on)
