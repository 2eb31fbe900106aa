from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from core.actor import COMMAND_LINE
from grids.domain import seeding


class Command(BaseCommand):
    help = "Load the territory that ships: the tree of 2023, the special zones, the derived outlines. Safe to repeat."

    def handle(self, **options: object) -> None:
        live = seeding.seed(by=COMMAND_LINE, on_progress=lambda done, total: self.stdout.write(f"{done}/{total}"))
        self.stdout.write(_("%(count)s areas stand.") % {"count": live})
