from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from grids.models import Area


class AreaUserPermission(UserObjectPermissionBase):
    """That an account may see an area. Written by the appointment verbs only; direct foreign key, so no orphans."""

    content_object = models.ForeignKey(Area, models.CASCADE)


class AreaGroupPermission(GroupObjectPermissionBase):
    """guardian wants the pair; no verb writes here, and a test keeps it empty."""

    content_object = models.ForeignKey(Area, models.CASCADE)
