from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.actor import COMMAND_LINE
from core.clock import today
from grids.domain import boundaries, division_files, tree, zones
from grids.domain.division_files import Refused
from grids.enums import Kind
from grids.models import Area


class Command(BaseCommand):
    help = (
        "Load a yearly file of the division tree as it stood on a day. The file carries no date: give it. Same codes "
        "under unlike names are decided by a mapping file; without a ruling nothing is written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--on", type=date.fromisoformat, required=True, metavar="DATE")
        parser.add_argument("--mapping", type=Path, metavar="FILE")

    def handle(self, *, file: Path, on: date, mapping: Path | None, **options: object) -> None:
        if on > today():
            raise CommandError(_("The date lies in the future; a file is loaded once its day has come."))
        try:
            rulings = division_files.read_mapping(mapping) if mapping else None
            done = tree.load(division_files.read(file), on=on, by=COMMAND_LINE, mapping=rulings)
            if Area.objects.filter(kind=Kind.ZONE).exists():
                zones.found(on=on, by=COMMAND_LINE)
            boundaries.dissolve(on=on, by=COMMAND_LINE)
        except (Refused, OSError, UnicodeDecodeError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            _(
                "%(opened)s opened, %(changed)s changed, %(closed)s closed, %(unchanged)s unchanged; "
                "%(successions)s successions kept."
            )
            % {name: getattr(done, name) for name in ("opened", "changed", "closed", "unchanged", "successions")}
        )
