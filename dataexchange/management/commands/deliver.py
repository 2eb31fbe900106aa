import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.actor import COMMAND_LINE
from core.clock import today
from dataexchange.domain import uploads
from dataexchange.importing.catalogue import spec_of
from dataexchange.importing.mapping import parse_answers
from dataexchange.importing.receiving import Cover
from dataexchange.importing.table import Refused
from dataexchange.models import Upload
from employers.enums import Dataset, Mode
from employers.models import Source


class Command(BaseCommand):
    help = "Deliver a department's file: read, check and match it; write nothing unless --commit is given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source")
        parser.add_argument("dataset", choices=Dataset.values)
        parser.add_argument("file", type=Path)
        parser.add_argument("--period", help="YYYY-MM: the month, or YYYY-12 for a year")
        parser.add_argument("--as-of", type=date.fromisoformat, help="the day a roster stands for")
        parser.add_argument("--area", help="the code of the area that the file covers; 510100 is the whole city")
        parser.add_argument("--received", type=date.fromisoformat, help="the day it was received (default: today)")
        parser.add_argument("--mode", choices=Mode.values)
        parser.add_argument("--sheet", default="")
        parser.add_argument("--heading", action="append", default=[], help="'HEADING=field'; 'HEADING=' leaves it out")
        parser.add_argument("--accept-absent", action="store_true", help="accept that rows on record are gone")
        parser.add_argument("--faults", type=Path, help="write the faulty rows to this workbook")
        parser.add_argument("--commit", action="store_true")
        parser.add_argument("--json", action="store_true", help="print one object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = self._deliver(options)
        except Refused as refusal:
            if options["json"]:
                self.stdout.write(json.dumps({"refused": str(refusal)}, ensure_ascii=False))
                raise SystemExit(2) from None
            raise CommandError(str(refusal), returncode=2) from None
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            self._tell(report)

    def _deliver(self, options: dict[str, Any]) -> dict[str, Any]:
        on = today()
        file: Path = options["file"]
        cover = self._cover(options, on)
        upload = uploads.deliver(file, name=file.name, cover=cover, by=COMMAND_LINE, on=on)
        warnings = uploads.sentences(upload)
        if options["faults"]:
            uploads.write_faults(upload, options["faults"], by=COMMAND_LINE, on=on)
        if options["commit"]:
            try:
                uploads.commit(upload, by=COMMAND_LINE, on=on)
            except Refused:
                uploads.discard(upload)
                raise
        return self._report(upload, warnings)

    def _cover(self, options: dict[str, Any], on: date) -> Cover:
        if not options["file"].is_file():
            raise CommandError(f"{options['file']}: no such file")
        if not Source.objects.filter(pk=options["source"]).exists():
            known = ", ".join(Source.objects.values_list("pk", flat=True))
            raise CommandError(f"{options['source']}: no such source; there are {known}")
        received = options["received"] or on
        area = uploads.area_named(options["area"], received) if options["area"] else None
        return Cover(
            source=options["source"],
            dataset=options["dataset"],
            received_on=received,
            period=date.fromisoformat(f"{options['period']}-01") if options["period"] else None,
            as_of=options["as_of"],
            area=area,
            mode=options["mode"] or "",
            sheet=options["sheet"],
            answers=parse_answers(spec_of(options["dataset"]), options["heading"]),
            accept_absent=options["accept_absent"],
        )

    def _report(self, upload: Upload, warnings: list[str]) -> dict[str, Any]:
        return {
            "delivery": upload.delivery_id,
            "rows": upload.delivery.rows,
            "verdicts": uploads.verdicts(upload),
            "warnings": warnings,
            "warned": upload.warned,
            "opened": upload.opened,
            "placed": uploads.placed(upload),
            "state": str(upload.state),
        }

    def _tell(self, report: dict[str, Any]) -> None:
        self.stdout.write(f"delivery {report['delivery']}: {report['state']}, {report['rows']} rows")
        for verdict, count in report["verdicts"].items():
            if count:
                self.stdout.write(f"  {verdict}: {count}")
        if report["opened"]:
            self.stdout.write(f"  opened {report['opened']}: {report['placed']}")
        for warning in report["warnings"][:20]:
            self.stdout.write(f"  ! {warning}")
        if report["warned"]:
            self.stdout.write(f"  {report['warned']} rows with a warning")
