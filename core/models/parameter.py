from datetime import date
from typing import Protocol

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _


class Effect(models.TextChoices):
    """What a row does while nobody has verified it: one that accuses does not apply, the others do."""

    ACCUSES = "accuses", _("Accuses: applies only once verified")
    RELIEVES = "relieves", _("Relieves: applies even while unverified")
    NEUTRAL = "neutral", _("The bureau's own setting")


class Period(Protocol):
    """Anything that holds from a day up to, but not on, another."""

    @property
    def valid_from(self) -> date: ...

    @property
    def valid_to(self) -> date | None: ...


class ParameterQuerySet(models.QuerySet):
    def in_force(self, on):
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)

    def applicable(self):
        """Leave out what would accuse somebody on the strength of an unverified row."""
        return self.exclude(effect=Effect.ACCUSES, verified_by="")


def _point() -> Func:
    """Code and place as a range of one point: the server has no extension that compares texts in an exclusion."""
    key = Func(Concat(F("code"), Value("|"), F("place")), Value(0), function="hashtextextended")
    return Func(key, key, Value("[]"), function="int8range", output_field=models.Field())


class Parameter(models.Model):
    """A threshold, standard or limit, as a dated row: no number of the law stands in code.

    ``place`` is the local code of an area, or empty for everywhere; ``valid_to`` is the first day on which it no longer
    holds. Rows of one code and place never overlap. ``verified_by`` names the published copy or the person that
    confirmed the value against the document in ``basis``.
    """

    code = models.CharField(_("parameter"), max_length=60)
    place = models.CharField(_("place"), max_length=20, blank=True, default="")
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=20)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=200)
    effect = models.CharField(_("effect"), max_length=8, choices=Effect)
    verified_by = models.CharField(_("verified by"), max_length=100, blank=True, default="")
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ParameterQuerySet.as_manager()

    class Meta:
        verbose_name = _("parameter")
        verbose_name_plural = _("parameters")
        constraints = [
            ExclusionConstraint(
                name="parameter_rows_never_overlap",
                expressions=[
                    (_point(), RangeOperators.OVERLAPS),
                    (
                        Func("valid_from", "valid_to", function="daterange", output_field=models.Field()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.UniqueConstraint(name="parameter_begins_once", fields=["code", "place", "valid_from"]),
            models.CheckConstraint(
                name="parameter_ends_after_it_begins", condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from"))
            ),
            models.CheckConstraint(
                name="parameter_verified_by_and_on",
                condition=Q(verified_by="", verified_on=None) | (~Q(verified_by="") & Q(verified_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        place = f" {self.place}" if self.place else ""
        return f"{self.code}{place} {self.valid_from.isoformat()}"

    @property
    def verified(self) -> bool:
        return bool(self.verified_by)

    @property
    def shown_value(self) -> str:
        """Without trailing noughts: 400, 8.9."""
        return f"{self.value.normalize():f}"

    @property
    def applies(self) -> bool:
        """An unverified row that relieves applies; one that accuses does not."""
        return self.verified or self.effect != Effect.ACCUSES

    def overlaps(self, other: Period) -> bool:
        """Say whether the two periods have a day in common."""
        begins_before_other_ends = other.valid_to is None or self.valid_from < other.valid_to
        return begins_before_other_ends and (self.valid_to is None or other.valid_from < self.valid_to)
