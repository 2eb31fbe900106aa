"""``manage.py healthy``: asks the web process beside it whether it answers; the container's health check."""

import urllib.request

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Ends with status 0 when the web process of this container answers."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default="http://127.0.0.1:8000/healthz")

    def handle(self, *, address: str, **_options: object) -> None:
        host = next((name for name in settings.ALLOWED_HOSTS if "*" not in name), "127.0.0.1")
        asked = urllib.request.Request(address, headers={"Host": host.lstrip(".")})
        try:
            with urllib.request.urlopen(asked, timeout=8) as answer:
                self.stdout.write(answer.read().decode())
        except OSError as trouble:
            raise CommandError(f"No good answer from {address}: {trouble}") from None
