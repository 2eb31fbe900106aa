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


def check_can_see(actor: Actor) -> None:
    """Deliveries and their verdicts: city, and a district those of its own area."""
    check_role(actor, Role.CITY, Role.DISTRICT)


def check_can_fetch_faults(actor: Actor, delivery: Delivery, uploaded_by: int | None) -> None:
    """Faulty rows as delivered hold what no screen shows: the city, and a district its own uploads."""
    check_role(actor, Role.CITY, Role.DISTRICT)
    if actor.role == Role.DISTRICT and (uploaded_by != actor.user_id or not actor.scope.holds(delivery)):
        raise Denied(_("A district fetches the faulty rows of its own uploads only."))


can_upload = answers(check_can_upload)
can_commit = answers(check_can_commit)
can_fetch_faults = answers(check_can_fetch_faults)
