from argparse import ArgumentParser
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.actor import COMMAND_LINE
from grids.domain import boundaries, zones
from grids.domain.division_files import Refused


class Command(BaseCommand):
    help = "Found the special zones that exist by a day, and hang their streets under them. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, required=True, metavar="DATE")

    def handle(self, *, on: date, **options: object) -> None:
        try:
            founded, moved = zones.found(on=on, by=COMMAND_LINE)
            boundaries.dissolve(on=on, by=COMMAND_LINE)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            _("%(founded)s zones founded, %(moved)s streets moved.") % {"founded": founded, "moved": moved}
        )
