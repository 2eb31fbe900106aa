"""An archive for page tests: delivered by departments' files, read by accounts of the four tiers."""

from datetime import date

from core.actor import COMMAND_LINE, Actor
from core.enums import Role
from core.models import Clock, User
from core.scope import Scope
from employers.models import Employer
from grids.models import Area
from inspectors.domain import appointments
from inspectors.enums import Position
from inspectors.models import TeamMember
from tests.kit.deliveries import ON, Office, filing, insured_wide, listed, paid

SINCE = date(2025, 1, 2)
ADMINISTRATOR = Actor("administrator", Role.ADMINISTRATOR, Scope.NOTHING)


def stop_the_clock(on: date = ON) -> None:
    """Today stands still at the day of the deliveries."""
    Clock.objects.update_or_create(pk=1, defaults={"stands_at": on})


def account(role: Role, *areas: Area, language: str = "en") -> User:
    """An account that answers for these areas."""
    name = f"{role}-{'-'.join(area.local_code for area in areas)}"[:150]
    if known := User.objects.filter(username=name).first():
        return known
    user = User.objects.create_user(name, password=None, role=role, language=language)
    for area in areas:
        member = TeamMember.objects.filter(user=user).first() or TeamMember.objects.create(
            name=name[:50], tier=area.tier, user=user, joined_on=SINCE
        )
        by = ADMINISTRATOR if area.tier == "city" else COMMAND_LINE
        appointments.appoint(member=member, to=area, position=Position.FULL_TIME, by=by, on=SINCE)
    return user


def staffed(office: Office, *numbers: int, workers: int = 3, **cells: object) -> list[Employer]:
    """Archives with workers: the first of each has everything, the second no contract and no insurance, the last is
    owed wages."""
    found = office.open(*numbers, **cells)
    people = [(number, 100 * number + nth) for number in numbers for nth in range(1, workers + 1)]
    first = {number: 100 * number + 1 for number in numbers}
    second = {number: 100 * number + 2 for number in numbers}
    last = {number: 100 * number + workers for number in numbers}
    office.deliver("employee_roster", [listed(number, worker) for number, worker in people], as_of=date(2026, 6, 1))
    office.deliver("contract_filing", [filing(n, w) for n, w in people if w != second[n]], mode="snapshot")
    office.deliver(
        "social_insurance",
        [insured_wide(n, w, 医疗保险="是") for n, w in people if w != second[n]],
        period=date(2026, 4, 1),
    )
    office.deliver(
        "wage_payment",
        [paid(n, w, 实发工资="0" if w == last[n] and w != first[n] else "4500") for n, w in people],
        period=date(2026, 4, 1),
    )
    return found
