from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import COMMAND_LINE
from core.clock import today
from core.enums import Tier
from grids import queries
from grids.domain import boundaries, boundary_files, drafts, preview
from grids.domain.boundaries import Published
from grids.domain.division_files import Refused
from grids.enums import Datum

LISTED = 40


class Command(BaseCommand):
    help = (
        "Publish outlines from a GeoJSON file whose features carry the code of their area. Outlines of streets are "
        "examined first; what the page would ask a person is answered by an option, or nothing is written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--datum", choices=Datum.values, required=True)
        parser.add_argument("--tier", choices=[Tier.STREET.value, Tier.DISTRICT.value], required=True)
        parser.add_argument("--area", metavar="CODE", help="the district whose grids these are; default: the city")
        parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="default: today")
        parser.add_argument("--attribution", default="")
        parser.add_argument("--official", action="store_true", help="surveyed and approved; otherwise: derived")
        parser.add_argument(
            "--accept-faults", type=int, default=0, metavar="N", help="gaps, overlaps, slivers: how many"
        )
        parser.add_argument("--accept-repairs", action="store_true", help="take rings as repaired")
        parser.add_argument(
            "--keep-position", default="", metavar="REASON", help="although another datum or shift fits"
        )

    def handle(self, *, file: Path, datum: str, tier: str, on: date | None, **options: Any) -> None:
        try:
            content, day = file.read_bytes(), on or today()
            source = boundaries.Source(Datum(datum), options["attribution"], options["official"])
            if tier == Tier.STREET:
                done = self.examined(content, file.name, source, day, options)
            else:
                found = boundary_files.read(content)
                done = boundaries.publish(found, tier=Tier.DISTRICT, source=source, on=day, by=COMMAND_LINE)
        except (Refused, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            _("%(taken)s outlines taken, %(dissolved)s dissolved from them, %(missing)s areas without outline.")
            % {"taken": done.taken, "dissolved": done.dissolved, "missing": len(done.missing)}
        )
        for change in done.recoloured:
            words = preview.COLOUR_WORDS
            self.stdout.write(f"{change.area.local_code} {change.area.name}: {words[change.old]} → {words[change.new]}")

    @transaction.atomic
    def examined(
        self, content: bytes, name: str, source: boundaries.Source, day: date, options: dict[str, Any]
    ) -> Published:
        """The same way as on the page, in one transaction: a refusal leaves no draft behind."""
        area = queries.by_code(options["area"], day) if options["area"] else queries.city()
        if area is None:
            raise Refused(_("No such area stands on that day; load the divisions first."))
        declared = drafts.Declared(source.datum, day, source.official, source.attribution)
        who: dict[str, Any] = {"by": COMMAND_LINE, "on": today()}
        draft = drafts.upload(content, name=name, area=area, declared=declared, **who)
        if draft.checked["questions"] and options["keep_position"]:
            drafts.keep(draft, options["keep_position"], **who)
        if options["accept_repairs"]:
            drafts.accept_repairs(draft, **who)
        draft.refresh_from_db()
        if reasons := list(drafts.hindrances(draft)):
            asked = [sentence for sentence, _datum in preview.questions(draft)]
            mended = [f"{line.code}: {' '.join(line.sentences)}" for line in preview.repair_lines(draft)]
            raise Refused("\n".join([*reasons, *asked, *mended[:LISTED]]))
        if draft.checked["flaws_in_all"] != options["accept_faults"]:
            found = [
                f"{line.number}. {line.kind}: {line.words}, {line.square_metres:,} m²"
                for line in preview.flaw_lines(draft)
            ]
            raise Refused("\n".join([drafts.unseen(draft), *found[:LISTED]]))
        return drafts.publish(draft, seen=options["accept_faults"], **who)
