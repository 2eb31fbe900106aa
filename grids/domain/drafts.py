"""Outlines on their way: uploaded, looked at, questions answered, published or discarded (A2, 三(一)).

Nothing a map or a figure reads changes before ``publish``. Whatever the checks found must have been seen: a question
about the datum answered, repairs accepted, an unknown code gone, the number of gaps and overlaps said back.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import journal
from core.actor import Actor
from core.enums import Tier
from grids.domain import boundaries, boundary_files, examining, outlines
from grids.domain.boundary_files import Outline
from grids.domain.division_files import Refused
from grids.enums import Datum, DraftState, FlawKind
from grids.models import Area, Boundary, BoundaryDraft
from grids.permissions import check_can_draw


@dataclass(frozen=True, slots=True)
class Declared:
    """What the uploader says of the file: nothing of it is guessed."""

    datum: Datum
    valid_from: date
    official: bool = False
    attribution: str = ""


@transaction.atomic
def upload(content: bytes, *, name: str, area: Area, declared: Declared, by: Actor, on: date) -> BoundaryDraft:
    """Keep a file's outlines as a draft and examine them. A file that cannot be read leaves nothing behind."""
    check_can_draw(by, area)
    found = boundary_files.read(content)
    draft = BoundaryDraft(
        file_name=name[:255],
        sha256=hashlib.sha256(content).digest(),
        datum=declared.datum,
        read_as=declared.datum,
        official=declared.official,
        attribution=declared.attribution,
        valid_from=declared.valid_from,
        outlines=[_kept(outline) for outline in found],
        uploaded_by=by.name[:150],
        uploaded_on=on,
    )
    draft.lie_in(area)
    _refuse_older(draft)
    draft.checked = examining.examine(draft)
    draft.save()
    _note(
        draft, by, on, "boundaries.uploaded", gettext_noop("Outlines uploaded as a draft: %(file)s, %(count)s grids.")
    )
    return draft


def _kept(outline: Outline) -> dict[str, Any]:
    return {
        "code": outline.code,
        "geometry": outline.geometry,
        "mended": outlines.as_json(outline.shape) if outline.repairs else None,
        "repairs": [
            {
                "fault": repair.fault,
                "metres": round(repair.metres, 1),
                "before": round(repair.before),
                "after": round(repair.after),
                "where": repair.where,
            }
            for repair in outline.repairs
        ],
    }


def _refuse_older(draft: BoundaryDraft) -> None:
    """Versions follow each other: an outline is not put before one that begins later."""
    grids = examining.grids_of(draft.area)
    keys = [grids[row["code"]].pk for row in draft.outlines if row["code"] in grids]
    later = Boundary.objects.filter(area__in=keys, valid_from__gt=draft.valid_from).order_by("-valid_from").first()
    if later:
        raise Refused(
            _("An outline of %(grid)s is in force from %(day)s; a new one cannot begin before it.")
            % {"grid": later.area.name, "day": later.valid_from.isoformat()}
        )


@transaction.atomic
def read_as(draft: BoundaryDraft, datum: Datum, *, by: Actor, on: date) -> None:
    """The question about the datum is answered: the file is in ``datum``, not in the one declared."""
    draft = _open(draft, by)
    draft.read_as, draft.kept_because = datum, ""
    draft.checked = examining.examine(draft)
    draft.save()
    _note(
        draft, by, on, "boundaries.datum", gettext_noop("Read in datum %(datum)s, declared was %(declared)s."),
        datum=datum.label, declared=Datum(draft.datum).label,
    )  # fmt: skip


@transaction.atomic
def keep(draft: BoundaryDraft, reason: str, *, by: Actor, on: date) -> None:
    """The question is answered: the outlines lie where they are said to lie, for a reason."""
    draft = _open(draft, by)
    draft.kept_because = reason.strip()
    draft.save()
    _note(draft, by, on, "boundaries.kept", gettext_noop("Position kept as declared: %(reason)s"), reason=reason)


