"""``manage.py demo start|stop``: the whole demo with one word. The other words are the parts of a start."""

from argparse import ArgumentTypeError
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from grid_inspection import supervisor
from grid_inspection.demo import build, ledger
from grid_inspection.places import CannotStart
from grid_inspection.progress import Progress


def whole(text: str) -> str:
    if not (text.isascii() and text.isdecimal()):
        raise ArgumentTypeError(f"'{text}' is not a whole number")
    return str(int(text))


def port(text: str) -> int:
    if not 1024 <= int(whole(text)) <= 65535:
        raise ArgumentTypeError(f"'{text}' is not a port between 1024 and 65535")
    return int(text)


def day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ArgumentTypeError(f"'{text}' is not a day like 2026-11-24") from None


class Command(BaseCommand):
    help = "Starts or stops the demo city with its own PostgreSQL, Redis, web server, worker and scheduler."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        start = words.add_parser("start", help="start everything and stay in the foreground")
        start.add_argument("--port", type=port, default=8000)
        start.add_argument("--fresh", action="store_true", help="throw the city away and start over")
        start.add_argument("--detach", action="store_true", help="come back when the demo is ready; it goes on running")
        words.add_parser("stop", help="stop everything that a start started")
        for parts in (start, words.add_parser("build", help="part of start: bring database and city up to date")):
            parts.add_argument("--employers", type=whole, help="how many employers the city has (0: none)")
            parts.add_argument("--seed", type=whole, help="the same seed and day make the same city")
            parts.add_argument("--as-of", type=day, help="the day that is today in the demo (default: the real one)")
        words.add_parser("night", help="part of start: the first night, through the worker")
        words.add_parser("logins", help="part of start: say who may log in")

    def handle(self, *, word: str, **options: object) -> None:
        asked = {name: str(options[name]) for name in ledger.NAMES if options.get(name) is not None}
        try:
            if word == "start":
                self.start(asked, **options)
            elif word == "stop":
                raise SystemExit(supervisor.stop(settings.STATE_DIR))
            else:
                self.part(word, asked)
        except (CannotStart, ledger.Differs) as sentence:
            raise CommandError(str(sentence)) from None

    def start(self, asked: dict[str, str], *, port: int, fresh: bool, detach: bool, **_rest: object) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo does not run in production mode: unset GRID_MODE.")
        if detach:
            words = [f"--port={port}", *(["--fresh"] if fresh else []), *supervisor.as_options(asked)]
            raise SystemExit(supervisor.start_detached(settings.STATE_DIR, port, words, fresh=fresh))
        raise SystemExit(supervisor.start(settings.STATE_DIR, port, asked, fresh=fresh))

    def part(self, word: str, asked: dict[str, str]) -> None:
        progress = Progress()
        if word == "build":
            build.build(asked, progress)
        elif word == "night":
            build.first_night(progress)
        else:
            build.say_logins(progress)
