"""The dated tree: loading a yearly file, without loss and without guessing.

A code that keeps its name, or changes it to a plainly like one, is the same place. A code under an unlike name, or one
that came back, is decided by a mapping file; where that is silent nothing is written and every open code is listed.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import journal
from core.actor import Actor
from core.enums import Tier
from grids.domain import holding, today
from grids.domain.division_files import Mapping, Refused
from grids.domain.matching import Doubt, Known, Match, Matcher
from grids.domain.naming import alike
from grids.enums import Kind
from grids.models import Area, AreaSuccession, AreaVersion, Boundary
from grids.queries import Line

DATA = Path(__file__).resolve().parent.parent / "data"
BATCH = 2000
SHOWN = 200  # a refusal lists this many codes


class Undecided(Refused):
    """The loader cannot tell new names from new places; ``doubts`` lists every such code."""

    def __init__(self, doubts: Sequence[Doubt]):
        self.doubts = tuple(doubts)
        listed = "; ".join(f"{doubt.code} {doubt.old} → {doubt.new}" for doubt in self.doubts[:SHOWN])
        super().__init__(
            _("%(count)s codes carry another name, and it may be another place. A mapping file must decide: %(list)s")
            % {"count": len(self.doubts), "list": listed}
        )


@dataclass(slots=True)
class Loaded:
    """What a load did, in numbers of areas."""

    opened: int = 0
    changed: int = 0
    closed: int = 0
    unchanged: int = 0
    successions: int = 0


@dataclass(slots=True)
class Plan:
    """The difference between the tree that stands and the file."""

    opening: list[AreaVersion] = field(default_factory=list)
    changing: list[tuple[AreaVersion, AreaVersion]] = field(default_factory=list)
    closing: list[AreaVersion] = field(default_factory=list)
    new_areas: list[Area] = field(default_factory=list)
    unchanged: int = 0


@transaction.atomic
def load(
    lines: Sequence[Line],
    *,
    on: date,
    by: Actor,
    mapping: Mapping | None = None,
    held: holding.Holding = holding.held,
) -> Loaded:
    """Make the tree what the file says, from ``on``. The same file again changes nothing.

    Refused, with nothing written: a file older than the tree, undecided codes, and areas to close that still hold
    something. Special zones are not in the file and stay, with the streets they hold.
    """
    mapping = mapping or Mapping()
    lock()
    _refuse_older(on)
    standing = {version.area_id: version for version in AreaVersion.objects.in_force(on).select_related("area")}
    match = Matcher(_known(standing), lines, mapping, district_codes()).run()
    if match.doubts:
        raise Undecided(match.doubts)
    plan = _plan(lines, match, standing, on)
    _refuse_held(plan.closing, held)
    _write(plan, on)
    successions = _write_successions(mapping, plan, on)
    today.copy(on=on)
    loaded = Loaded(len(plan.opening), len(plan.changing), len(plan.closing), plan.unchanged, successions)
    _journal(plan, loaded, by, on)
    return loaded


def district_codes() -> dict[str, str]:
    """Every code a district has borne → its code of 2023, which is its local code (shipped list)."""
    with (DATA / "district_codes.csv").open(encoding="utf-8", newline="") as stream:
        return {row["code"]: row["local_code"] for row in csv.DictReader(stream)}


def lock() -> None:
    """One change of the territory at a time."""
    with connection.cursor() as cursor:
        cursor.execute("lock table grids_areaversion in share row exclusive mode")


def _refuse_older(on: date) -> None:
    newest = AreaVersion.objects.exclude(code="").order_by("-valid_from").values_list("valid_from", flat=True).first()
    if newest and on < newest:
        raise Refused(
            _("The tree holds a state of %(newest)s already; files are loaded in the order of their dates.")
            % {"newest": newest.isoformat()}
        )


def _known(standing: dict[int, AreaVersion]) -> list[Known]:
    """What stands, and what once stood under a code that nobody bears today."""
    places = [Known(v.area_id, v.area.local_code, v.code, v.name, True) for v in standing.values() if v.code]
    former = (
        AreaVersion.objects.exclude(area__in=standing).exclude(code="").select_related("area").order_by("valid_from")
    )
    return places + [Known(v.area_id, v.area.local_code, v.code, v.name, False) for v in former]


def _plan(lines: Sequence[Line], match: Match, standing: dict[int, AreaVersion], on: date) -> Plan:
    """Compare top down, so that every parent's path is known before its children's."""
    plan = Plan()
    fresh = iter(_ids(sum(line.code not in match.same for line in lines)))
    local_codes = LocalCodes()
    placed: dict[str, AreaVersion] = {}
    for line in sorted(lines, key=lambda line: (line.tier.rank, line.code)):
        area = match.same.get(line.code)
        old = standing.get(area) if area else None
        parent = _parent(line, placed, old, standing)
        if area is None:
            area = next(fresh)
            plan.new_areas.append(_area(area, line, local_codes.take(line), parent))
        new = AreaVersion(
            area_id=area,
            code=line.code,
            name=line.name,
            kind=line.kind,
            parent_id=parent.area_id if parent else None,
            path=f"{parent.path if parent else ''}{area}/",
            valid_from=on,
        )
        placed[line.code] = new
        if old is None:
            plan.opening.append(new)
        elif _says(old) != _says(new):
            plan.changing.append((old, new))
        else:
            plan.unchanged += 1
    kept = {version.area_id for version in placed.values()}
    # What statistics do not know (zones, parts of a split street) is in no file and stays.
    plan.closing = [old for area, old in standing.items() if area not in kept and old.code]
    return plan


def _parent(
    line: Line, placed: dict[str, AreaVersion], old: AreaVersion | None, standing: dict[int, AreaVersion]
) -> AreaVersion | None:
    """The statistical parent, except that a street of a zone stays under its zone while its district stays, and a
    community of a grid that statistics do not know stays in that grid."""
    if line.tier is Tier.CITY:
        return None
    above = standing.get(old.parent_id) if old and old.parent_id else None
    if old and above and (above.kind == Kind.ZONE or not above.code):
        return above
    return placed[line.parent]


def _area(pk: int, line: Line, local_code: str, parent: AreaVersion | None) -> Area:
    return Area(
        pk=pk,
        tier=line.tier,
        local_code=local_code,
        code=line.code,
        name=line.name,
        kind=line.kind,
        parent_id=parent.area_id if parent else None,
        path=f"{parent.path if parent else ''}{pk}/",
        sort_key=line.code,
    )


def _says(version: AreaVersion) -> tuple[str, str, str, int | None, str]:
    return (version.code, version.name, version.kind, version.parent_id, version.path)


class LocalCodes:
    """Local codes are never used again: a code that names another place now gets ``-02``, then ``-03``."""

    def __init__(self) -> None:
        self.taken = set(Area.objects.values_list("local_code", flat=True))
        self.districts = district_codes()

    def take(self, line: Line) -> str:
        wanted = self.districts.get(line.code, line.code) if line.tier is Tier.DISTRICT else line.code
        code, number = wanted, 1
        while code in self.taken:
            number += 1
            code = f"{wanted}-{number:02d}"
        self.taken.add(code)
        return code


def _ids(count: int) -> list[int]:
    """Take ids ahead of the rows, because a path is made of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence('grids_area', 'id')) from generate_series(1, %s)", [count]
        )
        return [row[0] for row in cursor.fetchall()]


