"""``manage.py verify``: state rows and rollups equal the facts, permissions the appointments; kept files still open."""

import json
import sys
import time

from django.core.management.base import BaseCommand, CommandParser

from core.clock import today
from grid_inspection import verifying


class Command(BaseCommand):
    help = (
        "Computes anew what is derived and compares: state rows and rollups with the facts, permissions with the "
        "appointments; opens every kept file. Changes nothing. Ends with status 1 and a list where something differs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one object and nothing else")

    def handle(self, **options: object) -> None:
        said = time.monotonic()

        def watch(name: str, done: int, total: int) -> None:
            nonlocal said
            if time.monotonic() - said > 2:
                said = time.monotonic()
                self.stderr.write(f"{name}: {done:,} of {total:,}")

        checks = verifying.everything(today=today(), watch=watch)
        good = not any(check.differing for check in checks)
        if options["json"]:
            found = {check.name: check.as_json() for check in checks}
            self.stdout.write(json.dumps({"ok": good, "checks": found}, ensure_ascii=False))
        else:
            for line in verifying.told_in_lines(checks):
                self.stdout.write(line)
        if not good:
            sys.exit(1)
