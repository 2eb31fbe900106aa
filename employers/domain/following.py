"""Archives follow a change of territory: the archive's own verb in regridding (decisions 3, 5 and 34).

Set by set over the whole city, never row by row: ``t_follow`` (``grids/domain/following.py``) says where everything of
an area goes, ``t_moved`` says it per employer. An undo takes the placements back that the change began.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from core.actor import Actor
from employers.domain import rollups, standing
from employers.models import Coverage, Delivery, Employer, Placement
from grids.domain import following
from grids.domain.following import BY_COMMUNITY, BY_STREET, QUEUED, Dependent

FOLLOWED = gettext_noop("Followed a change of territory (%(title)s) to %(area)s, before in %(before)s.")
BACK = gettext_noop("Back in %(area)s: the change of territory “%(title)s” was undone; it had been in %(before)s.")

COUNTS = """
SELECT coalesce(f.how, CASE WHEN e.community_id IS NOT NULL THEN 'community' WHEN e.street_id IS NOT NULL THEN 'street'
       ELSE 'queued' END), count(*)
FROM employers_employer e LEFT JOIN t_follow f ON f.from_area = e.area_id GROUP BY 1
"""
MOVED = """
CREATE TEMP TABLE t_moved ON COMMIT DROP AS
SELECT e.id AS employer, e.area_id AS from_area, a.id AS to_area, a.district_id, a.street_id, a.community_id,
       f.moved, e.district_id IS DISTINCT FROM a.district_id AS chain, f.how, f.suggested, f.suggestion
FROM employers_employer e JOIN t_follow f ON f.from_area = e.area_id JOIN grids_area a ON a.id = f.to_area
WHERE {which}
"""
NAMING = "EXISTS (SELECT FROM unnest(%(words)s::text[]) word WHERE strpos(e.address, word) > 0)"
INDEX = "CREATE UNIQUE INDEX ON t_moved (employer)"
# A place that an employer was in from the change's day on, or later, never came to be: the new one takes its day over.
ENDED = """
UPDATE employers_placement p
SET ended_by_id = %(change)s, valid_to = CASE WHEN p.valid_from < %(day)s THEN %(day)s::date END,
    superseded_at = CASE WHEN p.valid_from < %(day)s THEN NULL ELSE now() END
FROM t_moved m
WHERE p.employer_id = m.employer AND p.valid_to IS NULL AND p.superseded_at IS NULL AND (m.moved OR m.chain)
"""
BEGUN = """
INSERT INTO employers_placement (employer_id, area_id, district_id, valid_from, reason, recorded_at, change_id)
SELECT m.employer, m.to_area, m.district_id, greatest(p.valid_from, %(day)s::date), %(title)s, now(), %(change)s
FROM t_moved m JOIN employers_placement p ON p.employer_id = m.employer AND p.ended_by_id = %(change)s
"""
# What the queue was told before stands inside what it is told now, for the undo.
EMPLOYERS = """
UPDATE employers_employer e
SET area_id = m.to_area, district_id = m.district_id, street_id = m.street_id, community_id = m.community_id,
    suggested_area_id = CASE WHEN m.how = 'queued' AND m.moved THEN m.suggested ELSE e.suggested_area_id END,
    suggestion = CASE WHEN m.how = 'queued' AND m.moved
        THEN m.suggestion || jsonb_build_object('before', e.suggestion, 'before_area', e.suggested_area_id)
        ELSE e.suggestion END
FROM t_moved m WHERE e.id = m.employer
"""
CARRIED = """
UPDATE {table} r
SET area_id = m.to_area, district_id = m.district_id, street_id = m.street_id, community_id = m.community_id
FROM t_moved m WHERE r.employer_id = m.employer
"""
CARRYING = ("employers_registerentry", "employers_standing", "employers_employerfigures")
ORPHANS = """
UPDATE employers_registerentry r
SET area_id = a.id, district_id = a.district_id, street_id = a.street_id, community_id = a.community_id
FROM t_follow f JOIN grids_area a ON a.id = f.to_area WHERE r.employer_id IS NULL AND r.area_id = f.from_area
RETURNING r.id, f.from_area
"""
# A receipt names the area that the file covered, for good; who may see it follows the area's place in the tree.
DELIVERIES = """
UPDATE employers_delivery d
SET district_id = a.district_id, street_id = a.street_id, community_id = a.community_id
FROM t_follow f JOIN grids_area a ON a.id = f.to_area WHERE d.area_id = f.from_area
"""
SUGGESTED = """
UPDATE employers_employer e SET suggested_area_id = f.to_area
FROM t_follow f WHERE e.suggested_area_id = f.from_area AND f.moved AND f.how <> 'queued'
"""
TOUCHED = "INSERT INTO employers_touched (employer_id, why) SELECT employer, %(why)s FROM t_moved WHERE chain"
NEWEST = """
SELECT (SELECT coalesce(max(number), 0) FROM employers_delivery), (SELECT coalesce(max(id), 0) FROM employers_placement)
"""
JOURNAL = """
INSERT INTO core_journalentry (act, verb, sentence, "values", change, subject, subject_name, actor_name, user_id, "on",
                               recorded_at)
