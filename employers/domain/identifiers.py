"""Numbers of an employer: keeping in use one that fails its standard."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import journal
from core.actor import Actor
from core.permissions import Denied
from employers import permissions
from employers.models import Identifier, Touched

KEPT = gettext_noop("The %(kind)s %(value)s does not meet its standard and is kept. Reason: %(reason)s")


@transaction.atomic
def override(*, identifier: Identifier, reason: str, by: Actor, on: date) -> Identifier:
    """Keep a nonconforming code in use, with a reason and a name: a real code may fail its standard (rules R01, R02).

    The employer is checked again by whoever is above (``Touched``).
    """
    permissions.check_can_override(by)
    found = Identifier.objects.select_for_update().get(pk=identifier.pk)
    if found.conforming:
        raise Denied(_("This code meets its standard; there is nothing to keep."))
    if found.valid_to is not None:
        raise Denied(_("The employer no longer bears this code."))
    if found.override_reason:
        raise Denied(_("%(name)s has kept this code already.") % {"name": found.override_by})
    found.override_reason, found.override_by, found.override_on = reason.strip(), by.name[:150], on
    found.save(update_fields=["override_reason", "override_by", "override_on"])
    Touched.objects.create(employer_id=found.employer_id, why="identifier.override")
    journal.record("identifier.kept", KEPT, about=found.employer, by=by, on=on,
                   kind=found.get_kind_display(), value=found.value, reason=found.override_reason)  # fmt: skip
    return found
