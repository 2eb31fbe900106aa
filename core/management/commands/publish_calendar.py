"""``manage.py publish_calendar YEAR FILE --source TEXT --published DATE``: enters the notice of a year's holidays."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core import calendar_publishing, clock
from core.actor import COMMAND_LINE
from core.permissions import Denied


class Command(BaseCommand):
    help = "Enters the State Council's notice of a year's holidays: FILE is CSV with the columns day and kind."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int, metavar="YEAR")
        parser.add_argument("file", type=Path, metavar="FILE", help="day,kind; kind is holiday or make_up")
        parser.add_argument("--source", required=True, help="title and number of the notice")
        parser.add_argument("--published", required=True, type=date.fromisoformat, metavar="DATE")

    def handle(self, *, year: int, file: Path, source: str, published: date, **options):
        try:
            worked = calendar_publishing.publish(
                year,
                calendar_publishing.read_notice(file),
                source=source,
                published_on=published,
                by=COMMAND_LINE,
                on=clock.today(),
            )
        except (Denied, OSError) as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{year}: {worked} working days")
