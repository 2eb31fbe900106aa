from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import COMMAND_LINE
from core.clock import today
from employers.models import Employer
from grids.domain import changes, division_files, successions
from grids.domain.division_files import Refused
from grids.models import TerritoryChange
from grids.models.change import ChangeKind
from oversight.domain import regridding
from oversight.domain.regridding import Outcome


class Checked(Exception):
    """Ends a transaction whose work was only to be looked at."""


class Command(BaseCommand):
    help = (
        "Carry out an administrative succession: the tree of a yearly file from a day on, each street and community "
        "followed as the crosswalk and the names say, and every archive, finding and appointment with them. With no "
        "file: carry out the approved changes that are due."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="the yearly file after the change")
        parser.add_argument("--crosswalk", type=Path, metavar="FILE", help="old street codes and their successors")
        parser.add_argument("--mapping", type=Path, metavar="FILE", help="rulings on codes under unlike names")
        parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="day on which the change took effect")
        parser.add_argument("--act", default="", metavar="NUMBER", help="number of the act")
        parser.add_argument("--basis", default="", help="what the change rests on")
        parser.add_argument("--unverified", action="store_true", help="the day is not confirmed by a document")
        parser.add_argument("--check", action="store_true", help="say what would happen, and change nothing")

    def handle(self, *, file: Path | None, check: bool, **options) -> None:
        if file is None:
            done = regridding.carry_out_due(by=COMMAND_LINE, on=today())
            self.stdout.write(_("%(count)s changes of territory carried out.") % {"count": done})
            return
        try:
            with transaction.atomic():
                self.succeed(file, **options)
                if check:
                    raise Checked
        except Checked:
            self.stdout.write(_("Looked at only; nothing was changed."))
        except (Refused, OSError, UnicodeDecodeError) as refusal:
            raise CommandError(str(refusal)) from refusal

    def succeed(self, file: Path, *, on: date | None, crosswalk: Path | None, mapping: Path | None, **said) -> None:
        if on is None:
            raise Refused(_("Say on which day the change took effect (--on)."))
        before = Employer.objects.count()
        plan = successions.as_plan(
            division_files.read(file),
            successions.read_crosswalk(crosswalk) if crosswalk else (),
            division_files.read_mapping(mapping) if mapping else None,
        )
        title = _("Administrative succession from %(day)s") % {"day": on.isoformat()}
        proposal = changes.Proposal(
            ChangeKind.SUCCESSION, title, on, said["basis"] or file.name, plan, said["act"], said["unverified"]
        )
        change = changes.draft(proposal, by=COMMAND_LINE, on=today())
        changes.propose(change=change, by=COMMAND_LINE, on=today())
        changes.approve(change=change, by=COMMAND_LINE, on=today())
        outcome = regridding.apply(change=change, by=COMMAND_LINE, on=today())
        if outcome is None:
            change = TerritoryChange.objects.get(pk=change.pk)
            raise Refused(change.remarks)
        self.tell(before, outcome)

    def tell(self, before: int, outcome: Outcome) -> None:
        if before != outcome.total or before != Employer.objects.count():
            raise CommandError(_("The numbers do not add up: nothing was changed."))
        self.stdout.write(
            _("%(before)s archives = %(community)s followed by community + %(street)s by street + %(queued)s queued.")
            % {"before": before, "community": outcome.community, "street": outcome.street, "queued": outcome.queued}
        )