def _refuse_held(closing: list[AreaVersion], held: holding.Holding) -> None:
    holds = held([version.area_id for version in closing]) if closing else {}
    if not holds:
        return
    listed = [
        f"{version.code} {version.name} ({_contents(holds[version.area_id])})"
        for version in closing
        if version.area_id in holds
    ]
    raise Refused(
        _("%(count)s areas are not in the file but still hold something; move that first: %(list)s")
        % {"count": len(listed), "list": "; ".join(listed[:SHOWN])}
    )


def _contents(counts: dict[str, int]) -> str:
    return ", ".join(f"{what}: {rows}" for what, rows in counts.items())


def _write(plan: Plan, on: date) -> None:
    """End what ends before anything begins: two areas may exchange their codes on one day."""
    ending = [old for old, _new in plan.changing] + plan.closing
    begun_today = [old for old in ending if old.valid_from == on]
    if same_day := [old for old in plan.closing if old.valid_from == on]:
        raise Refused(
            _("%(list)s began on the same day; a correction is loaded under a later date.")
            % {"list": "; ".join(f"{old.code} {old.name}" for old in same_day[:SHOWN])}
        )
    AreaVersion.objects.filter(pk__in=[old.pk for old in begun_today]).delete()
    AreaVersion.objects.filter(pk__in=[old.pk for old in ending]).update(valid_to=on)
    Boundary.objects.filter(
        area__in=[old.area_id for old in plan.closing], valid_to__isnull=True, valid_from__lt=on
    ).update(valid_to=on)
    # Today's copy must free the codes of closed areas before new areas take them.
    Area.objects.filter(pk__in=[old.area_id for old in plan.closing]).update(closed_on=on)
    Area.objects.filter(pk__in=[old.area_id for old, new in plan.changing if old.code != new.code]).update(code="")
    Area.objects.bulk_create(plan.new_areas, batch_size=BATCH)
    AreaVersion.objects.bulk_create([*plan.opening, *(new for _old, new in plan.changing)], batch_size=BATCH)


