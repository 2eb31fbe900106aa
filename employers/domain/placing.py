"""Placing many employers by one decision, and answering that an address does not suffice (decisions 3, 5 and 34).

Set verbs: one statement per table, one journal entry per employer. Placing one is the set of one, ``archive.move_to``.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import journal
from core.actor import Actor
from core.permissions import Denied
from employers import permissions
from employers.domain import rollups, standing
from employers.models import Employer
from grids.models import Area

PLACED = gettext_noop("Placed in %(area)s, before in %(before)s. Reason: %(reason)s")
MOVED = gettext_noop("Moved to %(area)s from %(day)s on, before in %(before)s. Reason: %(reason)s")
BY_SUGGESTION = gettext_noop("Placed in %(area)s as the address suggests, before in %(before)s.")
UNPLACEABLE = gettext_noop("Cannot be placed from the address “%(address)s”. %(reason)s")
STAYS = gettext_noop("Stays in %(area)s, although the address “%(address)s” names another street. %(reason)s")
ASKED_AGAIN = gettext_noop("The answer about the address is taken back; it is to be placed again.")

# Placing one that was 未落格 corrects: the new placement takes over the first day of the one it supersedes. A move
# begins on its own day; a second one on the same day corrects the first.
MOVING = """
CREATE TEMP TABLE p_moving ON COMMIT DROP AS
SELECT e.id, e.area_id AS before, p.id AS placement,
       e.street_id IS NULL OR p.id IS NULL OR p.valid_from >= %(on)s AS corrects,
       CASE WHEN e.street_id IS NULL OR p.id IS NULL OR p.valid_from >= %(on)s
            THEN coalesce(p.valid_from, e.opened_on) ELSE %(on)s END AS since
FROM employers_employer e
LEFT JOIN employers_placement p ON p.employer_id = e.id AND p.valid_to IS NULL AND p.superseded_at IS NULL
WHERE e.id = ANY(%(ids)s) AND e.area_id <> %(area)s
"""
END = """
UPDATE employers_placement p SET valid_to = CASE WHEN m.corrects THEN NULL ELSE %(on)s END,
       superseded_at = CASE WHEN m.corrects THEN now() END
FROM p_moving m WHERE m.placement = p.id
"""
BEGIN = """
INSERT INTO employers_placement (employer_id, area_id, district_id, valid_from, reason, recorded_at)
SELECT id, %(area)s, %(district)s, since, %(reason)s, now() FROM p_moving
"""
# Today's copies: the employer, and the rows that lie where it lies. The address has been read.
LEVELS = "area_id = %(area)s, district_id = %(district)s, street_id = %(street)s, community_id = %(community)s"
COPIES = (
    f"""UPDATE employers_employer e SET {LEVELS}, suggested_area_id = NULL, suggestion = NULL, misplaced = false,
        answered_on = NULL FROM p_moving m WHERE m.id = e.id""",
    *(
        f"UPDATE employers_{table} x SET {LEVELS} FROM p_moving m WHERE m.id = x.employer_id"
        for table in ("registerentry", "standing", "employerfigures")
    ),
)
TOUCHED = """
INSERT INTO employers_touched (employer_id, why)
SELECT id, CASE WHEN corrects THEN 'employer.placed' ELSE 'employer.moved' END FROM p_moving
"""
JOURNAL = """
INSERT INTO core_journalentry (act, verb, sentence, "values", change, subject, subject_name, actor_name, user_id, "on",
                               recorded_at)
SELECT %(act)s, CASE WHEN m.corrects THEN 'employer.placed' ELSE 'employer.moved' END,
       CASE WHEN m.corrects THEN %(placed)s ELSE %(moved)s END,
       jsonb_build_object('area', %(name)s::text, 'before', b.name, 'reason', %(why)s::text, 'day', %(day)s::text),
       jsonb_build_object('area', jsonb_build_array(b.local_code, %(code)s::text)),
       'employers.employer:' || e.id, left(e.name, 200), %(actor)s, %(user)s, %(on)s, now()
