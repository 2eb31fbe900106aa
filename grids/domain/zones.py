"""The special zones: districts of our own tree that the statistical tree does not know (decisions 1 and 32).

A street of a zone keeps its statistical code and hangs under the zone by path. Which streets a zone holds is stated in
``grids/data/zone_streets.csv``: derived, unverified.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import journal
from core.actor import Actor
from core.enums import Tier
from grids.domain import today
from grids.domain.division_files import Refused
from grids.domain.tree import DATA, lock
from grids.enums import Kind
from grids.models import Area, AreaVersion


@dataclass(frozen=True, slots=True)
class Zone:
    local_code: str
    name: str
    founded_on: date | None
    basis: str


def shipped() -> list[Zone]:
    with (DATA / "zones.csv").open(encoding="utf-8", newline="") as stream:
        return [
            Zone(
                row["local_code"],
                row["name"],
                date.fromisoformat(row["founded_on"]) if row["founded_on"] else None,
                row["basis"],
            )
            for row in csv.DictReader(stream)
        ]


def shipped_streets() -> Iterator[tuple[str, str]]:
    """Zone's local code and the statistical code of one of its streets."""
    with (DATA / "zone_streets.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            yield row["zone"], row["street_code"]


@transaction.atomic
def found(*, on: date, by: Actor) -> tuple[int, int]:
    """Found the zones that exist by ``on`` and hang their streets under them: how many zones, how many streets.

    Safe to repeat: after a later yearly file it hangs the streets which that file brought.
    """
    lock()
    root = AreaVersion.objects.in_force(on).filter(area__tier=Tier.CITY).first()
    if root is None:
        raise Refused(_("No tree stands on that day; load the divisions first."))
    standing = {zone.local_code: zone for zone in Area.objects.filter(kind=Kind.ZONE)}
    founded = 0
    for zone in shipped():
        if zone.local_code not in standing and (zone.founded_on or on) <= on:
            standing[zone.local_code] = _found(zone, root, on, by)
            founded += 1
    moved = sum(_hang(standing[zone], street, on, by) for zone, street in shipped_streets() if zone in standing)
    today.copy(on=on)
    return founded, moved


def _found(zone: Zone, root: AreaVersion, on: date, by: Actor) -> Area:
    area = Area.objects.create(
        tier=Tier.DISTRICT,
        local_code=zone.local_code,
        name=zone.name,
        kind=Kind.ZONE,
        parent_id=root.area_id,
        sort_key=zone.local_code,
    )
    area.path = f"{root.path}{area.pk}/"
    area.save(update_fields=["path"])
    AreaVersion.objects.create(
        area=area, name=zone.name, kind=Kind.ZONE, parent_id=root.area_id, path=area.path, valid_from=on
    )
    journal.record(
        "zone.founded",
        gettext_noop("Special zone %(zone)s founded: %(basis)s"),
        about=area,
        by=by,
        on=on,
        zone=zone.name,
        basis=zone.basis,
    )
    return area


def _hang(zone: Area, street: str, on: date, by: Actor) -> int:
    """Move one street and its communities under the zone by path; their codes stay."""
    version = AreaVersion.objects.in_force(on).filter(code=street).exclude(parent=zone).select_related("area").first()
    if version is None:
        return 0
    move(version, to=zone, on=on)
    journal.record(
        "area.changed_parent",
        gettext_noop("%(street)s now belongs to %(zone)s."),
        about=version.area,
        by=by,
        on=on,
        street=version.name,
        zone=zone.name,
    )
    return 1


def move(top: AreaVersion, *, to: Area, on: date) -> None:
    """Give an area another parent from ``on``; everything below keeps its code and gets the new path."""
    old, new = top.path, f"{to.path}{top.area_id}/"
    below = AreaVersion.objects.in_force(on).filter(path__startswith=old)
    fresh = [
        AreaVersion(
            area_id=version.area_id,
            code=version.code,
            name=version.name,
            kind=version.kind,
            parent_id=to.pk if version.pk == top.pk else version.parent_id,
            path=new + version.path[len(old) :],
            valid_from=on,
        )
        for version in below.exclude(valid_from=on)
    ]
    begun = below.filter(valid_from=on)
    begun.filter(pk=top.pk).update(parent=to)
    begun.update(path=Concat(Value(new), Substr(F("path"), len(old) + 1)))
    below.exclude(valid_from=on).update(valid_to=on)
    AreaVersion.objects.bulk_create(fresh)
