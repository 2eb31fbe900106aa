"""The filing of the colour map: drawn by the district, submitted under a number, accepted or returned by the city.

The founding document asks for it in one clause, 三(一): 网格以彩图形式书面报市劳动保障局.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import journal, series, stored_files
from core.actor import Actor
from core.models import StoredFile
from core.permissions import Denied, answers
from grids import permissions
from grids.domain.sheet import setting
from grids.domain.sheet.setting import Heading
from grids.enums import FilingState, Paper
from grids.models import Area, Filing

DRAWN = gettext_noop("The colour map of %(area)s was drawn, version %(version)s.")
DISCARDED = gettext_noop("The draft of the colour map of %(area)s was discarded.")
SUBMITTED = gettext_noop("The colour map of %(area)s was submitted under number %(number)s.")
ACCEPTED = gettext_noop("The colour map %(number)s of %(area)s was accepted; receipt %(receipt)s.")
RETURNED = gettext_noop("The colour map %(number)s of %(area)s was returned: %(remarks)s")
PUBLISHED = gettext_noop("The colour map %(number)s was taken out for publication: %(purpose)s")
FOLDER = "filings"
NUMBERS, RECEIPTS = "filing", "filing-receipt"  # the two series, of the district and of the city


@transaction.atomic
def open_draft(
    *,
    district: Area,
    paper: Paper,
    preparer: str,
    reviewer: str,
    approval_number: str,
    by: Actor,
    on: date,
) -> Filing:
    """Begin the district's draft, in place of the one there may be; ``draw`` fills it."""
    permissions.check_can_file(by, district)
    Area.objects.select_for_update().get(pk=district.pk)  # two clerks of one district draw one after the other
    if not preparer.strip():
        raise Denied(_("Say who prepared the map."))
    draft = Filing.objects.filter(area=district, state=FilingState.DRAFT).first()
    if draft is None:
        last = Filing.objects.filter(area=district).aggregate(last=Max("version"))["last"] or 0
        draft = Filing(version=last + 1)
        draft.lie_in(district)
    _forget_files(draft)
    draft.paper, draft.preparer, draft.reviewer = paper, preparer.strip(), reviewer.strip()
    draft.approval_number, draft.content, draft.data_on = approval_number.strip(), {}, on
    draft.save()
    return draft


@transaction.atomic
def draw(*, filing: Filing, content: Mapping[str, Any], by: Actor, on: date) -> None:
    """Put the figures and lines into a draft and set the sheet; a character without glyph refuses it by name."""
    permissions.check_can_file(by, filing.area)
    filing = _locked(filing, FilingState.DRAFT)
    filing.content = dict(content)
    filing.data_on = date.fromisoformat(content["data_on"])
    filing.digest = setting.digest(content, _heading(filing))
    _set(filing, on=on)
    filing.save()
    journal.record("filing.drawn", DRAWN, about=(filing, filing.area), by=by, on=on,
                   area=filing.area, version=filing.version)  # fmt: skip


@transaction.atomic
def discard(*, filing: Filing, by: Actor, on: date) -> None:
    """Throw a draft away; it had no number, so nothing is missing afterwards."""
    permissions.check_can_file(by, filing.area)
    filing = _locked(filing, FilingState.DRAFT)
    _forget_files(filing)
    journal.record("filing.discarded", DISCARDED, about=filing.area, by=by, on=on, area=filing.area)
    filing.delete()


@transaction.atomic
def submit(*, filing: Filing, by: Actor, on: date) -> Filing:
    """Give the draft its number and freeze it: the bytes that the city sees are kept with their hash."""
    permissions.check_can_file(by, filing.area)
    filing = _locked(filing, FilingState.DRAFT)
    if not filing.drawn:
        raise Denied(_("The map has not been drawn yet."))
    if waiting := Filing.objects.filter(area=filing.area, state=FilingState.SUBMITTED).first():
        raise Denied(_("The city has not answered filing %(number)s yet.") % {"number": waiting.number})
    _forget_files(filing)
    number = series.take(organ=filing.organ, kind=NUMBERS, year=on.year)
    filing.number = f"{filing.organ}-{on.year}-{number:04d}"
    filing.state, filing.submitted_on, filing.submitted_by = FilingState.SUBMITTED, on, by.name[:150]
    filing.digest = setting.digest(filing.content, _heading(filing))
    _set(filing, on=on)
    filing.save()
    journal.record("filing.submitted", SUBMITTED, about=(filing, filing.area), by=by, on=on,
                   area=filing.area, number=filing.number)  # fmt: skip
    return filing


