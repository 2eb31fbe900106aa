import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.clock import today
from oversight.domain import verifying


class Command(BaseCommand):
    help = "Prove that state rows and rollups equal the facts, grants the appointments, and that kept files open."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        found = verifying.verify(on=today())
        if options["json"]:
            self.stdout.write(json.dumps({"differences": found}, ensure_ascii=False))
        else:
            for sentence in found:
                self.stdout.write(sentence)
            if not found:
                self.stdout.write(self.style.SUCCESS("everything agrees"))
        if found:
            raise SystemExit(1)
