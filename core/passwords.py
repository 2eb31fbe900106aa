"""What a password must be (GB/T 22239, 8.1.4.1 a: complexity)."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

CLASSES = 3


class CharacterClassValidator:
    """Three of: capital letters, small letters, digits, other characters (Chinese characters count as others)."""

    def validate(self, password, user=None):
        kinds = {_kind(character) for character in password}
        if len(kinds) < CLASSES:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self):
        return _("Use at least three of these: capital letters, small letters, digits, other characters.")


def _kind(character: str) -> str:
    category = unicodedata.category(character)
    return category if category in {"Lu", "Ll", "Nd"} else "other"