def _write_successions(mapping: Mapping, plan: Plan, on: date) -> int:
    """Keep what the mapping knows about where a closed place went; silent where it does not apply to this load."""
    closed = {old.code: old for old in plan.closing}
    rulings = [
        r for r in mapping.successions() if r.from_code in closed and alike(closed[r.from_code].name, r.from_name)
    ]
    standing = AreaVersion.objects.in_force(on).filter(code__in={r.to_code for r in rulings})
    heirs = dict(standing.values_list("code", "area"))
    rows = [
        AreaSuccession(from_area_id=closed[r.from_code].area_id, to_area_id=heirs[r.to_code], on=on, basis=r.basis)
        for r in rulings
        if r.to_code in heirs
    ]
    AreaSuccession.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _journal(plan: Plan, loaded: Loaded, by: Actor, on: date) -> None:
    """One entry about the city; one about each area that changed or closed."""
    if not (loaded.opened or loaded.changed or loaded.closed):
        return
    root = Area.objects.at(Tier.CITY).get()
    journal.record(
        "territory.loaded",
        gettext_noop("Territory as of %(day)s loaded: %(opened)s opened, %(changed)s changed, %(closed)s closed."),
        about=root,
        by=by,
        on=on,
        day=on.isoformat(),
        opened=loaded.opened,
        changed=loaded.changed,
        closed=loaded.closed,
    )
    areas = Area.objects.in_bulk([old.area_id for old in plan.closing] + [old.area_id for old, _new in plan.changing])
    if plan.closing:
        journal.record(
            "area.closed",
            gettext_noop("Closed: no longer in the statistical tree; last day %(day)s."),
            about=[areas[old.area_id] for old in plan.closing],
            by=by,
            on=on,
            day=(on - timedelta(days=1)).isoformat(),
        )
    for old, new in plan.changing:
        journal.record(
            "area.changed",
            gettext_noop("%(old)s is now %(new)s."),
            about=areas[old.area_id],
            by=by,
            on=on,
            change={"code": [old.code, new.code], "name": [old.name, new.name], "kind": [old.kind, new.kind]},
            old=f"{old.code} {old.name}",
            new=f"{new.code} {new.name}",
        )
