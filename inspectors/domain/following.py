"""Appointments and grants follow a change of territory: a closed area's people go to its only heir.

Where the ground was divided nobody guesses whom to appoint where: the appointment ends with the area, and whoever is
left without one is listed with the change. Access is not rewritten: it moves on the day on which the change is carried
out, which for the beat is the day of the change.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext_noop

from core import journal
from core.actor import Actor
from grids.domain import following
from grids.domain.following import Dependent
from grids.models import Area
from inspectors.domain import staffing
from inspectors.domain.appointments import free_days
from inspectors.domain.scopes import SEE
from inspectors.enums import Ground
from inspectors.models import Appointment, AreaUserPermission, TeamMember

FOLLOWED = gettext_noop("%(member)s now answers for %(area)s, which took over the ground of %(before)s (%(title)s).")
WITHOUT = gettext_noop("%(before)s no longer exists (%(title)s): %(member)s is to be appointed anew.")
BACK = gettext_noop("%(member)s answers for %(area)s again: the change of territory “%(title)s” was undone.")

# People stay with an area that goes on, however its ground changed.
HEIRS = """
SELECT f.from_area, CASE WHEN a.tier = was.tier THEN f.to_area END
FROM t_follow f JOIN grids_area a ON a.id = f.to_area JOIN grids_area was ON was.id = f.from_area
WHERE f.moved AND was.closed_on IS NOT NULL
"""


@transaction.atomic
def follow(*, title: str, by: Actor, on: date) -> dict[str, Any]:
    """Move the appointments that reach beyond today from closed areas to their heirs, and the grants with them."""
    with connection.cursor() as cursor:
        cursor.execute(HEIRS)
        heirs = dict(cursor.fetchall())
    newest = Appointment.objects.aggregate(newest=Max("pk"))["newest"] or 0
    names = Area.objects.in_bulk({area for pair in heirs.items() for area in pair if area})
    kept: dict[str, Any] = {"ended": [], "begun": [], "removed": [], "without": [], "newest": newest}
    held = Appointment.objects.reaching(on).filter(area__in=heirs).order_by("valid_from", "id")
    touched: set[int] = set()
    for each in held.select_related("member"):
        heir, before = heirs[each.area_id], each.area_id
        _close(each, on, kept)
        begun = _begin(each, names[heir], on) if heir else []
        kept["begun"] += [new.pk for new in begun]
        touched.add(each.member_id)
        if each.ground == Ground.OWN and not heir:
            kept["without"].append([each.member_id, before])
        _tell(FOLLOWED if heir else WITHOUT, each.member, names[heir or before], names[before], title, by, on)
    _grant(touched, on)
    if heirs:
        staffing.rebuild(on=on)
    return kept


def _close(appointment: Appointment, on: date, kept: dict[str, Any]) -> None:
    """End it with the area; one that had not begun is kept in full, so that an undo can write it again."""
    if appointment.valid_from < on:
        kept["ended"].append([appointment.pk, appointment.valid_to and appointment.valid_to.isoformat()])
        Appointment.objects.filter(pk=appointment.pk).update(valid_to=on)
        return
    if hasattr(appointment, "letter"):  # its paper stays with it: it follows by another area alone
        return
    kept["removed"].append(_said(appointment))
    Appointment.objects.filter(pk=appointment.pk).delete()


def _said(appointment: Appointment) -> dict[str, Any]:
    names = ("member_id", "area_id", "position", "ground", "post", "employed_by", "reason", "leave_id")
    until = appointment.valid_to and appointment.valid_to.isoformat()
    days = {"valid_from": appointment.valid_from.isoformat(), "valid_to": until}
    return {name: getattr(appointment, name) for name in names} | days


def _begin(old: Appointment, area: Area, on: date) -> list[Appointment]:
    """The same appointment to the heir, in the days in which the member does not answer for it already."""
    made = []
    for start, stop in free_days(old.member, area, max(old.valid_from, on), old.valid_to or date.max):
        said = _said(old) | {"area_id": area.pk, "valid_from": start, "valid_to": None if stop == date.max else stop}
        made.append(Appointment.objects.create(**said))
    return made


def _grant(members: Iterable[int], on: date) -> None:
    """Grants as these members' appointments now say: none without an appointment in force or to come."""
    people = dict(TeamMember.objects.filter(pk__in=list(members), user__isnull=False).values_list("pk", "user"))
    permission = Permission.objects.get(codename=SEE, content_type__app_label="grids", content_type__model="area")
    needed = Appointment.objects.reaching(on).filter(member__in=people).values_list("member", "area").distinct()
    AreaUserPermission.objects.bulk_create(
        [AreaUserPermission(user_id=people[member], permission=permission, content_object_id=area)
         for member, area in needed],
        ignore_conflicts=True,
    )  # fmt: skip
    backed = Appointment.objects.reaching(on).filter(member__user=OuterRef("user"), area=OuterRef("content_object"))
    AreaUserPermission.objects.filter(~Exists(backed), user__in=list(people.values())).delete()


def _tell(
    sentence: str, member: TeamMember, area: Area, before: Area, title: str, by: Actor, on: date
) -> None:  # fmt: skip
    journal.record("member.followed", sentence, about=(member, area), by=by, on=on,
                   member=member, area=area, before=before, title=title)  # fmt: skip


@transaction.atomic
def unfollow(*, title: str, kept: dict[str, Any], by: Actor, on: date) -> None:
    """Let everybody answer again for what he answered for; what he could see in between stays told as it was."""
    begun = Appointment.objects.filter(pk__in=kept.get("begun", ()))
    members = set(begun.values_list("member", flat=True))
    begun.filter(valid_from__gte=on).delete()
    begun.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on)).update(valid_to=on)
    for pk, until in kept.get("ended", ()):
        old = Appointment.objects.select_related("member", "area").get(pk=pk)
        until = date.fromisoformat(until) if until else None
        members.add(old.member_id)
        if old.valid_to == on:
            Appointment.objects.filter(pk=pk).update(valid_to=until)
        elif until is None or until > on:
            Appointment.objects.create(**_said(old) | {"valid_from": on, "valid_to": until})
        _tell(BACK, old.member, old.area, old.area, title, by, on)
    for said in kept.get("removed", ()):
        members.add(said["member_id"])
        Appointment.objects.create(**said)
    _grant(members, on)
    if members:
        staffing.rebuild(on=on)


def dependents(*, areas: Sequence[int], kept: dict[str, Any]) -> list[Dependent]:
    """Appointments to these areas that somebody made after the change."""
    made = Appointment.objects.filter(area__in=areas, pk__gt=kept.get("newest", 0))
    number = made.exclude(pk__in=kept.get("begun", ())).count()
    return [Dependent(following.APPOINTMENTS, number)] if number else []
