"""Who works on a finding: taken up by oneself, let go, handed over with the area it lies in."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from compliance import permissions
from compliance.enums import FindingState
from compliance.models import Finding, TakenUp
from core import journal
from core.actor import Actor
from core.enums import Tier
from core.permissions import Denied
from employers.models import Employer
from grids.models import Area
from inspectors.models import TeamMember

TAKEN = gettext_noop("%(member)s took up finding %(finding)s.")
LET_GO = gettext_noop("%(member)s let go of finding %(finding)s.")
HANDED = gettext_noop("%(count)s findings taken up by %(member)s went to %(taker)s.")
LEVELS = {Tier.DISTRICT: "district", Tier.STREET: "street", Tier.COMMUNITY: "community"}


def person(actor: Actor) -> TeamMember | None:
    """The member of the team behind an account."""
    return None if actor.user_id is None else TeamMember.objects.filter(user=actor.user_id).first()


@transaction.atomic
def take_up(finding: Finding, *, by: Actor, on: date) -> TakenUp:
    """Say that one works on an open finding that nobody works on yet."""
    permissions.check_can_take_up(by, finding)
    me = person(by)
    if me is None:
        raise Denied(_("Only a member of the team takes a finding up."))
    finding = Finding.objects.select_for_update().get(pk=finding.pk)
    if finding.state != FindingState.OPEN:
        raise Denied(_("Only an open finding is taken up."))
    if other := TakenUp.objects.filter(finding=finding).select_related("member").first():
        raise Denied(_("%(member)s works on this finding already.") % {"member": other.member.name})
    new = TakenUp.objects.create(finding=finding, member=me, on=on)
    journal.record("finding.taken_up", TAKEN, about=_subjects(finding), by=by, on=on, member=me, finding=finding.rule)
    return new


@transaction.atomic
def let_go(finding: Finding, *, by: Actor, on: date) -> None:
    """Say that one no longer works on a finding; somebody else's is handed over, not let go."""
    permissions.check_can_take_up(by, finding)
    me = person(by)
    if me is None or not TakenUp.objects.filter(finding=finding, member=me).delete()[0]:
        raise Denied(_("You have not taken this finding up."))
    journal.record("finding.let_go", LET_GO, about=_subjects(finding), by=by, on=on, member=me, finding=finding.rule)


def _subjects(finding: Finding) -> list[Model]:
    return [finding, *([finding.employer] if finding.employer else [])]


@transaction.atomic
def reassign(
    *, member: TeamMember, takers: Mapping[int, TeamMember], rest: TeamMember | None, by: Actor, on: date
) -> int:
    """Hand over what a leaver works on: with the area it lies in, nearest first; what is left goes to ``rest``."""
    moved = 0
    areas = Area.objects.in_bulk(list(takers))
    for area in sorted(areas.values(), key=lambda each: -Tier(each.tier).rank):
        level = LEVELS.get(Tier(area.tier))
        rows = TakenUp.objects.filter(member=member)
        rows = rows.filter(**{f"finding__{level}": area}) if level else rows
        moved += _move(list(rows.values_list("pk", flat=True)), member, takers[area.pk], by, on)
    left = list(TakenUp.objects.filter(member=member).values_list("pk", flat=True))
    if left and rest is None:
        raise Denied(_("%(count)s findings lie in none of these areas; name who takes them.") % {"count": len(left)})
    return moved + (_move(left, member, rest, by, on) if rest is not None else 0)


def _move(rows: list[int], member: TeamMember, taker: TeamMember, by: Actor, on: date) -> int:
    """One statement, and one line in the journal of every employer touched."""
    if not rows:
        return 0
    touched = Employer.objects.filter(findings__taken_up__in=rows).distinct().only("pk", "name")
    about = [member, taker, *touched]
    TakenUp.objects.filter(pk__in=rows).update(member=taker, on=on)
    journal.record("finding.handed_over", HANDED, about=about, by=by, on=on,
                   count=len(rows), member=member, taker=taker)  # fmt: skip
    return len(rows)
