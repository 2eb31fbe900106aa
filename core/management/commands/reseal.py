"""``manage.py reseal``: seals numbers and kept files anew under the first key of DATA_KEYS."""

from django.core.management.base import BaseCommand

from core import resealing


class Command(BaseCommand):
    help = (
        "Seals every identity number, telephone number and kept file anew under the first key of DATA_KEYS. "
        "Put the new key first, restart, run this, and only then take the old key out. May be stopped and run again."
    )

    def handle(self, **options):
        for model, cipher, bound in resealing.sealed_columns():
            done = 0
            for count in resealing.reseal_values(model, cipher, bound):
                done += count
                self.stderr.write(f"{model._meta.label} {cipher}: {done}")
            self.stdout.write(f"{model._meta.label} {cipher}: {done} sealed anew")
        self.stdout.write(f"kept files: {sum(resealing.reseal_files())} sealed anew")
