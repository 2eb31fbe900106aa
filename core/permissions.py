"""A permission is a sentence: ``check_x`` raises it, ``can_x`` asks it, the disabled button shows it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.utils.translation import gettext as _

from core.actor import Actor
from core.enums import Role


class Denied(Exception):
    """An act was refused; the text is a sentence for the person who tried."""


def answers(check: Callable[..., None]) -> Callable[..., bool]:
    """Turn a ``check_x`` that raises into a ``can_x`` that answers."""

    @wraps(check)
    def can(*args: Any, **kwargs: Any) -> bool:
        try:
            check(*args, **kwargs)
        except Denied:
            return False
        return True

    return can


def check_role(actor: Actor, *allowed: Role) -> None:
    """Refuse everybody but ``allowed``, naming who may."""
    if actor.role not in allowed:
        names = _(", ").join(str(role.label) for role in allowed)
        raise Denied(_("Only these may do this: %(names)s.") % {"names": names})
