"""Checking a column of pasted codes: who may, how lines are told apart, and what is shown of a person's number."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.actor import Actor
from core.codes import Answer, Code, Kind, any_code
from core.enums import Role
from core.permissions import check_role
from core.privacy import mask_number

MOST = 2000
# A column copied out of a spreadsheet has a code a line; rows copied whole have tabs, lists in prose have commas.
_BETWEEN = re.compile(r"[\r\n\t,;，；、|]+")
TONES = {Answer.VALID: "green", Answer.NONCONFORMING: "yellow", Answer.MALFORMED: "red"}


@dataclass(frozen=True, slots=True)
class Checked:
    """One pasted code with its judgement. Identity numbers are shown masked and get no suggestion: it might be another
    person's number."""

    number: int
    text: str
    code: Code

    @property
    def is_personal(self) -> bool:
        return self.code.kind is Kind.RESIDENT

    @property
    def shown(self) -> str:
        return mask_number(self.code.value) if self.is_personal else self.text

    @property
    def suggestions(self) -> tuple[str, ...]:
        return () if self.is_personal else self.code.suggestions

    @property
    def tone(self) -> str:
        return TONES[self.code.answer]


def check_can_check_codes(actor: Actor) -> None:
    """Everybody who works with employers (decisions 4): the four tiers."""
    check_role(actor, Role.CITY, Role.DISTRICT, Role.STREET, Role.COMMUNITY)


def split(text: str) -> list[str]:
    """The codes of a pasted text; blanks belong to a code (some print it in groups), empty places do not count."""
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]


def check(texts: Iterable[str], *, on: date, home: str) -> list[Checked]:
    """Judge each code; ``home``: see ``core.codes.uscc``."""
    return [Checked(number, text, any_code(text, on, home=home)) for number, text in enumerate(texts, 1)]
