"""A change of territory is applied from above, in one transaction, through each app's own ``follow`` (decisions 5, 34).

The tree first, then archives, findings, appointments with their grants; each answers what its undo needs, kept with the
change. Rows of deliveries that wait for an archive need no verb: they ask the tree where their ground is when they join
(``dataexchange/domain/waiting.py``). The beat carries out what is due, as often as it rings.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from compliance.domain import following as findings
from compliance.domain import tally
from core.actor import Actor
from core.clock import business_date
from core.enums import Tier
from core.permissions import Denied
from employers.domain import following as archive
from employers.domain import rollups
from grids import permissions
from grids.domain import boundaries, changes, following, reshaping
from grids.domain.division_files import Refused
from grids.domain.following import BY_COMMUNITY, BY_STREET, QUEUED, Dependent, Step
from grids.domain.plans import Plan
from grids.models import Area, TerritoryChange
from grids.models.change import ChangeKind, ChangeState
from inspectors.domain import following as people

# What lies in an area, by the verb that carries it along; a test walks every foreign key to ``Area``.
VERBS = {
    "employers.Employer": archive.follow,
    "employers.Placement": archive.follow,
    "employers.RegisterEntry": archive.follow,
    "employers.Standing": archive.follow,
    "employers.EmployerFigures": archive.follow,
    "employers.Delivery": archive.follow,
    "employers.AreaFigures": rollups.areas,
    "compliance.Finding": findings.follow,
    "compliance.Tally": tally.sum_up,
    "inspectors.Appointment": people.follow,
    "inspectors.AreaUserPermission": people.follow,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The arithmetic of a change: every archive came along one way; the three add up to all there are."""

    community: int
    street: int
    queued: int

    @property
    def total(self) -> int:
        return self.community + self.street + self.queued


def apply(*, change: TerritoryChange, by: Actor, on: date) -> Outcome | None:
    """Carry an approved change out. Nothing, and back to the city, where the territory moved since the approval or the
    change can no longer be carried out as it was approved."""
    permissions.check_can_decide(by)
    try:
        with transaction.atomic():
            taken = changes.take(change, ChangeState.APPROVED)
            if taken.effective > on:
                raise Denied(_("This change takes effect on %(day)s.") % {"day": taken.effective.isoformat()})
            if changes.fingerprint(taken) == taken.fingerprint:
                return _apply(taken, by, on)
            remarks = changes.MOVED_SINCE
    except Refused as refusal:
        remarks = str(refusal)
    changes.return_(change=change, remarks=remarks, by=by, on=on)
    return None


def _apply(change: TerritoryChange, by: Actor, on: date) -> Outcome:
    reshaped = reshaping.apply(change, by=by, on=on)
    plan = Plan.from_json(change.plan) if change.kind != ChangeKind.SUCCESSION else Plan()
    steps = moved_line(plan) if plan.line else reshaped.steps
    heirs = {heir for step in steps for heir in step.heirs}
    with connection.cursor() as cursor:
        following.write(cursor, steps, dict(Area.objects.filter(pk__in=heirs).values_list("pk", "name")))
    as_of = business_date(on)
    counts, archives = archive.follow(
        change=change.pk, title=change.title, day=change.effective, words=plan.words, by=by, on=on, as_of=as_of
    )
    record = {
        "tree": reshaped.record | {"areas": list(plan.line)} if plan.line else reshaped.record,
        "archives": archives,
        "findings": findings.follow(alone=plan.line is None),
        "people": people.follow(title=change.title, by=by, on=on),
        "outcome": counts,
    }
    sum_up(as_of)
    redraw(change, plan, by, on)
    changes.applied(change=change, record=record, by=by, on=on)
    return Outcome(counts[BY_COMMUNITY], counts[BY_STREET], counts[QUEUED])


def moved_line(plan: Plan) -> list[Step]:
    """The one step of a line: from the one side to the other, for the employers whom its words name."""
    assert plan.line is not None
    giver, taker = plan.line
    area = Area.objects.get(pk=taker)
    return [Step(giver, taker, following.way(area.path))]


def redraw(change: TerritoryChange, plan: Plan, by: Actor, on: date) -> None:
    """Districts are drawn from their streets: anew where streets changed district."""
    streets = Area.objects.filter(pk__in=[area for area, _to in plan.moves], tier=Tier.STREET)
    if change.kind == ChangeKind.SUCCESSION or streets.exists():
        boundaries.dissolve(on=on, by=by)


def sum_up(as_of: date) -> None:
    rollups.areas(on=as_of)
    tally.sum_up(on=as_of)


def carry_out_due(*, by: Actor, on: date) -> int:
    """What beat calls: every approved change whose day has come, oldest first. Safe to ring twice: each is locked, and
    whatever is no longer approved is somebody else's work. Answers how many were applied."""
    done = 0
    for change in TerritoryChange.objects.due(on):
        try:
            done += apply(change=change, by=by, on=on) is not None
        except Denied:
            continue  # another ring has it
    return done


def dependents(change: TerritoryChange) -> list[Dependent]:
    """What was recorded against the new areas since, except by the change itself: while any is left, no undo."""
    record = change.record
    areas = record["tree"]["areas"]
    return [
        *reshaping.dependents(record["tree"], districts=change.districts),
        *archive.dependents(areas=areas, kept=record["archives"]),
        *findings.dependents(areas=areas, kept=record["findings"]),
        *people.dependents(areas=areas, kept=record["people"]),
    ]


@transaction.atomic
def undo(*, change: TerritoryChange, reason: str, by: Actor, on: date) -> None:
    """Take an applied change back as if it had never been, while nothing depends on it."""
    permissions.check_can_decide(by)
    change = changes.take(change, ChangeState.APPLIED)
    if not reason.strip():
        raise Denied(_("Give a reason."))
    if dependents(change):
        raise Denied(_("Something was recorded against the new areas since: propose a change in the other direction."))
    record, as_of = change.record, business_date(on)
    reshaping.undo(record["tree"], on=on)
    archive.unfollow(
        change=change.pk, title=change.title, day=change.effective, kept=record["archives"], by=by, on=on, as_of=as_of
    )
    findings.unfollow(kept=record["findings"])
    people.unfollow(title=change.title, kept=record["people"], by=by, on=on)
    sum_up(as_of)
    redraw(change, Plan() if change.kind == ChangeKind.SUCCESSION else Plan.from_json(change.plan), by, on)
    changes.undone(change=change, reason=reason.strip(), by=by, on=on)
