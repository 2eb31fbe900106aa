"""``manage.py crosscheck``: run every rule for a business date and say what it found."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from compliance.domain import hits, run
from core import clock
from core.actor import COMMAND_LINE


class Command(BaseCommand):
    help = "Cross-check every employer for the current business date; a past --on reports it and writes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="business date, YYYY-MM-DD")
        parser.add_argument("--list", action="store_true", help="every hit, numbers of people masked")
        parser.add_argument("--json", action="store_true", help="one JSON object and nothing else")

    def handle(self, *, on: date | None, list: bool, json: bool, **options: Any) -> None:
        current = clock.business_date(clock.today())
        on = on or current
        try:
            ended = run.crosscheck(on=on, current=current, by=COMMAND_LINE, on_progress=self._progress(json))
        except run.Refused:
            refusal = _("%(day)s has not ended: the current business date is %(current)s.") % {
                "day": on.isoformat(),
                "current": current.isoformat(),
            }
            if json:
                self.stdout.write(_dumped({"refused": refusal}))
                raise SystemExit(2) from None
            raise CommandError(refusal, returncode=2) from None
        answer: dict[str, Any] = {
            "run": ended.pk,
            "business_date": ended.business_date.isoformat(),
            "rules": ended.counts,
        }
        if list:
            answer["list"] = hits.listing(on, past=on < current)
        if json:
            self.stdout.write(_dumped(answer))
        else:
            self._tell(answer)
        if ended.state == "faulty":
            raise CommandError(_("Some parts of the check failed and were left out; the ledger says which."))

    def _progress(self, quiet: bool) -> run.Progress | None:
        if quiet or not self.stderr.isatty():
            return None
        return lambda done, total: self.stderr.write(f"\r{done}/{total} ", ending="" if done < total else "\n")

    def _tell(self, answer: dict[str, Any]) -> None:
        self.stdout.write(f"{answer['business_date']}  run {answer['run']}")
        for rule, counts in answer["rules"].items():
            self.stdout.write(f"{rule}  " + "  ".join(f"{name} {many:>6}" for name, many in counts.items()))
        for hit in answer.get("list", ()):
            self.stdout.write("\t".join(hit.values()))


def _dumped(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False)