FROM p_moving m JOIN employers_employer e ON e.id = m.id JOIN grids_area b ON b.id = m.before
"""


@transaction.atomic
def place_all(*, ids: Sequence[int], area: Area, reason: str, by: Actor, on: date, as_of: date) -> list[int]:
    """Place these employers in an area, with everything that lies where they lie; answer which were not there yet.

    State rows and figures are rebuilt as of ``as_of``; sums by area are the caller's, and so is the check
    (``Touched`` asks for it).
    """
    permissions.check_can_choose(by, area)
    held = _held(ids, by)
    told: dict[str, Any] = {
        "ids": held, "on": on, "area": area.pk, "district": area.district_id, "street": area.street_id,
        "community": area.community_id, "reason": reason, "act": uuid4(), "placed": PLACED if reason else BY_SUGGESTION,
        "moved": MOVED, "name": area.name, "code": area.local_code, "why": reason or "—",
        "day": journal.told(day=on)["day"], "actor": by.name[:150], "user": by.user_id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.p_moving")
        cursor.execute(MOVING, told)
        for step in (END, BEGIN, JOURNAL, *COPIES, TOUCHED):
            cursor.execute(step, told)
        cursor.execute("SELECT id FROM p_moving ORDER BY id")
        moved = [pk for (pk,) in cursor.fetchall()]
    if moved:
        standing.rebuild(as_of, employers=moved)
        rollups.employers(moved, on=as_of)
    return moved


def _held(ids: Sequence[int], by: Actor) -> list[int]:
    """The employers, locked in order; one outside the actor's territory refuses the whole set."""
    rows = Employer.objects.within(by.scope).filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
    held = list(rows.values_list("pk", flat=True))
    if len(held) != len(set(ids)):
        raise Denied(_("Some of these employers lie outside your territory."))
    return held


ANSWER = """
WITH answered AS (
    UPDATE employers_employer e SET answered_on = %(on)s, misplaced = false
    FROM employers_employer was WHERE was.id = e.id AND e.id = ANY(%(ids)s) AND e.answered_on IS NULL
    RETURNING e.id, e.name, e.address, e.area_id, was.misplaced
)
INSERT INTO core_journalentry (act, verb, sentence, "values", subject, subject_name, actor_name, user_id, "on",
                               recorded_at)
SELECT %(act)s, CASE WHEN e.misplaced THEN 'employer.stays' ELSE 'employer.unplaceable' END,
       CASE WHEN e.misplaced THEN %(stays)s ELSE %(unplaceable)s END,
       jsonb_build_object('address', e.address, 'area', a.name, 'reason', %(reason)s::text),
       'employers.employer:' || e.id, left(e.name, 200), %(actor)s, %(user)s, %(on)s, now()
FROM answered e JOIN grids_area a ON a.id = e.area_id
"""


@transaction.atomic
def answer(*, ids: Sequence[int], reason: str = "", by: Actor, on: date) -> int:
    """Record that these cannot be placed from their address, or stay where they are; answers how many were told.

    The answer holds until the address changes. Who cannot be placed stays 未落格: counted, listed, out of the queue.
    """
    permissions.check_can_place(by)
    told: dict[str, Any] = {
        "ids": _held(ids, by), "on": on, "act": uuid4(), "stays": STAYS, "unplaceable": UNPLACEABLE,
        "reason": reason.strip(), "actor": by.name[:150], "user": by.user_id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(ANSWER, told)
        return int(cursor.rowcount)


@transaction.atomic
def ask_again(*, employer: Employer, by: Actor, on: date) -> None:
    """Take the answer back: the employer waits in the queue again."""
    permissions.check_can_place(by)
    _held([employer.pk], by)
    if Employer.objects.filter(pk=employer.pk, answered_on__isnull=False).update(answered_on=None):
        journal.record("employer.asked_again", ASKED_AGAIN, about=employer, by=by, on=on)
