"""How the pages of the archive say what rows hold."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from core import codes
from core.columns import EMPTY
from employers.enums import ContractKind, IdentifierKind, PayIn
from employers.models import Identifier, Standing
from employers.queries import workers
from grids.domain.placing.reasons import SENTENCES

register = template.Library()


@register.filter
def contract_kind(value: str) -> str:
    """The label of a kind of contract."""
    return str(ContractKind(value).label) if value in ContractKind.values else EMPTY


@register.filter
def pay_day(contract: Any) -> str:
    """The agreed pay day: the 15th of the month after; 0 is the last day of a month."""
    if contract.pay_day is None:
        return EMPTY
    month = PayIn(contract.pay_in or PayIn.NEXT_MONTH).label
    day = _("last day") if contract.pay_day == 0 else _("day %(day)s") % {"day": contract.pay_day}
    return f"{month} · {day}"


@register.filter
def shown_value(identifier: Identifier) -> str:
    """A number as certificates print it."""
    if identifier.kind == IdentifierKind.ORG_CODE:
        return codes.display_org_code(identifier.value)
    return identifier.value


@register.filter
def employed(row: Standing) -> str:
    return workers.until(row)


@register.filter
def last_day(row: Standing) -> str:
    return workers.last_day(row)


@register.filter
def placing_reason(text: str) -> str:
    """A reason of a placement: what a person wrote, or that the address decided."""
    return _("read from the address") if text in SENTENCES else text