@transaction.atomic
def accept_repairs(draft: BoundaryDraft, *, by: Actor, on: date) -> None:
    """The repairs of rings were looked at and are taken."""
    draft = _open(draft, by)
    draft.mended = True
    draft.save()
    codes = ", ".join(row["code"] for row in draft.outlines if row["repairs"])
    _note(draft, by, on, "boundaries.mended", gettext_noop("Repairs of rings accepted: %(codes)s"), codes=codes)


@transaction.atomic
def check_again(draft: BoundaryDraft, *, by: Actor, on: date) -> None:
    """Examine anew, because outlines or areas moved since."""
    draft = _open(draft, by)
    draft.checked = examining.examine(draft)
    draft.save()


def stale(draft: BoundaryDraft) -> bool:
    return draft.open and draft.checked["base"] != examining.base()


def hindrances(draft: BoundaryDraft) -> Iterator[str]:
    """Why a draft cannot be published as it is: sentences, none where it can."""
    unknown = [flaw["names"][0] for flaw in draft.checked["flaws"] if flaw["kind"] == FlawKind.UNKNOWN]
    if unknown:
        yield _("These codes name no grid of %(area)s: %(codes)s.") % {
            "area": draft.area.name,
            "codes": ", ".join(unknown),
        }
    if draft.checked["questions"] and not draft.kept_because:
        yield _("The question about the datum is not answered.")
    if not draft.mended and any(row["repairs"] for row in draft.outlines):
        yield _("The repairs of rings are not accepted.")
    if stale(draft):
        yield _("Outlines or areas have changed since this was checked; check it again.")


def unseen(draft: BoundaryDraft) -> str:
    return _("%(count)s gaps, overlaps and slivers are listed; publishing needs the word that they were seen.") % {
        "count": draft.checked["flaws_in_all"]
    }


@transaction.atomic
def publish(draft: BoundaryDraft, *, seen: int, by: Actor, on: date) -> boundaries.Published:
    """Put the outlines in force from the draft's day. ``seen`` is the number of flaws that the person was shown."""
    draft = _open(draft, by)
    if reasons := list(hindrances(draft)):
        raise Refused(" ".join(reasons))
    if seen != draft.checked["flaws_in_all"]:
        raise Refused(unseen(draft))
    _refuse_older(draft)
    found = [Outline(row["code"], row["geometry"], examining.figure_of(row)) for row in draft.outlines]
    source = boundaries.Source(Datum(draft.read_as), draft.attribution, draft.official)
    done = boundaries.publish(found, tier=Tier.STREET, source=source, on=draft.valid_from, by=by, draft=draft)
    draft.state, draft.published_by, draft.published_on = DraftState.PUBLISHED, by.name[:150], on
    draft.save()
    return done


@transaction.atomic
def discard(draft: BoundaryDraft, *, by: Actor, on: date) -> None:
    """Put a draft away; the file's outlines stay readable in it."""
    draft = _open(draft, by)
    draft.state = DraftState.DISCARDED
    draft.save()
    _note(draft, by, on, "boundaries.discarded", gettext_noop("Draft of outlines discarded: %(file)s"))


def _open(draft: BoundaryDraft, by: Actor) -> BoundaryDraft:
    """The row itself, locked; only a draft can still be changed."""
    locked = BoundaryDraft.objects.select_for_update(of=("self",)).select_related("area").get(pk=draft.pk)
    check_can_draw(by, locked.area)
    if not locked.open:
        raise Refused(_("This upload is published or discarded already."))
    return locked


def _note(draft: BoundaryDraft, by: Actor, on: date, verb: str, sentence: str, **values: Any) -> None:
    told = {"file": draft.file_name, "count": len(draft.outlines), **values}
    journal.record(verb, sentence, about=draft.area, by=by, on=on, **told)