SELECT %(act)s, %(verb)s, %(sentence)s,
       jsonb_build_object('title', %(title)s::text, 'area', new.name, 'before', old.name),
       jsonb_build_object('area', jsonb_build_array(old.local_code, new.local_code)),
       'employers.employer:' || e.id, left(e.name, 200), %(actor)s, %(user)s, %(on)s, now()
FROM t_moved m JOIN employers_employer e ON e.id = m.employer
JOIN grids_area old ON old.id = m.from_area JOIN grids_area new ON new.id = m.to_area WHERE m.moved OR m.chain
"""


class NotAll(Exception):
    """The arithmetic of a change does not come out: somebody would be lost, so nothing is written."""


@transaction.atomic
def follow(
    *, change: int, title: str, day: date, words: Sequence[str] = (), by: Actor, on: date, as_of: date
) -> tuple[dict[str, int], dict[str, Any]]:
    """Let every archive follow ``t_follow``: answer how many came along which way, and what the undo needs.

    Every archive is followed by its community, by its street, or stands in the queue: the three add up to all there
    are, or nothing is written. ``words``: only employers whose address names one of them (a line that moves).
    """
    with connection.cursor() as cursor:
        counts = count(cursor)
        told = _told(change, title, day, by, on) | {"words": list(words)}
        cursor.execute("DROP TABLE IF EXISTS pg_temp.t_moved")
        cursor.execute(MOVED.format(which=NAMING if words else "true"), told)
        for step in (INDEX, "ANALYZE t_moved", ENDED, BEGUN, EMPLOYERS):
            cursor.execute(step, told)
        _carry(cursor)
        cursor.execute(JOURNAL, told | {"verb": "employer.followed", "sentence": FOLLOWED})
        orphans = [] if words else _orphans(cursor)
        for step in () if words else (DELIVERIES, SUGGESTED):
            cursor.execute(step)
        if sum(counts.values()) != sum(count(cursor, settled=True).values()):
            raise NotAll
        _recount(cursor, as_of, "employer.followed")
        cursor.execute(NEWEST)
        number, placement = cursor.fetchone()
        return counts, {"orphans": orphans, "number": number, "placement": placement}


def count(cursor: Any, *, settled: bool = False) -> dict[str, int]:
    """Archives by the way they came: as ``t_follow`` says, or (``settled``) as they stand."""
    cursor.execute(COUNTS.replace("f.from_area = e.area_id", "false") if settled else COUNTS)
    found = Counter(dict(cursor.fetchall()))
    return {way: found[way] for way in (BY_COMMUNITY, BY_STREET, QUEUED)}


def _told(change: int, title: str, day: date, by: Actor, on: date) -> dict[str, Any]:
    return {
        "change": change, "title": title, "day": day, "act": uuid4(), "actor": by.name[:150], "user": by.user_id,
        "on": on,
    }  # fmt: skip


def _carry(cursor: Any) -> None:
    """The rows that lie where their employer lies."""
    for table in CARRYING:
        cursor.execute(CARRIED.format(table=table))


def _orphans(cursor: Any) -> list[list[Any]]:
    """Entries without an archive lie where their delivery did; answered by the area they came from."""
    cursor.execute(ORPHANS)
    found: dict[int, list[int]] = {}
    for entry, area in cursor.fetchall():
        found.setdefault(area, []).append(entry)
    return [[area, ids] for area, ids in found.items()]


def _recount(cursor: Any, as_of: date, why: str) -> None:
    """State rows read the parameters of their place: whoever changed district is derived anew and checked again."""
    cursor.execute("SELECT employer FROM t_moved WHERE chain ORDER BY 1")
    changed = [pk for (pk,) in cursor.fetchall()]
    if changed:
        standing.rebuild(as_of, employers=changed)
        rollups.employers(changed, on=as_of)
        cursor.execute(TOUCHED, {"why": why})


# Undoing -------------------------------------------------------------------------------------------------------------

# Who was placed back, and who lies in an area whose place in the tree went back.
BACK_AGAIN = """
CREATE TEMP TABLE t_moved ON COMMIT DROP AS
SELECT e.id AS employer, e.area_id AS from_area, a.id AS to_area, a.district_id, a.street_id, a.community_id,
       e.area_id <> a.id AS moved, e.district_id IS DISTINCT FROM a.district_id AS chain,
       CASE WHEN a.street_id IS NULL THEN 'queued' ELSE '' END AS how
