"""The accounts of the site: the administrator opens, links, unlocks and closes them (decisions 4)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import journal, lockout
from core.actor import Actor
from core.enums import Role
from core.models import User
from core.permissions import Denied
from inspectors import permissions
from inspectors.domain import appointments
from inspectors.models import TeamMember

OPENED = gettext_noop("Account %(account)s opened (%(role)s).")
LINKED = gettext_noop("Account %(account)s now belongs to %(member)s.")
UNLINKED = gettext_noop("Account %(account)s no longer belongs to %(member)s.")
CLOSED = gettext_noop("Account %(account)s deactivated: %(reason)s")
REOPENED = gettext_noop("Account %(account)s activated again.")
UNLOCKED = gettext_noop("Account %(account)s unlocked.")
PASSWORD = gettext_noop("An initial password was set for account %(account)s; it is changed at the next login.")


@transaction.atomic
def open_account(
    *, username: str, last_name: str, first_name: str, role: Role, password: str, by: Actor, on: date
) -> User:
    """Open an account. It sees nothing until it belongs to an appointed member; its password is changed first."""
    permissions.check_can_keep_accounts(by)
    user = User(username=username, last_name=last_name, first_name=first_name, role=role, must_change_password=True)
    user.set_password(password)
    user.save()
    journal.record("account.opened", OPENED, about=user, by=by, on=on, account=username, role=Role(role).label)
    return user


@transaction.atomic
def link(*, user: User, member: TeamMember | None, by: Actor, on: date) -> None:
    """Let the account belong to a member of the team, or to nobody: grants follow the member's appointments."""
    permissions.check_can_keep_accounts(by)
    before = TeamMember.objects.select_for_update().filter(user=user).first()
    if before == member:
        return
    if member is not None:
        check_can_belong(user, member)
    if before is not None:
        TeamMember.objects.filter(pk=before.pk).update(user=None)
        appointments.strip_account(user.pk)
        journal.record("account.unlinked", UNLINKED, about=user, by=by, on=on, account=user.username, member=before)
    if member is not None:
        member.user = user
        member.save(update_fields=["user"])
        appointments.grant_account(member, on)
        journal.record("account.linked", LINKED, about=user, by=by, on=on, account=user.username, member=member)


def check_can_belong(user: User, member: TeamMember) -> None:
    if Role(user.role).tier != member.tier:
        raise Denied(_("The account and the member of the team are of different tiers."))
    if member.user_id is not None:
        raise Denied(_("%(member)s has an account already.") % {"member": member.name})
    if member.left_on is not None:
        raise Denied(_("%(member)s has left the team.") % {"member": member.name})


@transaction.atomic
def deactivate(*, user: User, reason: str, by: Actor, on: date) -> None:
    """Close an account at once, sessions included; what it did stays in the journal under its name."""
    permissions.check_can_keep_accounts(by)
    if user.pk == by.user_id:
        raise Denied(_("Nobody closes his own account: another administrator does."))
    if user.role == Role.ADMINISTRATOR and not _other_administrators(user):
        raise Denied(_("This is the last administrator; without one nobody could open accounts again."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    journal.record("account.closed", CLOSED, about=user, by=by, on=on, account=user.username, reason=reason)


def _other_administrators(user: User) -> bool:
    return User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=user.pk).exists()


@transaction.atomic
def activate(*, user: User, by: Actor, on: date) -> None:
    permissions.check_can_keep_accounts(by)
    user.is_active = True
    user.save(update_fields=["is_active"])
    journal.record("account.reopened", REOPENED, about=user, by=by, on=on, account=user.username)


@transaction.atomic
def unlock(*, user: User, by: Actor, on: date) -> None:
    """Forget the wrong tries, so that the right password is taken again."""
    permissions.check_can_keep_accounts(by)
    lockout.forget(user.username)
    journal.record("account.unlocked", UNLOCKED, about=user, by=by, on=on, account=user.username)


@transaction.atomic
def set_password(*, user: User, password: str, by: Actor, on: date) -> None:
    """Set a first password that its owner changes at the next login; open sessions of the account end."""
    permissions.check_can_keep_accounts(by)
    if user.pk == by.user_id:
        raise Denied(_("Change your own password on the page for it."))
    user.set_password(password)
    user.must_change_password, user.password_changed_on = True, on
    user.save(update_fields=["password", "must_change_password", "password_changed_on"])
    lockout.forget(user.username)
    journal.record("account.password_set", PASSWORD, about=user, by=by, on=on, account=user.username)
