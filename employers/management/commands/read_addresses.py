from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from core.clock import today
from employers.domain import addresses


class Command(BaseCommand):
    help = "Read road and door number out of every address that has not been read: once, after the upgrade."

    def handle(self, *args, **options):
        many = addresses.read_all(on=today())
        self.stdout.write(_("%(count)s addresses read.") % {"count": many})