FROM employers_employer e
LEFT JOIN employers_placement p ON p.employer_id = e.id AND p.ended_by_id = %(change)s
JOIN grids_area a ON a.id = coalesce(p.area_id, e.area_id)
WHERE e.area_id <> a.id OR (e.district_id, e.street_id, e.community_id)
      IS DISTINCT FROM (a.district_id, a.street_id, a.community_id)
"""
NEVER = """
UPDATE employers_placement SET superseded_at = now() WHERE change_id = %(change)s AND superseded_at IS NULL
"""
AGAIN = """
UPDATE employers_placement SET valid_to = NULL, superseded_at = NULL, ended_by_id = NULL WHERE ended_by_id = %(change)s
"""
EMPLOYERS_BACK = """
UPDATE employers_employer e
SET area_id = m.to_area, district_id = m.district_id, street_id = m.street_id, community_id = m.community_id,
    suggested_area_id = CASE WHEN e.suggestion ? 'before' THEN (e.suggestion->>'before_area')::bigint
                             ELSE e.suggested_area_id END,
    suggestion = CASE WHEN e.suggestion ? 'before' THEN nullif(e.suggestion->'before', 'null') ELSE e.suggestion END
FROM t_moved m WHERE e.id = m.employer
"""
ORPHANS_BACK = """
UPDATE employers_registerentry r
SET area_id = a.id, district_id = a.district_id, street_id = a.street_id, community_id = a.community_id
FROM grids_area a WHERE a.id = %(area)s AND r.id = ANY(%(entries)s) AND r.employer_id IS NULL
"""
DELIVERIES_BACK = """
UPDATE employers_delivery d
SET district_id = a.district_id, street_id = a.street_id, community_id = a.community_id
FROM grids_area a WHERE a.id = d.area_id AND (d.district_id, d.street_id, d.community_id)
    IS DISTINCT FROM (a.district_id, a.street_id, a.community_id)
"""


@transaction.atomic
def unfollow(
    *, change: int, title: str, day: date, kept: dict[str, Any], by: Actor, on: date, as_of: date
) -> int:  # fmt: skip
    """Put every archive back where it was before the change; the tree has gone back already. ``t_moved`` stays."""
    with connection.cursor() as cursor:
        told = _told(change, title, day, by, on)
        cursor.execute("DROP TABLE IF EXISTS pg_temp.t_moved")
        cursor.execute(BACK_AGAIN, told)
        for step in (INDEX, "ANALYZE t_moved", NEVER, AGAIN, EMPLOYERS_BACK):
            cursor.execute(step, told)
        _carry(cursor)
        cursor.execute(JOURNAL, told | {"verb": "employer.unfollowed", "sentence": BACK})
        for area, entries in kept.get("orphans", ()):
            cursor.execute(ORPHANS_BACK, {"area": area, "entries": entries})
        cursor.execute(DELIVERIES_BACK)
        _recount(cursor, as_of, "employer.unfollowed")
        cursor.execute("SELECT count(*) FROM t_moved WHERE moved")
        return int(cursor.fetchone()[0])


def dependents(*, areas: Sequence[int], kept: dict[str, Any]) -> list[Dependent]:
    """What was recorded about employers of these areas after the change: deliveries, placements."""
    there, number = Employer.objects.filter(area__in=areas), kept.get("number", 0)
    covering = Coverage.objects.filter(employer__in=there, number__gt=number).values("delivery")
    opening = there.filter(opening__number__gt=number).values("opening")
    later = Delivery.objects.standing().filter(number__gt=number)
    delivered = later.filter(Q(area__in=areas) | Q(pk__in=covering) | Q(pk__in=opening))
    placed = Placement.objects.filter(area__in=areas, superseded_at=None, pk__gt=kept.get("placement", 0))
    found = ((following.DELIVERIES, delivered.count()), (following.PLACEMENTS, placed.count()))
    return [Dependent(what, many) for what, many in found if many]
