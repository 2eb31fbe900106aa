from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.actor import COMMAND_LINE
from core.clock import today
from core.enums import Tier
from grids.domain import boundaries, boundary_files
from grids.domain.division_files import Refused
from grids.enums import Datum


class Command(BaseCommand):
    help = "Publish outlines from a GeoJSON file whose features carry the code of their area."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--datum", choices=Datum.values, required=True)
        parser.add_argument("--tier", choices=[Tier.STREET.value, Tier.DISTRICT.value], required=True)
        parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="default: today")
        parser.add_argument("--attribution", default="")
        parser.add_argument("--official", action="store_true", help="surveyed and approved; otherwise: derived")

    def handle(self, *, file: Path, datum: str, tier: str, on: date | None, **options) -> None:
        source = boundaries.Source(Datum(datum), options["attribution"], options["official"])
        try:
            done = boundaries.publish(
                boundary_files.read(file.read_bytes()), tier=Tier(tier), source=source, on=on or today(), by=COMMAND_LINE
            )
        except (Refused, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            _("%(taken)s outlines taken, %(dissolved)s dissolved from them, %(missing)s areas without outline.")
            % {"taken": done.taken, "dissolved": done.dissolved, "missing": len(done.missing)}
        )
