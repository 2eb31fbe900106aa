"""The one place that asks what day it is: Asia/Shanghai, or the day at which a demo stands still."""

from datetime import date, timedelta

from django.utils import timezone

from core.models.clock import Clock


def today() -> date:
    """The day on which the bureau acts. In a demo it is the day the city was built for."""
    frozen = Clock.objects.values_list("stands_at", flat=True).first()
    return frozen or timezone.localdate()


def business_date(day: date) -> date:
    """The last finished day: what the night of ``day`` reads (decisions: a run at 02:00 on D+1 belongs to D)."""
    return day - timedelta(days=1)


def is_demo() -> bool:
    """Say whether time stands still here."""
    return Clock.objects.exists()
