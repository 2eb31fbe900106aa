"""From an account to an actor: guardian's grants on areas, backed by appointments in force, read once per request."""

from datetime import date

from django.db.models import Exists, OuterRef

from core.actor import Actor
from core.enums import Role, Tier
from core.models import User
from core.scope import Scope
from inspectors.models import Appointment, AreaUserPermission

SEE = "view_area"


def actor_for(user: User, *, on: date) -> Actor:
    """The actor behind an account on a day.

    An inactive account, an administrator, and a grant without an appointment in force that day see no area at all.
    guardian's own shortcut is not asked: its defaults hand out every row to superusers and global permissions.
    """
    role = Role(user.role)
    scope = Scope.NOTHING
    if user.is_active and role is not Role.ADMINISTRATOR:
        appointed = Appointment.objects.in_force(on).filter(member__user=user, area=OuterRef("content_object"))
        granted = AreaUserPermission.objects.filter(Exists(appointed), user=user, permission__codename=SEE)
        areas = granted.values_list("content_object__tier", "content_object_id")
        scope = Scope(frozenset((Tier(tier), area) for tier, area in areas))
    return Actor(name=str(user), role=role, scope=scope, user_id=user.pk)
