"""Guessing passwords: after five wrong tries an account name is locked for thirty minutes, from wherever they came.

A name that does not exist is locked in the same way, so that the answer tells nobody which accounts there are. What
was typed is kept only as a keyed digest, because people type passwords into the wrong field.
"""

import unicodedata
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from core.models.login_failure import LoginFailure

TRIES = 5
LOCKED_FOR = timedelta(minutes=30)


def digest(username: str) -> str:
    name = unicodedata.normalize("NFKC", username).strip().casefold()
    return salted_hmac("core.lockout", name, algorithm="sha256").hexdigest()


def locked(username: str, *, at: datetime) -> bool:
    """Say whether even the right password is refused now."""
    recent = LoginFailure.objects.filter(name_digest=digest(username), failed_at__gt=at - LOCKED_FOR)
    return recent.count() >= TRIES


def note_failure(username: str, *, address: str, at: datetime) -> bool:
    """Keep one wrong try; say whether it was the one that locks."""
    LoginFailure.objects.filter(failed_at__lte=at - LOCKED_FOR).delete()
    LoginFailure.objects.create(name_digest=digest(username), address=address[:45], failed_at=at)
    return locked(username, at=at)


def forget(username: str) -> None:
    """The right password was given, or an administrator unlocks the account."""
    LoginFailure.objects.filter(name_digest=digest(username)).delete()
