from django.apps import AppConfig


class GridInspectionConfig(AppConfig):
    name = "grid_inspection"
    default_auto_field = "django.db.models.BigAutoField"
