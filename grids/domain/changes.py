"""A proposed change of territory on its way: drafted, proposed, approved or returned by the city, withdrawn.

Applying and undoing touch every app and are done from above (decisions 5); here is what becomes of the record itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import journal
from core.actor import Actor
from core.permissions import Denied
from grids import permissions
from grids.domain.division_files import Refused
from grids.domain.plans import Plan
from grids.models import Area, AreaVersion, Boundary, TerritoryChange
from grids.models.change import ACTS, ChangeKind, ChangeState

DRAFTED = gettext_noop("Change of territory drafted: %(title)s, to take effect on %(day)s.")
PROPOSED = gettext_noop("Change of territory proposed to the city bureau: %(title)s.")
APPROVED = gettext_noop("Change of territory approved: %(title)s; takes effect on %(day)s.")
RETURNED = gettext_noop("Change of territory returned: %(title)s. Remarks: %(remarks)s")
WITHDRAWN = gettext_noop("Proposed change of territory withdrawn: %(title)s. Reason: %(remarks)s")
APPLIED = gettext_noop("Change of territory took effect: %(title)s.")
UNDONE = gettext_noop("Change of territory undone: %(title)s. Reason: %(remarks)s")
MOVED_SINCE = gettext_noop("The territory concerned has changed since it was approved.")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is said about a change: its plan, its day and what it rests on."""

    kind: str
    title: str
    effective: date
    basis: str
    plan: Mapping[str, Any]
    act_number: str = ""
    unverified: bool = False


@transaction.atomic
def draft(said: Proposal, *, by: Actor, on: date, counter_to: TerritoryChange | None = None) -> TerritoryChange:
    """Write a proposal down. It asks nobody anything yet; what could never be carried out is refused at once."""
    permissions.check_can_propose_kind(by, said.kind)
    if said.kind in ACTS and not said.act_number.strip():
        raise Refused(_("An administrative succession needs the number of the act."))
    if not said.basis.strip():
        raise Refused(_("Say what the change rests on."))
    areas = concerned(said.kind, said.plan)
    permissions.check_can_propose_for(by, areas)
    change = TerritoryChange.objects.create(
        kind=said.kind,
        title=said.title[:200],
        effective=said.effective,
        act_number=said.act_number.strip(),
        basis=said.basis.strip(),
        unverified=said.unverified,
        plan=dict(said.plan),
        districts=sorted({area.district_id for area in areas if area.district_id}),
        counter_to=counter_to,
        proposed_by=by.name[:150],
    )
    _journal("change.drafted", DRAFTED, change, by=by, on=on)
    return change


@transaction.atomic
def propose(*, change: TerritoryChange, by: Actor, on: date) -> None:
    """Put a draft, or one that was returned, before the city."""
    change = _locked(change, ChangeState.DRAFT, ChangeState.RETURNED)
    permissions.check_can_propose_kind(by, change.kind)
    permissions.check_can_propose_for(by, concerned(change.kind, change.plan))
    _set(change, ChangeState.PROPOSED, proposed_by=by.name[:150], proposed_on=on, remarks="")
    _journal("change.proposed", PROPOSED, change, by=by, on=on)


@transaction.atomic
def approve(*, change: TerritoryChange, by: Actor, on: date) -> None:
    """The city agrees to the change as the territory stands now; should it move, the change comes back."""
    permissions.check_can_decide(by)
    change = _locked(change, ChangeState.PROPOSED)
    mark = fingerprint(change)
    _set(change, ChangeState.APPROVED, decided_by=by.name[:150], decided_on=on, fingerprint=mark)
    _journal("change.approved", APPROVED, change, by=by, on=on)


@transaction.atomic
def return_(*, change: TerritoryChange, remarks: str, by: Actor, on: date) -> None:
    """Send a proposal back with remarks; also what becomes of an approved one when the territory has moved."""
    permissions.check_can_decide(by)
    change = _locked(change, ChangeState.PROPOSED, ChangeState.APPROVED)
    if not remarks.strip():
        raise Denied(_("Say why it is returned."))
    _set(change, ChangeState.RETURNED, decided_by=by.name[:150], decided_on=on, remarks=remarks, fingerprint="")
    _journal("change.returned", RETURNED, change, by=by, on=on)


