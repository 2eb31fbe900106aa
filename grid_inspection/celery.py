"""The Celery application. The queue is transport only: what must happen stands in PostgreSQL."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grid_inspection.settings")

app = Celery("grid_inspection")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
