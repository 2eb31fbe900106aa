import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.actor import COMMAND_LINE
from core.clock import today
from dataexchange.domain import uploads
from dataexchange.importing.table import Refused
from employers.models import Delivery


class Command(BaseCommand):
    help = "Withdraw a committed delivery: what it said stands as the remaining deliveries said it. Nothing is deleted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("delivery", type=int)
        parser.add_argument("--reason", required=True)
        parser.add_argument("--json", action="store_true", help="print one object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        delivery = Delivery.objects.filter(pk=options["delivery"]).first()
        if delivery is None:
            raise CommandError(f"{options['delivery']}: no such delivery")
        try:
            outcome = uploads.withdraw(delivery, reason=options["reason"], by=COMMAND_LINE, on=today())
        except Refused as refusal:
            if options["json"]:
                self.stdout.write(json.dumps({"refused": str(refusal)}, ensure_ascii=False))
                raise SystemExit(2) from None
            raise CommandError(str(refusal), returncode=2) from None
        report = {
            "delivery": delivery.pk,
            "state": "withdrawn",
            "employers": len(outcome.touched),
            "closed": len(outcome.closed),
            "kept": [{"delivery": pk, "keys": keys} for pk, keys in outcome.kept.items()],
        }
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        self.stdout.write(f"delivery {delivery.pk}: withdrawn, {len(outcome.touched)} employers concerned")
        for pk, keys in outcome.kept.items():
            self.stdout.write(f"  what delivery {pk} has said since stays: {keys}")