@transaction.atomic
def withdraw(*, change: TerritoryChange, reason: str, by: Actor, on: date) -> None:
    """Give a proposal up before its day; nothing of the territory has moved."""
    permissions.check_can_propose_for(by, concerned(change.kind, change.plan))
    change = _locked(change, *(ChangeState.DRAFT, ChangeState.PROPOSED, ChangeState.RETURNED, ChangeState.APPROVED))
    if change.state == ChangeState.APPROVED:
        permissions.check_can_decide(by)
    if not reason.strip():
        raise Denied(_("Give a reason."))
    _set(change, ChangeState.WITHDRAWN, remarks=reason)
    _journal("change.withdrawn", WITHDRAWN, change, by=by, on=on)


def applied(*, change: TerritoryChange, record: dict[str, Any], by: Actor, on: date) -> None:
    """Called from above, in the transaction that applied it."""
    _set(change, ChangeState.APPLIED, applied_on=on, applied_at=timezone.now(), record=record, remarks="")
    _journal("change.applied", APPLIED, change, by=by, on=on)


def undone(*, change: TerritoryChange, reason: str, by: Actor, on: date) -> None:
    """Called from above, in the transaction that undid it."""
    _set(change, ChangeState.UNDONE, remarks=reason)
    _journal("change.undone", UNDONE, change, by=by, on=on)


def take(change: TerritoryChange, *states: ChangeState) -> TerritoryChange:
    """Lock a change for applying or undoing it; one that is elsewhere by now is refused."""
    return _locked(change, *states)


def _locked(change: TerritoryChange, *states: ChangeState) -> TerritoryChange:
    current = TerritoryChange.objects.select_for_update().get(pk=change.pk)
    if current.state not in states:
        raise Denied(
            _("This change is “%(state)s” by now; the page shows it anew.") % {"state": current.get_state_display()}
        )
    return current


def _set(change: TerritoryChange, state: ChangeState, **values: Any) -> None:
    for name, value in {"state": state, **values}.items():
        setattr(change, name, value)
    change.save()


def _journal(verb: str, sentence: str, change: TerritoryChange, *, by: Actor, on: date) -> None:
    values: dict[str, Any] = {"title": change.title, "day": change.effective, "remarks": change.remarks or "—"}
    areas = list(Area.objects.filter(pk__in=change.districts))
    journal.record(verb, sentence, about=[change, *areas], by=by, on=on, **values)


def concerned(kind: str, plan: Mapping[str, Any]) -> list[Area]:
    """The standing areas that a change speaks of; of a succession and a zone, every district of theirs."""
    if kind == ChangeKind.SUCCESSION:
        return list(Area.objects.live().filter(parent__parent__isnull=True, parent__isnull=False))
    named = Plan.from_json(dict(plan)).named()
    areas = Area.objects.filter(pk__in=named)
    return list(areas.exclude(parent__isnull=True) if kind == ChangeKind.ZONE else areas)


def fingerprint(change: TerritoryChange) -> str:
    """The versions and outlines of all that the change concerns: other ids or another end mean that it has moved."""
    versions = AreaVersion.objects.order_by("pk")
    outlines = Boundary.objects.filter(valid_to__isnull=True).order_by("pk")
    if change.kind != ChangeKind.SUCCESSION:
        named = Plan.from_json(change.plan).named()
        places = Q(area__in=named)
        # below what is moved or closed; of a district that only takes something over, its own version is enough
        for area in Area.objects.filter(pk__in=named, street__isnull=False):
            places |= Q(area__path__startswith=area.path)
        versions, outlines = versions.filter(places), outlines.filter(places)
    told = [*versions.values_list("pk", "valid_to"), *outlines.values_list("pk", "version")]
    return sha256(repr(told).encode()).hexdigest()
