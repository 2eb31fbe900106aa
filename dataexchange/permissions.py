"""Who may deliver, look, commit and withdraw (decisions 4)."""

from django.utils.translation import gettext as _

from core.actor import Actor
from core.enums import Role
from core.permissions import Denied, answers, check_role
from employers.models import Delivery


def check_can_upload(actor: Actor) -> None:
    check_role(actor, Role.CITY, Role.DISTRICT)


def check_can_commit(actor: Actor, delivery: Delivery) -> None:
    """City everything, a district what lies in its own area."""
    check_role(actor, Role.CITY, Role.DISTRICT)
    if not actor.scope.holds(delivery):
        raise Denied(_("This delivery covers more than your own area; the city bureau commits it."))


can_upload = answers(check_can_upload)
can_commit = answers(check_can_commit)
