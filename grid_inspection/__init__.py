"""The wiring: settings, servers, addresses, the demo. Everything else lives in the apps."""

from grid_inspection.celery import app as celery_app

__all__ = ["celery_app"]
