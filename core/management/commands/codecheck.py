"""``manage.py codecheck [FILE]``: for each line the code, its kind, the answer and what was probably meant."""

import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils import timezone

from core import clock
from core.codes import any_code


class Command(BaseCommand):
    help = (
        "Reads codes, one a line, from FILE or from standard input and prints, separated by tabs: code, kind, answer "
        "(valid, nonconforming, malformed), suggestions (the best one, or several separated by blanks)."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", metavar="FILE", help="a text file; without it standard input is read")

    def handle(self, *, file: str | None, **options):
        today = self.today()
        home = getattr(settings, "HOME_DIVISION", "")
        for line in decode(self.read(file)).splitlines():
            if text := line.strip():
                code = any_code(text, today, home=home)
                written = text.replace("\t", " ")
                self.stdout.write("\t".join((written, code.kind.value, code.answer.value, " ".join(code.suggestions))))

    def read(self, file: str | None) -> bytes:
        if file is None or file == "-":
            return sys.stdin.buffer.read()
        try:
            return Path(file).read_bytes()
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror}") from None

    def today(self):
        """The day of a demo where one is running; judging codes needs no database otherwise."""
        try:
            return clock.today()
        except OperationalError:
            return timezone.localdate()


def decode(raw: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 with one, else what Chinese spreadsheets write."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")