@transaction.atomic
def accept(*, filing: Filing, by: Actor, on: date) -> Filing:
    """Take a filing on record; the receipt has the next number of the city's own series."""
    filing = _to_be_answered(filing, by, on)
    city = Area.objects.get(parent__isnull=True)
    number = series.take(organ=city.local_code, kind=RECEIPTS, year=on.year)
    filing.receipt = f"{city.local_code}-{on.year}-{number:04d}"
    filing.state = FilingState.ACCEPTED
    filing.save()
    journal.record("filing.accepted", ACCEPTED, about=(filing, filing.area), by=by, on=on,
                   area=filing.area, number=filing.number, receipt=filing.receipt)  # fmt: skip
    return filing


@transaction.atomic
def give_back(*, filing: Filing, remarks: str, by: Actor, on: date) -> Filing:
    """Return a filing with what is to be mended; the district draws a new version."""
    remarks = remarks.strip()
    if not remarks:
        raise Denied(_("Say what is to be mended."))
    filing = _to_be_answered(filing, by, on)
    filing.state, filing.remarks = FilingState.RETURNED, remarks
    filing.save()
    journal.record("filing.returned", RETURNED, about=(filing, filing.area), by=by, on=on,
                   area=filing.area, number=filing.number, remarks=remarks)  # fmt: skip
    return filing


def check_can_publish(filing: Filing) -> None:
    """A map leaves the bureau only after it was accepted and bears the number of its approval (审图号)."""
    if filing.state != FilingState.ACCEPTED:
        raise Denied(_("Only an accepted map may be published."))
    if not filing.approval_number:
        said = _("This map bears no map approval number, so it may not be published outside the bureau.")
        remedy = _("File a version that bears one.")
        raise Denied(f"{said} {remedy}")


can_publish = answers(check_can_publish)


@transaction.atomic
def publish(*, filing: Filing, purpose: str, by: Actor, on: date) -> StoredFile:
    """Take the frozen bytes out for publication, with the purpose on record."""
    permissions.check_can_see_filings(by)
    if not by.scope.holds(filing):
        raise Denied(_("A district files the map of its own grids."))
    check_can_publish(filing)
    if not purpose.strip():
        raise Denied(_("Say what the map is published for."))
    assert filing.file is not None  # accepted: a constraint
    journal.record("filing.published", PUBLISHED, about=filing, by=by, on=on,
                   number=filing.number, purpose=purpose.strip())  # fmt: skip
    return filing.file


def _to_be_answered(filing: Filing, by: Actor, on: date) -> Filing:
    permissions.check_can_answer_filing(by)
    filing = _locked(filing, FilingState.SUBMITTED)
    filing.answered_on, filing.answered_by = on, by.name[:150]
    return filing


def _locked(filing: Filing, state: FilingState) -> Filing:
    """The filing as it stands now, held until the transaction ends, so that one answer wins."""
    found = Filing.objects.select_for_update(of=("self",)).select_related("area").get(pk=filing.pk)
    if found.state != state:
        raise Denied(_("The state of this filing is now: %(state)s.") % {"state": found.get_state_display()})
    return found


def _heading(filing: Filing) -> Heading:
    return Heading(Paper(filing.paper), filing.version, filing.preparer, filing.reviewer, filing.approval_number,
                   filing.number, filing.submitted_on)  # fmt: skip


def _set(filing: Filing, *, on: date) -> None:
    """Set the sheet and keep it, with a picture of its first page for the screen."""
    heading = _heading(filing)
    name = filing.name_on(on)
    pdf, picture = setting.pdf(filing.content, heading, on=on), setting.picture(filing.content, heading, on=on)
    filing.file = stored_files.keep(pdf, folder=FOLDER, name=name)
    filing.picture = stored_files.keep(picture, folder=FOLDER, name=name.removesuffix(".pdf") + ".png")


def _forget_files(filing: Filing) -> None:
    for kept in (filing.file, filing.picture):
        if kept is not None:
            stored_files.remove(kept)
    filing.file = filing.picture = None
