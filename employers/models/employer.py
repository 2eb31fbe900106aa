from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from core.querysets import ScopedQuerySet
from employers.enums import EmployerKind, EmployerStatus, OpenedBy
from employers.models.delivery import Delivery
from grids.models.located import Located


class EmployerQuerySet(ScopedQuerySet):
    def live(self):
        return self.filter(status=EmployerStatus.OPEN)

    def not_placed(self):
        """未落格: known to a district or the city only, not yet to a grid."""
        return self.filter(street__isnull=True)

    def waiting(self):
        """What a person has still to place: 未落格, and nobody has said yet that the address does not suffice."""
        return self.not_placed().live().filter(answered_on__isnull=True)

    def unplaceable(self):
        """Still 未落格 after a person has looked: cannot be placed from this address."""
        return self.not_placed().live().filter(answered_on__isnull=False)

    def misplaced(self):
        """Placed in one street, while the address names another since the register changed it."""
        return self.live().filter(misplaced=True, street__isnull=False)


class Employer(Located):
    """One employer, one electronic archive (founding document, 三(一)), keyed by organization code.

    ``area`` and its level columns copy today's placement; the codes copy today's identifiers; name, address and the
    rest are chosen from what the registers say.
    """

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind of employer"), max_length=24, choices=EmployerKind, blank=True, default="")
    org_code = models.CharField(_("organization code"), max_length=9, blank=True, default="")
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True, default="")
    registration_no = models.CharField(_("registration number"), max_length=20, blank=True, default="")
    address = models.CharField(_("address"), max_length=300, blank=True, default="")
    legal_rep = models.CharField(_("legal representative"), max_length=100, blank=True, default="")
    industry = models.CharField(_("industry"), max_length=100, blank=True, default="")
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=EmployerStatus, default=EmployerStatus.OPEN)
    opened_by = models.SmallIntegerField(_("opened by"), choices=OpenedBy, default=OpenedBy.REGISTER)
    opening = models.ForeignKey(
        Delivery, models.PROTECT, null=True, related_name="opened", verbose_name=_("opened from")
    )
    opened_on = models.DateField(_("archive opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    verified_on = models.DateField(_("verified on the ground on"), null=True, blank=True)
    suggested_area = models.ForeignKey(
        "grids.Area", models.PROTECT, null=True, related_name="+", verbose_name=_("suggested area")
    )
    suggestion = models.JSONField(_("reason of the suggestion"), null=True)
    # Read from the address by whatever writes it (``domain/addresses.py``): the queue is worked road by road.
    road = models.CharField(_("road"), max_length=40, blank=True, default="", db_default="")
    door = models.IntegerField(_("door number"), null=True, blank=True)
    misplaced = models.BooleanField(_("the address names another street"), default=False, db_default=False)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    name_grams = models.GeneratedField(
        expression=Func(F("name"), function="employers_grams"),
        output_field=ArrayField(models.IntegerField()),
        db_persist=True,
    )
    address_grams = models.GeneratedField(
        expression=Func(F("address"), function="employers_grams"),
        output_field=ArrayField(models.IntegerField()),
        db_persist=True,
    )

    objects = EmployerQuerySet.as_manager()  # type: ignore[misc]  # every model names its own manager

    class Meta:
        verbose_name = _("employer")
        verbose_name_plural = _("employers")
        indexes = [
            models.Index(fields=["district", "id"], name="employer_district"),
            models.Index(fields=["street", "id"], name="employer_street", condition=Q(street__isnull=False)),
            models.Index(fields=["community", "id"], name="employer_community", condition=Q(community__isnull=False)),
            models.Index(fields=["district", "id"], name="employer_unplaced", condition=Q(street__isnull=True)),
            models.Index(
                fields=["area", "road", "door", "id"],
                name="employer_queue",
                condition=Q(street__isnull=True, status="open", answered_on__isnull=True),
            ),
            models.Index(
                fields=["road", "district", "street", "door"],
                name="employer_road",
                condition=Q(street__isnull=False) & ~Q(road=""),
            ),
            models.Index(fields=["district", "id"], name="employer_misplaced", condition=Q(misplaced=True)),
            models.Index(fields=["uscc"], name="employer_uscc", condition=~Q(uscc="")),
            models.Index(fields=["org_code"], name="employer_org_code", condition=~Q(org_code="")),
            models.Index(fields=["opening"], name="employer_opening"),
            GinIndex(fields=["name_grams"], name="employer_name_grams"),
            GinIndex(fields=["address_grams"], name="employer_address_grams"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_code(self) -> str:
        """The code an employer goes by: unified code, else organization code, else registration number."""
        return self.uscc or self.org_code or self.registration_no
