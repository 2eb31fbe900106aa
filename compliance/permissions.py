"""Who may set findings aside, see runs and start a night (decisions 4)."""

from django.utils.translation import gettext as _

from compliance.models import Finding
from core.actor import Actor
from core.enums import Role
from core.permissions import Denied, answers, check_role


def check_can_see_findings(actor: Actor) -> None:
    """Every tier sees the findings of its area; the administrator sees no business data."""
    check_role(actor, Role.CITY, Role.DISTRICT, Role.STREET, Role.COMMUNITY)


def check_can_set_aside(actor: Actor, finding: Finding) -> None:
    check_role(actor, Role.CITY, Role.DISTRICT)
    if not actor.scope.holds(finding):
        raise Denied(_("This finding lies outside your territory."))


def check_can_take_up(actor: Actor, finding: Finding) -> None:
    """Whoever answers for the area may say that he works on a finding."""
    check_can_see_findings(actor)
    if not actor.scope.holds(finding):
        raise Denied(_("This finding lies outside your territory."))


def check_can_see_runs(actor: Actor) -> None:
    """The administrator sees the ledger, without any finding."""
    check_role(actor, Role.CITY, Role.DISTRICT, Role.ADMINISTRATOR)


def check_can_start(actor: Actor) -> None:
    check_role(actor, Role.ADMINISTRATOR)


can_see_findings = answers(check_can_see_findings)
can_set_aside = answers(check_can_set_aside)
can_see_runs = answers(check_can_see_runs)
can_start = answers(check_can_start)
